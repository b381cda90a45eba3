"""What a file said, record by record: the contract between reading foreign files (core/intake) and importing them (core/services/imports).

Records travel as plain tuples in the field order of their NamedTuple (`InvoiceRecord._make(t)` is a view), because a million of
them must cost little. Dates are ISO text ("2026-07-01"), money is integer hundredths, texts are stripped, "" never stands for None.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from core.domain.errors import Refusal

KINDS = ("portfolio", "payments", "contacts")

ROW_REASONS = (
    "missing_mandatory", "bad_amount", "bad_date", "duplicate_invoice", "duplicate_conflict", "duplicate_payment",
    "duplicate_customer", "unknown_invoice", "ambiguous_amount", "negative_amount", "zero_amount", "ragged_row", "bad_quoting",
    "too_large", "bad_tax_id", "encoding_error", "unsupported_currency",
)  # fmt: skip
FILE_REASONS = (
    "no_file", "empty_file", "no_rows", "not_tabular", "unsupported_format", "too_large", "password_protected", "corrupt_file",
    "unsafe_file", "no_invoice_level", "encoding_error",
)  # fmt: skip
REASONS = tuple(dict.fromkeys(ROW_REASONS + FILE_REASONS))

WARNINGS = (
    "phone_invalid", "phone_precision_lost", "phone_landline", "phone_shared", "phone_missing", "email_invalid", "date_swapped",
    "date_orders_differ", "text_repaired", "tax_id_generic", "tax_id_invalid", "name_differs", "name_cut", "payment_kept",
    "ambiguous_amount", "overpayment", "open_above_amount", "paid_differs", "settled_but_open", "document_void", "future_date",
    "answer_unused", "hidden_rows", "customers_filled", "total_differs", "consent_unclear",
)  # fmt: skip
IGNORED = ("blank", "header_repeated", "subtotal", "total", "footer", "title", "group", "separator", "money_out")

ABOUT = ("kind", "encoding", "delimiter", "sheet", "header_row", "columns", "date_order", "decimal", "currency", "country")

FIELDS = {
    "portfolio": (
        "customer", "code", "tax_id", "phones", "emails", "invoice", "issued_on", "due_on", "amount", "open_amount", "currency",
        "settled_on", "paid", "rate", "concept", "disputed", "address", "region", "city", "country", "language", "type",
        "series", "installment",
    ),
    "payments": (
        "invoice", "customer", "code", "tax_id", "paid_on", "amount", "currency", "reference", "method", "concept", "rate",
        "series",
    ),
    "contacts": (
        "customer", "code", "tax_id", "phones", "emails", "authorised", "opted_out", "address", "region", "city", "country", "language",
    ),
}  # fmt: skip
"""Fields that a column may mean, by kind: the keys of `Choices.columns` and `Understood.columns` (core/domain/readings.py)."""


class FileRefused(Refusal):
    """A whole file that cannot be read; `code` is one of FILE_REASONS."""


class Phone(NamedTuple):
    """One number as stored: `line` is mobile, landline, either (cannot be told apart) or other; `raw` is how the file wrote it."""

    number: str  # E.164
    line: str
    raw: str


class InvoiceRecord(NamedTuple):
    """One receivable. A customer is named by at least one of customer, code, tax_id; `customer` is never None (the code, else the
    tax id, stands in). `open_cents` None: the file does not say. `settled_on`: fully paid then, and open_cents is 0. `paid_on` is the
    date of the last payment the file states, also of a partial one. An invoice number occurs once among a file's records."""

    row: int
    customer: str
    code: str | None
    tax_id: str | None  # letters and digits only, upper case; None when generic (consumidor final and such)
    phones: tuple[tuple[str, str, str], ...]  # Phone tuples
    emails: tuple[str, ...]
    invoice: str
    issued_on: str | None
    due_on: str
    amount_cents: int
    open_cents: int | None
    currency: str
    settled_on: str | None
    paid_on: str | None
    paid_cents: int | None
    rate: Decimal | None  # units of the company's currency for one of `currency`, as stated
    concept: str | None
    disputed: bool | None
    address: str | None
    region: str | None
    city: str | None
    country: str | None  # ISO 3166 alpha-2
    language: str | None  # es, en, pt
    kind: str  # invoice | credit_note (negative amount)


class PaymentRecord(NamedTuple):
    """Money received; negative for a reversal. `invoice` is None in bank statements: `reference` and `concept` hold what they say."""

    row: int
    invoice: str | None
    customer: str | None
    code: str | None
    tax_id: str | None
    paid_on: str
    amount_cents: int
    currency: str
    reference: str | None
    method: str | None
    concept: str | None
    rate: Decimal | None


class ContactRecord(NamedTuple):
    """A customer with ways to reach them; `authorised` and `opted_out` hold sms, whatsapp, email, voice. Silence is no authorisation."""

    row: int
    customer: str
    code: str | None
    tax_id: str | None
    phones: tuple[tuple[str, str, str], ...]
    emails: tuple[str, ...]
    authorised: tuple[str, ...]
    opted_out: tuple[str, ...]
    address: str | None
    region: str | None
    city: str | None
    country: str | None
    language: str | None


RECORDS: dict[str, type] = {"portfolio": InvoiceRecord, "payments": PaymentRecord, "contacts": ContactRecord}
