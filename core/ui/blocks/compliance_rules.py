"""The business's own limits, which may only be stricter than the country's."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import contact_rules
from core.text import _
from core.ui.guard import Visit
from core.ui.widgets import refusing


def own_limits(visit: Visit) -> None:
    """The business's own limits; only the owner changes them."""
    rules = contact_rules.own(visit.engine, visit.actor)
    with st.form("own_limits", border=True):
        st.subheader(_("Your own limits"), anchor=False)
        st.caption(_("You may be stricter than the law, never looser. Empty means: as the law and the suggestion say."))
        left, middle, right = st.columns(3)
        told = {
            "daily_cap": left.number_input(_("Contacts a day and person, at most"), 1, 5, rules.daily_cap),
            "weekly_cap": middle.number_input(_("Contacts in 7 days and person, at most"), 1, 14, rules.weekly_cap),
            "min_spacing_days": right.number_input(_("Days between two contacts, at least"), 0, 14, rules.min_spacing_days),
            "payment_quiet_days": left.number_input(_("Days of quiet after a payment"), 0, 14, rules.payment_quiet_days),
            "leave_good_payers_alone": st.toggle(
                _("Leave good payers alone: no reminder before the due date"), rules.leave_good_payers_alone
            ),
            "general_opt_in": st.toggle(
                _("My customers agreed to be written to by WhatsApp (in a contract or form)"), rules.general_opt_in
            ),
            "collects_for_third_parties": st.toggle(_("I collect on behalf of other companies"), rules.collects_for_third_parties),
        }
        tolerance = middle.number_input(_("Leave balances alone up to"), 0.0, 1_000_000.0, rules.tolerance_cents / 100, step=1.0)
        if st.form_submit_button(_("Save"), type="primary", disabled=not is_allowed(visit.actor, "settings.edit")):
            with refusing():
                contact_rules.change(visit.engine, visit.actor, **told, tolerance_cents=round(tolerance * 100))
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()
