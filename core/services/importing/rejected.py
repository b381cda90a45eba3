"""Rejected rows as a file of the same shape, with the reason beside each, to be mended and imported alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core.text import N_, _

REASON = N_("Reason")  # the last column of a file of rejected rows, by which it is known when it comes back


def table_of(
    headers: list[str], positions: dict[str, list[int]], rows: Iterable[tuple[int, str, Any]]
) -> tuple[list[str], Iterator[list[str]]]:
    """Headers and rows of the file; `rows` are (row number, reason, cells in the file's order or values by field)."""
    return [*headers, _(REASON)], ([*_cells(cells, len(headers), positions), reason] for _row, reason, cells in rows)


def _cells(cells: Any, width: int, positions: dict[str, list[int]]) -> list[str]:
    if isinstance(cells, list):
        return (cells + [""] * width)[:width]
    placed = [""] * width
    for field, value in cells.items():
        for place in positions.get(field, [])[:1]:
            placed[place - 1] = value
    return placed
