"""What all tables share: our own registry, column types, and the names of constraints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, MetaData, Text, TypeDecorator, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """The base of every table, with a registry of its own so that a reload never meets an old copy; what validates is built when asked."""

    model_config = SQLModelConfig(defer_build=True)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it as sortable text without a zone, PostgreSQL as timestamptz."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are aware UTC")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Any:
    """An integer primary key."""
    return Field(default=None, sa_column=Column(Integer, primary_key=True))


def big_key() -> Any:
    """A primary key for tables that grow by millions; SQLite needs plain INTEGER for its row id."""
    return Field(default=None, sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True))


def link(target: str, *, null: bool = False, index: bool = False) -> Any:
    """A foreign key to `table.id`."""
    return Field(
        default=None, sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), ForeignKey(target), nullable=null, index=index)
    )


def cents(*, null: bool = False, default: int | None = None) -> Any:
    """Money in integer hundredths."""
    column = Column(BigInteger, nullable=null, server_default=None if default is None else text(str(default)))
    return Field(default=default, sa_column=column)


def instant(*, null: bool = True, index: bool = False) -> Any:
    """An aware UTC instant."""
    return Field(default=None, sa_column=Column(Instant, nullable=null, index=index))


def words(*, null: bool = True) -> Any:
    """Long text."""
    return Field(default=None, sa_column=Column(Text, nullable=null))


def data() -> Any:
    """A small JSON document."""
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


def sealed() -> Any:
    """Bytes that only the data key opens."""
    return Field(default=None, sa_column=Column(LargeBinary, nullable=True))


__all__ = ["Index", "Record", "big_key", "cents", "data", "instant", "key", "link", "sealed", "words"]
