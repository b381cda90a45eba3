"""Tables in HTML, as accounting programs save them under the name .xls: their rows as texts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from core.intake.encodings import detect_encoding
from core.intake.headers import find_header
from core.intake.meanings import SURE, name_score

MOST_SPAN = 300
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w\-]+)", re.I)
_NUMBER = re.compile(r"[^\w]*[\d.,\s'’-]*\d[\d.,\s'’()-]*\W*")
AMOUNTS = ("amount", "open_amount", "paid", "payment_amount")
_SKIPPED = ("script", "style", "head", "title")


class _Tables(HTMLParser):
    """Collects the rows of every table that holds cells; spanning cells fill the columns they cover with blanks. `spans` holds, per
    table, (row, column, rows covered) of cells that reach down."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.spans: list[list[tuple[int, int, int]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span, self._skipped = 1, 0
        self._places: list[int] = []  # of the open tables among all
        self._below: list[dict[int, int]] = []  # per open table: columns still covered by a cell above
        self._covered: list[set[int]] = []  # per open table: those of the row at hand

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag == "table":
            self._open.append([])
            self._below.append({})
            self._covered.append(set())
            self.tables.append(self._open[-1])
            self.spans.append([])
            self._places.append(len(self.spans) - 1)
        elif tag == "tr" and self._open:
            self._close_cell()
            self._start_row()
        elif tag in ("td", "th") and self._open and self._open[-1]:
            self._close_cell()
            self._start_cell(dict(attrs))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def _start_row(self) -> None:
        below = self._below[-1]
        self._covered[-1] = {column for column, rows in below.items() if rows > 0}
        for column in self._covered[-1]:
            below[column] -= 1
        self._open[-1].append([])

    def _start_cell(self, attrs: dict[str, str | None]) -> None:
        row, below = self._open[-1][-1], self._below[-1]
        while len(row) in self._covered[-1]:
            row.append("")
        self._cell, self._span = [], _span(attrs.get("colspan"))
        rows = _span(attrs.get("rowspan"))
        if rows > 1:
            self.spans[self._places[-1]].append((len(self._open[-1]) - 1, len(row), rows))
        for column in range(len(row), len(row) + self._span):
            if rows > 1:
                below[column] = rows - 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)
        elif tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag == "table" and self._open:
            self._close_cell()
            self._open.pop()
            self._below.pop()
            self._covered.pop()
            self._places.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._skipped:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            text = "\n".join(" ".join(line.split()) for line in "".join(self._cell).split("\n")).strip()
            self._open[-1][-1].extend([text] + [""] * (self._span - 1))
        self._cell = None


def _span(value: str | None) -> int:
    return min(int(value), MOST_SPAN) if value and value.isdecimal() else 1


def html_tables(path: Path) -> list[list[list[str]]]:
    """Every table of the file that has rows, in order: rows of cells as texts. Row numbers are the table's own, from 1."""
    head = path.read_bytes()[:4096]
    stated = _CHARSET.search(head)
    encoding = detect_encoding(path)
    if stated and not encoding.startswith("utf-16"):
        encoding = _usable(stated[1].decode("ascii"), encoding)
    parser = _Tables()
    with path.open(encoding=encoding, errors="replace") as file:
        while block := file.read(1 << 16):
            parser.feed(block)
    parser.close()
    for table, spans in zip(parser.tables, parser.spans, strict=True):
        _fill_spans(table, spans)
    return [table for table in parser.tables if any(len(row) > 1 for row in table)]


def _fill_spans(table: list[list[str]], spans: list[tuple[int, int, int]]) -> None:
    """A text that reaches down holds for each of its rows; what may be an amount is not repeated, or sums would grow."""
    numbers = []
    for top, column, rows in spans:
        text = table[top][column] if column < len(table[top]) else ""
        if not _NUMBER.fullmatch(text):
            _fill(table[top + 1 : top + rows], column, text)
        elif text.isalnum():
            numbers.append((top, column, rows))
    amounts = _amount_places(table) if numbers else set()
    for top, column, rows in numbers:
        if column not in amounts:
            _fill(table[top + 1 : top + rows], column, table[top][column])


def _fill(rows: list[list[str]], column: int, text: str) -> None:
    for row in rows:
        row += [""] * (column + 1 - len(row))
        row[column] = row[column] or text


def _amount_places(table: list[list[str]]) -> set[int]:
    """Columns that are called as amounts are; all of them in a table without names."""
    header = find_header(table)
    if header is None:
        return set(range(MOST_SPAN))
    return {place for place, name in enumerate(header.names) if max(name_score(name, field) for field in AMOUNTS) >= SURE}


def _usable(stated: str, detected: str) -> str:
    """The stated encoding where the bytes bear it out; UTF-8 files that claim another are common."""
    return stated if detected in ("latin-1", "cp1252") and stated.lower() not in ("utf-8", "utf8") and _exists(stated) else detected


def _exists(encoding: str) -> bool:
    import codecs

    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True
