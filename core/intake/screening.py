"""Rows before their cells are read: even widths, and which rows are no data at all (blank, totals, page headers, footers)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from csv import field_size_limit

from core.domain.readings import Ignored, Rejected
from core.intake.cells import Cell, Chunk, clean, number_text
from core.intake.grid import Grid
from core.intake.meanings import normal
from core.intake.sentences import REASONS
from core.intake.titles import names_no_customer, read_title
from core.intake.words import FOOTERS, TOTALS

_TOTAL = re.compile(r"^\W*" + TOTALS, re.I)
_GRAND = re.compile(r"^\W*(?:gran|grand)?\s*(?:total|suma)", re.I)
_SUB = re.compile(r"^\W*sub", re.I)
_FOOTER = re.compile(r"^\W*" + FOOTERS, re.I)
_CUT = re.compile(r"[;|\t].*[;|\t]")  # a row that another sign parts is no footer
SHOWN = 2_000  # letters kept of a row that could not be taken apart
_UNDECODED = re.compile("[\udc80-\udcff]")


def as_texts(row: Sequence[Cell]) -> list[str]:
    """The row as a person reads it; lone surrogates of undecodable bytes are shown as a question mark."""
    return [_UNDECODED.sub("\ufffd", number_text(cell)) for cell in row]


def reject(row: int, column: str | None, reason: str, cells: Sequence[Cell], **values: object) -> Rejected:
    """A refused row with the sentence of its reason."""
    return Rejected(row, column, reason, REASONS[reason], {"column": column or "", **values}, as_texts(cells))


def _broken(number: int, line: str) -> Rejected:
    """A row that the reader gave up on: for a cell of more letters than any table holds, else for its quotes."""
    most = field_size_limit()
    return reject(number, None, "too_large" if len(line) > most else "bad_quoting", [line[:SHOWN]], most=most)


class Screen:
    """Evens the rows of one table. `short` holds the positions, in the last chunk, of rows that lacked cells."""

    def __init__(self, headers: Sequence[str], may_be_undecoded: bool) -> None:
        self.headers, self.width = list(headers), len(headers)
        self.may_be_undecoded = may_be_undecoded
        self.short: set[int] = set()
        self._names = [normal(header) for header in headers]

    def even(self, chunk: Chunk) -> tuple[Sequence[int], Sequence[list[Cell]], list[Rejected], list[Ignored]]:
        """(row numbers, rows of exactly the table's width, rejected, ignored)."""
        self.short = set()
        rejected = [_broken(number, line.rstrip("\n")) for number, line in chunk.broken]
        widths = {chunk.rows.width} if isinstance(chunk.rows, Grid) else set(map(len, chunk.rows))
        if not self.may_be_undecoded and widths <= {self.width}:
            return chunk.numbers, chunk.rows, rejected, [*chunk.ignored]
        numbers: list[int] = []
        rows: list[list[Cell]] = []
        ignored = [*chunk.ignored]
        for number, row in zip(chunk.numbers, chunk.rows, strict=True):
            if not row:
                ignored.append(Ignored(number, "blank"))
            elif self.may_be_undecoded and any(_UNDECODED.search(cell) for cell in row):
                rejected.append(reject(number, None, "encoding_error", row))
            elif len(row) <= self.width or not any(map(clean, row[self.width :])):
                if len(row) < self.width:
                    self.short.add(len(rows))
                numbers.append(number)
                rows.append([*row[: self.width], *[""] * (self.width - len(row))])
            else:
                rejected.append(reject(number, None, "ragged_row", row, found=len(row), expected=self.width))
        return numbers, rows, rejected, ignored

    def why_no_data(self, row: Sequence[Cell]) -> str | None:
        """blank, header_repeated, total, subtotal or footer where a row that lacks something is no data; None otherwise."""
        texts = [clean(cell) for cell in row]
        said = [text for text in texts if text]
        if not said or all(set(text) <= set("-=_*. ") for text in said):
            return "blank"
        same = sum(bool(text) and normal(text) == name for text, name in zip(texts, self._names, strict=True))
        if same >= 2 and same * 2 >= len(said):
            return "header_repeated"
        if any(_TOTAL.match(text) for text in said):
            return "subtotal" if any(_SUB.match(text) for text in said) or not any(_GRAND.match(text) for text in said) else "total"
        if len(said) == 1 and (title := read_title(row)) and names_no_customer(title):
            return "title"
        if _FOOTER.match(said[0]) or (len(said) == 1 and len(row) > 2 and len(said[0]) > 12 and not _CUT.search(said[0])):
            return "footer"
        return None
