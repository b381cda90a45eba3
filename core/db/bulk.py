"""Many rows at once: the driver's own executemany, with each distinct instant and document prepared once instead of once per row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, and_
from sqlmodel import Session

from core.db.tables.record import Instant, Record


def insert_many(session: Session, table: type[Record], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one shape (the same keys in each) within the caller's transaction; what is left out takes its default."""
    if not rows:
        return
    names = list(rows[0])
    dialect = session.get_bind().dialect
    mark = "?" if dialect.name == "sqlite" else "%s"
    target, columns = table.__table__, ", ".join(f'"{name}"' for name in names)  # type: ignore[attr-defined]
    prepare = [_prepared(target.c[name].type, dialect.name) for name in names]
    columns_of = [
        [change(row[name]) for row in rows] if change else [row[name] for row in rows] for name, change in zip(names, prepare, strict=True)
    ]
    values = list(zip(*columns_of, strict=True))
    statement = f"INSERT INTO {target.name} ({columns}) VALUES ({', '.join([mark] * len(names))})"
    session.flush()
    session.connection().exec_driver_sql(statement, values)


class Rows:
    """Rows to be inserted that share most of their values: those are prepared once for all who have them, and each row is one tuple."""

    def __init__(self, session: Session, table: type[Record], own: Sequence[str], shared: Sequence[str]) -> None:
        self.session, self.shared, target = session, shared, table.__table__  # type: ignore[attr-defined]
        dialect = session.get_bind().dialect.name
        self._prepare = [_prepared(target.c[name].type, dialect) for name in shared]
        names = ", ".join(f'"{name}"' for name in (*own, *shared))
        marks = ", ".join(["?" if dialect == "sqlite" else "%s"] * (len(own) + len(shared)))
        self._statement = f"INSERT INTO {target.name} ({names}) VALUES ({marks})"

    def share(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The shared values in their order, as the driver wants them."""
        listed = zip(self.shared, self._prepare, strict=True)
        return tuple(change(values[name]) if change else values[name] for name, change in listed)

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert tuples of own values, which go to the driver as they are, and shared ones behind them."""
        if rows:
            self.session.flush()
            self.session.connection().exec_driver_sql(self._statement, list(rows))


def _prepared(kind: Any, dialect: str) -> Callable[[Any], Any] | None:
    """What a column's values become for the driver; None where they go as they are."""
    if isinstance(kind, Instant) and dialect == "sqlite":
        return _remembering(lambda moment: moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds"))
    return _documents() if isinstance(kind, JSON) else None


def _documents() -> Callable[[Any], str | None]:
    """Documents as text; the same object, which the rows keep alive, is written out once."""
    seen: dict[int, str] = {}

    def prepare(document: Any) -> str | None:
        if document is None:
            return None
        if id(document) not in seen:
            seen[id(document)] = json.dumps(document, ensure_ascii=False, default=str)
        return seen[id(document)]

    return prepare


def _remembering(change: Callable[[datetime], str]) -> Callable[[datetime | None], str | None]:
    seen: dict[datetime, str] = {}

    def prepare(moment: datetime | None) -> str | None:
        if moment is None:
            return None
        if moment not in seen:
            seen[moment] = change(moment)
        return seen[moment]

    return prepare


def read_rows(session: Session, query: Any) -> Sequence[Any]:
    """The rows of a query over columns as plain tuples, past the mapper, which costs more than the database; pending changes go first."""
    session.flush()
    return session.connection().execute(query).all()


def among(column: ColumnElement[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether a number is one of some; dense ones as a span, walked faster than a list: the caller drops what is not its own."""
    wanted = list(ids)
    if len(wanted) > 500:
        low, high = min(wanted), max(wanted)
        if high - low < 3 * len(wanted):
            return and_(column >= low, column <= high)
    return column.in_(wanted)
