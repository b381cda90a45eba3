"""The business's own limits, hours and closed days, which may only be stricter than the country's."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.domain.gate import BusinessRules
from core.domain.packs import WEEKDAYS
from core.services import contact_rules, own_hours, pack_texts
from core.text import _
from core.ui.guard import Visit
from core.ui.widgets import refusing
from core.ui.widgets.numbers import Typed

MAY_BE_EMPTY = ("daily_cap", "weekly_cap", "min_spacing_days")


def own_limits(visit: Visit) -> None:
    """The business's own limits; only the owner changes them."""
    rules = contact_rules.own(visit.engine, visit.actor)
    with st.form("own_limits", border=True):
        st.subheader(_("Your own limits"), anchor=False)
        st.caption(_("You may be stricter than the law, never looser. Empty means: as the law and the suggestion say."))
        typed = Typed()
        told = {
            **_limits(rules, typed),
            "leave_good_payers_alone": st.toggle(
                _("Leave good payers alone: no reminder before the due date"), rules.leave_good_payers_alone
            ),
            "general_opt_in": st.toggle(
                _("My customers agreed to be written to by WhatsApp (in a contract or form)"), rules.general_opt_in
            ),
            "collects_for_third_parties": st.toggle(_("I collect on behalf of other companies"), rules.collects_for_third_parties),
            "contact_on_holidays": st.toggle(_("Contact on public holidays too, where the law allows it"), bool(rules.contact_on_holidays))
            or None,
        }
        if st.form_submit_button(_("Save"), type="primary", disabled=not is_allowed(visit.actor, "settings.edit")):
            with refusing():
                typed.check()
                contact_rules.change(visit.engine, visit.actor, **told)
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()


def _limits(rules: BusinessRules, typed: Typed) -> dict[str, int | None]:
    """The limits that are numbers; row by row, so that a phone shows them in their order."""
    labels = {
        "daily_cap": _("Contacts a day and person, at most"),
        "weekly_cap": _("Contacts in 7 days and person, at most"),
        "min_spacing_days": _("Days between two contacts, at least"),
        "payment_quiet_days": _("Days of quiet after a payment"),
    }
    places, told = [*st.columns(3), *st.columns(3)], {}
    for place, (name, label) in zip(places, labels.items(), strict=False):
        least, most = contact_rules.LIMITS[name]
        with place:
            told[name] = typed.whole(label, least, most, getattr(rules, name), key=f"limit_{name}", may_be_empty=name in MAY_BE_EMPTY)
    with places[len(labels)]:
        most = contact_rules.LIMITS["tolerance_cents"][1] // 100
        told["tolerance_cents"] = typed.amount(_("Leave balances alone up to"), most, rules.tolerance_cents, key="limit_tolerance")
    return told


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
