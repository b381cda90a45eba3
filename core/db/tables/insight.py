"""What is computed about customers, and the rules that group them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from core.db.tables.record import Index, Record, big_key, cents, data, instant, key, link


class Profile(Record, table=True):
    """One computed row per customer: lateness, behaviour, rating, reach, score. Rebuilt from dated facts as of the day kept in `summary`.

    Nothing here moves by itself from day to day but by crossing an edge, so that each day few rows change. `mark` tells whether the row
    and the customer's balances are what was computed.
    """

    __tablename__ = "profile"
    customer_id: int = Field(primary_key=True, foreign_key="customer.id")
    behaviour: str
    bucket: str = Field(index=True)
    oldest_due_on: date | None = None
    next_due_on: date | None = None
    invoices: int = 0
    invoices_paid: int = 0
    paid_late: int = 0
    rating: str | None = None
    reach: str = ""
    score: int = Field(default=0, index=True)
    has_promise: bool = False
    has_broken_promise: bool = False
    has_dispute: bool = False
    last_payment_on: date | None = None
    last_contact_at: datetime | None = instant()
    mark: int = cents(default=0)


class Balance(Record, table=True):
    """What one customer owes in one currency, by lateness bucket, in hundredths."""

    __tablename__ = "balance"
    __table_args__ = (Index("ix_balance_currency_overdue", "currency", "overdue_cents"),)
    customer_id: int = Field(primary_key=True, foreign_key="customer.id")
    currency: str = Field(primary_key=True, max_length=3)
    open_cents: int = cents(default=0)
    overdue_cents: int = cents(default=0)
    current_cents: int = cents(default=0)
    late_1_30_cents: int = cents(default=0)
    late_31_60_cents: int = cents(default=0)
    late_61_90_cents: int = cents(default=0)
    late_91_cents: int = cents(default=0)
    credit_cents: int = cents(default=0)
    invoices_open: int = 0
    invoices_overdue: int = 0
    paid_cents: int = cents(default=0)


class Summary(Record, table=True):
    """A figure of a page kept ready: rows of a named cube as of a day, rebuilt in the background after changes."""

    __tablename__ = "summary"
    id: int | None = big_key()
    name: str = Field(index=True)
    as_of: date
    body: Any = data()
    made_at: datetime = instant(null=False)


class Segment(Record, table=True):
    """A named rule over profiles; its members are whoever matches now."""

    __tablename__ = "segment"
    id: int | None = key()
    slug: str = Field(unique=True)
    name: str
    description: str | None = None
    rule: Any = data()
    is_ready_made: bool = False
    user_id: int | None = link("person.id", null=True)
    created_at: datetime = instant(null=False)
    archived_at: datetime | None = instant()
