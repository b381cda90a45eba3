"""The ledger: money received, laid on the invoices it is for, and what a customer has left as credit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import writing
from core.db.tables import Allocation, Customer, Invoice, Payment
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.money import exact_cents
from core.services import audit, house
from core.services.owed import credits_in

LONGEST = 200  # letters of a reference or a way of paying


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment that was recorded: what it was laid on, {invoice id: hundredths}, and what is left as credit, in hundredths."""

    payment_id: int
    laid: dict[int, int] = field(default_factory=dict)
    credit_cents: int = 0
    is_new: bool = True


def record_payment(
    engine: Engine, actor: Actor, *, customer_id: int, amount: Decimal, currency: str, paid_on: date | None = None,
    method: str | None = None, reference: str | None = None, invoice_ids: Sequence[int] | None = None, token: str | None = None,
) -> Recorded:  # fmt: skip
    """Record money received and lay it on the named invoices, or on the oldest first; what is left is the customer's credit.

    The same `token` a second time (a double click) gives the first payment back. Promises that it keeps follow from it by themselves.
    Raises Refusal on a date in the future, an amount that is not positive, or invoices of somebody else or another currency.
    """
    may(actor, "payment.record")
    with writing(engine) as session:
        key = f"manual:{token}" if token else None
        known = session.exec(select(Payment).where(Payment.dedupe_key == key)).first() if key else None
        if known is not None:
            return _again(session, known)
        day, cents = _day_in(session, paid_on), exact_cents(amount)
        if cents <= 0:
            raise Refusal("bad_amount", "The amount must be more than zero.")
        currency, method, reference = _currency(currency), _short(method), _short(reference)
        if session.get(Customer, customer_id) is None:
            raise NotFound("unknown_customer", "There is no such customer.")
        payment = Payment(
            customer_id=customer_id, paid_on=day, amount_cents=cents, currency=currency, method=method,
            reference=reference, source="manual", dedupe_key=key, user_id=actor.user_id, recorded_at=clock.now(),
        )  # fmt: skip
        session.add(payment)
        session.flush()
        recorded = lay_in(session, payment, invoice_ids)
        after = {"customer_id": customer_id, "cents": payment.amount_cents, "currency": payment.currency, "paid_on": day.isoformat()}
        audit.record(session, actor, "payment.record", "payment", payment.id, after=after)
        _refresh_in(session, [customer_id])
    return recorded


def _again(session: Session, payment: Payment) -> Recorded:
    rows = session.exec(select(Allocation).where(Allocation.payment_id == payment.id)).all()
    laid = {row.invoice_id: row.amount_cents for row in rows}
    return Recorded(payment.id or 0, laid, payment.amount_cents - sum(laid.values()), is_new=False)


def _currency(code: str) -> str:
    code = code.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Refusal("unsupported_currency", "This currency is not known: {value}", value=code[:20])
    return code


def _short(text: str | None) -> str | None:
    """A stripped text, None when nothing is left. Raises Refusal when it is too long to be shown."""
    text = (text or "").strip()
    if len(text) > LONGEST:
        raise Refusal("note_long", "A note has at most {most} letters.", most=LONGEST)
    return text or None


def _day_in(session: Session, paid_on: date | None) -> date:
    today = clock.today(house.company_in(session).timezone)
    if paid_on and paid_on > today:
        raise Refusal("bad_date", "A payment cannot be dated in the future.")
    return paid_on or today


def lay_in(
    session: Session, payment: Payment, invoice_ids: Sequence[int] | None = None, *, most_cents: int | None = None
) -> Recorded:  # fmt: skip
    """Lay what is left of a payment on named invoices in their order, or on the customer's oldest open ones; keeps `paid_cents` true."""
    left = payment.amount_cents - laid_in(session, payment)
    left = left if most_cents is None else min(left, most_cents)
    laid: dict[int, int] = {}
    for invoice in _targets_in(session, payment, invoice_ids):
        cents = min(left, invoice.amount_cents - invoice.paid_cents)
        if cents <= 0:
            continue
        session.add(
            Allocation(
                payment_id=payment.id or 0, invoice_id=invoice.id or 0, customer_id=payment.customer_id, paid_on=payment.paid_on,
                amount_cents=cents,
                currency=payment.currency,
            )
        )  # fmt: skip
        invoice.paid_cents += cents
        laid[invoice.id or 0] = cents
        left -= cents
    session.flush()
    return Recorded(payment.id or 0, laid, left)


def laid_in(session: Session, payment: Payment) -> int:
    """What is laid of a payment so far, in hundredths."""
    query = select(func.coalesce(func.sum(Allocation.amount_cents), 0)).where(Allocation.payment_id == payment.id)
    return int(session.exec(query).one())


def _targets_in(session: Session, payment: Payment, invoice_ids: Sequence[int] | None) -> Iterable[Invoice]:
    query = select(Invoice).where(Invoice.customer_id == payment.customer_id, Invoice.currency == payment.currency)
    if invoice_ids is None:
        open_ = col(Invoice.amount_cents) > col(Invoice.paid_cents)
        return session.exec(query.where(open_, col(Invoice.gone_on).is_(None)).order_by(col(Invoice.due_on), col(Invoice.id))).all()
    found = {invoice.id: invoice for invoice in session.exec(query.where(col(Invoice.id).in_(invoice_ids)))}
    if missing := [id_ for id_ in invoice_ids if id_ not in found]:
        msgid = "Invoice {id} is not of this customer, or not in {currency}."
        raise Refusal("wrong_invoice", msgid, id=missing[0], currency=payment.currency)
    return [found[id_] for id_ in invoice_ids]


def credit_in(session: Session, customer_id: int) -> dict[str, int]:
    """What a customer paid that is laid on no invoice, in hundredths per currency."""
    return {currency: cents for (_customer, currency), cents in credits_in(session, [customer_id]).items()}


def apply_credit(
    engine: Engine, actor: Actor, *, customer_id: int, currency: str | None = None, invoice_ids: Sequence[int] | None = None
) -> dict[int, int]:
    """Lay a customer's credit, of one currency or of all, on named invoices or on the oldest first; gives {invoice id: hundredths}.

    What a reversal took back is no credit any more. Raises Refusal for an invoice of somebody else.
    """
    may(actor, "payment.record")
    laid: dict[int, int] = {}
    with writing(engine) as session:
        _refuse_foreign(session, customer_id, invoice_ids or ())
        left = {code: cents for code, cents in credit_in(session, customer_id).items() if cents > 0 and currency in (None, code)}
        query = select(Payment).where(Payment.customer_id == customer_id, col(Payment.amount_cents) > 0, col(Payment.currency).in_(left))
        for payment in session.exec(query.order_by(col(Payment.paid_on), col(Payment.id))):
            wanted = None if invoice_ids is None else _in_currency(session, invoice_ids, payment.currency)
            for invoice_id, cents in lay_in(session, payment, wanted, most_cents=left[payment.currency]).laid.items():
                laid[invoice_id] = laid.get(invoice_id, 0) + cents
                left[payment.currency] -= cents
        if laid:
            after = {"cents": sum(laid.values()), "invoices": len(laid)} | ({"currency": currency} if currency else {})
            audit.record(session, actor, "credit.apply", "customer", customer_id, after=after)
            _refresh_in(session, [customer_id])
    return laid


def _refuse_foreign(session: Session, customer_id: int, invoice_ids: Sequence[int]) -> None:
    query = select(Invoice.id).where(col(Invoice.id).in_(invoice_ids), Invoice.customer_id == customer_id)
    own = set(session.exec(query)) if invoice_ids else set()
    if missing := [number for number in invoice_ids if number not in own]:
        raise Refusal("foreign_invoice", "Document {id} is not of this customer.", id=missing[0])


def _in_currency(session: Session, invoice_ids: Sequence[int], currency: str) -> list[int]:
    query = select(Invoice.id).where(col(Invoice.id).in_(invoice_ids), Invoice.currency == currency)
    found = set(session.exec(query))
    return [id_ for id_ in invoice_ids if id_ in found]


def _refresh_in(session: Session, customer_ids: Iterable[int]) -> None:
    """Class the customers anew within the same transaction, so that every screen agrees with the payment."""
    from core.services import profiles

    session.flush()
    profiles.refresh_in(session, customer_ids)
