"""The outbox: which states a message has, which moves between them are allowed, and the history of each."""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import clock
from core.db.tables import Message, MessageEvent
from core.domain.errors import Refusal

QUEUED, SENDING, SENT, DELIVERED, READ = "queued", "sending", "sent", "delivered", "read"
UNDELIVERED, FAILED, REJECTED = "undelivered", "failed", "rejected"
IN_DOUBT, NEEDS_PERSON = "in_doubt", "needs_person"
CANCELED, EXPIRED, SUPPRESSED, SKIPPED = "canceled", "expired", "suppressed", "skipped"

WAITING = (QUEUED, SENDING, IN_DOUBT, NEEDS_PERSON)
LEFT = (SENT, DELIVERED, READ, UNDELIVERED, FAILED)
FAILURES = (UNDELIVERED, FAILED, REJECTED)
UNSENT = (CANCELED, EXPIRED, SUPPRESSED, SKIPPED)
STATES = (*WAITING, *LEFT, REJECTED, *UNSENT)

MOVES: dict[str, frozenset[str]] = {
    QUEUED: frozenset({QUEUED, SENDING, *UNSENT}),
    SENDING: frozenset({SENT, REJECTED, QUEUED, IN_DOUBT, *UNSENT}),
    IN_DOUBT: frozenset({SENT, QUEUED, REJECTED, NEEDS_PERSON, DELIVERED, READ, UNDELIVERED, FAILED}),
    NEEDS_PERSON: frozenset({SENT, QUEUED, CANCELED, DELIVERED, READ, UNDELIVERED, FAILED}),
    SENT: frozenset({DELIVERED, READ, UNDELIVERED, FAILED}),
    DELIVERED: frozenset({READ}),
}

_STAMPS = {
    SENT: "sent_at",
    DELIVERED: "delivered_at",
    READ: "read_at",
    UNDELIVERED: "failed_at",
    FAILED: "failed_at",
    REJECTED: "failed_at",
}
_LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghjkmnpqrstvwxyz")


def new_ref() -> str:
    """A short token, unique per message by its column: 8 characters that are read aloud without confusion (40 bits)."""
    return new_refs(1)[0]


def new_refs(count: int) -> list[str]:
    """Several such tokens at once."""
    text = b32encode(secrets.token_bytes(5 * count)).translate(_LETTERS).decode()
    return [text[start : start + 8] for start in range(0, 8 * count, 8)]


def may_move(old: str, new: str) -> bool:
    """Whether a message in state `old` may come into state `new`."""
    return new in MOVES.get(old, frozenset())


def move(
    session: Session, message: Message, state: str, reason: str | None = None, *, at: datetime | None = None,
    events: list[dict[str, Any]] | None = None, **detail: Any,
) -> None:  # fmt: skip
    """Bring a message into a state and add the event to its history, or to `events`, which the caller stores at the end of a batch.

    Raises Refusal when the state does not follow from the present one.
    """
    if not may_move(message.state, state):
        raise Refusal("bad_move", "A message that is {old} cannot become {new}.", old=message.state, new=state)
    moment = at or clock.now()
    message.state, message.reason = state, reason
    stamp = _STAMPS.get(state)
    if stamp and getattr(message, stamp) is None:
        setattr(message, stamp, moment)
    if state in (DELIVERED, READ) and message.sent_at is None:
        message.sent_at = moment
    session.add(message)
    if events is None:
        note(session, message.id, state, reason, at=moment, **detail)
    else:
        events.append(event(message.id, state, reason, moment, detail))


def note(
    session: Session, message_id: int | None, state: str, reason: str | None = None, *, at: datetime | None = None, **detail: Any
) -> None:
    """Add one event to a message's history without moving it."""
    session.add(MessageEvent(**event(message_id, state, reason, at or clock.now(), detail)))


def event(message_id: int | None, state: str, reason: str | None, at: datetime, detail: dict[str, Any]) -> dict[str, Any]:
    """One event of a message's history as a row."""
    return {"message_id": message_id, "at": at, "state": state, "reason": reason, "detail": detail or None}


def fenced(session: Session, message_id: int, attempt: int, *states: str) -> Message | None:
    """The message if it is still the given attempt in one of the states, locked for this transaction; else None: another hand took it."""
    query = select(Message).where(col(Message.id) == message_id, col(Message.attempt) == attempt, col(Message.state).in_(states))
    return session.exec(query.with_for_update()).first()


def history(session: Session, message_id: int) -> list[MessageEvent]:
    """The events of a message, oldest first."""
    return list(session.exec(select(MessageEvent).where(MessageEvent.message_id == message_id).order_by(col(MessageEvent.id))))


def requeue(session: Session, message: Message, reason: str, *, not_before: datetime) -> None:
    """Back into the queue for a later moment, with nobody owning it."""
    message.not_before = not_before
    message.owner = message.lease_until = message.claimed_at = message.doubt_at = None
    move(session, message, QUEUED, reason, not_before=not_before.isoformat())
