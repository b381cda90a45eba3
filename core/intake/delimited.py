"""Text tables: which sign parts the columns, and rows in chunks with the line on which each begins."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from core.intake.cells import Chunk, without_collector
from core.intake.grid import Grid, read_grid
from core.intake.headers import strength

ROWS = 8_192  # rows in a chunk
LINES = 1 << 20  # characters of lines fetched at once
MOST_LINES = 60  # a record over more lines than this has lost a quote
DELIMITERS = (";", ",", "\t", "|")
SAMPLE_LINES = 400
DELIMITER_NAMES = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|", "space": " "}


def open_text(path: Path, encoding: str) -> TextIO:
    """The file as text with every kind of line end as \\n; bytes that do not decode become lone surrogates, to be found per row."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return path.open(encoding=encoding, errors=errors, newline=None)


def sample_lines(path: Path, encoding: str) -> list[str]:
    """The first lines of the file."""
    with open_text(path, encoding) as file:
        return [line[:20_000] for line in islice(file, SAMPLE_LINES)]


def stated_delimiter(lines: list[str]) -> str | None:
    """The sign that Excel's own first line "sep=;" states."""
    first = lines[0].strip() if lines else ""
    return first[4] if first.lower().startswith("sep=") and len(first) == 5 else None


def guess_delimiter(lines: list[str]) -> str | None:
    """The sign that cuts most lines evenly and lays bare the most names of columns; None when none cuts any."""
    scores = {}
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        except csv.Error:
            continue
        scores[delimiter] = _evenness(rows) * (1 + strength(rows))
    best = max(scores, key=lambda delimiter: scores[delimiter], default=None)
    return best if best and scores[best] else None


def _evenness(rows: list[list[str]]) -> float:
    wide = Counter(len(row) for row in rows if len(row) > 1)
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / len(rows) * (1 + min(width, 12) / 24)


class _Feeder:
    """Hands lines on to the reader and keeps those since the last mark, so that reading can begin again after a broken quote."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.first = file, 1
        self.held: list[list[str]] = []
        self.rest = self._blocks()

    def _blocks(self) -> Iterator[list[str]]:
        while lines := self.file.readlines(LINES):
            self.held.append(lines)
            yield lines

    def block(self) -> list[str]:
        """The next lines of the file; none at its end."""
        return next(self.rest, [])

    def lines(self) -> Iterator[str]:
        return chain.from_iterable(self.rest)

    def mark(self, line: int) -> None:
        """Forget the lines before this one."""
        while self.held and self.first + len(self.held[0]) <= line:
            self.first += len(self.held.pop(0))

    def from_line(self, line: int) -> Iterator[str]:
        """The lines from this number on: those held, then the rest of the file."""
        held = list(chain.from_iterable(self.held))[line - self.first :]
        return chain(held, self.lines())

    def line(self, number: int) -> str:
        index = number - self.first
        for lines in self.held:
            if index < len(lines):
                return lines[index]
            index -= len(lines)
        return ""


class Delimited:
    """A text table, read in chunks from the start each time it is asked."""

    format = "csv"

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.path, self.encoding, self.delimiter = path, encoding, delimiter

    def chunks(self) -> Iterator[Chunk]:
        """Rows in file order; blank lines are empty rows. A record whose quotes never close costs its first line alone."""
        size = max(self.path.stat().st_size, 1)
        with open_text(self.path, self.encoding) as file:
            feeder = _Feeder(file)
            line, width = 1, 0
            while block := feeder.block():
                rows = self._plain_rows(block)
                if rows is None:
                    yield from self._quoted(feeder, line, width, size)
                    return
                width = width or _usual_width(rows)
                yield Chunk(range(line, line + len(block)), rows, [], min(1.0, file.buffer.tell() / size))
                line += len(block)
                feeder.mark(line)

    def _plain_rows(self, lines: list[str]) -> Sequence[list[Any]] | None:
        """The rows of lines that hold one each, as columns where all have one width; None where only a parser can tell."""
        text = "".join(lines)
        if max(map(len, lines)) > csv.field_size_limit():
            return None
        text = text if text.endswith("\n") else text + "\n"
        if grid := read_grid(text, self.delimiter, len(lines)):
            return grid
        if '"' in text:
            return None
        with without_collector():
            return [line.split(self.delimiter) if line else [] for line in text[:-1].split("\n")]

    def _quoted(self, feeder: _Feeder, line: int, width: int, size: int) -> Iterator[Chunk]:
        """The rest of a file from the first block on in which cells are quoted."""
        lines = feeder.from_line(line)
        while True:
            feeder.mark(line)
            rows, taken, is_torn = self._take(lines)
            if not rows and not is_torn:
                return
            width = width or _usual_width(rows)
            numbers, good, torn_at = _place(rows, line, taken, width if not is_torn else -width, self.delimiter)
            broken = []
            line += taken
            if torn_at is not None:
                broken, rows = [(torn_at, feeder.line(torn_at))], rows[:good]
                line = torn_at + 1
                lines = feeder.from_line(line)
            yield Chunk(numbers, rows, broken, min(1.0, feeder.file.buffer.tell() / size))

    def _take(self, lines: Iterator[str]) -> tuple[list[list[Any]], int, bool]:
        """Up to ROWS rows, the number of lines they took, and whether the reader gave up at the next one."""
        reader = csv.reader(lines, delimiter=self.delimiter)
        rows: list[list[Any]] = []
        try:
            with without_collector():
                rows.extend(islice(reader, ROWS))
        except csv.Error:
            return rows, reader.line_num, True
        return rows, reader.line_num, False


def _usual_width(rows: Sequence[list[Any]]) -> int:
    if isinstance(rows, Grid):
        return rows.width
    widths = Counter(map(len, rows))
    widths.pop(0, None)
    return widths.most_common(1)[0][0] if widths else 0


def _place(rows: list[list[Any]], line: int, taken: int, width: int, delimiter: str) -> tuple[Any, int, int | None]:
    """Row numbers, how many rows are good, and the line of the first torn record. A negative width: the reader gave up after these."""
    if taken == len(rows) and width >= 0:
        return range(line, line + taken), len(rows), None
    numbers: list[int] = []
    for i, row in enumerate(rows):
        span = 1 + sum(cell.count("\n") for cell in row)
        if span > 1 and _is_torn(row, span, abs(width), delimiter):
            return numbers, i, line
        numbers.append(line)
        line += span
    return numbers, len(rows), line if width < 0 else None


def _is_torn(row: list[Any], span: int, width: int, delimiter: str) -> bool:
    """Whether a lost quote swallowed further records: too many lines, the wrong width, or whole records inside a cell."""
    if span > MOST_LINES or len(row) != width:
        return True
    return any(line.count(delimiter) >= max(1, width - 1) for cell in row if "\n" in cell for line in cell.split("\n")[1:-1])
