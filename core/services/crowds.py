"""Crowds: customers to whom the same holds in everything that decides their way, found by the column, so that one answers for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy
from sqlmodel import Session

from core.db.bulk import read_rows
from core.db.queries import crowd_columns as columns
from core.db.tables import Authorisation, Company, OptOut
from core.services import arrays, packs, people, spoken
from core.services.owed import credited_in, disputing_in, last_paid_by, plainly_owed_by
from core.services.triggers import Target

_VALID = {"missing": 0, "invalid": 1, "valid": 2}
_FLAWED = (1 << len(columns.FLAWS)) - 1


@dataclass(frozen=True, slots=True)
class Crowd:
    """Messages: places of their targets in the chunk, whose, the currency of all, of each what is open and its contact point (0: none)."""

    currency: str
    places: Any
    customers: Any
    open_cents: Any
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

    Alone are those with a contact behind or before them, a live promise, a dispute, a credit, or a phone that tells where they live.
    """
    whose = numpy.fromiter((target.customer_id for target in chunk), dtype=numpy.int64, count=len(chunk))
    ids = numpy.unique(whose)
    reader = _Reader(session, ids, asked, company)
    row, kind = arrays.places(ids, whose), reader.kinds()
    money, (points, is_told) = _money(chunk, row, reader.owed(), asked), reader.points()
    told = (kind, reader.channels(Authorisation), reader.channels(OptOut), reader.paid(), *(points[c][0] for c in asked.channels))
    days = numpy.fromiter((target.day.toordinal() for target in chunk), dtype=numpy.int64, count=len(chunk))[money.places]
    row = row[money.places]
    mark = arrays.combined([money.currency, money.bits, days - days.min(initial=days[0]), *(column[row] for column in told)])
    is_alone, lives = reader.alone() | is_told, kind > 0
    found = []
    for alike in _alike(mark, numpy.flatnonzero((lives & ~is_alone)[row])):
        own, name = row[alike], money.names[money.currency[alike[0]]]
        found.append(Crowd(name, money.places[alike], ids[own], money.cents[alike], {c: points[c][1][own] for c in asked.channels}))
    return found, numpy.unique(money.places[(lives & is_alone)[row]]).tolist()


@dataclass(frozen=True, slots=True)
class _Debts:
    """One place for each customer and currency: places of both, hundredths, bits of `columns.owed`."""

    names: list[str]
    debtor: Any
    currency: Any
    cents: Any
    bits: Any


@dataclass(frozen=True, slots=True)
class _Money:
    """One place for each message: the place of its target, its currency, hundredths open, bits plus 1 (0: nothing)."""

    names: list[str]
    places: Any
    currency: Any
    cents: Any
    bits: Any


def _money(chunk: Sequence[Target], row: Any, debts: _Debts, asked: Asked) -> _Money:
    """A message for each target in the currency named for it, else in each one owed, else in the company's own."""
    place = {name: number for number, name in enumerate(debts.names)}
    named = [target.currency or asked.currency for target in chunk]
    for name in {name for name in named if name is not None} - place.keys():
        place[name] = len(place)
    names, rows = list(place), int(row.max()) + 1
    keys = debts.debtor * len(names) + debts.currency
    order = numpy.argsort(keys)
    owing = order[(debts.bits[order] & 1 > 0) & (debts.debtor[order] < rows)]
    many = numpy.bincount(debts.debtor[owing], minlength=rows)
    wanted = numpy.fromiter((-1 if name is None else place[name] for name in named), dtype=numpy.int64, count=len(chunk))
    each = numpy.where(wanted < 0, many[row].clip(min=1), 1)
    places = numpy.repeat(numpy.arange(len(chunk)), each)
    nth = numpy.arange(len(places)) - (numpy.cumsum(each) - each)[places]
    own = numpy.append(debts.currency[owing], place[asked.home])
    debt = numpy.where(many[row] > 0, (numpy.cumsum(many) - many)[row], len(own) - 1)[places] + nth
    chosen = numpy.where(wanted[places] < 0, own[numpy.where(wanted[places] < 0, debt, 0)], wanted[places])
    at = arrays.places(keys[order], row[places] * len(names) + chosen)
    cents, bits = (numpy.append(column[order], nothing)[at] for column, nothing in ((debts.cents, 0), (debts.bits + 1, 0)))
    return _Money(names, places, chosen, cents, bits)


def _alike(mark: Any, kept: Any) -> list[Any]:
    """The kept places in groups of one mark, each in order."""
    if not len(kept):
        return []
    order = kept[numpy.argsort(mark[kept], kind="stable")]
    return numpy.split(order, numpy.flatnonzero(numpy.diff(mark[order])) + 1)


class _Reader:
    """Reads columns of some customers, each value in the place of its customer among their sorted ids."""

    def __init__(self, session: Session, ids: Any, asked: Asked, company: Company) -> None:
        self.session, self.ids, self.asked, self.home = session, ids, asked, company.country
        self.today = asked.now.astimezone(ZoneInfo(company.timezone)).date()
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

    def points(self) -> tuple[dict[str, tuple[Any, Any]], Any]:
        """By channel, how fit it is and the id of the contact point: the first fit one, else the last, the primary ones first.

        And whether a phone may tell that a customer lives elsewhere than the others.
        """
        joint = self._read(columns.points(self.dialect, self.listed, packs.phone_prefixes(self.home)))[0]
        whose, number, code = (arrays.numbers(column) for column in joint)
        place = arrays.places(self.ids, whose)
        order = numpy.lexsort((number, ~code & 1 << columns.PRIMARY, place))
        order = order[place[order] >= 0]
        place, number, code = place[order], number[order], code[order]
        telling = 1 << columns.FOREIGN | (1 << columns.LANDLINE if len(packs.zones_of(self.home)) > 1 else 0)
        is_told = numpy.zeros(len(self.ids), dtype=bool)
        is_told[place[code & telling > 0]] = True
        return {channel: self._best(_fit(channel)[code], place, number) for channel in self.asked.channels}, is_told

    def _best(self, fit: Any, place: Any, number: Any) -> tuple[Any, Any]:
        state, point = numpy.zeros((2, len(self.ids)), dtype=numpy.int64)
        bad, good = numpy.flatnonzero(fit == _VALID["invalid"]), numpy.flatnonzero(fit == _VALID["valid"])[::-1]
        for chosen, value in ((bad, _VALID["invalid"]), (good, _VALID["valid"])):  # of several in one place the last one stays
            state[place[chosen]], point[place[chosen]] = value, number[chosen]
        return state, point

    def owed(self) -> _Debts:
        """What is owed in each currency."""
        names = [self.asked.home]
        query = columns.owed(self.dialect, plainly_owed_by(self.listed), self.asked.tolerance, self.today)
        whose, currency, *sums = self._read(query)[0]
        place, code = arrays.places(self.ids, arrays.numbers(whose)), arrays.codes(currency, names).astype(numpy.int64)
        kept = place >= 0
        cents, bits = (arrays.numbers(column)[kept] for column in sums)
        return _Debts(names, place[kept], code[kept], cents, bits)

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
        some |= credited_in(self.session, self.listed)
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
    found = numpy.zeros(2 << columns.FOREIGN, dtype=numpy.int64)
    for code in range(len(found)):
        line = "landline" if code >> columns.LANDLINE & 1 else None
        kind = "email" if code >> columns.EMAIL & 1 else "phone"
        found[code] = _VALID[dict(people.fitness(kind, line, code & _FLAWED)).get(channel, "missing")]
    return found
