"""Writing what was staged: into SQLite by attaching the staging file, elsewhere row by row, always within the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, Connection, Date, Engine, bindparam, text
from sqlmodel import Session

from core.db.tables import metadata
from core.db.tables.record import Instant
from core.services.importing.draft import Draft
from core.services.importing.stage import TABLES, Stage, file_key, quoted

PORTION = 5_000
Told = Callable[[float], None]
_SHARES = {"customer": 0.05, "contact_point": 0.15, "invoice": 0.45, "payment": 0.65, "allocation": 0.85}


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One writing transaction into which a staging file may be attached; nobody else writes meanwhile, everybody reads."""
    with engine.execution_options(writes=True).connect() as connection:
        raw = connection.connection
        try:
            with Session(connection, expire_on_commit=False) as session, session.begin():
                if connection.dialect.name != "sqlite":
                    tables = "customer, contact_point, invoice, payment, allocation, import"
                    session.connection().exec_driver_sql(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
                yield session
        finally:
            if connection.dialect.name == "sqlite":
                _detach(raw.cursor())


def _detach(raw: Any) -> None:
    if any(row[1] == "stage" for row in raw.execute("PRAGMA database_list").fetchall()):
        raw.execute("DETACH stage")


def write(connection: Connection, stage: Stage, constants: dict[str, dict[str, Any]], tell: Told) -> None:
    """Add every staged row, with the constants of its table (import id, instants) beside its own columns."""
    if connection.dialect.name == "sqlite":
        _write_attached(connection, stage, constants, tell)
    else:
        _write_rows(connection, stage, constants, tell)


def _write_attached(connection: Connection, stage: Stage, constants: dict[str, dict[str, Any]], tell: Told) -> None:
    stage.close()
    raw = connection.connection.cursor()
    if key := file_key():
        raw.execute(f"ATTACH ? AS stage KEY \"x'{key}'\"", (str(stage.path),))
    else:
        raw.execute("ATTACH ? AS stage", (str(stage.path),))
    for table in TABLES:
        if raw.execute(f"SELECT 1 FROM stage.{table} LIMIT 1").fetchone():
            _copy(raw, table, constants.get(table, {}))
        tell(_SHARES.get(table, 0.9))
    raw.execute(
        "UPDATE invoice SET paid_cents = paid_cents + new.cents FROM "
        "(SELECT invoice_id, sum(cents) AS cents FROM stage.paid GROUP BY invoice_id) AS new WHERE invoice.id = new.invoice_id"
    )


def _copy(raw: Any, table: str, constants: dict[str, Any]) -> None:
    """Copy one staged table, a constant replacing a staged column of its name. Into an empty table the indexes come last: half the time."""
    is_empty = raw.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None
    indexes = _indexes(raw, table) if is_empty else []
    for name, _sql in indexes:
        raw.execute(f"DROP INDEX {name}")
    kept = [quoted(name) for name in TABLES[table] if name not in constants]
    columns = ", ".join(kept + [quoted(name) for name in constants])
    values = ", ".join(kept + ["?"] * len(constants))
    raw.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM stage.{table}", tuple(constants.values()))
    for _name, sql in indexes:
        raw.execute(sql)


def _indexes(raw: Any, table: str) -> list[tuple[str, str]]:
    query = "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name"
    return raw.execute(query, (table,)).fetchall()


def _write_rows(connection: Connection, stage: Stage, constants: dict[str, dict[str, Any]], tell: Told) -> None:
    for table in TABLES:
        target, fixed = metadata.tables[table], constants.get(table, {})
        rows = stage.rows(table)
        shapes = [(name, _shaped(target.c[name].type)) for name in TABLES[table]]
        set_ = {name: _shaped(target.c[name].type)(value) for name, value in fixed.items()}
        while chunk := list(islice(rows, PORTION)):
            values = [{name: shape(value) for (name, shape), value in zip(shapes, row, strict=True)} | set_ for row in chunk]
            connection.execute(target.insert(), values)
        if connection.dialect.name == "postgresql" and "id" in target.c:
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            connection.execute(text(f"SELECT setval({sequence}, coalesce((SELECT max(id) FROM {table}), 0) + 1, false)"))
        tell(_SHARES.get(table, 0.9))
    rows = stage.connection.execute("SELECT invoice_id, sum(cents) FROM paid GROUP BY invoice_id")
    while chunk := list(islice(rows, PORTION)):
        query = text("UPDATE invoice SET paid_cents = paid_cents + :cents WHERE id = :id")
        connection.execute(query, [{"id": row[0], "cents": row[1]} for row in chunk])


def _shaped(kind: Any) -> Callable[[Any], Any]:
    """How a staged value becomes what a column takes."""
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(kind, Instant):
        return lambda value: None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)
    if isinstance(kind, Boolean):
        return lambda value: None if value is None else bool(value)
    return lambda value: value


def write_changes(connection: Connection, draft: Draft, import_id: int) -> None:
    """Change stored rows as staged, and keep what each was, so that undo can give it back. New rows stand already: a change may
    speak of them."""
    stage = draft.open_stage()
    try:
        _write_changes(connection, stage, import_id)
    finally:
        stage.close()


def _write_changes(connection: Connection, stage: Stage, import_id: int) -> None:
    rows = stage.connection.execute("SELECT noun, noun_id, before, after FROM change")
    while chunk := list(islice(rows, PORTION)):
        told = [(noun, id_, json.loads(before), json.loads(after)) for noun, id_, before, after in chunk]
        kept = [{"import_id": import_id, "noun": row[0], "noun_id": row[1], "before": row[2], "after": row[3]} for row in told]
        connection.execute(metadata.tables["import_change"].insert(), kept)
        set_columns(connection, [(noun, id_, after) for noun, id_, _before, after in told])


def set_columns(connection: Connection, rows: Iterable[tuple[str, int, dict[str, Any]]]) -> None:
    """Set columns of stored rows, (noun, id, {column: value as text and ISO dates write it}); those of one shape go together."""
    grouped: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
    for noun, id_, values in rows:
        target = metadata.tables[noun]
        columns = tuple(sorted(name for name in values if name in target.c))
        if columns:
            shaped = {f"to_{name}": _shaped(target.c[name].type)(values[name]) for name in columns}
            grouped.setdefault((noun, columns), []).append(shaped | {"of": id_})
    for (noun, columns), told in grouped.items():
        target = metadata.tables[noun]
        query = target.update().where(target.c.id == bindparam("of"))
        connection.execute(query.values({name: bindparam(f"to_{name}") for name in columns}), told)


def write_rejects(connection: Connection, stage: Stage, import_id: int) -> None:
    """Keep the rows that could not come in, to be mended and imported alone."""
    rows = stage.rows("reject")
    while chunk := list(islice(rows, PORTION)):
        kept = [
            {
                "import_id": import_id,
                "row": row[0],
                "column": row[1],
                "reason": row[2],
                "message": json.loads(row[3]),
                "cells": json.loads(row[4]),
            }
            for row in chunk
        ]
        connection.execute(metadata.tables["import_reject"].insert(), kept)
