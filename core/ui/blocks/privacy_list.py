"""Requests about personal data: those that wait with their last day and what can be done, and those that were answered."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import privacy_requests
from core.services.privacy_requests import Listed
from core.text import _
from core.ui.blocks import privacy_answer
from core.ui.guard import Visit
from core.ui.places import go
from core.ui.privacy_words import (
    ARRIVALS,
    ASKERS,
    IDENTITIES,
    STATES,
    deadline_word,
    extended_word,
    kind_word,
    reason_word,
    rule_word,
    state_word,
    word,
)
from core.ui.widgets import day_format, empty, paged, plain
from core.ui.widgets.question import ask


def overview(visit: Visit) -> None:
    """The tab of the requests of everybody."""
    if st.session_state.pop("erased", False):
        st.success(_("The data was erased. The request is kept as proof, without a name."), icon=":material/task_alt:")
    st.caption(_("Requests to see, correct, restrict or erase data, and objections. Take one down on the customer's page."))
    waiting, rows = privacy_requests.find(visit.engine, visit.actor, state="open", limit=100)
    total, _first = privacy_requests.find(visit.engine, visit.actor, limit=1)
    if not total:
        if empty("shield_person", _("Nobody has asked for anything yet."), _("Open customers"), key="privacy"):
            go("customers")
        return
    if not waiting:
        st.success(_("No request waits for an answer."), icon=":material/task_alt:")
    for row in rows:
        card(visit, row, is_named=True)
    if total > waiting:
        _answered(visit, waiting, total)


def card(visit: Visit, row: Listed, *, is_named: bool) -> None:
    """One request: what, how it stands, until when, by which law; for whoever may, the button that answers it."""
    with st.container(border=True, key=f"request_{row.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(state_word(row.state), color=STATES[row.state][1])
            name = f" · {plain(row.customer or f'#{row.customer_id}')}" if is_named else ""
            st.markdown(f"**{kind_word(row.kind, row.about)}**{name}", width="stretch")
            if is_named and row.customer and st.button(_("Customer"), key=f"whose_{row.id}"):
                go("customer", id=row.customer_id)
            may_answer = row.closed_at is None and is_allowed(visit.actor, "privacy.answer")
            if may_answer and st.button(_("Answer it"), type="primary", key=f"answer_{row.id}"):
                ask(kind_word(row.kind, row.about), privacy_answer.answer, visit, row, icon="shield_person", width="large")
        facts = [deadline_word(row), word(ARRIVALS, row.arrived), _("asked by: {who}", who=word(ASKERS, row.asked_by).lower())]
        facts += [_("identity: {how}", how=word(IDENTITIES, row.identity).lower())] if row.identity else []
        facts += [reason_word(row.reason)] if row.reason else []
        st.caption(" · ".join(facts))
        if row.closed_at is None:
            st.caption(rule_word(row))
        if told := extended_word(row):
            st.caption(told)
        if row.note:
            st.text(row.note)


def _answered(visit: Visit, waiting: int, total: int) -> None:
    st.subheader(_("Requests that were answered"), anchor=False)
    offset = waiting + paged(total - waiting, 25, key="privacy_page")
    _total, rows = privacy_requests.find(visit.engine, visit.actor, limit=25, offset=offset)
    st.dataframe(
        [_line(row) for row in rows], hide_index=True, placeholder="–", key="privacy_answered", height="content",
        alt=_("Requests that were answered"),
        column_config=dict.fromkeys((_("Came on"), _("Answer due"), _("Answered")), st.column_config.DateColumn(format=day_format())),
    )  # fmt: skip


def _line(row: Listed) -> dict[str, object]:
    return {
        _("Customer"): row.customer or f"#{row.customer_id}", _("Request"): kind_word(row.kind, row.about), _("Came on"): row.received_on,
        _("Answer due"): row.due_on, _("Answered"): row.closed_at.date() if row.closed_at else None, _("Result"): state_word(row.state),
        _("Reason"): reason_word(row.reason) if row.reason else None, _("By"): row.closed_by,
    }  # fmt: skip
