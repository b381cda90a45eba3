"""People who have owed nothing for long: how they can be reached and what was computed of them goes; their refusals outlast it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, null, or_, update
from sqlmodel import Session, col, select

from core import clock
from core.db.tables import (
    Activity,
    Appointment,
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
from core.domain.reach import KIND_OF
from core.services import keys, outbox
from core.services.retention_sweeps import HELD

GONE = ("address", "city", "preferred_channel", "vulnerable_since", "vulnerable_reason", "notes", "quiet_until")
"""What goes of a customer's own row. What must still stop us, such as a death, stays, and so does what the books need."""


def resting(day: date, since: datetime, *, among: Sequence[int] | None = None, rested: bool = False) -> Any:
    """The ids of customers who have owed nothing since before a local date (which begins at `since`) and with whom nothing is open.

    `among` asks only about some of them, by index. Those who were let rest before are left out, but for `rested`.
    """
    c = col(Customer.id)
    query = select(Customer.id).where(col(Customer.erased_at).is_(None), col(Customer.created_at) < since, c.not_in(HELD))
    query = query if rested else query.where(col(Customer.rested_at).is_(None))
    query = query if among is None else query.where(c.in_(among))
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
    yield Reply, col(Reply.handled_at).is_(None)
    yield Dispute, or_(col(Dispute.closed_at).is_(None), col(Dispute.closed_at) >= since)
    yield p, (col(p.promised_on) >= day) & col(p.cancelled_at).is_(None)
    yield a, or_(col(a.at) >= since, col(a.next_on) >= day)
    yield Appointment, (col(Appointment.at) >= since) & col(Appointment.cancelled_at).is_(None)


def last_moved(numbers: Any) -> Any:
    """(customer, the date of the last payment) of some customers; who never paid is not among them."""
    query = select(Payment.customer_id, func.max(Payment.paid_on).label("day")).where(col(Payment.customer_id).in_(numbers))
    return query.group_by(col(Payment.customer_id))


def rest_in(session: Session, ids: Sequence[int]) -> int:
    """Let go of how some customers can be reached and of their profile, within the caller's transaction. Gives how many contacts went.

    Each refusal that still holds is kept as a keyed hash of every address it was about, so that no later file can reach the person again.
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
    emptied: dict[str, Any] = dict.fromkeys(GONE) | {"extra": null(), "rested_at": clock.now(), "version": Customer.version + 1}
    session.execute(update(Customer).where(col(Customer.id).in_(ids)).values(**emptied), **among)
    return int(gone)


def keep_refusals_in(session: Session, ids: Sequence[int]) -> int:
    """Keep each standing refusal of some customers as hashes of their addresses; gives how many were added. Said twice stays once."""
    wanted: ColumnElement[bool] = col(OptOut.customer_id).in_(ids)
    standing = session.exec(select(OptOut).where(wanted, col(OptOut.lifted_at).is_(None))).all()
    if not standing:
        return 0
    known = {(row.customer_id, row.channel, row.address_hash) for row in standing if row.address_hash}
    points: dict[int, list[ContactPoint]] = {}
    for point in session.exec(select(ContactPoint).where(col(ContactPoint.customer_id).in_({row.customer_id for row in standing}))):
        points.setdefault(point.customer_id, []).append(point)
    added = 0
    for row in standing:
        for point in () if row.address_hash else points.get(row.customer_id or 0, ()):
            if row.channel != "all" and KIND_OF.get(row.channel) != point.kind:
                continue
            hashed = keys.search_hash(point.value)
            if (row.customer_id, row.channel, hashed) not in known:
                known.add((row.customer_id, row.channel, hashed))
                session.add(OptOut(customer_id=row.customer_id, channel=row.channel, at=row.at, how=row.how, address_hash=hashed))
                added += 1
    session.flush()
    return added


def keep_strangers_refusals_in(session: Session, ids: Sequence[int]) -> int:
    """Keep what unknown senders refused as hashes of their addresses, before the replies with these ids lose them."""
    found = session.exec(select(Reply).where(col(Reply.id).in_(ids), Reply.meaning == "opt_out", Reply.from_value != "")).all()
    added = 0
    for reply in found:
        told = reply.understood or {}
        scope = told.get("scope", "this")
        channel, hashed = (reply.channel if scope == "this" else scope), keys.search_hash(reply.from_value.strip().lower())
        alike = select(OptOut.id).where(OptOut.address_hash == hashed, OptOut.channel == channel, col(OptOut.lifted_at).is_(None))
        if session.exec(alike).first() is None:
            session.add(OptOut(channel=channel, at=reply.received_at, how="reply", address_hash=hashed))
            session.flush()
            added += 1
    return added
