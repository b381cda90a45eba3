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
    return f"{series}-{number}" if number and series and not number.startswith(series) else number


def decide_series(layout: Layout, rows: Sequence[Sequence[Cell]], told: Sequence[str]) -> None:
    """Keep the column of series only where it is one: short words beside numbers that have none of their own. `told` was chosen."""
    places = layout.positions.get(SERIES)
    if not places or SERIES in told:
        return
    said = [text for row in rows if places[0] < len(row) and (text := clean(row[places[0]]))]
    invoice = layout.positions.get("invoice")
    is_whole = invoice is None or bool(_WHOLE & set(normal(layout.headers[invoice[0]]).split()))
    if is_whole or not said or max(map(len, said)) > LONGEST or len(set(said)) > max(3, len(said) // 2):
        del layout.positions[SERIES]
