"""Promises by state: open ones by their day, kept and broken ones, with the share that was kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import streamlit as st

from core import clock
from core.domain.promises import KeptRates, State
from core.services import promises
from core.services.promises import Listed
from core.text import N_, _, format_number, format_percent, ngettext_
from core.ui.blocks import list_exports
from core.ui.guard import Visit
from core.ui.people_words import PROMISE_COLOURS, promise_word
from core.ui.places import go
from core.ui.widgets import day_format, empty, money, paged, shown

SIZE = 25
OPEN_VIEWS = ("open", "today")
VIEWS = (*OPEN_VIEWS, "broken", "partly_kept", "kept", "cancelled")
SPANS = (30, 90, 365)
NOTHING = N_("No promises here. They are logged on a customer's page or in the worklist.")


def span() -> int:
    """How many days back the figures and the decided promises go, from the address."""
    if "promises_span" not in st.session_state:
        given = st.query_params.get("days", "")
        st.session_state["promises_span"] = int(given) if given in map(str, SPANS) else 90
    days = st.segmented_control(
        _("Period"), SPANS, format_func=lambda days: _("{days} days", days=days), key="promises_span", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    st.query_params["days"] = str(days)
    return days or 90


def figures(visit: Visit, days: int) -> None:
    """The kept rates of the period, one row per currency, of the promises whose last day has passed."""
    today = clock.today(visit.zone)
    rates = promises.rates(visit.engine, visit.actor, since=today - timedelta(days=days), until=today + timedelta(days=365), as_of=today)
    if rates:
        st.subheader(_("How they were kept"), anchor=False)
    for currency, found in rates.items():
        with st.container(horizontal=True, gap="small"):
            if found.count.m:
                _shares(currency, found)
            else:
                st.caption(_("No promised date in {currency} has passed yet, so there is no share of kept ones.", currency=currency))
            meaning = _("Their date plus grace has not passed yet.")
            early = ngettext_("{n} of them paid already", "{n} of them paid already", found.early)
            st.metric(
                _("Still to come ({currency})", currency=currency), format_number(found.pending), delta=early if found.early else None,
                delta_arrow="off", delta_color="green", border=True, height="stretch", help=meaning,
            )  # fmt: skip


def _shares(currency: str, found: KeptRates) -> None:
    meaning = _("Paid to at least 95% by the date and a day of grace, of those whose date has passed; without cancelled ones.")
    parts = ngettext_("{part} of {n} promise", "{part} of {n} promises", int(found.count.m), part=found.count.n)
    _share(_("Kept ({currency})", currency=currency), found.count.value, parts, meaning)
    paid, promised = (money(int(cents), currency) for cents in (found.amount.n, found.amount.m))
    meaning = _("What was paid in time, of what was promised, for the same promises.")
    parts = _("{paid} of {promised}", paid=paid, promised=promised)
    _share(_("Kept by amount ({currency})", currency=currency), found.amount.value, parts, meaning)


def _share(label: str, ratio: Decimal | None, parts: str, meaning: str) -> None:
    st.metric(label, format_percent(ratio), delta=parts, delta_arrow="off", delta_color="gray", border=True, height="stretch", help=meaning)


def view(counts: dict[str, int]) -> str:
    """Which promises to list, from the address; without one all that are open, the next to fall due first."""
    asked = st.query_params.get("state")
    if st.session_state.get("promises_view") not in VIEWS or st.session_state.get("promises_asked") != asked:
        st.session_state["promises_view"] = asked if asked in VIEWS else VIEWS[0]
    chosen = st.segmented_control(
        _("Show"), VIEWS, format_func=lambda code: _view_word(code, counts.get(code, 0)), key="promises_view",
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    st.query_params["state"] = st.session_state["promises_asked"] = chosen or VIEWS[0]
    return chosen or VIEWS[0]


def _view_word(code: str, n: int) -> str:
    return {
        "open": ngettext_("Open {n}", "Open {n}", n), "today": ngettext_("Due today {n}", "Due today {n}", n),
        "broken": ngettext_("Broken {n}", "Broken {n}", n), "partly_kept": ngettext_("Partly kept {n}", "Partly kept {n}", n),
        "kept": ngettext_("Kept {n}", "Kept {n}", n), "cancelled": ngettext_("Cancelled {n}", "Cancelled {n}", n),
    }[code].strip()  # fmt: skip


def counted(visit: Visit, days: int) -> dict[str, int]:
    """How many promises there are in each view."""
    return promises.counts(visit.engine, visit.actor, since=clock.today(visit.zone) - timedelta(days=days))


def table(visit: Visit, chosen: str, days: int, total: int) -> None:
    """One page of them; a row opens the customer."""
    if not total:
        empty("handshake", _("No promise is due today.") if chosen == "today" else _(NOTHING), key="promises")
        return
    today = clock.today(visit.zone)
    wanted: dict[str, Any] = {"state": State.OPEN, "since": today, "until": today} if chosen == "today" else {"state": chosen}
    if chosen not in OPEN_VIEWS:
        wanted["since"] = today - timedelta(days=days)
    area = st.container()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        counter = st.container(width="content")
        list_exports.of_promises(visit, wanted)
        offset = paged(total, SIZE, key=f"promises_page_{chosen}")
    counter.caption(shown(total, offset, SIZE))
    _total, rows = promises.find(visit.engine, visit.actor, **wanted, limit=SIZE, offset=offset)
    with area:
        _rows(rows, f"promises_rows_{chosen}_{offset}", today if chosen in OPEN_VIEWS else None)


def _rows(rows: list[Listed], key: str, today: date | None) -> None:
    """The rows; of open ones, for which `today` is given, the time that is left stands in the place of their state."""
    right = st.column_config.TextColumn(alignment="right")
    words = {code: promise_word(code) for code in PROMISE_COLOURS}
    shown_rows = [
        {
            _("Customer"): row.customer,
            **({_("When"): _when(row, today)} if today else {_("State"): [words[row.state]]}),
            _("Promised"): money(row.amount_cents, row.currency),
            _("Promised for"): row.promised_on,
            _("Paid in time"): money(row.paid_cents, row.currency),
            _("Taken by"): row.made_by,
            _("Note"): row.note,
        }
        for row in rows
    ]
    states = st.column_config.MultiselectColumn(options=list(words.values()), color=list(PROMISE_COLOURS.values()))
    picked = st.dataframe(
        shown_rows,
        hide_index=True, on_select="rerun", selection_mode="single-row", key=key, placeholder="–", height="content", alt=_("Promises"),
        column_config={
            _("Customer"): st.column_config.TextColumn(width="medium"), _("Promised"): right, _("Paid in time"): right,
            **({} if today else {_("State"): states}), _("Promised for"): st.column_config.DateColumn(format=day_format()),
        },
    )  # fmt: skip
    st.caption(_("Mark a row to open the customer."))
    if picked["selection"]["rows"]:
        go("customer", id=rows[picked["selection"]["rows"][0]].customer_id)


def _when(row: Listed, today: date) -> str:
    """How far away the promised day of an open promise is."""
    left = (row.promised_on - today).days
    if left < 0:
        return ngettext_("{n} day past, still in grace", "{n} days past, still in grace", -left)
    if left < 2:
        return _("today") if left == 0 else _("tomorrow")
    return ngettext_("in {n} day", "in {n} days", left)
