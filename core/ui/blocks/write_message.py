"""Write to one customer by hand: the channel with its reason, the words in full, what linter and gate say, and only then the button."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.domain.lint import LONGEST
from core.services import manual, manual_preview, reasons
from core.services.manual_preview import ALLOWED, BLOCKED, MOVED, Answered, Choices, Look, Text, Way
from core.text import _, ngettext_
from core.ui.blocks.template_preview import problem_box
from core.ui.guard import Visit
from core.ui.places import place
from core.ui.sending_words import cost_word
from core.ui.widgets import forget, plain, refusing, soon, token
from core.ui.widgets.question import ask
from core.ui.words import channel_word, language_word, purpose_word

ICONS = {ALLOWED: ":green[:material/check:]", MOVED: ":orange[:material/schedule:]", BLOCKED: ":red[:material/block:]"}


def write_button(visit: Visit, customer_id: int, *, key: str = "write", primary: bool = False) -> None:
    """The button that opens the dialog, for those who may send; each opening is one intent."""
    if not is_allowed(visit.actor, "message.send"):
        return
    label = _("Write to this customer")
    if st.button(label, icon=":material/send:", key=key, type="primary" if primary else "secondary"):
        forget(f"write_{customer_id}")
        ask(label, _dialog, visit, customer_id, icon="send", width="medium")


def written(customer_id: int) -> None:
    """What was just put into the outbox, said once, with the way to it."""
    done = st.session_state.pop(f"written_{customer_id}", None)
    if done:
        number, words = done
        st.success(words, icon=":material/check_circle:")
        st.page_link(place("messages"), label=_("Open the message"), icon=":material/forum:", query_params={"id": str(number)})


def _dialog(visit: Visit, customer_id: int) -> None:
    with refusing():
        found = manual_preview.choices(visit.engine, visit.actor, customer_id, st.session_state.get(f"write_currency_{customer_id}"))
        if found.is_paused:
            st.warning(_("All sending is paused: what is written now waits until it goes on."), icon=":material/pause_circle:")
        if len(found.currencies) > 1:
            st.segmented_control(
                _("About the account in"), found.currencies, default=found.currency, required=True, key=f"write_currency_{customer_id}"
            )
        way = _channel(visit, customer_id, found)
        if way is not None:
            _message(visit, customer_id, way, found.currency)


def _channel(visit: Visit, customer_id: int, found: Choices) -> Way | None:
    """The channels that can be written on, the preferred one first; the others below with the reason why not."""
    usable = [way for way in found.ways if way.takes_own_words or (way.texts and way.answered.outcome != BLOCKED)]
    closed = [way for way in found.ways if way not in usable]
    chosen = None
    if usable:
        names = {way.channel: way for way in usable}
        picked = st.radio(
            _("Channel"), list(names), format_func=lambda code: _name(names[code]), key=f"write_channel_{customer_id}",
            captions=[_verdict_words(visit, way.answered) for way in usable],
        )  # fmt: skip
        chosen = names.get(picked or "")
    else:
        st.info(_("Nothing can be written to this customer now."), icon=":material/block:")
    for why, told in _reasons(visit, closed).items():
        st.caption(f"{ICONS[BLOCKED]} {', '.join(told)}: {plain(why, 400)}")
    return chosen


def _reasons(visit: Visit, closed: list[Way]) -> dict[str, list[str]]:
    """The names of the closed channels by the sentence that closes them."""
    found: dict[str, list[str]] = {}
    for way in closed:
        lacks_words = not way.texts and way.answered.rule == "wording.not_approved"
        why = _("There are no approved words that fit now.") if lacks_words else _verdict_words(visit, way.answered)
        found.setdefault(why, []).append(_name(way))
    return found


def _name(way: Way) -> str:
    return _("{channel} (preferred)", channel=channel_word(way.channel)) if way.is_preferred else channel_word(way.channel)


def _verdict_words(visit: Visit, answered: Answered) -> str:
    """The gate's answer in a sentence."""
    if answered.outcome == ALLOWED:
        return _("It may go now.")
    why = reasons.tell(answered.rule, visit.language, answered.values)
    if answered.outcome == MOVED:
        return _("Goes on {when}. {why}", when=soon(answered.at, visit.zone), why=why)
    if answered.is_too_far and answered.at is not None:
        when = soon(answered.at, visit.zone)
        return _("It could go on {when} at the earliest, which is too late to be queued now. {why}", when=when, why=why)
    return why


def _message(visit: Visit, customer_id: int, way: Way, currency: str) -> None:
    kinds = {"approved": _("Approved words"), "own": _("Own words")}
    is_own = not way.texts
    if way.texts and way.takes_own_words:
        is_own = st.segmented_control(
            _("Words"), list(kinds), format_func=kinds.__getitem__, default="approved", required=True, key=f"write_kind_{customer_id}",
            label_visibility="collapsed",
        ) == "own"  # fmt: skip
    elif not way.takes_own_words:
        st.caption(_("Own words can be written as an answer, once the customer has written on this channel."))
    if is_own:
        words = st.text_area(
            _("Your words"), key=f"write_words_{customer_id}_{way.channel}", max_chars=LONGEST[way.channel], height=120,
            placeholder=_("Kind and to the point"),
        )  # fmt: skip
        if words.strip():
            _own(visit, customer_id, way.channel, words, currency)
        else:
            st.button(_("Check the words"), icon=":material/spellcheck:", key=f"write_check_{customer_id}")
        return
    texts = {text.template_id: text for text in way.texts}
    picked = st.selectbox(
        _("Words"), list(texts), key=f"write_text_{customer_id}_{way.channel}_{currency}",
        format_func=lambda number: _text_name(texts[number]),
    )  # fmt: skip
    with refusing():
        look = manual_preview.look(visit.engine, visit.actor, customer_id, way.channel, template_id=picked, currency=currency)
        _shown(look)
        if look.waits_as is not None:
            words = _("These words wait for this person already, as message {number}.", number=look.waits_as)
            st.warning(words, icon=":material/schedule:")
        elif _go(visit, customer_id, way.channel, look):
            made = manual.send_manual(
                visit.engine, visit.actor, customer_id, way.channel, picked, token=token(f"write_{customer_id}"), currency=currency
            )
            _done(visit, customer_id, made, look)


def _text_name(text: Text) -> str:
    """What the words are for, in which language, and their own name where it says more."""
    purpose = purpose_word(text.purpose)
    return " · ".join(dict.fromkeys((purpose, text.name, language_word(text.language))))  # a choice is no markdown


def _own(visit: Visit, customer_id: int, channel: str, words: str, currency: str) -> None:
    look = manual_preview.look(visit.engine, visit.actor, customer_id, channel, text=words, currency=currency)
    hurts = any(problem.severity == "error" for problem in look.problems)
    _shown(look, with_words=False)
    is_meant = hurts and st.checkbox(_("I read this, and the words are right as they are"), key=f"write_meant_{customer_id}")
    if _go(visit, customer_id, channel, look, held=hurts and not is_meant):
        made = manual.answer(
            visit.engine, visit.actor, customer_id, channel, words, token=token(f"write_{customer_id}"), wait=True, is_meant=is_meant
        )
        _done(visit, customer_id, made, look)


def _shown(look: Look, *, with_words: bool = True) -> None:
    """The words as they would go, their size and cost, and what the linter says."""
    if with_words:
        with st.container(border=True):
            if look.subject:
                st.markdown(f"**{plain(look.subject)}**")
            st.text(look.body)
    facts = [ngettext_("{n} SMS part", "{n} SMS parts", look.segments)] if look.segments else []
    facts += [_("Cost: {cost}", cost=cost_word(look.cost_micros, look.cost_currency))] if look.cost_micros else []
    if facts:
        st.caption(" · ".join(facts))
    for problem in look.problems:
        problem_box(problem)
    if not look.problems:
        st.caption(f"{ICONS[ALLOWED]} {_('The check has nothing to say against these words.')}")


def _go(visit: Visit, customer_id: int, channel: str, look: Look, *, held: bool = False) -> bool:
    """What the gate says, and the button that follows from it; True when it was pressed."""
    answered = look.answered
    words = plain(_verdict_words(visit, answered), 400)
    if answered.outcome == BLOCKED:
        st.error(_("It may not go. {why}", why=words), icon=":material/block:")
        return False
    if answered.outcome == MOVED:
        st.warning(words, icon=":material/schedule:")
        label = _("Queue it for {when}", when=soon(answered.at, visit.zone))
    else:
        st.success(_("It may go now."), icon=":material/check:")
        label = _("Send by {channel} now", channel=channel_word(channel))
    st.caption(_("At its moment the gate is asked again: what was paid, opted out or disputed meanwhile keeps it back."))
    return st.button(label, type="primary", icon=":material/send:", key=f"write_go_{customer_id}", disabled=held)


def _done(visit: Visit, customer_id: int, number: int, look: Look) -> None:
    forget(f"write_{customer_id}")
    when = soon(look.answered.at, visit.zone)
    words = _("It waits for {when}.", when=when) if look.answered.outcome == MOVED else _("It is on its way.")
    st.session_state[f"written_{customer_id}"] = (number, words)
    st.rerun()
