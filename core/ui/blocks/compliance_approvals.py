"""Approvals of platforms: exceptions that a provider granted the business and that the owner states here, where they matter."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import contact_rules
from core.text import _
from core.ui.guard import Visit
from core.ui.widgets import refusing


def platform_approvals(visit: Visit) -> None:
    """One switch for each exception that matters to this business; nothing where there is none."""
    found = contact_rules.approvals(visit.engine, visit.actor)
    if not found:
        return
    with st.container(border=True):
        st.subheader(_("Approvals of platforms"), anchor=False)
        st.caption(_("Without them the gate holds these messages back. State only what you can show in writing: it goes into the trail."))
        for name, given in found.items():
            label, why = _words(name)
            chosen = st.toggle(
                label, given, key=f"approval_{name}", help=why, disabled=not is_allowed(visit.actor, "settings.edit")
            )  # fmt: skip
            if chosen != given:
                with refusing():
                    contact_rules.approve(visit.engine, visit.actor, name, given=chosen)
                    st.toast(_("Saved."), icon=":material/check:")
                    st.rerun()


def _words(name: str) -> tuple[str, str]:
    return {
        "sms_mexico": (
            _("My SMS sender is approved for payment reminders in Mexico"),
            _("Twilio forbids money and text-to-pay content by SMS in Mexico, except from a short code approved for payment reminders."),
        ),
        "whatsapp_third_party": (
            _("WhatsApp approved my account to collect for other companies"),
            _("WhatsApp's policy forbids debt collection for third parties. Only an approval in writing lifts that."),
        ),
    }.get(name, (name, ""))
