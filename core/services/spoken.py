"""What was said to customers and by them lately, and what waits to be said to them: the contacts that the gate counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from core.db.bulk import among, read_rows
from core.db.tables import Activity, Message, Reply
from core.domain.activities import OUTCOMES
from core.domain.gate import Contact
from core.services import outbox

LOOK_BACK = timedelta(days=31)
_SPOKEN = {"call": "voice", "visit": "visit", "meeting": "visit"}


def contacts_in(session: Session, ids: list[int], now: datetime, *, planned: bool, simulated: bool) -> dict[int, list[Contact]]:
    """The contacts of some customers within a month, oldest first; `planned` also counts messages that only wait to be sent."""
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for customer_id, at, channel in _messages(session, ids, now, planned, simulated):
        contacts[customer_id].append(Contact(at, channel))
    acts = select(Activity.customer_id, Activity.at, Activity.kind, Activity.outcome).where(
        among(col(Activity.customer_id), ids), Activity.at >= now - LOOK_BACK, col(Activity.kind).in_(_SPOKEN)
    )
    for customer_id, at, kind, outcome in read_rows(session, acts):
        reached = outcome in OUTCOMES and OUTCOMES[outcome].reached
        contacts[customer_id].append(Contact(at, _SPOKEN[kind], "conversation" if reached else "attempt"))
    for listed in contacts.values():
        listed.sort()
    return contacts


def heard_in(session: Session, ids: list[int], now: datetime) -> Iterable[tuple[int, str, datetime]]:
    """(customer, channel, when they last wrote on it) within a month."""
    heard = select(Reply.customer_id, Reply.channel, func.max(Reply.received_at)).where(
        among(col(Reply.customer_id), ids), Reply.received_at >= now - LOOK_BACK
    )
    yield from read_rows(session, heard.group_by(col(Reply.customer_id), col(Reply.channel)))  # type: ignore[misc]


def involved_in(session: Session, ids: list[int], now: datetime, *, simulated: bool) -> set[int]:
    """Those to whom, or by whom, anything was said within a month, or will be."""
    told = contacts_in(session, ids, now, planned=True, simulated=simulated).keys()
    return {*told, *(customer_id for customer_id, _channel, _at in heard_in(session, ids, now))}


def _messages(session: Session, ids: list[int], now: datetime, planned: bool, simulated: bool) -> Iterable[tuple[int, datetime, str]]:
    at = func.coalesce(col(Message.sent_at), col(Message.claimed_at), type_=Message.sent_at.type)  # type: ignore[union-attr]
    gone = (*outbox.LEFT, outbox.SENDING, outbox.IN_DOUBT, outbox.NEEDS_PERSON)
    went = select(Message.customer_id, at, Message.channel).where(
        among(col(Message.customer_id), ids), Message.planned_at >= now - 3 * LOOK_BACK, col(Message.state).in_(gone),
        or_(at >= now - LOOK_BACK, at.is_(None)), col(Message.is_simulated).is_(simulated), Message.kind != "answer",
        Message.channel != "call",
    )  # fmt: skip
    yield from ((customer_id, moment, channel) for customer_id, moment, channel in read_rows(session, went) if moment is not None)
    if planned:
        # The state is no plain column here: SQLite would walk everything that waits, of everybody, once for each chunk of people.
        is_waiting = col(Message.state).op("||")("") == outbox.QUEUED
        waits = select(Message.customer_id, Message.not_before, Message.channel).where(
            among(col(Message.customer_id), ids), is_waiting, Message.kind != "answer"
        )
        yield from ((number, at, _SPOKEN.get(channel, channel)) for number, at, channel in read_rows(session, waits))
