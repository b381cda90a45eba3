"""What a file said: the contract between reading foreign files (core/intake) and importing them (core/services/imports).

Records travel as plain tuples in the field order of their NamedTuple (`InvoiceRecord._make(t)` is a view), because a million of
them must cost little. Dates are ISO text ("2026-07-01"), money is integer hundredths, texts are stripped, "" never stands for None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

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
"""Fields that a column may mean, by kind: the keys of `Choices.columns` and `Understood.columns`."""


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


@dataclass(slots=True)
class Choices:
    """What the person or the options fixed; None is open. `columns`: field to header text, 1-based position, or a list of these
    (phones, emails); None as a value means "no such column". `header_row` 0 means that the file has none."""

    kind: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    date_order: str | None = None  # dmy | mdy | ymd
    decimal: str | None = None  # comma | point
    currency: str | None = None
    country: str | None = None


@dataclass(slots=True)
class Understood:
    """How the file was read, to be shown, corrected and remembered. `format` is csv, xlsx, xls, xlsb, ods, html, xml, n43, camt053
    or ofx."""

    kind: str | None = None
    format: str = "csv"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # sheets beside the one read that look like tables of ours
    header_row: int | None = None
    headers: list[str] = field(default_factory=list)
    columns: dict[str, str | list[str]] = field(default_factory=dict)
    positions: dict[str, list[int]] = field(default_factory=dict)  # field to 1-based columns
    column_confidence: dict[str, float] = field(default_factory=dict)  # field to 0..1
    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    country: str | None = None
    remembered: bool = False
    groups: list[dict[str, Any]] = field(default_factory=list)  # the first titles filled down: row, title, and what each says by field


@dataclass(slots=True)
class Question:
    """Something only a person can tell, with the answers offered; answered through `Choices`."""

    about: str  # one of ABOUT
    choices: list[str]
    msgid: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Rejected:
    """A row that cannot come in. `column` is the header as the file writes it; `cells` the row as read, in the file's order."""

    row: int
    column: str | None
    reason: str  # one of ROW_REASONS
    msgid: str
    values: dict[str, Any] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Ignored:
    """A row that is no data: one of IGNORED."""

    row: int
    why: str


@dataclass(slots=True)
class Warned:
    """Something worth knowing about a row that comes in, or about the whole file (row None); `kind` is one of WARNINGS."""

    row: int | None
    kind: str
    msgid: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """Some rows of the file in its order. `done` is the share of the file read so far, 0..1. Invoices come as InvoiceColumns."""

    records: Collection[tuple[Any, ...]]
    rejected: list[Rejected]
    ignored: list[Ignored]
    warnings: list[Warned]
    done: float
    checked: tuple[int, int] = (0, 0)  # totals that agree with their rows, and those that differ


@dataclass(slots=True)
class Totals:
    """Counts so far; final once the batches are exhausted. `rows` counts data rows: accepted and rejected, not ignored ones."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    ignored: int = 0


@dataclass(slots=True)
class Reading:
    """A file understood and ready to be read once. With `questions` left, `batches` still yields under the best guess, for a preview
    only: nothing of it may be stored. When columns are missing altogether it yields nothing."""

    understood: Understood
    questions: list[Question]
    batches: Iterator[Batch]
    totals: Totals
    sample: list[list[str]] = field(default_factory=list)  # the first data rows as the file writes them


@dataclass(slots=True)
class Remembered:
    """How an earlier file with these headers was read, to be recognised next time."""

    headers: list[str]
    columns: dict[str, Any]
    kind: str | None = None
    date_order: str | None = None
    decimal: str | None = None
