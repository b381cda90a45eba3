"""The form that logs a contact, and the promise made in it, in as few presses as a call allows."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.domain import activities as rules
from core.domain.money import from_cents
from core.domain.promises import FURTHEST_DAYS
from core.services import activities
from core.services.activities import Promised
from core.services.promises import Listed
from core.text import _
from core.ui.guard import Visit
from core.ui.people_words import delay_word, kind_word, outcome_word
from core.ui.widgets import day, forget, money, plain, refusing, token
from core.ui.widgets.numbers import amount_field


def log_form(
    visit: Visit, customer_id: int, *, today: date, overdue: dict[str, int], points: dict[int, str], promises: Sequence[Listed], key: str
) -> bool:  # fmt: skip
    """The form for one customer; True in the run in which a contact was logged. `overdue` proposes the promised amount, in hundredths.

    `promises` are the customer's: an open one is asked about when a new one is made.
    """
    # each logged contact gives the fields new keys: the browser would else go on showing, and sending, the old answers
    turn = st.session_state.get(f"{key}_turn", 0)
    name = f"{key}_{customer_id}_{turn}"
    done = st.session_state.pop(f"{key}_{customer_id}_done", None)
    if done:
        st.success(done, icon=":material/check_circle:")
    kind = st.segmented_control(
        _("Contact"),
        list(rules.KINDS),
        format_func=kind_word,
        default="call",
        required=True,
        key=f"{name}_kind",
        label_visibility="collapsed",
    )
    told = _outcome(kind, name, points) if kind != "note" else {}
    is_promise = told.get("outcome") == "promise"
    promised = _promise(name, today, overdue, visit.company.currency, promises) if is_promise else None
    if rules.OUTCOMES.get(told.get("outcome") or "", None) and rules.OUTCOMES[told["outcome"]].wants_date:
        told["next_on"] = _day(_("Call again on"), name, "next", today, today + timedelta(days=1))
    told["note"] = st.text_area(_("Note"), key=f"{name}_note", max_chars=4000, height=80, placeholder=_("What was said, in neutral words"))
    is_ready = (bool(told.get("outcome")) and (promised is not None or not is_promise)) or (kind == "note" and bool(told["note"].strip()))
    label = _("Log the promise") if is_promise else _("Log it")
    if st.button(label, type="primary", key=f"{name}_go", disabled=not is_ready, shortcut="Mod+Enter", width="stretch") and is_ready:
        return _log(visit, customer_id, name, kind, told, promised, key)
    return False


def _outcome(kind: str | None, name: str, points: dict[int, str]) -> dict:
    told: dict = {}
    told["outcome"] = st.selectbox(
        _("Outcome"), list(rules.OUTCOMES), index=None, format_func=outcome_word, key=f"{name}_outcome", placeholder=_("How did it end?")
    )
    outcome = rules.OUTCOMES.get(told["outcome"] or "")
    if outcome and outcome.reached:
        told["reason"] = st.selectbox(
            _("Reason for the delay, if they gave one"), list(rules.REASONS), index=None, format_func=delay_word, key=f"{name}_reason",
            placeholder=_("None given"),
        )  # fmt: skip
    if points and kind in ("call", "message"):
        told["contact_point_id"] = st.selectbox(_("Number used"), list(points), format_func=points.__getitem__, key=f"{name}_point")
    if outcome and outcome.invalidates:
        st.caption(_("This number will be marked as wrong and not used again."))
    return told


def _promise(name: str, today: date, overdue: dict[str, int], own: str, promises: Sequence[Listed]) -> Promised | None:
    """Amount, currency and day; what is overdue is proposed. None while one of them cannot be meant."""
    currencies = list(overdue) or [own]
    with st.container(horizontal=True):
        currency = st.selectbox(_("Currency"), currencies, key=f"{name}_currency", width=110) if len(currencies) > 1 else currencies[0]
        proposed = from_cents(overdue.get(currency, 0))
        cents = amount_field(
            _("Promised amount ({currency})", currency=currency), currency, proposed=proposed, key=f"{name}_amount_{currency}"
        )
        on = _day(_("Will pay on"), name, "on", today, today + timedelta(days=3))
    _quick_days(name, today)
    if overdue.get(currency):
        st.caption(_("Overdue: {amount}", amount=money(overdue[currency], currency)))
    replaces = takes_place(promises, currency, key=f"{name}_replaces")
    return None if cents is None or on is None else Promised(cents, currency, on, replaces)


def takes_place(promises: Sequence[Listed], currency: str, *, key: str) -> bool:
    """Whether what is agreed now stands for the promise that is open; asked only where there is one."""
    found = [one for one in promises if one.state == "open" and one.plan_id is None and one.currency == currency]
    if not found:
        return False
    told = ", ".join(_("{amount} for {date}", amount=money(one.amount_cents, currency), date=day(one.promised_on)) for one in found)
    return st.checkbox(_("It takes the place of what is promised already: {promises}", promises=plain(told)), value=True, key=key)


def _day(label: str, name: str, field: str, today: date, proposed: date) -> date:
    st.session_state.setdefault(f"{name}_{field}", proposed)
    furthest = today + timedelta(days=FURTHEST_DAYS)
    return st.date_input(label, min_value=today, max_value=furthest, format="DD/MM/YYYY", key=f"{name}_{field}")


def _quick_days(name: str, today: date) -> None:
    """The days that people name most, one press each."""
    friday, month = today + timedelta(days=(4 - today.weekday()) % 7), monthrange(today.year, today.month)[1]
    days = {
        _("Today"): today, _("Tomorrow"): today + timedelta(days=1), _("Friday"): friday, _("In a week"): today + timedelta(days=7),
        _("End of the month"): today.replace(day=month),
    }  # fmt: skip

    def choose() -> None:
        if chosen := st.session_state[f"{name}_quick"]:
            st.session_state[f"{name}_on"] = days[chosen]

    st.pills(_("Will pay on"), list(days), key=f"{name}_quick", on_change=choose, label_visibility="collapsed")


def _log(visit: Visit, customer_id: int, name: str, kind: str | None, told: dict, promised: Promised | None, key: str) -> bool:
    with refusing():
        who: dict = {"customer_id": customer_id, "kind": kind or "call", "promised": promised, "token": token(name)}
        activities.log(visit.engine, visit.actor, **who, **told)
        forget(name)
        st.session_state[f"{key}_turn"] = st.session_state.get(f"{key}_turn", 0) + 1
        st.session_state[f"{key}_{customer_id}_done"] = _said(promised)
        return True
    return False


def _said(promised: Promised | None) -> str:
    if promised is None:
        return _("Logged.")
    amount = money(promised.amount_cents, promised.currency)
    return _("Promise logged: {amount} on {date}.", amount=amount, date=day(promised.promised_on))
