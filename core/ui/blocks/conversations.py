"""Conversations on screen: what came in, what it seems to mean, and one press to confirm, answer or let go on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from core.domain.access import is_allowed
from core.domain.money import from_cents
from core.services import conversations
from core.services.conversations import Conversation, Turn
from core.text import _, ngettext_
from core.ui.blocks.conversation_answer import answer_form
from core.ui.blocks.customer_picker import customer_picker
from core.ui.blocks.write_message import write_button, written
from core.ui.guard import Visit
from core.ui.places import go, place
from core.ui.sending_words import meaning_word, message_state, state_colour
from core.ui.widgets import empty, moment, paged, plain, refusing, shown
from core.ui.widgets.numbers import amount_field
from core.ui.words import channel_word

SIZE = 25
SUGGESTED = {"opt_out": "opt_out", "opt_out_unclear": "opt_out", "dispute": "dispute", "complaint": "dispute", "thanks": "noted"}
"""The decision that fits what a message seems to mean."""


def table(visit: Visit) -> None:
    """Every conversation, those that nobody has read first; a click opens one."""
    page = st.session_state.get("conversations_page") or 1
    total, rows = conversations.listed(visit.engine, visit.actor, limit=SIZE, offset=(page - 1) * SIZE)
    if not total:
        empty("forum", _("Nobody has written yet. Answers to your messages appear here."), key="conversations")
        return
    data = [_row(visit, row) for row in rows]
    picked = st.dataframe(
        data,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"conversations_rows_{page}",
        placeholder="–",
        height="content",
        alt=_("Conversations"),
        column_config={_("Words"): st.column_config.TextColumn(width="large")},
    )
    st.caption(shown(total, paged(total, SIZE, key="conversations_page"), SIZE))
    if picked["selection"]["rows"]:
        go("messages", customer=rows[picked["selection"]["rows"][0]].customer_id)


def _row(visit: Visit, row: Conversation) -> dict[str, object]:
    return {
        _("Customer"): row.customer,
        _("Unread"): row.unread or "",
        _("Words"): row.last_words,
        _("Seems to mean"): meaning_word(row.meaning),
        _("Channel"): channel_word(row.channel),
        _("When"): moment(row.last_at, visit.zone),
        _("Note"): _("simulated") if row.is_simulated else "",
    }


def one(visit: Visit, customer_id: int) -> None:
    """One customer's conversation, and what to do about it."""
    st.page_link(place("messages"), label=_("All messages"), icon=":material/arrow_back:", query_params={"section": "conversations"})
    turns = conversations.thread(visit.engine, visit.actor, customer_id)
    st.subheader(plain(conversations.name_of(visit.engine, visit.actor, customer_id)), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(place("customer"), label=_("Open the customer"), icon=":material/person:", query_params={"id": str(customer_id)})
        write_button(visit, customer_id)
    written(customer_id)
    for turn in turns:
        _turn(visit, turn)
    if not turns:
        st.info(_("Nothing was said yet."), icon=":material/forum:")
    _handle(visit, customer_id, turns)
    answer_form(visit, customer_id, turns)
    _hold(visit, customer_id)


def _turn(visit: Visit, turn: Turn) -> None:
    with st.container(border=True, width="stretch"), st.container(horizontal_alignment="left" if turn.is_inbound else "right"):
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            icon = ":material/call_received:" if turn.is_inbound else ":material/call_made:"
            who = f" · {plain(turn.by)}" if turn.by else ""
            st.caption(f"{icon} {channel_word(turn.channel)} · {moment(turn.at, visit.zone)}{who}", width="content")
            if turn.state:
                st.badge(message_state(turn.state), color=state_colour(turn.state))
            if turn.meaning and turn.meaning not in ("unknown", "thanks"):
                st.badge(meaning_word(turn.meaning), color="gray" if turn.handled_at else "orange")
            if turn.is_simulated:
                st.badge(_("Simulated"), color="blue")
        st.text(turn.words or _("The words are no longer kept."))


def _handle(visit: Visit, customer_id: int, turns: list[Turn]) -> None:
    """What the newest unread message seems to mean, to be confirmed with one press."""
    unread = [turn for turn in turns if turn.is_inbound and turn.handled_at is None]
    if not unread:
        return
    may_handle = is_allowed(visit.actor, "reply.handle")
    newest = unread[-1]
    with st.container(border=True):
        unclear = newest.meaning in (None, "unknown")
        st.markdown(f"**{_('Please read this message and decide.') if unclear else _seems(newest.meaning)}**")
        if newest.meaning == "promise":
            _promise(visit, customer_id, newest, may_handle)
        with st.container(horizontal=True):
            choices = {"noted": _("Read, nothing to do"), "opt_out": _("No more messages on this channel"), "dispute": _("Open a dispute")}
            for decision, label in choices.items():
                fits = SUGGESTED.get(newest.meaning or "") == decision
                key = f"handle_{decision}_{newest.id}"
                if st.button(label, key=key, disabled=not may_handle, type="primary" if fits else "secondary"):
                    with refusing():
                        for turn in unread[:-1] if decision == "noted" else ():
                            conversations.handle(visit.engine, visit.actor, turn.id, "noted")
                        conversations.handle(visit.engine, visit.actor, newest.id, decision)
                        st.rerun()


def _seems(meaning: str | None) -> str:
    return f"{_('Seems to mean')}: {meaning_word(meaning)}"


def _promise(visit: Visit, customer_id: int, turn: Turn, may_handle: bool) -> None:
    balances = conversations.owed(visit.engine, visit.actor, customer_id)
    currency = next(iter(balances), visit.company.currency)
    told = turn.understood
    amount = (
        Decimal(told["amount"])
        if told.get("amount")
        else from_cents(balances.get(currency, (0, 0))[1] or balances.get(currency, (0, 0))[0])
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cents = amount_field(_("Amount"), currency, proposed=amount, key=f"reply_amount_{turn.id}", width=180)
        due = date.fromisoformat(told["due_on"]) if told.get("due_on") else None
        day = st.date_input(_("Promised for"), due, key=f"reply_day_{turn.id}", format="DD/MM/YYYY", width=180)
        held = not may_handle or day is None or cents is None
        if st.button(_("Log the promise"), type="primary", key=f"reply_promise_{turn.id}", disabled=held):
            with refusing():
                conversations.handle(visit.engine, visit.actor, turn.id, "promise", amount_cents=cents, currency=currency, promised_on=day)
                st.rerun()


def _hold(visit: Visit, customer_id: int) -> None:
    n = conversations.held(visit.engine, visit.actor, customer_id)
    if not n:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            ngettext_("{n} campaign waits because this person wrote.", "{n} campaigns wait because this person wrote.", n), width="content"
        )
        if st.button(_("Let it go on"), key="go_on", disabled=not is_allowed(visit.actor, "reply.handle")):
            with refusing():
                conversations.go_on(visit.engine, visit.actor, customer_id)
                st.rerun()


def strangers(visit: Visit) -> None:
    """Inbound messages that belong to nobody we know: say whose they are, or lay them aside."""
    found = conversations.strangers(visit.engine, visit.actor)
    if not found:
        st.success(_("No message from an unknown sender waits."), icon=":material/check_circle:")
        return
    may_handle = is_allowed(visit.actor, "reply.handle")
    for reply in found:
        with st.container(border=True):
            st.caption(f"{channel_word(reply.channel)} · {plain(reply.from_value)} · {moment(reply.received_at, visit.zone)}")
            st.text(reply.body or "")
            customer = customer_picker(visit, key=f"stranger_{reply.id}")
            with st.container(horizontal=True):
                if st.button(_("It is theirs"), key=f"stranger_assign_{reply.id}", disabled=not may_handle or customer is None):
                    with refusing():
                        conversations.assign(visit.engine, visit.actor, reply.id or 0, customer or 0)
                        st.rerun()
                if st.button(_("Lay aside"), key=f"stranger_aside_{reply.id}", disabled=not may_handle):
                    with refusing():
                        conversations.handle(visit.engine, visit.actor, reply.id or 0, "noted")
                        st.rerun()
