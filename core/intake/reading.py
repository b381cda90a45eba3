"""Understands a foreign file and reads it: the one door from a path to records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from core.domain.records import Batch, Choices, FileRefused, Ignored, Question, Reading, Rejected, Remembered, Totals, Understood
from core.intake import headers
from core.intake.cells import Chunk, clean, number_text, without_collector
from core.intake.columns import Columns, Layout
from core.intake.contacts import Contacts
from core.intake.guards import find_format
from core.intake.headers import Header
from core.intake.kinds import guess_kind, refuse_balances
from core.intake.layouts import Decision, Table, decide, describe, recall
from core.intake.meanings import guess_columns
from core.intake.payments import Payments
from core.intake.portfolio import Portfolio
from core.intake.screening import Screen, as_texts, reject
from core.intake.sentences import SHORTENED
from core.intake.sources import Source, open_source
from core.intake.statements import STATEMENTS, read_statement

SAMPLE = 20_000  # rows that decide date order and decimal sign; the whole file is asked when they cannot
MAKERS = {"portfolio": Portfolio, "payments": Payments, "contacts": Contacts}
_KEEPS = ("duplicate_invoice", "duplicate_conflict", "duplicate_payment", "duplicate_customer")


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
        known = recall(header.names, remembered)
        self.choices.kind = self.choices.kind or (known.kind if known else None)
        kind = self._find_kind(header, data, file_name)
        table = Table(header.names, data, self.has_more, lambda: self._every_row(header))
        decision = decide(table, kind, self.choices, known, country, currency)
        self.questions += decision.questions
        self.understood.remembered = known is not None
        describe(self.understood, decision.layout, decision.confidence)
        totals = Totals()
        sample = [as_texts(row) for row in data[:50]]
        return Reading(self.understood, self.questions, self._batches(header, decision, totals), totals, sample)

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
        first = [*self.source.warnings, *decision.warnings]
        for chunk in chain(_drain(self.chunks), self.stream):
            above = [
                Ignored(n, why)
                for n, row in zip(chunk.numbers, chunk.rows[:skipped], strict=False)
                if (why := _why_above(row, n, header, self.understood))
            ]
            rest = Chunk(chunk.numbers[skipped:], chunk.rows[skipped:], chunk.broken, chunk.done) if skipped else chunk
            skipped = max(0, skipped - len(chunk.rows))
            with without_collector():
                batch = make_batch(rest, screen, columns, maker)
            batch.ignored[:0], batch.warnings[:0] = above, first
            first = []
            _count(totals, batch)
            yield batch


def make_batch(chunk: Chunk, screen: Screen, columns: Columns, maker: Any) -> Batch:
    """One chunk of rows as records, with what is refused, ignored and worth saying."""
    numbers, rows, rejected, ignored = screen.even(chunk)
    if not rows:
        return Batch([], rejected, ignored, [], chunk.done)
    columns.take(numbers, rows)
    records = maker.records()
    if not columns.flaws:
        return Batch(records, rejected, ignored, columns.warnings, chunk.done)
    records = maker.without(records, columns.flaws)
    for index, (reason, name) in sorted(columns.flaws.items()):
        why = None if reason in _KEEPS else screen.why_no_data(rows[index])
        if why:
            ignored.append(Ignored(numbers[index], why))
        else:
            rejected.append(_rejected(index, reason, name, rows[index], columns, screen))
    gone = {numbers[index] for index in columns.flaws}
    warnings = [warning for warning in columns.warnings if warning.row not in gone]
    return Batch(records, sorted(rejected, key=lambda r: r.row), ignored, warnings, chunk.done)


def _rejected(index: int, reason: str, name: str, row: Sequence[Any], columns: Columns, screen: Screen) -> Rejected:
    layout: Layout = columns.layout
    places = layout.positions.get(name)
    column = layout.headers[places[0]] if places else None
    value = number_text(row[places[0]]) if places else ""
    if reason == "missing_mandatory" and index in screen.short:
        return reject(columns.numbers[index], column, "ragged_row", row, found=sum(map(bool, map(clean, row))), expected=screen.width)
    found = reject(columns.numbers[index], column or name, reason, row, value=value)
    if reason == "missing_mandatory" and clean(value):
        found.msgid = SHORTENED
    return found


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
