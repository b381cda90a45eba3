"""The number of a document, where a file parts it: series and folio, point of sale and number; and one of its installments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.intake.cells import Cell, clean
from core.intake.columns import Columns, Layout
from core.intake.installments import FIELD as INSTALLMENT
from core.intake.installments import number_of, read_part
from core.intake.meanings import normal

SERIES = "series"
LONGEST = 10  # letters of a series
_CONSECUTIVE = ("consecutivo", "numero consecutivo", "nro consecutivo")
_WHOLE = frozenset({"serie", "series", "uuid", "fiscal"})


def document_numbers(columns: Columns) -> list[Any]:
    """The number of each row's document, or of its installment; None where there is none."""
    numbers = columns.numbers_of("invoice") or [None] * len(columns.numbers)
    if series := columns.memo(SERIES, clean):
        numbers = list(map(with_series, numbers, series))
    if parts := columns.memo(INSTALLMENT, read_part):
        numbers = list(map(number_of, numbers, parts))
    return numbers


def with_series(number: str | None, series: str | None) -> str | None:
    """A number with its series before it, "A-1001", unless it begins with it already."""
    if not number or not series or number.startswith(series if any(map(str.isalpha, series)) else f"{series}-"):
        return number
    return f"{series}-{number}"


def _part_voucher(layout: Layout) -> None:
    """Where a voucher's kind, "FV-1", and its consecutive number stand side by side, the first is the series of the second."""
    places = {normal(name): place for place, name in enumerate(layout.headers)}
    invoice, numbers = layout.positions.get("invoice", []), [places[name] for name in _CONSECUTIVE if name in places]
    taken = {place for name, found in layout.positions.items() if name != "invoice" for place in found}
    vouchers = [place for place in (places.get("comprobante"), places.get("tipo comprobante")) if place is not None]
    if numbers and numbers[0] not in taken and vouchers and invoice[:1] in ([vouchers[0]], [numbers[0]]) and SERIES not in layout.positions:
        layout.positions["invoice"], layout.positions[SERIES] = [numbers[0]], [vouchers[0]]


def decide_series(layout: Layout, rows: Sequence[Sequence[Cell]], told: Sequence[str]) -> None:
    """Keep the column of series only where it is one: short words beside numbers that have none of their own. `told` was chosen."""
    if SERIES in told or "invoice" in told:
        return
    _part_voucher(layout)
    places = layout.positions.get(SERIES)
    if not places:
        return
    said = [text for row in rows if places[0] < len(row) and (text := clean(row[places[0]]))]
    invoice = layout.positions.get("invoice")
    is_whole = invoice is None or bool(_WHOLE & set(normal(layout.headers[invoice[0]]).split()))
    if is_whole or not said or max(map(len, said)) > LONGEST or len(set(said)) > max(3, len(said) // 2):
        del layout.positions[SERIES]
