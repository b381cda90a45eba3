"""Totals that a file states, checked against its rows: by the section since any earlier total or title, or from the top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from core.domain.invoice_columns import InvoiceColumns
from core.domain.money import from_cents

AMOUNT, OPEN = 3, 4  # places of the amount and the open amount in InvoiceColumns


class Track:
    """The running sum of one column of hundredths, as written and with every sign taken off, and what it was where sections began."""

    def __init__(self) -> None:
        self.sum = self.bare = self.last = 0
        self._marks, self._bare_marks = {0}, {0}

    def add(self, values: Sequence[int | None]) -> None:
        """Add the values of rows that are data."""
        said: Any = [value for value in values if value is not None] if None in values else values
        if said:
            total = sum(said)
            self.sum += total
            self.bare += total if min(said) >= 0 else sum(map(abs, said))

    def mark(self) -> None:
        """A section ends here."""
        self.last = self.sum
        self._marks.add(self.sum)
        self._bare_marks.add(self.bare)

    def agrees(self, stated: int) -> bool:
        """Whether a total is that of some section that ends here."""
        return self.sum - stated in self._marks or self.bare - abs(stated) in self._bare_marks


class Sums:
    """Follows the amounts of one file. `agreeing` and `differing` count the totals checked so far; nothing is checked once two
    currencies were met."""

    def __init__(self) -> None:
        self.amount, self.open = Track(), Track()
        self.agreeing = self.differing = 0
        self._currency: Any = None
        self._is_mixed = False

    def take(self, records: InvoiceColumns, events: Iterable[tuple[int, str]]) -> dict[int, tuple[str, str] | None]:
        """Add the rows of a chunk. `events` are (position, what) in order: a "title" stands before the row there; a "total", or a row
        of "amounts" alone, is that row and no data. Gives by position (stated, summed) of totals that differ and None for those that
        agree; of amounts alone only those that agree are totals."""
        self._meet(records.columns[5])
        columns = records.columns[AMOUNT], records.columns[OPEN] or records.columns[AMOUNT]
        told: dict[int, tuple[str, str] | None] = {}
        start = 0
        for position, what in events:
            self._add(columns, start, position)
            start = position + (what != "title")
            if what == "title" or self._ends_section(columns, position, what, told):
                self.amount.mark()
                self.open.mark()
        self._add(columns, start, len(columns[0]))
        return told

    def _meet(self, currencies: Any) -> None:
        met = {currencies} if isinstance(currencies, str) else {one for one in currencies or () if isinstance(one, str)}
        self._currency = self._currency or next(iter(met), None)
        self._is_mixed = self._is_mixed or bool(met - {self._currency})

    def _add(self, columns: tuple[Any, Any], start: int, end: int) -> None:
        is_whole = start == 0 and end == len(columns[0])
        for track, column in zip((self.amount, self.open), columns, strict=True):
            track.add(column if is_whole else column[start:end])

    def _ends_section(self, columns: tuple[Any, Any], position: int, what: str, told: dict[int, tuple[str, str] | None]) -> bool:
        """Check one total and tell of it; whether a section ends with it."""
        pairs = [(track, column[position]) for track, column in zip((self.amount, self.open), columns, strict=True)]
        said = [(track, stated) for track, stated in pairs if stated is not None]
        if not said or self._is_mixed:
            return what == "total"
        wrong = next(((track, stated) for track, stated in said if not track.agrees(stated)), None)
        if wrong is None:
            self.agreeing += 1
            told[position] = None
        elif what == "total":
            self.differing += 1
            told[position] = str(from_cents(wrong[1])), str(from_cents(wrong[0].sum - wrong[0].last))
        return what == "total" or wrong is None
