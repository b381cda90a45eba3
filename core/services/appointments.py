"""Appointments: agreed calls, meetings and video calls, until they are done or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Appointment, Customer, User
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit
from core.services.customers import customer_in

KINDS = {"call": "Call", "meeting": "Meeting", "video": "Video call", "visit": "Visit"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An appointment as the agenda shows it."""

    id: int
    customer_id: int
    customer: str
    kind: str
    at: datetime
    minutes: int
    place: str | None
    note: str | None
    by: str | None
    done_at: datetime | None
    cancelled_at: datetime | None


def agree(
    engine: Engine, actor: Actor, *, customer_id: int, kind: str, at: datetime, minutes: int = 15, place: str | None = None,
    note: str | None = None, user_id: int | None = None,
) -> int:  # fmt: skip
    """Put an agreed appointment into the agenda of one person, by default one's own; returns its id. The same one twice stays one."""
    may(actor, "activity.log")
    if kind not in KINDS:
        raise Refusal("bad_kind", "“{word}” is not a kind of contact.", word=kind)
    if at <= clock.now():
        raise Refusal("appointment_past", "An appointment lies in the future.")
    with writing(engine) as s:
        customer_in(s, customer_id)
        query = select(Appointment.id).where(Appointment.customer_id == customer_id, Appointment.kind == kind, Appointment.at == at)
        known = s.exec(query.where(col(Appointment.cancelled_at).is_(None))).first()
        if known is not None:
            return known
        made = Appointment(
            customer_id=customer_id, kind=kind, at=at, minutes=minutes, place=place, note=note, made_at=clock.now(),
            user_id=user_id or actor.user_id,
        )  # fmt: skip
        s.add(made)
        s.flush()
        audit.record(s, actor, "appointment.agree", "appointment", made.id, after={"customer_id": customer_id, "kind": kind})
        return made.id or 0


def finish(engine: Engine, actor: Actor, appointment_id: int, outcome: str | None = None) -> None:
    """Mark an appointment as done."""
    may(actor, "activity.log")
    with writing(engine) as s:
        found = _open_in(s, appointment_id)
        found.done_at, found.outcome = clock.now(), outcome
        told = {"outcome": outcome} if outcome else None
        audit.record(s, actor, "appointment.done", "appointment", appointment_id, personal=told, customer_id=found.customer_id)


def cancel(engine: Engine, actor: Actor, appointment_id: int) -> None:
    """Cancel an appointment."""
    may(actor, "activity.log")
    with writing(engine) as s:
        _open_in(s, appointment_id).cancelled_at = clock.now()
        audit.record(s, actor, "appointment.cancel", "appointment", appointment_id)


def _open_in(s: Session, appointment_id: int) -> Appointment:
    found = s.get(Appointment, appointment_id)
    if found is None or found.cancelled_at is not None:
        raise NotFound("no_appointment", "There is no such appointment.")
    return found


def agenda(
    engine: Engine, actor: Actor, *, until: datetime, user_id: int | None = None, customer_id: int | None = None
) -> list[Listed]:  # fmt: skip
    """Appointments up to a moment that are neither done nor cancelled, the next one first; past ones show that something was left open."""
    may(actor, "worklist.view")
    with reading(engine) as s:
        query = select(Appointment, Customer.name, User.name).join(Customer, col(Customer.id) == col(Appointment.customer_id))
        query = query.outerjoin(User, col(User.id) == col(Appointment.user_id))
        query = query.where(col(Appointment.done_at).is_(None), col(Appointment.cancelled_at).is_(None), Appointment.at <= until)
        if user_id is not None:
            query = query.where(Appointment.user_id == user_id)
        if customer_id is not None:
            query = query.where(Appointment.customer_id == customer_id)
        rows = s.exec(query.order_by(col(Appointment.at)).limit(200)).all()
    kept = ("id", "customer_id", "kind", "at", "minutes", "place", "note", "done_at", "cancelled_at")
    return [Listed(**{name: getattr(row, name) for name in kept}, customer=customer, by=by) for row, customer, by in rows]
