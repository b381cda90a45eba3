"""Several installments under one document number: found where a column says which one a row is, and told apart as NUMBER/1, NUMBER/2."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from core.intake.cells import Cell, clean
from core.intake.columns import Layout
from core.intake.meanings import SURE, name_score, normal

FIELD = "installment"
MOST = 360  # installments of one document
BARE = 120  # the highest that is believed without "of how many"
_WORDS = r"(?:cuotas?|installments?|instalments?|parcelas?|letra|pago|giro)"
_WHOLE = re.compile(rf"(?:{_WORDS}\s*)?(?:n[°ºo]?\.?|nro\.?|#)?\s*(\d{{1,3}})(?:\s*(?:/|de|of|-)\s*(\d{{1,3}}))?\.?", re.I)
_WITHIN = re.compile(rf"\b{_WORDS}\s*(?:n[°ºo]?\.?|nro\.?|#)?\s*(\d{{1,3}})\b(?:\s*(?:/|de|of)\s*(\d{{1,3}})\b)?", re.I)
_BEFORE = re.compile(rf"\b(\d{{1,3}})\s*(?:/|de|of)\s*(\d{{1,3}})\s+{_WORDS}\b", re.I)
_OF_ONE = frozenset({"cuota", "installment", "instalment", "parcela"})


class Part(NamedTuple):
    """Which installment a row is, and of how many where it says so."""

    number: int
    of: int | None


def read_part(value: Cell) -> Part | None:
    """The installment that a cell names: "1/3", "2 de 3", "Cuota 2", "2", or with such words inside a text; None for anything else."""
    text = clean(value)
    if text is None:
        return None
    match = _WHOLE.fullmatch(text) or _WITHIN.search(text) or _BEFORE.search(text)
    if not match:
        return None
    part = Part(int(match[1]), int(match[2]) if match[2] else None)
    return part if 1 <= part.number <= (part.of or BARE) <= MOST else None


def number_of(invoice: str | None, part: Part | None) -> str | None:
    """The number of one installment: NUMBER/2; that of the document where there is but one, or where it says so itself."""
    if not invoice or part is None or part.of == 1 or invoice.endswith(f"/{part.number}"):
        return invoice
    return f"{invoice}/{part.number}"


def find_installments(layout: Layout, rows: Sequence[Sequence[Cell]], told: Collection[str]) -> None:
    """Decide whether rows are installments, by the rows at hand, and which columns are theirs. `told` are the fields that a person
    chose, now or when such a file came in before."""
    if FIELD not in told:
        by_name = layout.positions.pop(FIELD, [])
        is_named = bool(by_name) and _are_numbered(_cells(rows, by_name[0]))
        if found := by_name if is_named else _telling_column(layout, rows):
            layout.positions[FIELD] = found
    if FIELD in layout.positions:
        _take_own_columns(layout, told)


def _cells(rows: Sequence[Sequence[Cell]], place: int) -> list[Cell]:
    return [row[place] if place < len(row) else "" for row in rows]


def _are_numbered(cells: Iterable[Cell]) -> bool:
    """Whether a column that is called so counts installments: small numbers, more than the first alone."""
    said = [cell for cell in cells if clean(cell)]
    parts = [part for part in map(read_part, said) if part]
    is_more = any((part.of or part.number) > 1 for part in parts)
    return is_more and len(parts) * 10 >= len(said) * 9 and min(part.number for part in parts) <= 12


def _telling_column(layout: Layout, rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The column that tells the rows of each repeated number apart, whatever it is called; empty where none does or none repeats."""
    if not {"invoice", "due_on"} <= layout.positions.keys():
        return []
    repeated = _repeated(_cells(rows, layout.positions["invoice"][0]), _cells(rows, layout.positions["due_on"][0]))
    taken = {place for name, places in layout.positions.items() if name != "concept" for place in places}
    for place in [place for place in range(len(layout.headers)) if place not in taken] if repeated else ():
        cells = _cells(rows, place)
        if all(_tell_apart([cells[index] for index in group]) for group in repeated):
            return [place]
    return []


def _repeated(numbers: Sequence[Cell], dues: Sequence[Cell]) -> list[list[int]]:
    """The rows of each number that occurs with different due dates."""
    said = [number for number in numbers if number not in ("", None)]
    if len(set(said)) == len(said):
        return []
    groups: dict[Cell, list[int]] = defaultdict(list)
    for index, number in enumerate(numbers):
        if clean(number) and clean(dues[index]):
            groups[number].append(index)
    return [group for group in groups.values() if len({dues[index] for index in group}) > 1]


def _tell_apart(cells: list[Cell]) -> bool:
    """Whether each of some cells names another installment, in words or as one of several."""
    parts = [read_part(cell) for cell in cells]
    is_plain = any(part and part.of is None and str(clean(cell)).isdecimal() for part, cell in zip(parts, cells, strict=True))
    return None not in parts and not is_plain and len({part.number for part in parts if part}) == len(parts)


def _take_own_columns(layout: Layout, told: Collection[str]) -> None:
    """Where a file has the due date, amount or open amount both of the document and of the installment, the latter counts."""
    taken = {place for places in layout.positions.values() for place in places}
    for field in ("due_on", "amount", "open_amount"):
        own = [place for place, header in enumerate(layout.headers) if place not in taken and _is_own(header, field)]
        present = [layout.headers[place] for place in layout.positions.get(field, ())]
        if own and field not in told and not any(_is_own(header, field) for header in present):
            layout.positions[field] = own[:1]


def _is_own(header: str, field: str) -> bool:
    return bool(_OF_ONE & set(normal(header).split())) and name_score(header, field) >= SURE
