"""What customers owe, read set-based from the ledger: by currency, net of credits, without what is contested; and their last payment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, exists, func, type_coerce
from sqlmodel import Session, col, select

from core.db.bulk import among, read_rows
from core.db.tables import Allocation, Balance, Dispute, Invoice, Payment


@dataclass(slots=True)
class Owed:
    """What a customer owes in one currency: net of credit notes, without disputed invoices; hundredths.

    `credit_cents` is what they paid that is laid on no invoice yet.
    """

    open_cents: int = 0
    overdue_cents: int = 0
    first_due: date | None = None
    disputed_cents: int = 0
    credit_cents: int = 0

    @property
    def balance_cents(self) -> int:
        """What is left to pay once their credit is laid on it."""
        return self.open_cents - self.credit_cents


def disputed_invoices() -> Any:
    """A subquery of the invoices that are contested now."""
    return select(Dispute.invoice_id).where(col(Dispute.closed_at).is_(None), col(Dispute.invoice_id).is_not(None))


def owed_in(session: Session, ids: list[int], today: date) -> Iterator[tuple[int, dict[str, Owed]]]:
    """(customer, what is owed by currency) for each of some customers who owes or is owed anything."""
    left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
    contested = col(Invoice.id).in_(disputed_invoices())
    counts = case((contested, 0), else_=left)
    late = case((col(Invoice.due_on) < today, counts), else_=0)
    first = case((and_(left > 0, ~contested), col(Invoice.due_on)))
    query = (
        select(  # type: ignore[call-overload]
            Invoice.customer_id, Invoice.currency, func.sum(counts), func.sum(late), func.sum(case((contested, left), else_=0)),
            type_coerce(func.min(first), Text),  # read by _day: many share the same few days
        )
        .where(among(col(Invoice.customer_id), ids), left != 0, col(Invoice.gone_on).is_(None))
        .group_by(col(Invoice.customer_id), col(Invoice.currency))
    )  # fmt: skip
    found: dict[int, dict[str, Owed]] = {}
    for customer_id, currency, open_, overdue, disputed, day in read_rows(session, query):
        owed = Owed(int(open_), int(overdue), _day(day) if isinstance(day, str) else day, int(disputed))
        if customer_id in found:
            found[customer_id][currency] = owed
        else:
            found[customer_id] = {currency: owed}
    yield from found.items()


def plainly_owed_by(ids: list[int]) -> Any:
    """A query of customer, currency, open hundredths and the first day due for some customers of whom none disputes anything."""
    left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
    first = func.min(case((left > 0, col(Invoice.due_on)))).label("first_due")
    query = select(Invoice.customer_id, Invoice.currency, func.sum(left).label("open"), first)
    query = query.where(among(col(Invoice.customer_id), ids), left != 0, col(Invoice.gone_on).is_(None))
    return query.group_by(col(Invoice.customer_id), col(Invoice.currency))


def has_credit(customer: Any) -> ColumnElement[bool]:
    """Whether the last balances say that more was paid than is laid on invoices; what it is the ledger says."""
    return exists().where(col(Balance.customer_id) == customer, col(Balance.credit_cents) > 0)


def credited_in(session: Session, ids: list[int]) -> set[int]:
    """Those of some customers who have any credit by the last balances."""
    query = select(Balance.customer_id).where(among(col(Balance.customer_id), ids), col(Balance.credit_cents) > 0)
    return {customer_id for (customer_id,) in read_rows(session, query)}


def credits_in(session: Session, ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """(customer, currency) to what was paid and is laid on no invoice, in hundredths, for a few customers."""
    whose, money = col(Payment.customer_id), col(Payment.currency)
    paid = select(whose, money, func.sum(Payment.amount_cents)).where(whose.in_(ids)).group_by(whose, money)
    laid = select(whose, col(Allocation.currency), func.sum(Allocation.amount_cents)).where(
        col(Allocation.payment_id) == col(Payment.id), whose.in_(ids)
    )
    spent = {(who, code): int(cents) for who, code, cents in read_rows(session, laid.group_by(whose, col(Allocation.currency)))}
    left = {(who, code): int(cents) - spent.get((who, code), 0) for who, code, cents in read_rows(session, paid)}
    return {key: cents for key, cents in sorted(left.items()) if cents}


def disputing_in(session: Session, ids: list[int]) -> set[int]:
    """Those of some customers who dispute an invoice, or everything."""
    query = select(Dispute.customer_id).where(among(col(Dispute.customer_id), ids), col(Dispute.closed_at).is_(None))
    return {customer_id for (customer_id,) in read_rows(session, query)}


def contested_in(session: Session, ids: list[int]) -> set[int]:
    """Those of some customers who contest everything that they owe."""
    query = select(Dispute.customer_id).where(
        among(col(Dispute.customer_id), ids), col(Dispute.closed_at).is_(None), col(Dispute.invoice_id).is_(None)
    )
    return {customer_id for (customer_id,) in read_rows(session, query)}


def last_paid_by(ids: list[int], since: date) -> Any:
    """A query of customer and last day of payments since a day, without what was paid before we knew the customer."""
    query = select(Payment.customer_id, func.max(Payment.paid_on).label("paid_on")).where(
        among(col(Payment.customer_id), ids),
        Payment.paid_on >= since,
        col(Payment.is_opening).is_(False),
        Payment.amount_cents > 0,
    )
    return query.group_by(col(Payment.customer_id))


def last_paid_in(session: Session, ids: list[int], since: date) -> Iterator[tuple[int, date]]:
    """(customer, last day) of such payments."""
    yield from read_rows(session, last_paid_by(ids, since))  # type: ignore[misc]


_day = lru_cache(maxsize=8192)(date.fromisoformat)
