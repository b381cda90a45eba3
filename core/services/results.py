"""Results: what a channel answered becomes the message's next state, and what a refusal means becomes an act, in one transaction."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Channel
from core.db.bulk import insert_many
from core.db.engine import writing
from core.db.tables import Message, MessageEvent
from core.domain.outcomes import Accepted, Answer, InDoubt, Later, Rejected, Stop
from core.services import consequences, outbox, sending

MOST_TRIES = 8
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt of one message came to; `answer` None means that it never started."""

    message_id: int
    attempt: int
    answer: Answer | None


def store(engine: Engine, results: Sequence[Result], active: Mapping[str, Channel]) -> dict[str, int]:
    """Store what came back, fenced by attempt: a result that another hand overtook changes nothing. Returns counts by state."""
    with writing(engine) as session:
        return store_in(session, results, active)


def store_in(session: Session, results: Sequence[Result], active: Mapping[str, Channel]) -> dict[str, int]:
    """Store what came back within the caller's transaction."""
    counts: dict[str, int] = {}
    events: list[dict[str, Any]] = []
    with session.no_autoflush:
        query = select(Message).where(col(Message.id).in_([result.message_id for result in results]))
        found = {message.id: message for message in session.exec(query.with_for_update())}
        for result in results:
            message = found.get(result.message_id)
            if message is None or message.attempt != result.attempt or message.state not in (outbox.SENDING, outbox.IN_DOUBT):
                continue
            _store_one(session, message, result.answer, active, events)
            counts[message.state] = counts.get(message.state, 0) + 1
        for channel in {found[result.message_id].channel for result in results if isinstance(result.answer, Accepted)}:
            sending.count_success_in(session, channel)
        insert_many(session, MessageEvent, events)
    return counts


def _store_one(
    session: Session, message: Message, answer: Answer | None, active: Mapping[str, Channel], events: list[dict[str, Any]]
) -> None:
    now = clock.now()
    match answer:
        case Accepted():
            accept_in(session, message, answer.provider_id, answer.segments, now, events=events)
        case Rejected():
            message.error_code = answer.code
            outbox.move(session, message, outbox.REJECTED, f"code.{answer.code}", detail=answer.detail[:200])
            consequences.act_in(session, message, answer.meaning, answer.code, active)
        case Later():
            wait = timedelta(seconds=answer.when_seconds) if answer.when_seconds else waiting_time(message.attempt)
            put_back_in(session, message, "later", now + wait, answer.why)
            sending.count_failure_in(session, message.channel, answer.why)
            if wait >= timedelta(hours=1):
                sending.pause_in(session, message.channel, answer.why, now + wait)
        case InDoubt():
            if message.state == outbox.SENDING:
                doubt_in(session, message, "doubt.answer", answer.why)
            sending.count_failure_in(session, message.channel, answer.why)
        case Stop():
            put_back_in(session, message, "channel.stopped", now, answer.why, counts=False)
            sending.stop_in(session, message.channel, answer.why, answer.code)
        case None if consequences.is_opted_out_in(session, message.customer_id, message.channel):
            outbox.move(session, message, outbox.SUPPRESSED, "opt_out.channel")
        case None:
            put_back_in(session, message, "not_started", now, counts=False)


def accept_in(
    session: Session, message: Message, provider_id: str, segments: int | None, now: datetime, state: str = outbox.SENT,
    events: list[dict[str, Any]] | None = None,
) -> None:  # fmt: skip
    """The provider has the message: its id is stored in the same transaction as the state."""
    message.provider_id, message.owner, message.lease_until = provider_id, None, None
    message.segments = segments or message.segments
    outbox.move(session, message, outbox.SENT, at=now, events=events, provider_id=provider_id)
    if state != outbox.SENT and outbox.may_move(message.state, state):
        outbox.move(session, message, state, at=now)


def doubt_in(session: Session, message: Message, reason: str, why: str = "", events: list[dict[str, Any]] | None = None) -> None:
    """Whether the provider took it is not known: from now on it is looked up, never sent blindly."""
    message.doubt_at, message.owner, message.lease_until, message.looks = clock.now(), None, None, 0
    outbox.move(session, message, outbox.IN_DOUBT, reason, events=events, why=why[:200])


def put_back_in(session: Session, message: Message, reason: str, not_before: datetime, why: str = "", *, counts: bool = True) -> None:
    """Nothing was taken: back into the queue; after too many tries the message is given up as failed to leave."""
    if counts and message.attempt >= MOST_TRIES:
        outbox.move(session, message, outbox.REJECTED, "tries.used_up", why=why[:200])
        return
    outbox.requeue(session, message, reason, not_before=not_before)


def waiting_time(attempt: int) -> timedelta:
    """How long to wait before the next try: 10 s, doubled each time up to an hour, spread by a quarter so that none march in step."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempt - 1, 12))
    return wait * random.uniform(1.0, 1.25)
