"""Tables in HTML, as accounting programs save them under the name .xls: their rows as texts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from core.intake.encodings import detect_encoding

MOST_SPAN = 300
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w\-]+)", re.I)
_SKIPPED = ("script", "style", "head", "title")


class _Tables(HTMLParser):
    """Collects the rows of every table that holds cells; spanning cells fill the columns they cover with blanks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span, self._skipped = 1, 0
        self._below: list[dict[int, int]] = []  # per open table: columns still covered by a cell above

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag == "table":
            self._open.append([])
            self._below.append({})
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._close_cell()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open and self._open[-1]:
            self._close_cell()
            self._start_cell(dict(attrs))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def _start_cell(self, attrs: dict[str, str | None]) -> None:
        row, below = self._open[-1][-1], self._below[-1]
        while below.get(len(row), 0) > 0:
            below[len(row)] -= 1
            row.append("")
        self._cell, self._span = [], _span(attrs.get("colspan"))
        rows = _span(attrs.get("rowspan"))
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
    return [table for table in parser.tables if any(len(row) > 1 for row in table)]


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
