"""Human contacts: each call, visit, meeting or note is logged once, with its outcome and what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, and_, exists
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Activity, Customer, Promise, User
from core.domain import activities as rules
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.services import audit, call_tasks, contact_points, promises
from core.services.customers import changed_in, customer_in


@dataclass(frozen=True, slots=True)
class Promised:
    """What the person promised during the contact: hundredths, currency and day."""

    amount_cents: int
    currency: str
    promised_on: date
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A logged contact as lists show it."""

    id: int
    customer_id: int
    customer: str
    kind: str
    outcome: str | None
    reason: str | None
    note: str | None
    at: datetime
    next_on: date | None
    by: str | None


def log(
    engine: Engine, actor: Actor, *, customer_id: int, kind: str, outcome: str | None = None, reason: str | None = None,
    note: str | None = None, contact_point_id: int | None = None, next_on: date | None = None, promised: Promised | None = None,
    token: str | None = None,
) -> tuple[int, int | None]:  # fmt: skip
    """Log a contact, and with it the promise that was made; returns (activity id, promise id or None). One token logs it once.

    A wrong number marks the contact point. Raises Refusal for unknown words, a missing outcome, a promise that cannot be meant.
    """
    may(actor, "activity.log")
    rules.check(kind, outcome, reason)
    if outcome == "promise" and promised is None:
        raise Refusal("no_promise_told", "Say how much was promised and by when.")
    if rules.OUTCOMES.get(outcome or "") and rules.OUTCOMES[outcome or ""].wants_date and next_on is None:
        raise Refusal("no_next_day", "Say on which day to call again.")
    with writing(engine) as s:
        known = s.exec(select(Activity.id).where(Activity.token == token)).first() if token else None
        if known is not None:
            return known, s.exec(select(Promise.id).where(Promise.activity_id == known)).first()
        customer_in(s, customer_id)
        made = Activity(
            customer_id=customer_id, kind=kind, outcome=outcome, reason=reason, note=(note or "").strip()[:4000] or None,
            contact_point_id=contact_point_id, at=clock.now(), next_on=next_on, user_id=actor.user_id or 0, token=token,
        )  # fmt: skip
        s.add(made)
        s.flush()
        call_tasks.finish_in(s, made)
        audit.record(s, actor, "activity.log", "activity", made.id, after={"customer_id": customer_id, "kind": kind, "outcome": outcome})
        if outcome and rules.OUTCOMES[outcome].invalidates and contact_point_id:
            contact_points.invalidate_in(s, actor, contact_point_id, outcome)
        promise_id = promises.log_in(
            s, actor, customer_id=customer_id, amount_cents=promised.amount_cents, currency=promised.currency,
            promised_on=promised.promised_on, channel=kind, activity_id=made.id, replaces=promised.replaces,
        ) if promised else None  # fmt: skip
        changed_in(s, customer_id)
        return made.id or 0, promise_id


def recent(engine: Engine, actor: Actor, *, user_id: int | None = None, since: datetime | None = None, limit: int = 50) -> list[Listed]:
    """What was logged last, newest first, by everybody or by one person."""
    may(actor, "customer.view")
    with reading(engine) as s:
        query = select(Activity, Customer.name, User.name).join(Customer, col(Customer.id) == col(Activity.customer_id))
        query = query.join(User, col(User.id) == col(Activity.user_id))
        if user_id is not None:
            query = query.where(Activity.user_id == user_id)
        if since is not None:
            query = query.where(Activity.at >= since)
        rows = s.exec(query.order_by(col(Activity.at).desc(), col(Activity.id).desc()).limit(limit)).all()
    return [_listed(row, customer, by) for row, customer, by in rows]


def due(engine: Engine, actor: Actor, *, until: date, user_id: int | None = None) -> list[Listed]:
    """Contacts whose next step was set for a day up to `until` and that nobody has taken up since, oldest day first."""
    may(actor, "worklist.view")
    with reading(engine) as s:
        query = select(Activity, Customer.name, User.name).join(Customer, col(Customer.id) == col(Activity.customer_id))
        query = query.join(User, col(User.id) == col(Activity.user_id)).where(is_due(until))
        if user_id is not None:
            query = query.where(Activity.user_id == user_id)
        rows = s.exec(query.order_by(col(Activity.next_on)).limit(200)).all()
    return [_listed(row, customer, by) for row, customer, by in rows]


def is_due(until: date) -> Any:
    """The condition for contacts whose next step is due and that nobody has taken up since."""
    later = aliased(Activity)
    followed = exists().where(col(later.customer_id) == col(Activity.customer_id), col(later.at) > col(Activity.at))
    return and_(col(Activity.next_on) <= until, ~followed)


def _listed(row: Activity, customer: str, by: str) -> Listed:
    kept = ("id", "customer_id", "kind", "outcome", "reason", "note", "at", "next_on")
    return Listed(**{name: getattr(row, name) for name in kept}, customer=customer, by=by)
