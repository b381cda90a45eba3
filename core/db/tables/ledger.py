"""What is owed and what was paid, and the files it came from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from core.db.tables.record import Index, Record, big_key, cents, data, instant, key, link, words


class Portfolio(Record, table=True):
    """A named set of receivables, filled by imports; remembers how its files are laid out."""

    __tablename__ = "portfolio"
    id: int | None = key()
    name: str = Field(unique=True)
    remembered: Any = data()
    created_at: datetime = instant(null=False)


class Import(Record, table=True):
    """One file taken in: how it was understood, what it did, and whether it was undone."""

    __tablename__ = "import"
    id: int | None = key()
    portfolio_id: int | None = link("portfolio.id", null=True, index=True)
    kind: str
    state: str
    file_name: str
    file_hash: str = Field(index=True)
    stored_as: str | None = None
    size: int = 0
    understood: Any = data()
    report: Any = data()
    progress: Any = data()
    problem: str | None = words()
    as_of: date | None = None
    user_id: int | None = link("person.id", null=True)
    created_at: datetime = instant(null=False)
    confirmed_at: datetime | None = instant()
    undone_at: datetime | None = instant()


class ImportReject(Record, table=True):
    """A row of a file that could not come in, as it stood there, with its reason."""

    __tablename__ = "import_reject"
    id: int | None = big_key()
    import_id: int = link("import.id", index=True)
    row: int
    column: str | None = None
    reason: str
    message: Any = data()
    cells: Any = data()


class ImportChange(Record, table=True):
    """What a row looked like before an import changed it, so that undo can restore it."""

    __tablename__ = "import_change"
    id: int | None = big_key()
    import_id: int = link("import.id", index=True)
    noun: str
    noun_id: int
    before: Any = data()
    after: Any = data()


class Invoice(Record, table=True):
    """One receivable. `paid_cents` is the sum of its allocations, kept in their transaction; credit notes are negative."""

    __tablename__ = "invoice"
    __table_args__ = (
        Index("uq_invoice_portfolio_number", "portfolio_id", "number", unique=True),
        Index("ix_invoice_customer_due", "customer_id", "due_on"),
    )
    id: int | None = big_key()
    portfolio_id: int = link("portfolio.id")
    customer_id: int = link("customer.id")
    number: str
    issued_on: date | None = None
    due_on: date
    amount_cents: int = cents()
    paid_cents: int = cents(default=0)
    currency: str = Field(max_length=3)
    rate_micros: int | None = cents(null=True)
    concept: str | None = None
    import_id: int | None = link("import.id", null=True, index=True)
    gone_import_id: int | None = link("import.id", null=True)
    gone_on: date | None = None


class Payment(Record, table=True):
    """Money received. `source`: import, manual, stated (a file's open amount implies it; `is_opening` when it was paid before we knew)."""

    __tablename__ = "payment"
    __table_args__ = (Index("ix_payment_customer_paid", "customer_id", "paid_on"),)
    id: int | None = big_key()
    customer_id: int = link("customer.id")
    portfolio_id: int | None = link("portfolio.id", null=True)
    paid_on: date
    amount_cents: int = cents()
    currency: str = Field(max_length=3)
    rate_micros: int | None = cents(null=True)
    reference: str | None = None
    method: str | None = None
    source: str = "import"
    is_opening: bool = False
    dedupe_key: str | None = Field(default=None, unique=True)
    import_id: int | None = link("import.id", null=True, index=True)
    user_id: int | None = link("person.id", null=True)
    recorded_at: datetime = instant(null=False)


class Allocation(Record, table=True):
    """How a payment was laid on an invoice; the date and customer are the payment's, repeated for columnar reads."""

    __tablename__ = "allocation"
    __table_args__ = (Index("ix_allocation_invoice_paid", "invoice_id", "paid_on"),)
    id: int | None = big_key()
    payment_id: int = link("payment.id", index=True)
    invoice_id: int = link("invoice.id")
    customer_id: int = link("customer.id")
    paid_on: date = Field(index=True)
    amount_cents: int = cents()
    currency: str = Field(max_length=3)


class Dispute(Record, table=True):
    """A contested invoice: it is frozen until the dispute is closed."""

    __tablename__ = "dispute"
    id: int | None = big_key()
    customer_id: int = link("customer.id", index=True)
    invoice_id: int | None = link("invoice.id", null=True, index=True)
    opened_at: datetime = instant(null=False)
    reason: str
    note: str | None = words()
    closed_at: datetime | None = instant()
    outcome: str | None = None
    user_id: int | None = link("person.id", null=True)
    import_id: int | None = link("import.id", null=True, index=True)
