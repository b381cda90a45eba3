"""Many rows at once: the driver's own executemany, with each distinct instant and document prepared once instead of once per row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import JSON, ColumnElement, and_, literal_column, select
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlmodel import Session

from core.db.queries.columns import joined
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
    """Rows to be inserted that share most of their values: those are prepared once for all who have them, and told SQLite once for many."""

    BLOCKS = (500, 50)

    def __init__(self, session: Session, table: type[Record], own: Sequence[str], shared: Sequence[str]) -> None:
        self.session, self.shared, target = session, shared, table.__table__  # type: ignore[attr-defined]
        self._dialect = session.get_bind().dialect.name
        self._prepare = [_prepared(target.c[name].type, self._dialect) for name in shared]
        names = ", ".join(f'"{name}"' for name in (*own, *shared))
        self._own, self._into = len(own), f"INSERT INTO {target.name} ({names})"

    def share(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The shared values in their order, as the driver wants them."""
        listed = zip(self.shared, self._prepare, strict=True)
        return tuple(change(values[name]) if change else values[name] for name, change in listed)

    def insert(self, rows: Mapping[tuple[Any, ...], Sequence[tuple[Any, ...]]]) -> None:
        """Insert rows: by the values that they share, tuples of their own ones, which go to the driver as they are."""
        self.session.flush()
        run = self.session.connection().exec_driver_sql
        for shared, listed in rows.items():
            done = 0
            for size in self.BLOCKS if self._dialect == "sqlite" else ():
                while len(listed) - done >= size:
                    run(self._of_many(size), (*shared, *chain.from_iterable(listed[done : done + size])))
                    done += size
            if rest := listed[done:]:
                run(self._of_one(), [(*own, *shared) for own in rest])

    def _of_one(self) -> str:
        mark = "?" if self._dialect == "sqlite" else "%s"
        return f"{self._into} VALUES ({', '.join([mark] * (self._own + len(self.shared)))})"

    def _of_many(self, size: int) -> str:
        """SQLite spends half its time on a row where what many share is bound but once."""
        own, marks = ", ".join(f"column{place}" for place in range(1, self._own + 1)), ", ".join(["?"] * self._own)
        # The shared ones are numbered first: a mark counts on from the largest number before it.
        shared = ", ".join(f"?{place}" for place in range(1, len(self.shared) + 1))
        return f"{self._into} SELECT {own}, {shared} FROM (VALUES {', '.join([f'({marks})'] * size)})"


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


def read_numbers(session: Session, query: Any) -> list[int]:
    """The integers of a query over one column, in their order: read as one text, which costs a third of as many rows."""
    found = query.subquery("found")
    name = joined(session.get_bind().dialect.name, f"found.{next(iter(found.c)).name}")
    (joint,) = read_rows(session, select(literal_column(name)).select_from(found))[0]
    return sorted(map(int, joint.split(","))) if joint else []


def among(column: SQLColumnExpression[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether a number is one of some; dense ones as a span, walked faster than a list: the caller drops what is not its own."""
    wanted = list(ids)
    if len(wanted) > 500:
        low, high = min(wanted), max(wanted)
        if high - low < 3 * len(wanted):
            return and_(column >= low, column <= high)
    return column.in_(wanted)
