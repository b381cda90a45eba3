"""Fallback: when a channel cannot reach a person, the next one of the step with its own approved words, through the whole gate again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, select

from core import clock
from core.channels.protocol import Channel
from core.db.tables import Message, Step
from core.domain.outcomes import Consequence
from core.services import outbox, routes
from core.services.campaign_views import steps_in
from core.services.people import Person

AFTER_VERDICT = ("address.", "platform.", "authorisation.", "wording.")
AFTER_REFUSAL = frozenset(
    {
        Consequence.INVALID_NUMBER, Consequence.INVALID_EMAIL, Consequence.SMS_OFF, Consequence.WHATSAPP_OFF, Consequence.ROUTE_OFF,
        Consequence.RETRY_ONCE, Consequence.TEMPLATE_OFF, Consequence.WINDOW_CLOSED, Consequence.WAIT_LONGER,
    }
)  # fmt: skip
"""An opt-out, a block by the person and a spam filter never lead to another channel by themselves."""


def next_in(session: Session, message: Message, active: Mapping[str, Channel], person: Person, language: str) -> Message | None:
    """Queue a successor on the next channel of the step that was not tried yet, or None where there is none; it is unique per channel."""
    step_row = session.get(Step, message.step_id) if message.step_id else None
    if step_row is None or not step_row.has_fallback:
        return None
    step = next(step for step in steps_in(session, step_row.campaign_id) if step.id == step_row.id)
    root, tried = _ancestry(session, message)
    wording = routes.wording_in(session, step, active)
    for channel in routes.channels_for(step, person, active):
        spoken = routes.language_for(wording, channel, person, language)
        words = routes.NO_WORDS if channel == routes.CALL else wording.get((channel, spoken or ""))
        contact = routes.contact_channel(channel)
        if channel in tried or words is None or person.points.get(contact, ("missing",))[0] != "valid" or contact in person.opted_out:
            continue
        if words.version is None and channel != routes.CALL:
            continue
        simulated = channel in active and active[channel].simulated
        return _successor(session, message, root, channel, spoken or person.language or language, words, person, simulated)
    return None


def _ancestry(session: Session, message: Message) -> tuple[Message, set[str]]:
    """The first message of a chain of fallbacks, and every channel tried in it."""
    root, tried = message, {message.channel}
    while root.parent_id is not None:
        parent = session.get(Message, root.parent_id)
        if parent is None:
            break
        root = parent
        tried.add(root.channel)
    return root, tried


def _successor(
    session: Session, message: Message, root: Message, channel: str, language: str, words: routes.Words, person: Person, simulated: bool
) -> Message | None:
    key = f"{root.dedupe_key}:{channel}"
    if session.exec(select(Message.id).where(Message.dedupe_key == key)).first() is not None:
        return None
    now = clock.now()
    made = Message(
        ref=outbox.new_ref(), dedupe_key=key, kind=message.kind, purpose=message.purpose, campaign_id=message.campaign_id,
        step_id=message.step_id, customer_id=message.customer_id, contact_point_id=person.points[routes.contact_channel(channel)][1],
        template_version_id=words.version.id if words.version else None, parent_id=message.id, about_id=message.about_id,
        planned_channel=root.planned_channel, channel=channel, language=language, currency=message.currency, not_before=now,
        not_after=message.not_after, planned_at=now, estimate_micros=words.estimate_micros, price_currency=words.currency,
        segments=words.segments, is_simulated=simulated, user_id=message.user_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    outbox.note(session, made.id, outbox.QUEUED, "fallback", after=message.channel, message=message.id)
    outbox.note(session, message.id, message.state, "fallback", to=channel, message=made.id)
    return made
