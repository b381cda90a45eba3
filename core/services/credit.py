"""Credit: who has money with us that is laid on no document, and how much of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from core.db.tables import Allocation, Balance, Payment
from core.services.owed import credited_in, credits_in


def having(currency: str = "", *, only_owing: bool = False) -> Any:
    """A query of the customers with credit in one currency or in any; `only_owing`: of those who owe something that it could pay.

    The balances say cheaply who may be one of them; a credit note counts there too, so the ledger is asked about those.
    """
    balance = aliased(Balance)
    whose = col(Payment.customer_id) == balance.customer_id
    received = select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(whose, Payment.currency == balance.currency)
    laid = select(func.coalesce(func.sum(Allocation.amount_cents), 0)).where(
        whose, Allocation.payment_id == Payment.id, Allocation.currency == balance.currency
    )
    more, less = (query.correlate(balance).scalar_subquery() for query in (received, laid))
    query = select(balance.customer_id).where(balance.credit_cents > 0, more > less)
    query = query.where(balance.currency == currency) if currency else query
    return query.where(balance.open_cents > 0) if only_owing else query


def left_in(session: Session, ids: list[int]) -> dict[int, dict[str, int]]:
    """Hundredths of credit by customer and currency, of some customers."""
    found: dict[int, dict[str, int]] = {}
    for (customer_id, currency), cents in credits_in(session, sorted(credited_in(session, ids))).items():
        if cents > 0:
            found.setdefault(customer_id, {})[currency] = cents
    return found


def count_in(session: Session) -> int:
    """How many customers owe something that their own credit could pay."""
    return session.execute(select(func.count()).select_from(having(only_owing=True).distinct().subquery())).scalar_one()
