"""The answer in a conversation: a person's own words, read by the linter and the gate before they go."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import manual, reasons
from core.services.conversations import Turn
from core.text import _
from core.ui.blocks.template_preview import problem_box
from core.ui.guard import Visit
from core.ui.widgets import forget, plain, refusing, soon, token
from core.ui.words import channel_word


def answer_form(visit: Visit, customer_id: int, turns: list[Turn]) -> None:
    """The form for who may send, on the channels on which the customer wrote."""
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
    unkind = st.session_state.get(f"{name}_unkind")
    if unkind is not None:
        _ask_again(visit, customer_id, unkind, name)
    later = st.session_state.get(f"{name}_later")
    if later is not None:
        _offer(visit, customer_id, later, name)


def _send(
    visit: Visit, customer_id: int, channel: str, words: str, name: str, *, wait: bool = False, is_meant: bool = False
) -> None:  # fmt: skip
    for held in ("later", "unkind"):
        st.session_state.pop(f"{name}_{held}", None)
    with refusing():
        try:
            manual.answer(visit.engine, visit.actor, customer_id, channel, words, token=token(name), wait=wait, is_meant=is_meant)
        except manual.Later as later:
            st.session_state[f"{name}_later"] = (channel, words, later, is_meant)
            return
        except manual.Unkind as unkind:
            st.session_state[f"{name}_unkind"] = (channel, words, unkind)
            return
        forget(name)
        st.session_state[f"{name}_turn"] += 1
        st.rerun()


def _ask_again(visit: Visit, customer_id: int, unkind: tuple[str, str, manual.Unkind], name: str) -> None:
    """Words that could hurt or mislead: what is wrong, and the button for who means them so."""
    channel, words, refusal = unkind
    with st.container(border=True):
        for problem in refusal.problems:
            problem_box(problem)
        st.text(words)
        with st.container(horizontal=True):
            if st.button(_("Change the words"), type="primary", icon=":material/edit:", key=f"{name}_kinder"):
                st.session_state.pop(f"{name}_unkind", None)
                st.rerun()
            if st.button(_("Send it as it is"), key=f"{name}_meant"):
                _send(visit, customer_id, channel, words, name, is_meant=True)
                st.rerun()


def _offer(visit: Visit, customer_id: int, later: tuple[str, str, manual.Later, bool], name: str) -> None:
    """An answer that may not go now: why, from when it may, and the button that queues it for then."""
    channel, words, refusal, is_meant = later
    when, why = soon(refusal.at, visit.zone), reasons.tell(refusal.verdict.rule, visit.language, refusal.verdict.values)
    with st.container(border=True):
        st.warning(_("It may not go now. {why} It can go at {when}.", why=plain(why, 400), when=when), icon=":material/schedule:")
        st.text(words)
        st.caption(_("When its time comes the gate is asked again: what was paid, opted out or closed meanwhile keeps it back."))
        with st.container(horizontal=True):
            if st.button(_("Queue it for {when}", when=when), type="primary", icon=":material/schedule_send:", key=f"{name}_queue"):
                _send(visit, customer_id, channel, words, name, wait=True, is_meant=is_meant)
            if st.button(_("Drop it"), key=f"{name}_drop"):
                st.session_state.pop(f"{name}_later", None)
                st.rerun()
