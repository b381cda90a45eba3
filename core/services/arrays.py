"""Columns that the database joined to texts, as arrays of numbers; days are counted as `date.toordinal` does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy

EPOCH = 719_163  # date(1970, 1, 1).toordinal()


def numbers(joined: str | None) -> Any:
    """Integers joined by commas."""
    return numpy.fromstring(joined or "", dtype=numpy.int64, sep=",")


def _letters(joined: str | None, width: int) -> Any:
    """The bytes of texts that are all equally long: a row each."""
    return numpy.frombuffer((joined or "").encode(), dtype=numpy.uint8).reshape(-1, width)


def days(joined: str | None) -> Any:
    """Dates of ten characters each, as ordinals: each distinct one is worked out once."""
    digits = _letters(joined, 10)
    packed = digits[:, 0].astype(numpy.int32)
    for place in (1, 2, 3, 5, 6, 8, 9):
        packed *= 10
        packed += digits[:, place]
    packed -= 11_111_111 * ord("0")
    if not len(packed):
        return packed.astype(numpy.int64)
    first = int(packed.min())
    seen = numpy.zeros(int(packed.max()) - first + 1, dtype=numpy.int64)
    seen[packed - first] = 1
    for offset in numpy.flatnonzero(seen).tolist():
        number = first + offset
        seen[offset] = date(number // 10_000, number // 100 % 100, number % 100).toordinal()
    return seen[packed - first]


def instants(joined: str | None) -> Any:
    """Instants of 26 characters each, as microseconds since 1970."""
    return _letters(joined, 26).view("S26")[:, 0].astype("datetime64[us]").astype(numpy.int64)


def codes(joined: str | None, known: list[str]) -> Any:
    """Codes of three letters each, as places in a list, which grows by those that are new."""
    letters = _letters(joined, 3)
    packed = letters[:, 0].astype(numpy.int32) << 16 | letters[:, 1].astype(numpy.int32) << 8 | letters[:, 2]
    found = numpy.full(len(packed), -1, dtype=numpy.int32)
    for place, name in enumerate(known):
        found[packed == int.from_bytes(name.encode(), "big")] = place
    while (rest := numpy.flatnonzero(found < 0)).size:
        first = packed[rest[0]]
        known.append(int(first).to_bytes(3, "big").decode())
        found[packed == first] = len(known) - 1
    return found


def places(keys: Any, wanted: Any) -> Any:
    """The place of each wanted number among sorted keys, -1 where it is none of them."""
    if not len(keys) or not len(wanted):
        return numpy.full(len(wanted), -1)
    if keys[-1] < 4 * len(keys) + 10_000 and wanted.min() >= 0:  # a table of all numbers is small, and ten times as fast
        table = numpy.full(max(int(keys[-1]), int(wanted.max())) + 1, -1)
        table[keys] = numpy.arange(len(keys))
        return table[wanted]
    found = numpy.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return numpy.where(keys[found] == wanted, found, -1)


def summed(at: Any, cents: Any, rows: int) -> Any:
    """Sums of integers by place, exact as long as they fit 64 bits; bincount adds floats, which are exact up to 53."""
    if not len(cents) or max(-int(cents.min()), int(cents.max())) * len(cents) < 1 << 53:
        return numpy.bincount(at, cents, rows).astype(numpy.int64)
    low = numpy.bincount(at, cents & ((1 << 26) - 1), rows).astype(numpy.int64)
    return (numpy.bincount(at, cents >> 26, rows).astype(numpy.int64) << 26) + low


def dates(ordinals: Any) -> list[str | None]:
    """Days as ISO text, 0 as None."""
    if not len(ordinals):
        return []
    kept, back = numpy.unique(ordinals, return_inverse=True)
    texts = numpy.array([str(numpy.datetime64(int(day) - EPOCH, "D")) if day else None for day in kept], dtype=object)
    return texts[back].tolist()


def moments(micros: Any, zone: str) -> list[str | None]:
    """Instants as text without a zone and with one, as the database wants it; 0 as None."""
    texts = numpy.full(len(micros), None, dtype=object)
    some = numpy.flatnonzero(micros)
    told = numpy.datetime_as_string(micros[some].astype("datetime64[us]")).tolist()
    texts[some] = [moment.replace("T", " ") + zone for moment in told]
    return texts.tolist()


def words(names: Sequence[Any], chosen: Any) -> list[Any]:
    """The names at some places."""
    return numpy.array([*names, ""], dtype=object)[chosen].tolist()


def mixed(columns: Sequence[Any], rows: int) -> Any:
    """A mark of 64 bits for each row of some columns of integers: equal rows have equal ones, others hardly ever."""
    mark = numpy.full(rows, 0x9E3779B97F4A7C15, dtype=numpy.uint64)
    for column in columns:
        mark = (mark ^ numpy.asarray(column).astype(numpy.int64).view(numpy.uint64)) * numpy.uint64(0xBF58476D1CE4E5B9)
        mark ^= mark >> numpy.uint64(31)
    return mark


def combined(columns: Sequence[Any]) -> Any:
    """One integer for each row of some columns of integers from 0: equal for equal rows and for no others."""
    whole, room = numpy.zeros(len(columns[0]), dtype=numpy.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if room * width >= 1 << 62:
            whole = numpy.unique(whole, return_inverse=True)[1]
            room = int(whole.max(initial=0)) + 1
        whole, room = whole * width + column, room * width
    return whole
