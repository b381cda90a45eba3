"""Disputes: a contested invoice is frozen, no reminder speaks of it, until the dispute is closed with an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Customer, Dispute, Invoice
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit
from core.services.customers import changed_in, customer_in

REASONS = {
    "not_received": "Goods or service not received",
    "wrong_amount": "Wrong amount",
    "wrong_price": "Wrong price",
    "defective": "Defective goods or bad service",
    "already_paid": "Says it is paid",
    "not_theirs": "Not their document",
    "paperwork": "Missing paperwork",
    "other": "Another reason",
}
OUTCOMES = {
    "upheld": "The customer was right",
    "partly_upheld": "The customer was partly right",
    "rejected": "The document stands",
    "withdrawn": "The customer withdrew it",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An open or closed dispute as lists show it; the invoice number is None when everything is contested."""

    id: int
    customer_id: int
    customer: str
    invoice_id: int | None
    invoice: str | None
    opened_at: datetime
    reason: str
    note: str | None
    closed_at: datetime | None
    outcome: str | None


def open_(engine: Engine, actor: Actor, *, customer_id: int, reason: str, invoice_id: int | None = None, note: str | None = None) -> int:
    """Open a dispute on one invoice, or on all that a customer owes; returns its id. An invoice already contested keeps its dispute."""
    may(actor, "dispute.log")
    with writing(engine) as s:
        return open_in(s, actor, customer_id=customer_id, reason=reason, invoice_id=invoice_id, note=note)


def open_in(s: Session, actor: Actor, *, customer_id: int, reason: str, invoice_id: int | None = None, note: str | None = None) -> int:
    """Open a dispute within the caller's transaction."""
    if reason not in REASONS:
        raise Refusal("bad_dispute_reason", "“{word}” is not a reason for a dispute.", word=reason)
    customer_in(s, customer_id)
    invoice = s.get(Invoice, invoice_id) if invoice_id is not None else None
    if invoice_id is not None and (invoice is None or invoice.customer_id != customer_id):
        raise NotFound("no_invoice", "This customer has no such document.")
    query = select(Dispute.id).where(Dispute.customer_id == customer_id, col(Dispute.closed_at).is_(None))
    known = s.exec(query.where(col(Dispute.invoice_id) == invoice_id if invoice_id else col(Dispute.invoice_id).is_(None))).first()
    if known is not None:
        return known
    made = Dispute(
        customer_id=customer_id, invoice_id=invoice_id, opened_at=clock.now(), reason=reason, note=(note or "").strip()[:4000] or None,
        user_id=actor.user_id,
    )  # fmt: skip
    s.add(made)
    s.flush()
    audit.record(
        s, actor, "dispute.open", "dispute", made.id, after={"customer_id": customer_id, "invoice_id": invoice_id, "reason": reason}
    )
    changed_in(s, customer_id)
    return made.id or 0


def close(engine: Engine, actor: Actor, dispute_id: int, outcome: str) -> None:
    """Close a dispute with its outcome; the invoice counts again."""
    may(actor, "dispute.log")
    if outcome not in OUTCOMES:
        raise Refusal("bad_dispute_outcome", "“{word}” is not how a dispute can end.", word=outcome)
    with writing(engine) as s:
        dispute = s.get(Dispute, dispute_id)
        if dispute is None:
            raise NotFound("no_dispute", "There is no such dispute.")
        if dispute.closed_at is None:
            dispute.closed_at, dispute.outcome = clock.now(), outcome
            audit.record(s, actor, "dispute.close", "dispute", dispute_id, after={"outcome": outcome})
            changed_in(s, dispute.customer_id)


def find(engine: Engine, actor: Actor, *, customer_id: int | None = None, only_open: bool = True, limit: int = 200) -> list[Listed]:
    """Disputes, oldest open ones first."""
    may(actor, "customer.view")
    with reading(engine) as s:
        query = select(Dispute, Customer.name, Invoice.number).join(Customer, col(Customer.id) == col(Dispute.customer_id))
        query = query.outerjoin(Invoice, col(Invoice.id) == col(Dispute.invoice_id))
        if customer_id is not None:
            query = query.where(Dispute.customer_id == customer_id)
        if only_open:
            query = query.where(col(Dispute.closed_at).is_(None))
        rows = s.exec(query.order_by(col(Dispute.closed_at).is_not(None), col(Dispute.opened_at)).limit(limit)).all()
    kept = ("id", "customer_id", "invoice_id", "opened_at", "reason", "note", "closed_at", "outcome")
    return [Listed(**{name: getattr(row, name) for name in kept}, customer=customer, invoice=number) for row, customer, number in rows]
