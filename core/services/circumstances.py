"""Circumstances of a customer: noted by whoever hears of them, ended by whoever may decide; what holds now is kept at the customer.

Planning reads customers by the hundred thousand, so the columns that the gate reads are set in the transaction that changes a circumstance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Circumstance, Customer, User
from core.domain.access import Actor, may
from core.domain.circumstances import KINDS, QUIET, Open, standing_of
from core.domain.errors import NotFound, Refusal
from core.services import audit, house
from core.services.customers import customer_in

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """A circumstance with who noted it and who ended it."""

    id: int
    customer_id: int
    customer: str
    kind: str
    until: date | None
    note: str | None
    noted_at: datetime
    noted_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    ended_note: str | None


def note(
    engine: Engine, actor: Actor, customer_id: int, kind: str, *, until: date | None = None, words: str | None = None
) -> int:  # fmt: skip
    """Note a circumstance, which stops contact at once; returns its id. One of the same kind that holds already is answered as it is.

    `until` is the first day on which somebody who asked for quiet wants to hear from us again. Raises Refusal on what cannot be meant.
    """
    may(actor, "circumstance.note")
    with writing(engine) as s:
        customer, today = customer_in(s, customer_id), clock.today(house.company_in(s).timezone)
        _check(kind, until, today)
        known = s.exec(_held(customer_id).where(Circumstance.kind == kind, col(Circumstance.until).is_not_distinct_from(until))).first()
        if known is not None:
            return known.id or 0
        made = Circumstance(
            customer_id=customer_id, kind=kind, until=until, note=(words or "").strip()[:LONGEST] or None, noted_at=clock.now(),
            user_id=actor.user_id,
        )  # fmt: skip
        s.add(made)
        s.flush()
        _settle(s, customer)
        personal = {"kind": kind, "until": until and until.isoformat(), "note": made.note}
        audit.record(s, actor, "circumstance.note", "circumstance", made.id, personal=personal, customer_id=customer_id)
        return made.id or 0


def _check(kind: str, until: date | None, today: date) -> None:
    if kind not in KINDS:
        raise Refusal("bad_circumstance", "“{kind}” is no circumstance that the product knows.", kind=kind)
    if (kind == QUIET) != (until is not None):
        raise Refusal("bad_quiet", "Quiet needs the first day on which the person wants to hear from you again; nothing else has one.")
    if until is not None and not 0 < (until - today).days <= 366:
        raise Refusal("bad_quiet_day", "Choose a day between tomorrow and a year from now.")


def end(engine: Engine, actor: Actor, circumstance_id: int, reason: str) -> None:
    """Decide that a circumstance no longer stops contact, with the reason; once ended it stays in the record."""
    may(actor, "circumstance.end")
    if not reason.strip():
        raise Refusal("no_reason", "Say why, so that others understand it later.")
    with writing(engine) as s:
        found = s.get(Circumstance, circumstance_id)
        if found is None:
            raise NotFound("no_circumstance", "There is no circumstance with the number {id}.", id=circumstance_id)
        if found.ended_at is not None:
            return
        found.ended_at, found.ended_by, found.ended_note = clock.now(), actor.user_id, reason.strip()[:LONGEST]
        s.flush()
        _settle(s, customer_in(s, found.customer_id))
        personal = {"kind": found.kind, "reason": found.ended_note}
        audit.record(s, actor, "circumstance.end", "circumstance", found.id, personal=personal, customer_id=found.customer_id)


def _settle(s: Session, customer: Customer) -> None:
    """Set what the gate reads of a customer from the circumstances that hold."""
    zone = ZoneInfo(house.company_in(s).timezone)
    held = [Open(row.kind, row.noted_at.astimezone(zone).date(), row.until) for row in s.exec(_held(customer.id or 0))]
    standing = standing_of(held)
    customer.stop_reason, customer.vulnerable_since = standing.stop_reason, standing.vulnerable_since
    customer.quiet_until, customer.updated_at, customer.version = standing.quiet_until, clock.now(), customer.version + 1
    s.add(customer)
    s.flush()


def _held(customer_id: int) -> Any:
    return select(Circumstance).where(Circumstance.customer_id == customer_id, col(Circumstance.ended_at).is_(None))


def of_customer(engine: Engine, actor: Actor, customer_id: int) -> list[Listed]:
    """The circumstances of a customer: those that hold first, then the ended ones, the latest first."""
    may(actor, "customer.view")
    with reading(engine) as s:
        query = select(Circumstance).where(Circumstance.customer_id == customer_id)
        rows = s.exec(query.order_by(col(Circumstance.ended_at).is_not(None), col(Circumstance.noted_at).desc())).all()
        return _listed(s, list(rows))


def waiting(engine: Engine, actor: Actor, *, limit: int = 25, offset: int = 0) -> tuple[int, list[Listed]]:
    """How many circumstances wait for a person's decision, and one page of them, the oldest first; quiet ends by itself and waits not."""
    may(actor, "customer.view")
    with reading(engine) as s:
        query = select(Circumstance).where(col(Circumstance.ended_at).is_(None), Circumstance.kind != QUIET)
        total = s.exec(select(func.count()).select_from(query.subquery())).one()
        return total, _listed(s, list(s.exec(query.order_by(col(Circumstance.noted_at)).limit(limit).offset(offset))))


def _listed(s: Session, rows: list[Circumstance]) -> list[Listed]:
    people = dict(s.exec(select(User.id, User.name)).all())
    names = dict(s.exec(select(Customer.id, Customer.name).where(col(Customer.id).in_({row.customer_id for row in rows}))).all())
    return [
        Listed(
            row.id or 0, row.customer_id, names.get(row.customer_id, ""), row.kind, row.until, row.note, row.noted_at,
            people.get(row.user_id), row.ended_at, people.get(row.ended_by), row.ended_note,
        )
        for row in rows
    ]  # fmt: skip
