"""Conversations on screen: what came in, what it seems to mean, and one press to confirm, answer or let go on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from core.domain.access import is_allowed
from core.domain.money import from_cents, to_cents
from core.services import conversations, manual, reasons
from core.services.conversations import Conversation, Turn
from core.text import _, ngettext_
from core.ui.blocks.customer_picker import customer_picker
from core.ui.guard import Visit
from core.ui.places import go, place
from core.ui.sending_words import meaning_word, message_state, state_colour
from core.ui.widgets import empty, forget, moment, paged, plain, refusing, shown, soon, token
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
    st.page_link(place("customer"), label=_("Open the customer"), icon=":material/person:", query_params={"id": str(customer_id)})
    for turn in turns:
        _turn(visit, turn)
    if not turns:
        st.info(_("Nothing was said yet."), icon=":material/forum:")
    _handle(visit, customer_id, turns)
    _answer(visit, customer_id, turns)
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
        given = st.number_input(_("Amount"), 0.0, value=float(amount), key=f"reply_amount_{turn.id}", width=180)
        due = date.fromisoformat(told["due_on"]) if told.get("due_on") else None
        day = st.date_input(_("Promised for"), due, key=f"reply_day_{turn.id}", format="DD/MM/YYYY", width=180)
        if st.button(_("Log the promise"), type="primary", key=f"reply_promise_{turn.id}", disabled=not may_handle or day is None):
            with refusing():
                cents = to_cents(Decimal(str(given)))
                conversations.handle(visit.engine, visit.actor, turn.id, "promise", amount_cents=cents, currency=currency, promised_on=day)
                st.rerun()


def _answer(visit: Visit, customer_id: int, turns: list[Turn]) -> None:
    heard = list(dict.fromkeys(turn.channel for turn in reversed(turns) if turn.is_inbound and turn.channel != "voice"))
    if not heard or not is_allowed(visit.actor, "message.send"):
        return
    name = f"answer_{customer_id}"
    turn = st.session_state.setdefault(f"{name}_turn", 0)  # a new key empties the field; a refusal keeps what was written
    with st.form(f"{name}_form"):
        channel = st.segmented_control(
            _("Answer by"), heard, default=heard[0], required=True, format_func=channel_word, key=f"{name}_channel"
        )
        words = st.text_area(_("Your answer"), key=f"{name}_words_{turn}", max_chars=1600, height=90)
        is_sent = st.form_submit_button(_("Send the answer"), type="primary", icon=":material/send:")
    if is_sent:
        _send(visit, customer_id, channel or heard[0], words, name)
    later = st.session_state.get(f"{name}_later")
    if later is not None:
        _offer(visit, customer_id, later, name)


def _send(visit: Visit, customer_id: int, channel: str, words: str, name: str, *, wait: bool = False) -> None:
    with refusing():
        try:
            manual.answer(visit.engine, visit.actor, customer_id, channel, words, token=token(name), wait=wait)
        except manual.Later as later:
            st.session_state[f"{name}_later"] = (channel, words, later)
            return
        forget(name)
        st.session_state.pop(f"{name}_later", None)
        st.session_state[f"{name}_turn"] += 1
        st.rerun()


def _offer(visit: Visit, customer_id: int, later: tuple[str, str, manual.Later], name: str) -> None:
    """An answer that may not go now: why, from when it may, and the button that queues it for then."""
    channel, words, refusal = later
    when, why = soon(refusal.at, visit.zone), reasons.tell(refusal.verdict.rule, visit.language, refusal.verdict.values)
    with st.container(border=True):
        st.warning(_("It may not go now. {why} It can go at {when}.", why=plain(why, 400), when=when), icon=":material/schedule:")
        st.text(words)
        st.caption(_("When its time comes the gate is asked again: what was paid, opted out or closed meanwhile keeps it back."))
        with st.container(horizontal=True):
            if st.button(_("Queue it for {when}", when=when), type="primary", icon=":material/schedule_send:", key=f"{name}_queue"):
                _send(visit, customer_id, channel, words, name, wait=True)
            if st.button(_("Drop it"), key=f"{name}_drop"):
                st.session_state.pop(f"{name}_later", None)
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
