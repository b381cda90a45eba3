"""One chunk of rows as records, with what is refused, ignored and worth saying of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from core.domain.invoice_columns import InvoiceColumns
from core.domain.readings import Batch, Ignored, Rejected
from core.intake.cells import Chunk, clean, number_text
from core.intake.columns import Columns, Layout
from core.intake.layouts import AMOUNTS
from core.intake.screening import Screen, reject
from core.intake.sentences import SHORTENED
from core.intake.sums import Sums

_KEEPS = ("duplicate_invoice", "duplicate_conflict", "duplicate_payment", "duplicate_customer")


def make_batch(chunk: Chunk, screen: Screen, columns: Columns, maker: Any, sums: Sums) -> Batch:
    """One chunk of rows as records, with what is refused, ignored and worth saying; totals in it are checked by `sums`."""
    numbers, rows, rejected, ignored = screen.even(chunk)
    if not rows:
        return Batch([], rejected, ignored, [], chunk.done)
    columns.take(numbers, rows)
    records = maker.records()
    flaws = sorted(columns.flaws.items())
    whys = {index: why for index, (reason, _name) in flaws if reason not in _KEEPS and (why := screen.why_no_data(rows[index]))}
    checked = _check_totals(records, chunk, rows, columns, whys, sums)
    if not flaws:
        return Batch(records, rejected, ignored, columns.warnings, chunk.done, checked)
    records = maker.without(records, columns.flaws)
    for index, (reason, name) in flaws:
        if why := whys.get(index):
            ignored.append(Ignored(numbers[index], why))
        else:
            rejected.append(_rejected(index, reason, name, rows[index], columns, screen))
    gone = {numbers[index] for index in columns.flaws}
    warnings = [warning for warning in columns.warnings if warning.row not in gone or warning.kind == "total_differs"]
    return Batch(records, sorted(rejected, key=lambda r: r.row), ignored, warnings, chunk.done, checked)


def _check_totals(
    records: Any, chunk: Chunk, rows: Sequence[Sequence[Any]], columns: Columns, whys: dict[int, str], sums: Sums
) -> tuple[int, int]:
    """Check the totals among the rows without data, and find those that are nothing but amounts; (agreeing, differing)."""
    if not isinstance(records, InvoiceColumns):
        return 0, 0
    events = [(index, "total") for index, why in whys.items() if why in ("subtotal", "total")]
    events += [(index, "amounts") for index in columns.flaws if index not in whys and _is_sum(rows[index], columns)]
    events += [(bisect_left(columns.numbers, one.row), "title") for one in chunk.ignored]
    before = sums.agreeing, sums.differing
    for index, differing in sums.take(records, sorted(events, key=lambda event: (event[0], event[1] != "title"))).items():
        whys.setdefault(index, "subtotal")
        if differing:
            columns.warn(index, "total_differs", stated=differing[0], summed=differing[1])
    return sums.agreeing - before[0], sums.differing - before[1]


def _is_sum(row: Sequence[Any], columns: Columns) -> bool:
    """Whether a row says nothing but amounts."""
    places = {place for name in AMOUNTS for place in columns.layout.positions.get(name, ())}
    said = {place for place, cell in enumerate(row) if clean(cell)}
    return bool(said) and said <= places


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
