"""A chunk of rows as columns, converted one column at a time: what is wrong is noted by position, the rest costs a lookup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.domain.readings import Warned
from core.intake import currencies, dates, identities
from core.intake.amounts import Amounts
from core.intake.cells import Cell, Flaw, Memo, Texts, clean, number_text
from core.intake.grid import Grid
from core.intake.sentences import WARNINGS


@dataclass(slots=True)
class Layout:
    """How a table is to be read: decided once, from the person's choices and from the whole of its columns."""

    kind: str
    headers: list[str]
    positions: dict[str, list[int]]
    date_order: str | None = None
    own_orders: dict[str, str] = field(default_factory=dict)  # of fields whose column shows another order than the rest
    decimal: str | None = None
    decimal_is_chosen: bool = False
    currency: str | None = None
    local_currency: str | None = None
    country: str | None = None


class Columns:
    """Converts the columns of one table, chunk after chunk. `flaws` maps positions to (reason, field); `warnings` is of this chunk."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.flaws: dict[int, tuple[str, str]] = {}
        self.warnings: list[Warned] = []
        self.numbers: Sequence[int] = ()
        self.columns: Sequence[Sequence[Cell]] = []
        self._texts = Texts()
        self._dates = dates.dates(layout.date_order)
        self._own_dates = {name: dates.dates(order) for name, order in layout.own_orders.items()}
        self._amounts = Amounts(layout.decimal, layout.decimal_is_chosen)
        self._memos: dict[str, Memo] = {}
        self._told: set[int] = set()

    def take(self, numbers: Sequence[int], rows: Sequence[Sequence[Cell]]) -> None:
        """Begin a new chunk of rows."""
        self.take_columns(numbers, rows.columns if isinstance(rows, Grid) else list(zip(*rows, strict=True)))

    def take_columns(self, numbers: Sequence[int], columns: Sequence[Sequence[Cell]]) -> None:
        """Begin a new chunk that is already in columns."""
        self.numbers, self.columns = numbers, columns
        self.flaws, self.warnings = {}, []

    def cells(self, name: str) -> Sequence[Cell] | None:
        """The raw cells of a field's (first) column; None without one."""
        places = self.layout.positions.get(name)
        return self.columns[places[0]] if places else None

    def refuse(self, index: int, reason: str, name: str) -> None:
        """Note why a row cannot come in; the first reason stays."""
        self.flaws.setdefault(index, (reason, name))

    def warn(self, index: int, kind: str, **values: Any) -> None:
        """Note something about a row that comes in."""
        self.tell(index, kind, WARNINGS[kind], **values)

    def tell(self, index: int, kind: str, msgid: str, **values: Any) -> None:
        """Note something about a row in a sentence of its own."""
        self.warnings.append(Warned(self.numbers[index], kind, msgid, values))

    def warn_once(self, index: int, owner: Any, kind: str, value: str, **values: Any) -> None:
        """Note something about a customer at the first row that shows it."""
        mark = hash((owner, kind, value))
        if mark not in self._told:
            self._told.add(mark)
            self.warn(index, kind, value=value, **values)

    def texts(self, name: str) -> list[str | None] | None:
        """Clean texts; those encoded twice are mended and said."""
        cells = self.cells(name)
        if cells is None:
            return None
        texts = self._texts.all(cells)
        for index in self._texts.repaired:
            self.warn(index, "text_repaired", value=texts[index] or "")
        return texts

    def numbers_of(self, name: str) -> list[str | None] | None:
        """Document numbers and codes as texts, with their zeros; one that a spreadsheet shortened is refused."""
        texts = self.texts(name)
        if texts and any("E+" in text for text in texts if text):
            for index, text in enumerate(texts):
                if text and identities.read_code(text) is Flaw.LOST:
                    texts[index] = None
                    self.refuse(index, "missing_mandatory", name)
        return texts

    def memo(self, name: str, read: Callable[[Cell], Any]) -> list[Any] | None:
        """A column through any reader of single cells."""
        cells = self.cells(name)
        if cells is None:
            return None
        if name not in self._memos:
            self._memos[name] = Memo(read)
        return self._memos[name].all(cells)

    def dates(self, name: str) -> list[Any] | None:
        """ISO dates; what is no date refuses its row."""
        cells = self.cells(name)
        if cells is None:
            return None
        reader = self._own_dates.get(name, self._dates)
        found = reader.all(cells)
        if reader.has_flaws and Flaw.BAD in found:
            for index, value in enumerate(found):
                if value is Flaw.BAD:
                    self.refuse(index, "bad_date", name)
                    found[index] = None
        return found

    def amounts(self, name: str) -> list[Any] | None:
        """Hundredths; what is none, or can be read two ways, refuses its row; unusual writing is said."""
        cells = self.cells(name)
        if cells is None:
            return None
        found = self._amounts.all(cells)
        for flaw, reason in ((Flaw.BAD, "bad_amount"), (Flaw.AMBIGUOUS, "ambiguous_amount")):
            if self._amounts.has_flaws and flaw in found:
                for index, value in enumerate(found):
                    if value is flaw:
                        self.refuse(index, reason, name)
                        found[index] = None
        if self._amounts.odd:
            for index, value in enumerate(cells):
                if value in self._amounts.odd:
                    self.warn(index, "ambiguous_amount", value=number_text(value))
        return found

    def currencies(self, amount: str = "amount") -> list[str | None] | str:
        """The currency of each row: its own column, else the sign beside the amount, else the file's; one text where all share it."""
        local, size = self.layout.local_currency, len(self.numbers)
        stated = self.memo("currency", lambda cell: _read_currency(cell, local))
        if not stated and not self._amounts.marks and self.layout.currency:
            return self.layout.currency
        marks = self._amounts.marks_of(self.cells(amount) or (), local) if self._amounts.marks else [None] * size
        result: list[Any] = [own or mark or self.layout.currency for own, mark in zip(stated or [None] * size, marks, strict=True)]
        if stated and self._amounts.marks:
            self._refuse_other_signs(amount, stated, marks)
        if Flaw.BAD in result:
            for index, value in enumerate(result):
                if value is Flaw.BAD:
                    self.refuse(index, "unsupported_currency", "currency" if stated else amount)
        return result

    def _refuse_other_signs(self, amount: str, stated: list[Any], marks: list[Any]) -> None:
        """A sign beside the amount that means another currency than its column: nobody knows which is right."""
        cells = self.cells(amount) or ()
        for index, (own, mark) in enumerate(zip(stated, marks, strict=True)):
            if own and mark and own != mark and not currencies.is_general(self._amounts.marks[cells[index]]):
                self.refuse(index, "ambiguous_amount", amount)


def _read_currency(cell: Cell, local: str | None) -> str | Flaw | None:
    text = clean(cell)
    return (currencies.currency_of(text, local) or Flaw.BAD) if text else None
