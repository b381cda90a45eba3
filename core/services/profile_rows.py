"""Profiles and balances as rows: only those of customers of whom anything has changed are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from sqlalchemy import Connection

from core.db.queries.profile_sql import BALANCE, CHANNELS
from core.domain import promises as words
from core.services import arrays
from core.services.profile_facts import Facts
from core.services.profile_sums import BEHAVIOURS, BUCKET_CODES, RATING_CODES, Balances, Profiles, marks

REACHES = tuple("".join(f"{channel}," for place, channel in enumerate(CHANNELS) if bits >> place & 1) for bits in range(1 << len(CHANNELS)))
_CODES: dict[str, Sequence[Any]] = {"behaviour": BEHAVIOURS, "bucket": BUCKET_CODES, "rating": RATING_CODES, "reach": REACHES}
_DAYS = ("oldest_due_on", "next_due_on", "last_payment_on")


def promised(ids: Any, found: Mapping[int, Sequence[words.Standing]]) -> dict[str, Any]:
    """What became of promises, by customer: whether one is open, whether the last one decided was broken, and how many were."""
    told = {"has_promise": numpy.zeros(len(ids), dtype=bool), "has_broken_promise": numpy.zeros(len(ids), dtype=bool),
            "broken": numpy.zeros(len(ids), dtype=numpy.int64)}  # fmt: skip
    for place, standings in zip(arrays.places(ids, numpy.array(list(found), dtype=numpy.int64)), found.values(), strict=True):
        if place >= 0:
            told["has_promise"][place] = _is_open(standings)
            told["has_broken_promise"][place] = _is_broken(standings)
            told["broken"][place] = sum(standing.state in words.BROKEN_STATES for standing in standings)
    return told


def _is_open(standings: Sequence[words.Standing]) -> bool:
    return any(standing.holds for standing in standings)


def _is_broken(standings: Sequence[words.Standing]) -> bool:
    decided = [standing for standing in standings if standing.state not in (words.State.OPEN, words.State.CANCELLED)]
    return bool(decided) and decided[-1].state in words.BROKEN_STATES and not _is_open(standings)


def write(connection: Connection, facts: Facts, owed: Balances, found: Profiles, *, is_everybody: bool) -> int:
    """Write the rows of all customers whose mark is another than the stored one; returns how many those are."""
    mark = marks(facts, owed, found)
    changed = mark != facts.mark
    if not changed.any():
        return 0
    stored = facts.mark != 0
    if is_everybody and bool(changed[stored].all()):
        for table in ("profile", "balance"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    else:
        _forget(connection, facts, owed, changed & stored)
    _put(connection, "profile", _profile_columns(connection.dialect.name, facts, found, mark, changed & facts.lives), 1)
    _put(connection, "balance", _balance_columns(facts, owed, changed[owed.customer]), 2)
    return int(changed.sum())


def _forget(connection: Connection, facts: Facts, owed: Balances, chosen: Any) -> None:
    """Remove what some customers no longer have: a profile, or a balance in a currency. What they still have is written over."""
    gone = [(number,) for number in facts.ids[chosen & ~facts.lives].tolist()]
    mark, within = ("?", "instr") if connection.dialect.name == "sqlite" else ("%s", "strpos")
    if gone:
        connection.exec_driver_sql(f"DELETE FROM profile WHERE customer_id = {mark}", gone)
    has = numpy.zeros(len(facts.ids), dtype=numpy.int64)
    numpy.bitwise_or.at(has, owed.customer, 1 << owed.currency)
    texts = {bits: ",".join(code for place, code in enumerate(facts.currencies) if bits >> place & 1) for bits in set(has[chosen].tolist())}
    rows = [(number, texts[bits]) for number, bits in zip(facts.ids[chosen].tolist(), has[chosen].tolist(), strict=True)]
    if rows:
        connection.exec_driver_sql(f"DELETE FROM balance WHERE customer_id = {mark} AND {within}({mark}, currency) = 0", rows)


def _profile_columns(dialect: str, facts: Facts, found: Profiles, mark: Any, chosen: Any) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"customer_id": facts.ids[chosen].tolist(), "mark": mark[chosen].view(numpy.int64).tolist()}
    for name, values in found.columns.items():
        kept = values[chosen]
        if name in _CODES:
            columns[name] = arrays.words(_CODES[name], kept)
        elif name in _DAYS:
            columns[name] = arrays.dates(kept)
        elif name == "last_contact_at":
            columns[name] = arrays.moments(kept, "" if dialect == "sqlite" else "+00")
        else:  # SQLite's driver asks around for a way to bind each truth value
            columns[name] = (kept.view(numpy.int8) if kept.dtype == bool and dialect == "sqlite" else kept).tolist()
    return columns


def _balance_columns(facts: Facts, owed: Balances, chosen: Any) -> dict[str, list[Any]]:
    whose, currency = facts.ids[owed.customer[chosen]].tolist(), arrays.words(facts.currencies, owed.currency[chosen])
    return {"customer_id": whose, "currency": currency, **{name: owed.amounts[name][chosen].tolist() for name in BALANCE}}


def _put(connection: Connection, table: str, columns: Mapping[str, list[Any]], keys: int) -> None:
    """Write rows over those of the same key, which the first columns are."""
    names, rows = list(columns), list(zip(*columns.values(), strict=True))
    if rows:
        values = ", ".join(["?" if connection.dialect.name == "sqlite" else "%s"] * len(names))
        anew = ", ".join(f"{name} = excluded.{name}" for name in names[keys:])
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values}) ON CONFLICT ({', '.join(names[:keys])}) DO UPDATE SET {anew}", rows
        )
