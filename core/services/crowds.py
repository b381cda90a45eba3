"""Crowds: customers to whom the same holds in everything that decides their way, found by the column, so that one answers for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy
from sqlmodel import Session

from core.db.bulk import read_rows
from core.db.queries import crowd_columns as columns
from core.db.tables import Authorisation, Company, OptOut
from core.services import arrays, people, spoken
from core.services.owed import disputing_in, last_paid_by, plainly_owed_by
from core.services.triggers import Target

_VALID = {"missing": 0, "invalid": 1, "valid": 2}
_FLAWED = (1 << len(columns.FLAWS)) - 1


@dataclass(frozen=True, slots=True)
class Crowd:
    """Places of targets in their chunk, whose they are, the currency of all, and by channel the contact point of each (0: none)."""

    currency: str
    places: Any
    customers: Any
    points: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: channels as the gate knows them, the one currency (None: each target's own, else what is owed), tolerance, moment."""

    channels: Sequence[str]
    currency: str | None
    home: str
    tolerance: int
    now: datetime
    simulated: bool


def found_in(session: Session, company: Company, chunk: Sequence[Target], asked: Asked) -> tuple[list[Crowd], list[int]]:
    """The crowds among some targets, and the places of those who must be asked for alone.

    Alone are those with a contact behind or before them, a live promise, a dispute, or debts in several currencies of which none is named.
    """
    whose = numpy.fromiter((target.customer_id for target in chunk), dtype=numpy.int64, count=len(chunk))
    ids = numpy.unique(whose)
    reader = _Reader(session, ids, asked, asked.now.astimezone(ZoneInfo(company.timezone)).date())
    row, kind = arrays.places(ids, whose), reader.kinds()
    currency, is_torn, money = _money(chunk, row, reader.owed(), asked)
    points = reader.points()
    told = (kind, reader.channels(Authorisation), reader.channels(OptOut), reader.paid())
    states = (points[channel][0] for channel in asked.channels)
    days = numpy.fromiter((target.day.toordinal() for target in chunk), dtype=numpy.int64, count=len(chunk))
    mark = arrays.combined([currency.places, money, days - days.min(initial=days[0]), *(column[row] for column in (*told, *states))])
    is_alone = reader.alone()[row] | is_torn
    crowds = []
    for places in _alike(mark, numpy.flatnonzero((kind[row] > 0) & ~is_alone)):
        own = row[places]
        crowds.append(Crowd(currency.names[currency.places[places[0]]], places, ids[own], {c: points[c][1][own] for c in asked.channels}))
    return crowds, numpy.flatnonzero((kind[row] > 0) & is_alone).tolist()


@dataclass(frozen=True, slots=True)
class _Currencies:
    names: list[str]
    places: Any


def _money(chunk: Sequence[Target], row: Any, owed: tuple[Any, Any, Any, list[str]], asked: Asked) -> tuple[_Currencies, Any, Any]:
    """Each target's currency, whether none of several is named for it, and the bits of what is owed in it, plus 1; 0 for nothing."""
    debtor, code, bits, names = owed
    place = {name: number for number, name in enumerate(names)}
    rows = int(row.max()) + 1
    counts = bits & 1 > 0
    own = numpy.full(rows, place[asked.home])
    inside = counts & (debtor < rows)
    own[debtor[inside]] = code[inside]
    named = [target.currency or asked.currency for target in chunk]
    for name in {name for name in named if name is not None} - place.keys():
        place[name] = len(names)
        names.append(name)
    wanted = numpy.fromiter((-1 if name is None else place[name] for name in named), dtype=numpy.int64, count=len(chunk))
    chosen = numpy.where(wanted < 0, own[row], wanted)
    is_torn = (wanted < 0) & (numpy.bincount(debtor[inside], minlength=rows)[row] > 1)
    keys = debtor * len(names) + code
    order = numpy.argsort(keys)
    at = arrays.places(keys[order], row * len(names) + chosen)
    return _Currencies(names, chosen), is_torn, numpy.where(at < 0, 0, bits[order][at] + 1) if len(keys) else numpy.zeros_like(row)


def _alike(mark: Any, kept: Any) -> list[Any]:
    """The kept places in groups of one mark, each in order."""
    if not len(kept):
        return []
    order = kept[numpy.argsort(mark[kept], kind="stable")]
    return numpy.split(order, numpy.flatnonzero(numpy.diff(mark[order])) + 1)


class _Reader:
    """Reads columns of some customers, each value in the place of its customer among their sorted ids."""

    def __init__(self, session: Session, ids: Any, asked: Asked, today: date) -> None:
        self.session, self.ids, self.asked, self.today = session, ids, asked, today
        self.listed, self.dialect = ids.tolist(), session.get_bind().dialect.name

    def kinds(self) -> Any:
        """A number for all who share what stands with the customer; 0 for whom there is nothing to do."""
        found = numpy.zeros(len(self.ids), dtype=numpy.int64)
        for number, (*_shared, joint) in enumerate(self._read(columns.kinds(self.dialect, self.listed)), 1):
            found[self._of(arrays.numbers(joint))] = number
        return found

    def channels(self, table: type[Authorisation] | type[OptOut]) -> Any:
        """The channels authorised, or left, as bits."""
        found = numpy.zeros(len(self.ids), dtype=numpy.int64)
        for bit, (_channel, joint) in enumerate(self._read(columns.channels(self.dialect, table, self.listed))):
            found[self._of(arrays.numbers(joint))] |= 1 << bit
        return found

    def points(self) -> dict[str, tuple[Any, Any]]:
        """By channel, how fit it is and the id of the contact point: the first fit one, else the last, the primary ones first."""
        joint = self._read(columns.points(self.dialect, self.listed))[0]
        whose, number, code = (arrays.numbers(column) for column in joint)
        place = arrays.places(self.ids, whose)
        order = numpy.lexsort((number, ~code & 1 << columns.PRIMARY, place))
        order = order[place[order] >= 0]
        place, number, code = place[order], number[order], code[order]
        return {channel: self._best(_fit(channel)[code], place, number) for channel in self.asked.channels}

    def _best(self, fit: Any, place: Any, number: Any) -> tuple[Any, Any]:
        state, point = numpy.zeros((2, len(self.ids)), dtype=numpy.int64)
        bad, good = numpy.flatnonzero(fit == _VALID["invalid"]), numpy.flatnonzero(fit == _VALID["valid"])[::-1]
        for chosen, value in ((bad, _VALID["invalid"]), (good, _VALID["valid"])):  # of several in one place the last one stays
            state[place[chosen]], point[place[chosen]] = value, number[chosen]
        return state, point

    def owed(self) -> tuple[Any, Any, Any, list[str]]:
        """Customer, currency and bits of each debt, and the currencies' names."""
        names = [self.asked.home]
        query = columns.owed(self.dialect, plainly_owed_by(self.listed), self.asked.tolerance, self.today)
        whose, currency, bits = self._read(query)[0]
        place, code, told = arrays.places(self.ids, arrays.numbers(whose)), arrays.codes(currency, names), arrays.numbers(bits)
        kept = place >= 0
        return place[kept], code[kept].astype(numpy.int64), told[kept], names

    def paid(self) -> Any:
        """The last day of a payment within a month, counted from 1; 0 for none."""
        since = self.today - spoken.LOOK_BACK
        whose, day = self._read(columns.last_paid(self.dialect, last_paid_by(self.listed, since)))[0]
        found, place = numpy.zeros(len(self.ids), dtype=numpy.int64), arrays.places(self.ids, arrays.numbers(whose))
        found[place[place >= 0]] = arrays.days(day)[place >= 0] - since.toordinal() + 1
        return found

    def alone(self) -> Any:
        """True for those who must be asked for alone."""
        some = spoken.involved_in(self.session, self.listed, self.asked.now, simulated=self.asked.simulated)
        some |= people.promising_in(self.session, self.listed, self.today) | disputing_in(self.session, self.listed)
        found = numpy.zeros(len(self.ids), dtype=bool)
        found[self._of(numpy.fromiter(some, dtype=numpy.int64, count=len(some)))] = True
        return found

    def _of(self, customers: Any) -> Any:
        place = arrays.places(self.ids, customers)
        return place[place >= 0]

    def _read(self, query: Any) -> Sequence[Any]:
        return read_rows(self.session, query)


def _fit(channel: str) -> Any:
    """How fit a contact point is for a channel, by its code."""
    found = numpy.zeros(2 << columns.EMAIL, dtype=numpy.int64)
    for code in range(len(found)):
        line = "landline" if code >> columns.LANDLINE & 1 else None
        kind = "email" if code >> columns.EMAIL & 1 else "phone"
        found[code] = _VALID[dict(people.fitness(kind, line, code & _FLAWED)).get(channel, "missing")]
    return found
