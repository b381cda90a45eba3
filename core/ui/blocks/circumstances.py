"""Circumstances of one customer: what holds, noted by whom, when and why; noting one stops contact, ending one is a manager's decision."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from core.domain.access import is_allowed
from core.domain.circumstances import KINDS, QUIET
from core.services import circumstances
from core.services.circumstances import Listed
from core.text import _, ngettext_
from core.ui.circumstance_words import circumstance_word
from core.ui.guard import Visit
from core.ui.places import go
from core.ui.widgets import day, moment, paged, plain, refusing, shown

SIZE = 25


def warnings(visit: Visit, customer_id: int, today: date) -> None:
    """What whoever calls must know first: each circumstance that holds, with who noted it and when."""
    for row in circumstances.of_customer(visit.engine, visit.actor, customer_id):
        if row.ended_at is not None or (row.until is not None and row.until <= today):
            continue
        words = f"**{plain(_named(row))}** · {plain(_noted(visit, row))}"
        if row.kind == QUIET:
            st.info(words, icon=":material/bedtime:")
        else:
            st.warning(f"{words}  \n{_('All messages and calls stop until a manager or the owner decides.')}", icon=":material/front_hand:")


def care(visit: Visit, customer_id: int, today: date) -> None:
    """The list with the way to note and to end; what has ended stays readable."""
    rows = circumstances.of_customer(visit.engine, visit.actor, customer_id)
    may_end = is_allowed(visit.actor, "circumstance.end")
    for row in rows:
        if row.ended_at is None:
            _held(visit, row, may_end)
    if all(row.ended_at for row in rows):
        st.caption(_("Nothing on record asks us to stop."))
    _note(visit, customer_id, today)
    ended = [row for row in rows if row.ended_at is not None]
    if ended:
        with st.expander(_("Ended")):
            for row in ended:
                st.markdown(plain(f"{_named(row)} · {_noted(visit, row)}"))
                st.caption(plain(_("Ended by {name} on {when}: {why}", name=row.ended_by or "–", when=moment(row.ended_at, visit.zone),
                                   why=row.ended_note or "–")))  # fmt: skip


def _named(row: Listed) -> str:
    return _("Asked for quiet until {date}", date=day(row.until)) if row.until else circumstance_word(row.kind)


def _noted(visit: Visit, row: Listed) -> str:
    noted = _("noted by {name} on {when}", name=row.noted_by or _("the system"), when=moment(row.noted_at, visit.zone))
    return f"{noted}: {row.note}" if row.note else noted


def _held(visit: Visit, row: Listed, may_end: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap=None):
            st.markdown(f"**{plain(_named(row))}**")
            st.caption(plain(_noted(visit, row)))
        with st.popover(_("Decide"), key=f"circumstance_{row.id}", disabled=not may_end,
                        help=None if may_end else _("A manager or the owner decides.")):  # fmt: skip
            why = st.text_area(_("Why may contact go on?"), key=f"circumstance_why_{row.id}", max_chars=circumstances.LONGEST)
            st.caption(_("From then on the rules alone decide again. Who ended it and why stays on record."))
            if st.button(_("Let contact go on"), key=f"circumstance_end_{row.id}", disabled=not why.strip()):
                with refusing():
                    circumstances.end(visit.engine, visit.actor, row.id, why)
                    st.rerun()


def _note(visit: Visit, customer_id: int, today: date) -> None:
    with st.popover(_("Note a circumstance"), icon=":material/front_hand:", key="circumstance"):
        kind = st.selectbox(_("What did we learn?"), list(KINDS), format_func=circumstance_word, key="circumstance_kind")
        until = None
        if kind == QUIET:
            until = st.date_input(
                _("Write again from"), today + timedelta(days=7), min_value=today + timedelta(days=1), format="DD/MM/YYYY",
                key="circumstance_until",
            )  # fmt: skip
        words = st.text_input(_("In few words, only what is needed"), key="circumstance_words", max_chars=circumstances.LONGEST)
        st.caption(_("It stops every message and call from this moment.") if kind != QUIET else _("Nothing goes before that day."))
        if st.button(_("Note it"), type="primary", key="circumstance_go"):
            with refusing():
                circumstances.note(visit.engine, visit.actor, customer_id, kind, until=until, words=words)
                st.rerun()


def waiting(visit: Visit) -> None:
    """Everybody whose circumstance waits for a decision, the oldest first."""
    total, _first = circumstances.waiting(visit.engine, visit.actor, limit=1)
    if not total:
        st.info(_("No circumstance waits for a decision."), icon=":material/check_circle:")
        return
    st.caption(ngettext_("{n} circumstance stops contact until somebody decides. Mark it to open the customer.",
                         "{n} circumstances stop contact until somebody decides. Mark one to open the customer.", total))  # fmt: skip
    offset = paged(total, SIZE, key="circumstances_page")
    _total, rows = circumstances.waiting(visit.engine, visit.actor, limit=SIZE, offset=offset)
    data = [
        {_("Customer"): row.customer, _("Circumstance"): circumstance_word(row.kind), _("Since"): moment(row.noted_at, visit.zone),
         _("Noted by"): row.noted_by, _("Note"): row.note}
        for row in rows
    ]  # fmt: skip
    picked = st.dataframe(data, hide_index=True, on_select="rerun", selection_mode="single-row", key=f"circumstances_{offset}",
                          placeholder="–", height="content", alt=_("Circumstances that wait for a decision"))  # fmt: skip
    st.caption(shown(total, offset, SIZE))
    if picked["selection"]["rows"]:
        go("customer", id=rows[picked["selection"]["rows"][0]].customer_id)
