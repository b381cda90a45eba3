"""The database: one SQLite library per process, WAL and full sync, short transactions that announce when they write; or PostgreSQL.

Both promise the same: readers see one steady state, writers come one after another. On PostgreSQL they wait for each other by a lock of the
database that lasts as long as the transaction; what takes long, handing messages over, happens outside of transactions.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from time import monotonic
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from core.domain.errors import Refusal

RACE_FREE = (3, 51, 3)
LONG = 0.2  # seconds from which on work with the database was long
_TURN = 7_322_836  # our lock in a PostgreSQL database; any number that no other program of it uses
PATIENCE = 60  # seconds that a writer waits for the one before it: 200,000 new documents hold the lock for about four, a million for twenty
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={PATIENCE * 1000}",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
)


@lru_cache(maxsize=1)
def sqlite_module() -> ModuleType:
    """The one SQLite library of this process: sqlcipher3, or the standard library's with a warning."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2

        warnings.warn("sqlcipher3 is missing: the standard library's SQLite is used, without encryption.", stacklevel=2)
    return dbapi2


@lru_cache(maxsize=8)
def open_engine(url: str, key: str | None = None) -> Engine:
    """The engine for a database address; one per address and process. `key` (hex) opens an encrypted SQLite file."""
    if not url.startswith("sqlite"):
        return _open_postgresql(url)
    options = {"timeout": PATIENCE, "check_same_thread": False}
    engine = create_engine(url, module=sqlite_module(), hide_parameters=True, connect_args=options)
    event.listen(engine, "connect", lambda connection, _record: _prepare(connection, key))
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _say_busy)
    if not key:  # pages that would have to be deciphered again stay
        event.listen(engine, "checkout", lambda _connection, record, _proxy: record.info.update(since=monotonic()))
        event.listen(engine, "checkin", _let_go)
    return engine


def _let_go(connection: Any, record: Any) -> None:
    """After long work the pages that it read are let go: each connection would keep its own, and who works shortly finds a few again."""
    if connection is not None and monotonic() - record.info.get("since", 0.0) > LONG:
        connection.execute("PRAGMA shrink_memory")


def open_memory() -> Engine:
    """A new database in memory with all tables, empty; it is gone with the engine."""
    from core.db.tables.record import Record

    options = {"check_same_thread": False}
    engine = create_engine("sqlite://", module=sqlite_module(), poolclass=StaticPool, hide_parameters=True, connect_args=options)
    Record.metadata.create_all(engine)
    return engine


def _open_postgresql(url: str) -> Engine:
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise Refusal("bad_setting", "The environment variable {names} has a value that cannot be used.", names="DATABASE_URL")
    engine = create_engine(f"postgresql+psycopg://{rest}", pool_pre_ping=True, hide_parameters=True, isolation_level="REPEATABLE READ")
    event.listen(engine, "begin", _take_turn)
    return engine


def _take_turn(connection: Any) -> None:
    """A writer waits for the one before it, and each of its statements sees what that one committed."""
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({_TURN})")


def _prepare(connection: Any, key: str | None) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    if key:
        cursor.execute(f"PRAGMA key=\"x'{key}'\"")
    journal = "WAL" if sqlite_module().sqlite_version_info >= RACE_FREE else "DELETE"
    if cursor.execute("PRAGMA journal_mode").fetchone()[0].upper() != journal:
        cursor.execute(f"PRAGMA journal_mode={journal}")
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _say_busy(context: Any) -> Refusal | None:
    """A writer that waited in vain gets a sentence in place of the driver's word."""
    if "database is locked" not in str(context.original_exception):
        return None
    return Refusal("database_busy", "The database is busy with something else, perhaps a backup. Try again in a minute.")


def _begin(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One writing transaction: all of it is committed at the end, or none."""
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        session.begin()
        try:
            yield session
        except BaseException:
            session.rollback()
            raise
        session.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One reading transaction: a steady view of the data, closed without a trace."""
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        yield session  # closing detaches what was read, loaded as it is; a rollback would expire it first
