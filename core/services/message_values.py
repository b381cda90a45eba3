"""What a message to one customer would say: the values of its variables, read from the ledger as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading
from core.db.tables import Company, Customer, Dispute, Invoice, Payment, Promise, User
from core.domain import sms
from core.domain.access import Actor, may
from core.domain.errors import NotFound
from core.services.house import company_in
from core.text import wording
from core.text.values import sample, values


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as one customer would get it; `segments` is None but for SMS, `missing` names variables that came out empty."""

    subject: str | None
    body: str
    segments: int | None
    missing: tuple[str, ...]


def open_invoices_in(session: Session, customer_id: int, currency: str) -> list[tuple[str, date, int]]:
    """A customer's open, undisputed invoices in one currency as (number, due date, open hundredths), earliest due first."""
    disputed = select(Dispute.invoice_id).where(
        Dispute.customer_id == customer_id, col(Dispute.closed_at).is_(None), col(Dispute.invoice_id).is_not(None)
    )
    left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
    query = select(col(Invoice.number), col(Invoice.due_on), left).where(
        Invoice.customer_id == customer_id,
        Invoice.currency == currency,
        left > 0,
        col(Invoice.id).not_in(disputed),
    )
    return [(number, due, cents) for number, due, cents in session.exec(query.order_by(col(Invoice.due_on), col(Invoice.id)))]


def main_currency_in(session: Session, customer_id: int, fallback: str) -> str:
    """The currency of the customer's earliest open invoice, or the fallback."""
    left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
    query = select(Invoice.currency).where(Invoice.customer_id == customer_id, left > 0).order_by(col(Invoice.due_on)).limit(1)
    return session.exec(query).first() or fallback


def company_values(company: Company) -> dict[str, str | None]:
    """What a message may say of the business."""
    return {
        "name": company.name, "phone": company.phone, "email": company.email, "tone": company.tone, "country": company.country,
        "payment_link": company.payment_link, "payment_instructions": company.payment_instructions, "privacy_link": company.privacy_link,
    }  # fmt: skip


def values_in(
    session: Session,
    company: Company,
    customer: Customer,
    *,
    channel: str,
    language: str,
    currency: str,
    invoices: Sequence[tuple[str, date, int]] | None = None,
) -> dict[str, str | int]:
    """The values of every variable for one customer now; `invoices` narrows what the message is about."""
    today = clock.today(customer.timezone or company.timezone)
    promise = session.exec(
        select(col(Promise.amount_cents), col(Promise.promised_on))
        .where(Promise.customer_id == customer.id, Promise.currency == currency, col(Promise.cancelled_at).is_(None))
        .order_by(col(Promise.promised_on).desc())
        .limit(1)
    ).first()
    paid = session.exec(
        select(Payment.amount_cents)
        .where(Payment.customer_id == customer.id, Payment.currency == currency)
        .order_by(col(Payment.paid_on).desc(), col(Payment.id).desc())
        .limit(1)
    ).first()
    agent = session.get(User, customer.agent_id) if customer.agent_id else None
    about = open_invoices_in(session, customer.id or 0, currency) if invoices is None else invoices
    return values(
        company=company_values(company),
        customer_name=customer.name,
        lang=language,
        channel=channel,
        currency=currency,
        invoices=about,
        today=today,
        promise=(promise[0], promise[1]) if promise else None,
        paid_cents=paid,
        agent=agent.name if agent else None,
    )


def preview(
    engine: Engine,
    actor: Actor,
    *,
    subject: str | None,
    body: str,
    channel: str,
    language: str,
    fold_accents: bool = False,
    customer_id: int | None = None,
) -> Preview:
    """A text as one customer would get it now, or with invented values. Raises NotFound, ValueError on an unsafe text."""
    may(actor, "template.view")
    with reading(engine) as session:
        company = company_in(session)
        if customer_id is None:
            today = clock.today(company.timezone)
            invented = sample(language, channel, today, currency=company.currency, country=company.country)
            found = invented | {"company_name": company.name}
        else:
            customer = session.get(Customer, customer_id)
            if customer is None:
                raise NotFound("no_customer", "There is no customer {number}.", number=customer_id)
            currency = main_currency_in(session, customer_id, company.currency)
            found = values_in(session, company, customer, channel=channel, language=language, currency=currency)
    text = wording.render(body, found)
    if channel == "sms" and fold_accents:
        text = sms.fold_accents(text)
    missing = tuple(name for name in wording.used(body) if found.get(name) in ("", None))
    return Preview(
        wording.render(subject, found) if subject else None, text, sms.measure(text).segments if channel == "sms" else None, missing
    )
