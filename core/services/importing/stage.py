"""The staging file: rows as they will stand in the tables, kept in a SQLite file of its own until they are confirmed or forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

from core import settings as settings_
from core.db.engine import sqlite_module
from core.services import keys

PEOPLE = ("id", "name", "name_key", "code", "tax_id", "tax_id_key", "address", "region", "city", "country", "language")
INVOICES = (
    "id", "customer_id", "number", "issued_on", "due_on", "amount_cents", "paid_cents", "currency", "rate_micros", "concept",
)  # fmt: skip
PAYMENTS = (
    "id", "customer_id", "portfolio_id", "paid_on", "amount_cents", "currency", "rate_micros", "reference", "method", "source",
    "is_opening", "dedupe_key",
)  # fmt: skip
TABLES: dict[str, tuple[str, ...]] = {
    "customer": PEOPLE,
    "contact_point": ("customer_id", "kind", "value", "line", "is_primary"),
    "invoice": INVOICES,
    "payment": PAYMENTS,
    "allocation": ("payment_id", "invoice_id", "customer_id", "paid_on", "amount_cents", "currency"),
    "dispute": ("customer_id", "invoice_id", "opened_at", "reason", "closed_at"),
    "authorisation": ("customer_id", "channel", "given_at", "how"),
    "opt_out": ("customer_id", "channel", "at", "how"),
}
"""Rows to be added, by table and column, in an order in which each finds what it refers to."""

NOTES: dict[str, tuple[str, ...]] = {
    "paid": ("invoice_id", "cents"),  # what payments add to invoices that are stored already
    "change": ("noun", "noun_id", "row", "before", "after"),
    "gone": ("invoice_id", "customer_id", "number", "open_cents", "currency"),
    "reject": ("row", "column", "reason", "message", "cells"),
    "ignored": ("row", "why"),
    "warning": ("row", "kind", "message"),
    "record": ("row", "body"),
}


BLANKS = frozenset(
    (
        "code", "tax_id", "tax_id_key", "address", "region", "city", "country", "language", "line", "issued_on", "rate_micros", "concept",
        "reference", "method", "dedupe_key",
    )
)  # fmt: skip
"""Columns into which "" goes as NULL: the driver takes ten times as long over a None as over a text."""


class Stage:
    """One staging file. Rows are handed over in lists and written at once; nothing of it survives `forget`."""

    def __init__(self, path: Path, *, fresh: bool = True) -> None:
        self.path = path
        if fresh:
            path.unlink(missing_ok=True)
        self.connection = sqlite_module().connect(str(path), isolation_level=None, check_same_thread=False)
        if key := file_key():
            self.connection.execute(f"PRAGMA key=\"x'{key}'\"")
        if fresh:
            self._lay_out()

    def _lay_out(self) -> None:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "temp_store=MEMORY"):
            self.connection.execute(f"PRAGMA {pragma}")
        for table, columns in (TABLES | NOTES).items():
            self.connection.execute(f"CREATE TABLE {table} ({', '.join(quoted(name) for name in columns)})")

    def add(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows in the column order of TABLES or NOTES; in BLANKS "" stands for nothing."""
        marks = ",".join("nullif(?, '')" if name in BLANKS else "?" for name in (TABLES | NOTES)[table])
        self.connection.execute("BEGIN")
        self.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        self.connection.execute("COMMIT")

    def add_columns(self, table: str, columns: Sequence[Any]) -> None:
        """Add rows by the column, in the order of TABLES; what is no list, tuple or range is a value that all rows share."""
        told = [isinstance(column, list | tuple | range) for column in columns]
        marks = ",".join("?" if is_told else literal(column) for is_told, column in zip(told, columns, strict=True))
        self.connection.execute("BEGIN")
        self.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", zip(*compress(columns, told), strict=True))
        self.connection.execute("COMMIT")

    def rows(self, table: str, *, limit: int = -1, order: str = "rowid") -> Iterator[tuple[Any, ...]]:
        """Rows of a table in their order, one after the other."""
        return self.connection.execute(f"SELECT * FROM {table} ORDER BY {order} LIMIT {limit}")

    def count(self, table: str) -> int:
        """How many rows a table holds."""
        return self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def kinds(self, table: str, column: str) -> dict[str, int]:
        """How many rows of a table have each value of a column, most first."""
        query = f"SELECT {quoted(column)}, count(*) FROM {table} GROUP BY 1 ORDER BY 2 DESC, 1"
        return dict(self.connection.execute(query).fetchall())

    def is_idle(self) -> bool:
        """Whether nothing would be added or changed."""
        return not any(self.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in (*TABLES, "change"))

    def close(self) -> None:
        """Let go of the file, so that it can be attached."""
        self.connection.close()


def literal(value: str | int | None) -> str:
    """A value as SQL writes it."""
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def quoted(name: str) -> str:
    """A column name as SQL writes it."""
    return f'"{name}"'


def file_key() -> str | None:
    """The key (hex) of an encrypted database, which then also seals what is staged beside it."""
    return keys.derived("database").hex() if settings_.load().recaudo_encrypt else None


def packed(value: Any) -> str:
    """A small document as compact JSON text; what JSON has no word for becomes text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
