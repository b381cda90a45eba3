"""The books, when the law no longer wants them kept: amounts and dates stay as figures, the people in them lose their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from core import clock
from core.db.tables import Customer, Invoice, Payment
from core.services import retention_people

NAMELESS = ("code", "tax_id", "tax_id_key", "kind", "region", "timezone", "agent_id")


def due(day: date, since: datetime, *, among: Sequence[int] | None = None) -> Any:
    """The ids of customers whose last entry lies before a local date, which begins at `since`; `among` asks only about some."""
    return retention_people.resting(day, since, among=among, rested=True)


def anonymise_in(session: Session, ids: Sequence[int]) -> int:
    """Take the names out of the books of some customers, within the caller's transaction; gives how many ledger rows were touched."""
    retention_people.rest_in(session, ids)
    options = {"execution_options": {"synchronize_session": False}}
    touched = 0
    for table, column in ((Invoice, Invoice.concept), (Payment, Payment.reference)):
        named = (col(table.customer_id).in_(ids), col(column).is_not(None))
        touched += session.execute(update(table).where(*named).values({column: None}), **options).rowcount  # type: ignore[attr-defined]
    nothing: dict[str, Any] = dict.fromkeys(NAMELESS)
    for number in ids:
        nameless = {"name": f"#{number}", "name_key": f"#{number}", "erased_at": clock.now()} | nothing
        session.execute(update(Customer).where(col(Customer.id) == number).values(**nameless), **options)
    return int(touched)
