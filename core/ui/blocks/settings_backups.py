"""Backups on screen: when the last one was made, all that are kept, and the button that makes one."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import backup
from core.text import _, format_number
from core.ui.guard import Visit
from core.ui.widgets import moment, refusing


def overview(visit: Visit) -> None:
    """What is kept, and the button that makes one more."""
    made = sorted(backup.made(), reverse=True)
    if made:
        st.write(_("The last backup is of {when}. Each copy is checked when it is made.", when=moment(made[0][0], visit.zone)))
    else:
        st.warning(_("There is no backup yet."), icon=":material/warning:")
    st.caption(_("They lie in {folder}. Copy them to another machine now and then; the data key is not in them: keep it safe too.",
                 folder=f"`{backup.folder()}`"))  # fmt: skip
    if st.button(
        _("Back up now"), type="primary", icon=":material/save:", disabled=not is_allowed(visit.actor, "backup.make"), key="backup"
    ):
        with refusing(), st.spinner(_("Copying and checking…")):
            done = backup.make(visit.engine, visit.actor)
            st.session_state["backed_up"] = (done.size // 1024, done.entries)
            st.rerun()
    if told := st.session_state.pop("backed_up", None):
        size, entries = map(format_number, told)
        st.success(_("Backed up and checked: {size} kB, {entries} audit entries.", size=size, entries=entries))
    if made:
        rows = [
            {_("Made"): moment(when, visit.zone), _("File"): path.name, _("Size (kB)"): path.stat().st_size // 1024} for when, path in made
        ]
        st.dataframe(rows, hide_index=True, key="backups")
