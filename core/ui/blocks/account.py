"""One's own account: change the password, end sessions."""

from __future__ import annotations

import streamlit as st

from core.services import accounts
from core.text import _
from core.ui.blocks.settings_people import session_table
from core.ui.guard import Visit
from core.ui.widgets import refusing


def password(visit: Visit) -> None:
    """The form that changes one's own password and ends the other sessions."""
    with st.form("password", border=True, width=480):
        st.subheader(_("Change the password"), anchor=False)
        current = st.text_input(_("Present password"), type="password", max_chars=128)
        new = st.text_input(_("New password (12 characters or more)"), type="password", max_chars=128)
        again = st.text_input(_("New password, once more"), type="password", max_chars=128)
        if st.form_submit_button(_("Change the password"), type="primary"):
            if new != again:
                st.error(_("The two new passwords are not the same."))
                return
            with refusing():
                kept = str(st.user.get("session_id") or "")
                accounts.change_password(
                    visit.engine, visit.actor, current=current, new=new, session_id=int(kept) if kept.isdigit() else None
                )
                st.success(_("The password is changed. Other browsers were signed out."))


def browsers(visit: Visit) -> None:
    """Where one is signed in."""
    with st.container(border=True, width=720):
        st.subheader(_("Browsers that are signed in"), anchor=False)
        session_table(visit)
