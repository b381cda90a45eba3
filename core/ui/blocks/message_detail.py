"""One message: its words as sent, every verdict with its rule, and its history."""

from __future__ import annotations

import streamlit as st

from core.domain.errors import NotFound
from core.services import message_views, reasons
from core.services.message_views import Detail, Told
from core.text import _, ngettext_
from core.ui.guard import Visit
from core.ui.places import place
from core.ui.sending_words import cost_word, message_state, outcome_word, state_colour
from core.ui.widgets import moment, money, objection, plain
from core.ui.words import channel_word


def show(visit: Visit, message_id: int) -> None:
    """The whole story of one message."""
    st.page_link(place("messages"), label=_("All messages"), icon=":material/arrow_back:")
    try:
        found = message_views.detail(visit.engine, visit.actor, message_id)
    except NotFound as refusal:
        st.error(objection(refusal))
        return
    _head(visit, found)
    left, right = st.columns([3, 2])
    with left:
        _words(visit, found)
        _verdicts(visit, found.verdicts)
    with right:
        _history(visit, found)


def _head(visit: Visit, found: Detail) -> None:
    message = found.message
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"{plain(found.customer)} · {channel_word(message.channel)}", anchor=False)
        st.badge(message_state(message.state), color=state_colour(message.state))
        if message.is_simulated:
            st.badge(_("Simulated"), icon=":material/science:", color="blue")
    reason, values = message_views.why_of(message, _values(found))
    if reason:
        st.markdown(reasons.tell(reason, visit.language, values))
    if message.customer_id:
        st.page_link(
            place("customer"), label=_("Open the customer"), icon=":material/person:", query_params={"id": str(message.customer_id)}
        )


def _values(found: Detail) -> dict[str, object]:
    last = next((told for told in reversed(found.verdicts) if told.rule == found.message.reason), None)
    return dict(last.explanation.get("values", {})) if last else {}


def _words(visit: Visit, found: Detail) -> None:
    message = found.message
    with st.container(border=True):
        st.caption(_("As it was sent") if message.sent_at else _("Words"))
        if message.subject:
            st.text(message.subject)
        none = _("The words are no longer kept.") if message.sent_at else _("The words are fixed at the moment of sending.")
        st.text(message.body or none)
        if found.template:
            st.caption(_("Template {name}, version {number}", name=plain(found.template), number=found.template_number))
        if message.text_hash:
            st.caption(_("Fingerprint of the text: {hash}", hash=message.text_hash[:16]))
        for number, cents in found.invoices:
            st.caption(f"{plain(number)} · {money(cents, message.currency or '')}")
        cost = cost_word(message.price_micros if message.price_micros is not None else message.estimate_micros, message.price_currency)
        other = channel_word(message.planned_channel) if message.planned_channel != message.channel else None
        st.caption(_("Cost: {cost}", cost=cost) + (" · " + _("planned for {channel}", channel=other) if other else ""))


def _verdicts(visit: Visit, found: list[Told]) -> None:
    if found:
        st.markdown(f"**{_('What the gate said')}**")
    for told in reversed(found):
        with st.container(border=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.badge(outcome_word(told.outcome), color=state_colour(told.outcome))
                st.caption(f"{moment(told.at, visit.zone)} · {channel_word(told.channel)}")
            st.markdown(reasons.tell(told.rule, visit.language, told.explanation.get("values")))
            if told.moved_to:
                st.caption(_("Moved to {moment}", moment=moment(told.moved_to, visit.zone)))
            for cap in told.explanation.get("caps", ()):
                st.caption(ngettext_("Counted: {count} of {most} within {n} day", "Counted: {count} of {most} within {n} days", cap["days"],
                                     count=cap["count"], most=cap["max"]))  # fmt: skip
            st.caption(_("Rules {pack}, version {version}", pack=plain(told.pack), version=told.version))


def _history(visit: Visit, found: Detail) -> None:
    st.markdown(f"**{_('History')}**")
    for event in reversed(found.events):
        with st.container(border=True):
            st.badge(message_state(event.state), color=state_colour(event.state))
            st.caption(moment(event.at, visit.zone))
            if event.reason:
                st.markdown(reasons.tell(event.reason, visit.language))
    for number in found.successors:
        st.page_link(place("messages"), label=_("Taken over by message {number}", number=number), query_params={"id": str(number)})
