"""People who have owed nothing for long: how they can be reached and what was computed of them goes; their refusals outlast it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, null, or_, update
from sqlmodel import Session, col, select

from core import clock
from core.db.tables import (
    Activity,
    Appointment,
    Circumstance,
    ContactPoint,
    Customer,
    Dispute,
    Invoice,
    Message,
    OptOut,
    Payment,
    Profile,
    Promise,
    Reply,
)
from core.domain.access import Actor
from core.domain.circumstances import KINDS, QUIET, VULNERABLE
from core.domain.reach import KIND_OF
from core.services import erasure_marks, outbox, replies
from core.services.retention_sweeps import HELD

GONE = ("address", "city", "preferred_channel", "vulnerable_since", "vulnerable_reason", "notes", "quiet_until", "asked_hours")
"""What goes of a customer's own row. What must still stop us, such as a death, stays, and so does what the books need."""


PASSING = tuple(kind for kind, flag in KINDS.items() if flag in (VULNERABLE, QUIET, "hardship"))


def resting(day: date, since: datetime, *, among: Sequence[int] | None = None, rested: bool = False) -> Any:
    """The ids of customers who have owed nothing since before a local date (which begins at `since`) and with whom nothing is open.

    `among` asks only about some of them, by index. Those who were let rest before are left out, but for `rested`.
    """
    c = col(Customer.id)
    query = select(Customer.id).where(col(Customer.erased_at).is_(None), col(Customer.created_at) < since, c.not_in(HELD))
    query = query if rested else query.where(col(Customer.rested_at).is_(None))
    query = query if among is None else query.where(c.in_(among))
    # Asked one by one, by an index that carries both columns: those who were written to lately may be nearly everybody.
    query = query.where(~exists().where(col(Message.customer_id) == c, col(Message.planned_at) >= since))
    for table, is_busy in _bonds(day, since):
        whose = col(table.customer_id)
        bound = select(whose).where(is_busy, whose.is_not(None))
        query = query.where(c.not_in(bound if among is None else bound.where(whose.in_(among))))
    return query


def _bonds(day: date, since: datetime) -> Iterator[tuple[Any, ColumnElement[bool]]]:
    """What still binds a customer to us: rows of a table, and when they do."""
    i, a, p = Invoice, Activity, Promise
    yield i, (col(i.amount_cents) != col(i.paid_cents)) & col(i.gone_on).is_(None)
    yield i, or_(col(i.due_on) >= day, col(i.issued_on) >= day, col(i.gone_on) >= day)
    yield Payment, col(Payment.paid_on) >= day
    yield Message, col(Message.state).in_(outbox.WAITING)
    yield Reply, or_(col(Reply.handled_at).is_(None), col(Reply.received_at) >= since)
    yield Dispute, or_(col(Dispute.closed_at).is_(None), col(Dispute.closed_at) >= since)
    yield p, (col(p.promised_on) >= day) & col(p.cancelled_at).is_(None)
    yield a, or_(col(a.at) >= since, col(a.next_on) >= day)
    yield Appointment, (col(Appointment.at) >= since) & col(Appointment.cancelled_at).is_(None)


def last_moved(numbers: Any) -> Any:
    """(customer, the date of the last payment) of some customers; who never paid is not among them."""
    query = select(Payment.customer_id, func.max(Payment.paid_on).label("day")).where(col(Payment.customer_id).in_(numbers))
    return query.group_by(col(Payment.customer_id))


def rest_in(session: Session, actor: Actor, ids: Sequence[int]) -> int:
    """Let go of how some customers can be reached and of their profile, within the caller's transaction. Gives how many contacts went.

    Who refused everything is marked by keyed hashes of the addresses, so that no later file reaches them under another name.
    """
    keep_refusals_in(session, ids)
    among = {"execution_options": {"synchronize_session": False}}
    points = select(ContactPoint.id).where(col(ContactPoint.customer_id).in_(ids))
    for table in (Message, Activity):
        freed = update(table).where(col(table.contact_point_id).in_(points)).values(contact_point_id=None)
        session.execute(freed, **among)
    named = (col(Message.customer_id).in_(ids), col(Message.to_value).is_not(None))
    session.execute(update(Message).where(*named).values(to_value=None), **among)
    session.execute(update(Reply).where(col(Reply.customer_id).in_(ids), col(Reply.from_value) != "").values(from_value=""), **among)
    gone = session.execute(delete(ContactPoint).where(col(ContactPoint.customer_id).in_(ids)), **among).rowcount  # type: ignore[attr-defined]
    session.execute(delete(Profile).where(col(Profile.customer_id).in_(ids)), **among)
    _end_circumstances_in(session, ids)
    emptied: dict[str, Any] = dict.fromkeys(GONE) | {"extra": null(), "rested_at": clock.now(), "version": Customer.version + 1}
    session.execute(update(Customer).where(col(Customer.id).in_(ids)).values(**emptied), **among)
    return int(gone)


def _end_circumstances_in(session: Session, ids: Sequence[int]) -> None:
    """What life did to people goes; what must still stop us, such as a death, stays without the words about it."""
    options = {"execution_options": {"synchronize_session": False}}
    theirs, c = col(Circumstance.customer_id).in_(ids), Circumstance
    session.execute(delete(c).where(theirs, or_(col(c.ended_at).is_not(None), col(c.kind).in_(PASSING))), **options)
    session.execute(update(c).where(theirs, col(c.note).is_not(None)).values(note=None), **options)
    passed = (col(Customer.id).in_(ids), col(Customer.stop_reason) == "hardship")
    session.execute(update(Customer).where(*passed).values(stop_reason=None), **options)


def keep_refusals_in(session: Session, ids: Sequence[int]) -> int:
    """Keep each refusal of every channel as marks of the person's addresses; gives how many were new.

    A refusal of one channel stays with the customer's own row, which stays too: a mark would close the other channels with it.
    """
    refused = select(OptOut.customer_id).where(col(OptOut.customer_id).in_(ids), OptOut.channel == "all", col(OptOut.lifted_at).is_(None))
    points = select(ContactPoint.kind, ContactPoint.value).where(col(ContactPoint.customer_id).in_(refused))
    return erasure_marks.add_in(session, {erasure_marks.hash_of(kind, value) for kind, value in session.exec(points)})


def keep_strangers_refusals_in(session: Session, ids: Sequence[int]) -> int:
    """Keep what unknown senders refused as marks of their addresses, before the replies with these ids lose them."""
    found = select(Reply.channel, Reply.from_value).where(col(Reply.id).in_(ids), Reply.meaning == "opt_out", col(Reply.from_value) != "")
    marks = {
        erasure_marks.hash_of(KIND_OF.get(channel, "phone"), spelt)
        for channel, address in session.exec(found)
        for spelt in replies.spellings(address)
    }
    return erasure_marks.add_in(session, marks)
