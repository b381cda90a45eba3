"""Understands a foreign file and reads it: the one door from a path to records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from core.domain.readings import Batch, Choices, Ignored, Question, Reading, Remembered, Totals, Understood, Warned
from core.domain.records import FileRefused
from core.intake import headers
from core.intake.batches import make_batch
from core.intake.cells import Chunk, clean, without_collector
from core.intake.columns import Columns
from core.intake.contacts import Contacts
from core.intake.groups import Groups, find_groups, title_above
from core.intake.guards import find_format
from core.intake.headers import Header
from core.intake.kinds import guess_kind, refuse_balances
from core.intake.layouts import Decision, Table, decide, describe, recall
from core.intake.meanings import NAMED_BY, guess_columns
from core.intake.payments import Payments
from core.intake.pivots import Pivot, find_pivot
from core.intake.portfolio import Portfolio
from core.intake.screening import Screen, as_texts
from core.intake.sentences import WARNINGS
from core.intake.sources import Source, open_source
from core.intake.statements import STATEMENTS, read_statement
from core.intake.sums import Sums

SAMPLE = 20_000  # rows that decide date order and decimal sign; the whole file is asked when they cannot
MAKERS = {"portfolio": Portfolio, "payments": Payments, "contacts": Contacts}


def understand(
    path: str | Path,
    file_name: str = "",
    kind: str | None = None,
    choices: Choices | None = None,
    company_country: str | None = None,
    company_currency: str | None = None,
    remembered: Iterable[Remembered] = (),
) -> Reading:
    """How a file is to be read, what must still be asked, and its records as an iterator of batches.

    `kind` is portfolio, payments, contacts or None to find out; countries are ISO alpha-2, currencies ISO 4217.
    Raises FileRefused (code one of FILE_REASONS) for a file that cannot be read at all.
    """
    path, choices = Path(path), replace(choices) if choices else Choices()
    choices.kind = choices.kind or kind
    choices.country, choices.currency = (code and code.strip().upper() for code in (choices.country, choices.currency))
    form = find_format(path)
    if form in STATEMENTS:
        return read_statement(path, form, choices, company_currency)
    understood = Understood()
    source = open_source(path, form, choices.kind, choices, understood)
    return _Table(source, choices, understood).read(file_name or path.name, company_country, company_currency, remembered)


class _Table:
    """One table on its way from chunks to a Reading."""

    def __init__(self, source: Source, choices: Choices, understood: Understood) -> None:
        self.source, self.choices, self.understood = source, choices, understood
        self.questions = list(source.questions)
        self.stream = source.table.chunks()
        self.chunks = _first(self.stream)
        self.has_more = sum(len(chunk.rows) for chunk in self.chunks) >= SAMPLE
        self.groups: Groups | Pivot | None = None

    def read(self, file_name: str, country: str | None, currency: str | None, remembered: Iterable[Remembered]) -> Reading:
        rows = [row for chunk in self.chunks for row in chunk.rows]
        numbers = [number for chunk in self.chunks for number in chunk.numbers]
        remembered = list(remembered)
        header = self._find_header(rows, numbers, [known.headers for known in remembered])
        self.understood.header_row = numbers[header.index] if header.index >= 0 else 0
        data = [row for row in rows[header.index + 1 :] if any(map(clean, row))]
        if not data:
            raise FileRefused("no_rows", "The file has a header but no rows.")
        headers.widen(header, data, self.understood.delimiter)
        header.names = as_texts(header.names)
        data = self._fill_groups(header, numbers, rows) or data
        known = recall(header.names, remembered)
        self.choices.kind = self.choices.kind or (known.kind if known else None)
        kind = self._find_kind(header, data, file_name)
        table = Table(header.names, data, self.has_more, lambda: self._every_row(header))
        decision = decide(table, kind, self._choices(), known, country, currency)
        self.questions += decision.questions
        self.understood.remembered = known is not None
        describe(self.understood, decision.layout, decision.confidence)
        totals = Totals()
        sample = [as_texts(row) for row in data[:50]]
        self.understood.groups = self.groups.examples if self.groups else []
        return Reading(self.understood, self.questions, self._batches(header, decision, totals), totals, sample)

    def _fill_groups(self, header: Header, numbers: Sequence[int], rows: list[Any]) -> list[Any]:
        """The rows of data with the customers of the titles above them, when the table is certainly of that shape; else none."""
        is_told = any(self.choices.columns.get(name) for name in NAMED_BY)
        if header.index < 0 or is_told or self.choices.kind not in (None, "portfolio"):
            return []
        numbered = list(zip(numbers, rows, strict=True))
        above = title_above(numbered[: header.first])
        first = [(above[0], rows[numbers.index(above[0])])] if above else []
        below = numbered[header.index + 1 :]
        self.groups = find_groups(header.names, first + below) or find_pivot(header.names, below)
        if self.groups is None:
            return []
        if above and isinstance(self.groups, Groups):
            self.groups.begin_above(*above)
        header.names = self.groups.names
        chunk = self.groups.fill(Chunk(numbers[header.index + 1 :], rows[header.index + 1 :], [], 0.0))
        return [row for row in chunk.rows if any(map(clean, row))]

    def _choices(self) -> Choices:
        """What the person fixed, and the columns into which titles were filled."""
        if self.groups is None:
            return self.choices
        filled = {field: place + 1 for field, place in self.groups.columns.items()}
        return replace(self.choices, columns=filled | self.choices.columns)

    def _warn_groups(self) -> list[Warned]:
        if self.groups is None:
            return []
        example = self.groups.examples[0]
        values = {"row": example["row"], "title": example["title"]}
        return [Warned(None, "customers_filled", WARNINGS["customers_filled"], values)]

    def _find_header(self, rows: Sequence[Sequence[Any]], numbers: Sequence[int], known: list[list[str]]) -> Header:
        wanted = self.choices.header_row
        if wanted is not None and wanted > 0:
            if wanted in numbers:
                return headers.header_at(rows, numbers.index(wanted))
            self.questions.append(
                Question("header_row", [], "The file has no row {row}. In which row are the names of the columns?", {"row": wanted})
            )
        named = [column for column in self.choices.columns.values() if isinstance(column, str) and not column.isdecimal()]
        found = (headers.named_header(rows, named) or headers.find_header(rows, known)) if wanted != 0 else None
        if found:
            return found
        width = max(map(len, rows), default=0)
        if width < 2:
            raise FileRefused("not_tabular", "This file is not a table: its lines have no columns.")
        if wanted is None:
            self._ask_header(rows, numbers, width)
        return headers.no_header(width)

    def _ask_header(self, rows: Sequence[Sequence[Any]], numbers: Sequence[int], width: int) -> None:
        """Names nobody knows above a table are asked about; text whose lines only happen to hold commas is refused."""
        said = [row for row in rows if row]
        is_even = sum(len(row) == width for row in said) * 2 >= len(said)
        has_values = any(headers.is_data(text) for row in said[:200] for text in as_texts(row) if text.strip())
        if self.understood.format == "csv" and not (is_even and has_values):
            raise FileRefused("not_tabular", "This file is not a table: its lines have no columns.")
        message = "In which row are the names of the columns? 0 means that there are none."
        choices = ["0", *(str(number) for row, number in zip(rows[:20], numbers, strict=False) if any(map(clean, row)))]
        self.questions.append(Question("header_row", choices, message))

    def _find_kind(self, header: Header, data: list[Any], file_name: str) -> str:
        kind, question = self.choices.kind, None
        if kind not in MAKERS:
            kind, question = guess_kind(header.names, data[:400], file_name)
        if question:
            self.questions.append(question)
        if kind == "portfolio" and not self.choices.columns.get("invoice"):
            refuse_balances(header.names, guess_columns(header.names, data[:400], kind))
        return kind

    def _every_row(self, header: Header) -> Iterator[Sequence[Any]]:
        """All data rows once more, from the file."""
        skipped = header.index + 1
        for chunk in self.source.table.chunks():
            yield from chunk.rows[skipped:]
            skipped = max(0, skipped - len(chunk.rows))

    def _batches(self, header: Header, decision: Decision, totals: Totals) -> Iterator[Batch]:
        if any(question.about in ("columns", "header_row") for question in self.questions):
            return
        screen, columns = Screen(header.names, self.source.may_be_undecoded), Columns(decision.layout)
        maker = MAKERS[decision.layout.kind](columns)
        skipped = header.index + 1
        first = [*self.source.warnings, *decision.warnings, *self._warn_groups()]
        groups, sums = self.groups and self.groups.again(), Sums()
        for chunk in chain(_drain(self.chunks), self.stream):
            above = [
                Ignored(n, why)
                for n, row in zip(chunk.numbers, chunk.rows[:skipped], strict=False)
                if (why := _why_above(row, n, header, self.understood))
            ]
            rest = Chunk(chunk.numbers[skipped:], chunk.rows[skipped:], chunk.broken, chunk.done) if skipped else chunk
            skipped = max(0, skipped - len(chunk.rows))
            with without_collector():
                batch = make_batch(groups.fill(rest) if groups else rest, screen, columns, maker, sums)
            batch.ignored[:0], batch.warnings[:0] = above, first
            first = []
            _count(totals, batch)
            yield batch


def _first(stream: Iterator[Chunk]) -> list[Chunk]:
    chunks, rows = [], 0
    for chunk in stream:
        chunks.append(chunk)
        rows += len(chunk.rows)
        if rows >= SAMPLE:
            break
    return chunks


def _drain(chunks: list[Chunk]) -> Iterator[Chunk]:
    """The chunks in order, each let go once it is handed on."""
    while chunks:
        yield chunks.pop(0)


def _why_above(row: Sequence[Any], number: int, header: Header, understood: Understood) -> str | None:
    if number == understood.header_row or not any(map(clean, row)):
        return None if number == understood.header_row else "blank"
    return "separator" if str(row[0]).lower().startswith("sep=") else "title"


def _count(totals: Totals, batch: Batch) -> None:
    totals.accepted += len(batch.records)
    totals.rejected += len(batch.rejected)
    totals.ignored += len(batch.ignored)
    totals.rows = totals.accepted + totals.rejected
