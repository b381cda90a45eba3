"""Doubt: a message whose answer was lost is looked up at the provider, and sent again only when it surely is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Channel, Found, LookUpFailed, Outbound, Unsure
from core.db.engine import reading, writing
from core.db.tables import Customer, Message, TemplateVersion
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit, channels, house, letters, outbox, reasons, results, suspects
from core.services.states import our_state
from core.text import translate, wording

LOOKS = tuple(timedelta(seconds=s) for s in (5, 20, 60, 180, 330, 600, 1800, 3600, 3 * 3600, 6 * 3600))
SETTLED = timedelta(seconds=320)
"""From the moment of doubt; longer than lease, timeout and the provider's own delay together, so that "not there" is sure."""
LATE = timedelta(minutes=2)
"""How late a look may come. Later ones tell of sleep or of a clock that was put forward: then nobody knows what time passed."""
DECISIONS = ("arrived", "send_again")


@dataclass(frozen=True, slots=True)
class Look:
    """One message to look up: its attempt, when the doubt began, its frozen form and the ids that belong to others."""

    message_id: int
    attempt: int
    channel: str
    doubt_at: datetime
    claimed_at: datetime
    outbound: Outbound
    known: frozenset[str]


def run(engine: Engine, actor: Actor) -> dict[str, Any]:
    """Look up every doubtful message whose next look is due; returns counts by what they became."""
    may(actor, "job.run")
    active = channels.active(engine)
    counts: dict[str, int] = {}
    for look in due(engine):
        state = settle(engine, look, active)
        counts[state] = counts.get(state, 0) + 1
    return counts


def due(engine: Engine, limit: int = 500) -> list[Look]:
    """The doubtful messages that are to be looked up now, the oldest doubt first."""
    now = clock.now()
    with reading(engine) as session:
        query = select(Message).where(Message.state == outbox.IN_DOUBT).order_by(col(Message.doubt_at)).limit(limit)
        found = [message for message in session.exec(query) if message.doubt_at and message.doubt_at + _next(message.looks) <= now]
        return [_look(session, message) for message in found]


def _next(looks: int) -> timedelta:
    return LOOKS[min(looks, len(LOOKS) - 1)]


def _look(session: Session, message: Message) -> Look:
    company = house.company_in(session)
    customer = session.get(Customer, message.customer_id) if message.customer_id else None
    version = session.get(TemplateVersion, message.template_version_id) if message.template_version_id else None
    values = wording.read_back(version.body, message.body or "") if version and version.content_sid else None
    query = select(Message.provider_id).where(Message.to_value == message.to_value, col(Message.provider_id).is_not(None))
    name = customer.name if customer else ""
    outbound = letters.outbound_of(session, message, company, name, message.to_value or "", version, values or {}, False)
    outbound = replace(outbound, is_restored=message.reason == suspects.RESTORED)
    return Look(
        message.id or 0,
        message.attempt,
        message.channel,
        message.doubt_at or clock.now(),
        message.claimed_at or message.planned_at,
        outbound,
        frozenset(filter(None, session.exec(query))),
    )


def settle(engine: Engine, look: Look, active: Mapping[str, Channel]) -> str:
    """Ask the provider for one message, then store what that proves; returns the state that it is in afterwards."""
    channel = active.get(look.channel)
    try:
        if channel is None:
            raise LookUpFailed("channel_off", "The channel is not set up any more.")
        found = channel.look_up(look.outbound, look.claimed_at, look.known)
    except Unsure as failure:
        return _stored(engine, look, None, failure, is_last=True)
    except LookUpFailed as failure:
        return _stored(engine, look, None, failure)
    return _stored(engine, look, found, None)


def _stored(engine: Engine, look: Look, found: Found | None, failure: LookUpFailed | None, *, is_last: bool = False) -> str:
    now = clock.now()
    with writing(engine) as session:
        message = outbox.fenced(session, look.message_id, look.attempt, outbox.IN_DOUBT)
        if message is None:
            return "overtaken"
        message.looks += 1
        if found is not None:
            taken = select(Message.id).where(Message.provider_id == found.provider_id)
            if session.exec(taken).first() is None:
                results.accept_in(session, message, found.provider_id, None, now, our_state(found.state))
        elif failure is None and now - look.doubt_at >= SETTLED and _came_late(message, now):
            message.doubt_at, message.looks, message.reason = now, 0, "doubt.anew"
            outbox.note(session, message.id, outbox.IN_DOUBT, "doubt.anew")
        elif failure is None and now - look.doubt_at >= SETTLED:
            outbox.requeue(session, message, "doubt.not_there", not_before=now)
        elif is_last or message.looks >= len(LOOKS):
            told: dict[str, Any] = {"why": failure.msgid, "values": failure.values} if failure else {}
            outbox.move(session, message, outbox.NEEDS_PERSON, "doubt.unsettled", **told)
        session.add(message)
        return message.state


def story(engine: Engine, actor: Actor, message_id: int, lang: str) -> str:
    """How a message came into doubt and why no look-up could settle it, in the reader's sentences."""
    may(actor, "message.view")
    with reading(engine) as session:
        events = [event for event in outbox.history(session, message_id) if event.state in (outbox.IN_DOUBT, outbox.NEEDS_PERSON)]
    sentences = [reasons.tell(event.reason, lang) for event in events if event.state == outbox.IN_DOUBT][-1:]
    for event in events[-1:]:
        told = event.detail or {}
        sentences += [translate(told["why"], lang, **told.get("values", {}))] if "values" in told else []
    return " ".join(sentences)


def _came_late(message: Message, now: datetime) -> bool:
    """Whether the time of doubt must pass anew, once: this look came long after its moment."""
    planned = (message.doubt_at or now) + _next(message.looks - 1)
    return message.reason not in ("doubt.anew", suspects.RESTORED) and now - planned > LATE


def decide(engine: Engine, actor: Actor, message_id: int, decision: str) -> str:
    """A person says what became of a doubtful message: it arrived, or it is to be sent again; both are written to the trail."""
    may(actor, "message.resolve")
    if decision not in DECISIONS:
        raise Refusal("bad_decision", "Say either that it arrived or that it is to be sent again.")
    with writing(engine) as session:
        message = session.get(Message, message_id, with_for_update=True)
        if message is None:
            raise NotFound("no_message", "There is no message {number}.", number=message_id)
        if message.state not in (outbox.IN_DOUBT, outbox.NEEDS_PERSON):
            raise Refusal("not_in_doubt", "This message is not in doubt any more.")
        if decision == "arrived":
            outbox.move(session, message, outbox.SENT, "decided.arrived", at=message.claimed_at, by=actor.name)
        else:
            outbox.requeue(session, message, "decided.again", not_before=clock.now())
        audit.record(session, actor, f"message.{decision}", "message", message_id, after={"attempt": message.attempt})
        return message.state
