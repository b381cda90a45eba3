"""What happened with one customer, merged from every table that knows, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.db.tables import Activity, Dispute, Message, OptOut, Payment, Promise, Reply, User
from core.services import house
from core.services.outbox import QUEUED

MOST = 60
KINDS = ("message", "reply", "activity", "promise", "payment", "dispute", "optout")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: `kind` is one of KINDS, `by` the person (None: the system or the customer), `facts` what a screen words."""

    at: datetime
    kind: str
    id: int
    by: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def entries_in(s: Session, customer_id: int, most: int = MOST) -> list[Entry]:
    """The latest entries of a customer, at most `most` of all kinds together."""
    people = dict(s.exec(select(User.id, User.name)).all())
    found = [
        *_messages(s, customer_id, people, most),
        *_replies(s, customer_id, most),
        *_activities(s, customer_id, people, most),
        *_promises(s, customer_id, people, most),
        *_payments(s, customer_id, people, most),
        *_disputes(s, customer_id, people, most),
        *_optouts(s, customer_id, people, most),
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)[:most]


def _latest(table: Any, customer_id: int, moment: Any, most: int) -> Any:
    return select(table).where(table.customer_id == customer_id).order_by(moment.desc()).limit(most)


def _messages(s: Session, customer_id: int, people: dict[Any, str], most: int) -> list[Entry]:
    query = _latest(Message, customer_id, col(Message.planned_at), most).where(Message.state != QUEUED)
    facts = ("channel", "state", "reason", "subject", "body", "kind", "is_simulated")
    return [
        Entry(row.sent_at or row.planned_at, "message", row.id or 0, people.get(row.user_id), {name: getattr(row, name) for name in facts})
        for row in s.exec(query)
    ]


def _replies(s: Session, customer_id: int, most: int) -> list[Entry]:
    rows = s.exec(_latest(Reply, customer_id, col(Reply.received_at), most))
    facts = ("channel", "body", "meaning", "outcome")
    return [Entry(row.received_at, "reply", row.id or 0, None, {name: getattr(row, name) for name in facts}) for row in rows]


def _activities(s: Session, customer_id: int, people: dict[Any, str], most: int) -> list[Entry]:
    rows = s.exec(_latest(Activity, customer_id, col(Activity.at), most))
    facts = ("outcome", "reason", "note", "next_on")
    return [
        Entry(row.at, "activity", row.id or 0, people.get(row.user_id), {"kind": row.kind} | {name: getattr(row, name) for name in facts})
        for row in rows
    ]


def _promises(s: Session, customer_id: int, people: dict[Any, str], most: int) -> list[Entry]:
    made = []
    for row in s.exec(_latest(Promise, customer_id, col(Promise.made_at), most)):
        facts = {"amount_cents": row.amount_cents, "currency": row.currency, "promised_on": row.promised_on, "note": row.note}
        made.append(Entry(row.made_at, "promise", row.id or 0, people.get(row.user_id), facts))
    return made


def _payments(s: Session, customer_id: int, people: dict[Any, str], most: int) -> list[Entry]:
    """A payment has a date only: it stands at noon of that day in the business's zone."""
    zone, made = ZoneInfo(house.company_in(s).timezone), []
    for row in s.exec(_latest(Payment, customer_id, col(Payment.paid_on), most)):
        at = datetime.combine(row.paid_on, time(12), zone)
        facts = {"amount_cents": row.amount_cents, "currency": row.currency, "method": row.method, "source": row.source,
                 "is_opening": row.is_opening}  # fmt: skip
        made.append(Entry(at, "payment", row.id or 0, people.get(row.user_id), facts))
    return made


def _disputes(s: Session, customer_id: int, people: dict[Any, str], most: int) -> list[Entry]:
    made = []
    for row in s.exec(_latest(Dispute, customer_id, col(Dispute.opened_at), most)):
        made.append(Entry(row.opened_at, "dispute", row.id or 0, people.get(row.user_id), {"reason": row.reason, "note": row.note}))
        if row.closed_at is not None:
            made.append(Entry(row.closed_at, "dispute", row.id or 0, None, {"outcome": row.outcome}))
    return made


def _optouts(s: Session, customer_id: int, people: dict[Any, str], most: int) -> list[Entry]:
    made = []
    for row in s.exec(_latest(OptOut, customer_id, col(OptOut.at), most)):
        made.append(Entry(row.at, "optout", row.id or 0, people.get(row.user_id), {"channel": row.channel, "words": row.words}))
        if row.lifted_at is not None:
            made.append(Entry(row.lifted_at, "optout", row.id or 0, None, {"channel": row.channel, "lifted_how": row.lifted_how}))
    return made
