"""The books, when the law no longer wants them kept: amounts and dates stay as figures, the people in them lose their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from core.db.tables import Customer, OptOut
from core.domain.access import Actor
from core.services import erasure, retention_people


def due(day: date, since: datetime, *, among: Sequence[int] | None = None) -> Any:
    """The ids of customers whose last entry lies before a local date, which begins at `since`; `among` asks only about some."""
    return retention_people.resting(day, since, among=among, rested=True)


def anonymise_in(session: Session, actor: Actor, ids: Sequence[int]) -> int:
    """Take the names out of the books of some customers, within the caller's transaction; gives how many people.

    Who refused to be contacted is marked, so that no later file reaches them; who did not may be a customer again one day.
    """
    standing = select(OptOut.customer_id).where(col(OptOut.customer_id).in_(ids), col(OptOut.lifted_at).is_(None))
    refused = set(session.exec(standing))
    for customer in session.exec(select(Customer).where(col(Customer.id).in_(ids))).all():
        erasure.anonymise_in(session, actor, customer, why="retention", is_marked=customer.id in refused)
    return len(ids)
