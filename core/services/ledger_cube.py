"""The ledger as a cube: what happened, by due day and day of happening, from which every figure as of any date is a sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from core.db.queries import insight_sql as sql

PORTION = 100_000
PLAIN = ("billed", "sales", "paid", "cash", "untouched")  # hundredths: owed from the day, sold, laid, received, left untouched
COUNTS = ("invoices", "begun", "done", "unrated")
COLUMNS = (*PLAIN, *(f"{name}_eq" for name in PLAIN), *COUNTS)
_DAY_BITS, _CURRENCY_BITS = 20, 6


@dataclass(frozen=True)
class Cells:
    """Rows of a cube as arrays: due day and day of happening (ordinals; day 1 is unknown), and a column of integers for each of COLUMNS.

    Amounts in hundredths. `billed` is owed from its day on, `sales` is the same by day of sale (the due day when no other is known),
    `paid` reduces what is open, `cash` is what came in on its day (openings are not), `untouched` leaves what has had no payment yet.
    """

    due: Any
    day: Any
    columns: dict[str, Any]

    def of(self, name: str, chosen: Any) -> int:
        """The sum of a column over chosen cells."""
        return int(self.columns[name][chosen].sum())

    def in_equivalents(self) -> Cells:
        """The same cells with their amounts in the company's currency."""
        return Cells(self.due, self.day, self.columns | {name: self.columns[f"{name}_eq"] for name in PLAIN})


@dataclass(frozen=True)
class Cube:
    """The whole ledger, cell by cell, in order of portfolio, currency, due day and day."""

    portfolio: Any
    currency: Any
    currencies: tuple[str, ...]
    cells: Cells

    def of(self, currency: str | None, portfolio_id: int | None) -> Cells:
        """The cells of one currency, or all, of one portfolio, or all."""
        chosen = self.portfolio == self.portfolio if portfolio_id is None else self.portfolio == portfolio_id
        if currency is not None:
            chosen = chosen & (self.currency == self.currencies.index(currency))
        cells = self.cells
        return Cells(cells.due[chosen], cells.day[chosen], {name: column[chosen] for name, column in cells.columns.items()})

    def currencies_of(self, portfolio_id: int | None) -> list[str]:
        """The currencies that occur, by code."""
        rows = self.currency if portfolio_id is None else self.currency[self.portfolio == portfolio_id]
        return sorted({self.currencies[place] for place in set(rows.tolist())})


def build(connection: Connection, home: str) -> Cube:
    """Read the ledger in portions and add it up by cell. `home` is the company's currency, that of the equivalents."""
    import numpy

    currencies: list[str] = [home]
    keys, sums = [], []
    for events in _portions(connection, currencies):
        key, columns = _add_up(events)
        keys.append(key)
        sums.append(columns)
    if not keys:
        nothing = numpy.zeros(0, dtype=numpy.int64)
        return Cube(nothing, nothing, tuple(currencies), Cells(nothing, nothing, dict.fromkeys(COLUMNS, nothing)))
    whole = {name: numpy.concatenate([columns[name] for columns in sums]) for name in COLUMNS}
    key, columns = _add_up([(numpy.concatenate(keys), whole)])
    mask = (1 << _DAY_BITS) - 1
    cells = Cells((key >> _DAY_BITS) & mask, key & mask, columns)
    shift = 2 * _DAY_BITS
    return Cube(key >> (shift + _CURRENCY_BITS), (key >> shift) & ((1 << _CURRENCY_BITS) - 1), tuple(currencies), cells)


def _portions(connection: Connection, currencies: list[str]) -> Iterator[list[tuple[Any, dict[str, Any]]]]:
    dialect = connection.dialect.name
    last = connection.execute(text("SELECT coalesce(max(id), 0) FROM invoice")).scalar_one()
    for after in range(0, last, PORTION):
        span = {"after": after, "upto": after + PORTION}
        invoices = connection.execute(text(sql.invoices(dialect)), span).one()
        if invoices[0] is not None:
            allocations = connection.execute(text(sql.allocations(dialect)), span).one()
            yield _events(_invoices(invoices, currencies), allocations)


def _invoices(row: Any, currencies: list[str]) -> dict[str, Any]:
    import numpy

    from core.services import arrays

    ids = arrays.numbers(row[0])
    found = {
        "id": ids, "portfolio": arrays.numbers(row[1]), "currency": arrays.codes(row[2], currencies),
        "due": arrays.days(row[3]), "issued": arrays.days(row[4]), "cents": arrays.numbers(row[5]), "rate": arrays.numbers(row[6]),
    }  # fmt: skip
    order = numpy.argsort(ids, kind="stable")
    return {name: column[order] for name, column in found.items()}


def _events(invoices: dict[str, Any], allocations: Any) -> list[tuple[Any, dict[str, Any]]]:
    """(keys, columns) of everything that happened to some invoices."""
    import numpy

    issued, due, cents = invoices["issued"], invoices["due"], invoices["cents"]
    is_home = invoices["currency"] == 0
    rate = numpy.where(is_home, 1_000_000, invoices["rate"])
    worth = equivalents(cents, rate)
    place = ((invoices["portfolio"] << _CURRENCY_BITS) | invoices["currency"]) << _DAY_BITS | due
    one = numpy.ones_like(cents)
    sold = numpy.where(issued > 1, issued, due)
    unrated = (rate == 0).astype(numpy.int64)
    made = [
        (place << _DAY_BITS | issued, {"billed": cents, "billed_eq": worth, "invoices": one, "unrated": unrated}),
        (place << _DAY_BITS | sold, {"sales": cents, "sales_eq": worth}),
    ]
    return made if allocations[0] is None else made + _payments(invoices, place, rate, worth, allocations)


def _payments(invoices: dict[str, Any], place: Any, rate: Any, worth: Any, allocations: Any) -> list[tuple[Any, dict[str, Any]]]:
    import numpy

    from core.services import arrays

    target = arrays.numbers(allocations[0])
    at = numpy.minimum(numpy.searchsorted(invoices["id"], target), len(invoices["id"]) - 1)
    known = invoices["id"][at] == target
    at, paid_on, laid = at[known], arrays.days(allocations[1])[known], arrays.numbers(allocations[2])[known]
    is_opening, own_rate = arrays.numbers(allocations[3])[known] == 1, arrays.numbers(allocations[4])[known]
    issued, cents = invoices["issued"], invoices["cents"]
    counts_on = numpy.where(is_opening, issued[at], numpy.maximum(paid_on, issued[at]))
    own_rate = numpy.where((own_rate == 0) | (rate[at] == 1_000_000), rate[at], own_rate)
    total = numpy.zeros_like(cents)
    first, last = numpy.full_like(cents, (1 << _DAY_BITS) - 1), numpy.ones_like(cents)
    numpy.add.at(total, at, laid)
    numpy.minimum.at(first, at, counts_on)
    numpy.maximum.at(last, at, counts_on)
    begun, done, came = total > 0, total >= cents, ~is_opening
    received, ones = laid[came], numpy.ones_like(cents)
    return [
        (place[at] << _DAY_BITS | counts_on, {"paid": laid, "paid_eq": equivalents(laid, rate[at])}),
        (place[at][came] << _DAY_BITS | paid_on[came], {"cash": received, "cash_eq": equivalents(received, own_rate[came])}),
        (place[begun] << _DAY_BITS | first[begun], {"untouched": cents[begun], "untouched_eq": worth[begun], "begun": ones[begun]}),
        (place[done] << _DAY_BITS | last[done], {"done": ones[done]}),
    ]


def equivalents(cents: Any, rate_micros: Any) -> Any:
    """Hundredths in the company's currency, half up, in parts so that large amounts do not overflow; 0 where there is no rate."""
    whole, rest = rate_micros // 1_000_000, rate_micros % 1_000_000
    return cents * whole + (cents * rest + 500_000) // 1_000_000


def _add_up(events: list[tuple[Any, dict[str, Any]]]) -> tuple[Any, dict[str, Any]]:
    """Unique keys in order and the sums of each column."""
    import numpy

    keys, places = numpy.unique(numpy.concatenate([key for key, _columns in events]), return_inverse=True)
    sums = {name: numpy.zeros(len(keys), dtype=numpy.int64) for name in COLUMNS}
    start = 0
    for key, columns in events:
        own = places[start : start + len(key)]
        start += len(key)
        for name, column in columns.items():
            numpy.add.at(sums[name], own, column)
    return keys, sums
