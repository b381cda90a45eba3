"""What profiles are computed from, as arrays: everybody's facts read in portions, or those of a few."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy
from sqlalchemy import Connection, text

from core.db.queries import profile_sql as sql
from core.services import arrays

PORTION = 200_000
_LONG: dict[str, Any] = {"invoice": sql.invoices, "allocation": sql.allocations, "payment": sql.payments, "message": sql.messages,
                         "activity": sql.activities}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invoices:
    """One place for each: customer (a place), currency (a place), due day, hundredths, the day it was paid in full (0: not, or unknown)."""

    customer: Any
    currency: Any
    due: Any
    cents: Any
    paid: Any
    done: Any


@dataclass(frozen=True, slots=True)
class Credits:
    """What is left of each payment that is laid on invoices in part or not at all: customer, currency, hundredths."""

    customer: Any
    currency: Any
    cents: Any


@dataclass(frozen=True, slots=True)
class Facts:
    """Customers in order of their ids; whatever has one value each is as long as they are. Channels are bits, instants microseconds."""

    ids: Any
    lives: Any
    currencies: list[str]
    invoices: Invoices
    credits: Credits
    reach: Any
    is_disputed: Any
    paid_on: Any
    contact_at: Any
    mark: Any


class Reader:
    """Reads by the column in the caller's transaction; `is_partial`: those in the temporary table profile_scope alone."""

    def __init__(self, connection: Connection, is_partial: bool) -> None:
        self.connection, self.is_partial, self.dialect = connection, is_partial, connection.dialect.name

    def read(self, statement: Callable[[str, bool], str], *shapes: Callable[[str | None], Any]) -> list[Any]:
        """The columns of a statement, each shaped from its joined text."""
        row = self.connection.exec_driver_sql(statement(self.dialect, self.is_partial)).one()
        return [shape(joint) for shape, joint in zip(shapes, row, strict=True)]

    def read_long(self, table: str, *shapes: Callable[[str | None], Any]) -> list[Any]:
        """The same of a table that grows by millions, a portion at a time."""
        statement = _LONG[table]
        if self.is_partial:
            return self.read(statement, *shapes)
        last = self.connection.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}")).scalar_one()
        query, portions = text(statement(self.dialect, False)), []
        for after in range(0, max(last, 1), PORTION):
            row = self.connection.execute(query, {"after": after, "upto": after + PORTION}).one()
            portions.append([shape(joint) for shape, joint in zip(shapes, row, strict=True)])
        return [numpy.concatenate(parts) for parts in zip(*portions, strict=True)]


def read(connection: Connection, is_partial: bool, needs_authorisation: bool) -> Facts:
    """Everything that profiles and balances follow from, promises apart."""
    reader, currencies = Reader(connection, is_partial), list[str]()
    ids, lives = _sorted(reader.read(sql.customers, arrays.numbers, arrays.numbers))
    invoices, credits_, paid_on = _ledger(reader, ids, currencies)
    return Facts(
        ids, lives.astype(bool), currencies, invoices, credits_, _reach(reader, ids, needs_authorisation),
        _at_least_once(ids, *reader.read(sql.disputes, arrays.numbers)), paid_on, _contacts(reader, ids),
        _marks(reader, ids, currencies, bool(lives.all())),
    )  # fmt: skip


def _sorted(columns: list[Any]) -> list[Any]:
    if bool((columns[0][1:] > columns[0][:-1]).all()):
        return columns
    order = numpy.argsort(columns[0], kind="stable")
    return [column[order] for column in columns]


def _ledger(reader: Reader, ids: Any, currencies: list[str]) -> tuple[Invoices, Credits, Any]:
    def code(joint: str | None) -> Any:
        return arrays.codes(joint, currencies)

    number = arrays.numbers
    invoice, whose, currency, due, cents, paid = _sorted(reader.read_long("invoice", number, number, code, arrays.days, number, number))
    payment, payer, money, day, received, opening = _sorted(reader.read_long("payment", number, number, code, arrays.days, number, number))
    on, by, laid_on, laid = reader.read_long("allocation", number, number, arrays.days, number)
    source, target = arrays.places(payment, by), arrays.places(invoice, on)
    told = (target >= 0) & ~((source >= 0) & opening.astype(bool)[source])
    done = numpy.zeros(len(invoice), dtype=numpy.int64)
    numpy.maximum.at(done, target[told], laid_on[told])
    done[paid < cents] = 0
    left = received - arrays.summed(source[source >= 0], laid[source >= 0], len(payment))
    place = arrays.places(ids, payer)
    spare, real = (left > 0) & (place >= 0), (received > 0) & (opening == 0) & (place >= 0)
    paid_on = numpy.zeros(len(ids), dtype=numpy.int64)
    numpy.maximum.at(paid_on, place[real], day[real])
    invoices = Invoices(arrays.places(ids, whose), currency, due, cents, paid, done)
    return invoices, Credits(place[spare], money[spare], left[spare]), paid_on


def _reach(reader: Reader, ids: Any, needs_authorisation: bool) -> Any:
    """The channels by which each customer can be reached and may be."""
    bits, out, given = (
        _bits(ids, *reader.read(statement, arrays.numbers, arrays.numbers)) for statement in (sql.reaches, sql.opt_outs, sql.authorisations)
    )
    return bits & ~out & (given if needs_authorisation else -1)


def _bits(ids: Any, customer: Any, bits: Any) -> Any:
    found, place = numpy.zeros(len(ids), dtype=numpy.int64), arrays.places(ids, customer)
    numpy.bitwise_or.at(found, place[place >= 0], bits[place >= 0])
    return found


def _at_least_once(ids: Any, customer: Any) -> Any:
    return _bits(ids, customer, numpy.ones(len(customer), dtype=numpy.int64)).astype(bool)


def _contacts(reader: Reader, ids: Any) -> Any:
    """The last contact with each customer; 0 where there was none."""
    newest = numpy.zeros(len(ids), dtype=numpy.int64)
    for table in ("message", "activity"):
        customer, at = reader.read_long(table, arrays.numbers, arrays.instants)
        place = arrays.places(ids, customer)
        numpy.maximum.at(newest, place[place >= 0], at[place >= 0])
    return newest


def _marks(reader: Reader, ids: Any, currencies: list[str], all_live: bool) -> Any:
    """What is stored of each customer, as marks; 0 where nothing is. Balances that stand alone are marked here."""
    kept = numpy.zeros(len(ids), dtype=numpy.uint64)
    customer, mark = reader.read(sql.marks, arrays.numbers, arrays.numbers)
    kept[arrays.places(ids, customer)] = mark.view(numpy.uint64)
    if all_live and len(customer) == len(ids):
        return kept
    whose, currency, *amounts = reader.read(
        sql.lone_balances, arrays.numbers, lambda joint: arrays.codes(joint, currencies), *[arrays.numbers] * len(sql.BALANCE)
    )
    place = arrays.places(ids, whose)
    numpy.add.at(kept, place, mark_of_balances(currencies, currency, amounts))
    return kept


def mark_of_balances(currencies: list[str], currency: Any, amounts: list[Any]) -> Any:
    """A mark for each of some balances: currency and amounts."""
    letters = numpy.array([int.from_bytes(code.encode(), "big") for code in currencies] or [0])
    return arrays.mixed([letters[currency], *amounts], len(currency))
