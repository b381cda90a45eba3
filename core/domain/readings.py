"""How a file is read: what a person chose, what was understood of it, what is open, and what its rows came to (core/domain/records.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any


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
