"""The business's own limits, hours and closed days, which may only be stricter than the country's."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.domain.packs import WEEKDAYS
from core.services import contact_rules, own_hours, pack_texts
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
            "contact_on_holidays": st.toggle(
                _("Contact on public holidays too, where the law allows it"), bool(rules.contact_on_holidays)
            ) or None,
        }
        tolerance = middle.number_input(_("Leave balances alone up to"), 0.0, 1_000_000.0, rules.tolerance_cents / 100, step=1.0)
        if st.form_submit_button(_("Save"), type="primary", disabled=not is_allowed(visit.actor, "settings.edit")):
            with refusing():
                contact_rules.change(visit.engine, visit.actor, **told, tolerance_cents=round(tolerance * 100))
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()


def own_times(visit: Visit) -> None:
    """The business's own hours by weekday, and days on which nobody is contacted; only the owner changes them."""
    rules = contact_rules.own(visit.engine, visit.actor)
    may_edit = is_allowed(visit.actor, "settings.edit")
    with st.form("own_times", border=True):
        st.subheader(_("Your own hours and closed days"), anchor=False)
        st.caption(_("Within the hours of the law; what lies outside of them has no effect. Write 08:00-18:00; an empty day is closed."))
        is_own = st.toggle(_("Use own hours"), rules.windows is not None, key="own_hours_on")
        columns = st.columns(7)
        known = rules.windows or (None,) * 7
        hours = {
            day: column.text_input(label, own_hours.written(window), max_chars=20, key=f"own_{day}")
            for day, label, column, window in zip(WEEKDAYS, pack_texts.weekdays(), columns, known, strict=True)
        }
        days = st.text_area(
            _("Closed days, one a line as 2026-12-24"), "\n".join(sorted(day.isoformat() for day in rules.extra_closed)), height=90,
            help=_("Decrees, election days, holidays of your own. Public holidays are closed anyway."), key="own_closed",
        )  # fmt: skip
        if st.form_submit_button(_("Save"), type="primary", disabled=not may_edit):
            with refusing():
                own_hours.set_hours(visit.engine, visit.actor, hours if is_own else None)
                own_hours.close_days(visit.engine, visit.actor, days.splitlines())
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()
