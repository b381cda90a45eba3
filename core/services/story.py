"""Everything on one person, read at once: balances, documents, payments, promises, contacts, and what happened, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, case
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading
from core.db.tables import Appointment, Balance, ContactPoint, Customer, Dispute, Invoice, Payment, Profile, User
from core.domain.access import Actor, may
from core.services import disputes, foreseen, ledger, optouts, promises
from core.services.customers import customer_in, masked
from core.services.facts import rules_in
from core.services.foreseen import Foreseen
from core.services.timeline import Entry, entries_in

MOST_INVOICES, MOST_PAYMENTS = 200, 100


@dataclass(frozen=True, slots=True)
class Person:
    """The customer as stored; the tax id is masked."""

    id: int
    version: int
    name: str
    code: str | None
    tax_id: str | None
    kind: str | None
    language: str | None
    country: str | None
    region: str | None
    city: str | None
    address: str | None
    timezone: str | None
    preferred_channel: str | None
    asked_hours: str | None
    agent_id: int | None
    agent: str | None
    vulnerable_since: date | None
    vulnerable_reason: str | None
    stop_reason: str | None
    quiet_until: date | None
    restricted_at: datetime | None
    unprofiled_at: datetime | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class Point:
    """One phone or e-mail, masked; `off` names the channels that proved impossible on it."""

    id: int
    kind: str
    shown: str
    line: str | None
    is_primary: bool
    invalid_reason: str | None
    off: tuple[str, ...]
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice; hundredths; `days_late` is 0 when it is not overdue or paid."""

    id: int
    number: str
    issued_on: date | None
    due_on: date
    amount_cents: int
    open_cents: int
    currency: str
    concept: str | None
    days_late: int
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Received:
    """One payment, in hundredths."""

    id: int
    paid_on: date
    amount_cents: int
    currency: str
    reference: str | None
    method: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it, as of `today` in the business's zone. `balances` are the rows of what is owed by currency and lateness.

    `credit`: hundredths by currency that were received and are laid on no document.
    """

    today: date
    person: Person
    profile: Profile | None
    balances: list[Balance]
    credit: dict[str, int]
    invoices: list[Document]
    payments: list[Received]
    promises: list[promises.Listed]
    disputes: list[disputes.Listed]
    points: list[Point]
    standings: list[optouts.Standing]
    appointments: list[Appointment]
    planned: Foreseen | None
    timeline: list[Entry]
    all_agreed: bool  # to WhatsApp, by the business's own word


def tell(engine: Engine, actor: Actor, customer_id: int) -> Story:
    """The story of one customer. Raises NotFound when there is none."""
    may(actor, "customer.view")
    with reading(engine) as s:
        customer = customer_in(s, customer_id)
        today = promises.today_in(s)
        contested = set(s.exec(select(Dispute.invoice_id).where(Dispute.customer_id == customer_id, col(Dispute.closed_at).is_(None))))
        told: dict[str, Any] = {
            "person": _person_in(s, customer),
            "profile": s.get(Profile, customer_id),
            "balances": list(s.exec(select(Balance).where(Balance.customer_id == customer_id).order_by(col(Balance.currency)))),
            "credit": {code: cents for code, cents in ledger.credit_in(s, customer_id).items() if cents > 0},
            "invoices": _invoices_in(s, customer_id, today, contested),
            "payments": _payments_in(s, customer_id),
            "points": [_point(row) for row in s.exec(_points(customer_id))],
            "standings": optouts.standings_in(s, customer_id),
            "appointments": list(s.exec(_appointments(customer_id))),
            "planned": foreseen.next_in(s, engine, customer_id, clock.now()),
            "timeline": entries_in(s, customer_id),
            "all_agreed": rules_in(s).general_opt_in,
        }
    _total, promised = promises.find(engine, actor, customer_id=customer_id, limit=100)
    contested_rows = disputes.find(engine, actor, customer_id=customer_id, only_open=False)
    return Story(today=today, promises=promised, disputes=contested_rows, **told)


def _person_in(s: Session, customer: Customer) -> Person:
    agent = s.get(User, customer.agent_id) if customer.agent_id else None
    own = {name: getattr(customer, name) for name in Person.__dataclass_fields__ if name not in ("agent", "tax_id")}
    return Person(**own, agent=agent.name if agent else None, tax_id=masked(customer.tax_id))


def _invoices_in(s: Session, customer_id: int, today: date, contested: set[int | None]) -> list[Document]:
    """Unpaid documents first, oldest due first; then the paid ones, latest first."""
    is_paid = col(Invoice.amount_cents) == col(Invoice.paid_cents)
    query = select(Invoice).where(Invoice.customer_id == customer_id, col(Invoice.gone_on).is_(None))
    query = query.order_by(is_paid, case((~is_paid, col(Invoice.due_on))), col(Invoice.due_on).desc())
    return [_document(row, today, contested) for row in s.exec(query.limit(MOST_INVOICES))]


def _document(row: Invoice, today: date, contested: set[int | None]) -> Document:
    left = row.amount_cents - row.paid_cents
    return Document(
        row.id or 0, row.number, row.issued_on, row.due_on, row.amount_cents, left, row.currency, row.concept,
        max(0, (today - row.due_on).days) if left > 0 else 0, left > 0 and (row.id in contested or None in contested),
    )  # fmt: skip


def _payments_in(s: Session, customer_id: int) -> list[Received]:
    query = select(Payment).where(Payment.customer_id == customer_id).order_by(col(Payment.paid_on).desc(), col(Payment.id).desc())
    return [
        Received(row.id or 0, row.paid_on, row.amount_cents, row.currency, row.reference, row.method, row.source)
        for row in s.exec(query.limit(MOST_PAYMENTS))
    ]


def _points(customer_id: int) -> Any:
    query = select(ContactPoint).where(ContactPoint.customer_id == customer_id)
    return query.order_by(col(ContactPoint.kind).desc(), col(ContactPoint.is_primary).desc(), col(ContactPoint.id))


def _point(row: ContactPoint) -> Point:
    off = tuple(channel for channel in ("sms", "whatsapp", "voice", "email") if getattr(row, f"{channel}_off"))
    reason = (row.invalid_reason or "invalid") if row.invalid_at else None
    return Point(row.id or 0, row.kind, hidden(row.kind, row.value), row.line, row.is_primary, reason, off, row.last_inbound_at)


def hidden(kind: str, value: str) -> str:
    """A phone or e-mail partly hidden: `+57 ••• ••• 4567` keeps the last four, `a••••@example.com` the first letter."""
    if kind == "phone":
        return f"{value[:3]} ••• {value[-4:]}" if len(value) > 7 else "•••"
    name, _at, place = value.partition("@")
    return f"{name[:1]}••••@{place}"


def _appointments(customer_id: int) -> Any:
    query = select(Appointment).where(Appointment.customer_id == customer_id)
    return query.where(col(Appointment.done_at).is_(None), col(Appointment.cancelled_at).is_(None)).order_by(col(Appointment.at))
