"""Tables that write a customer once, in the first of their documents, as pivot tables do: filled down where every group's total agrees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.intake.amounts import Amounts, Habit
from core.intake.cells import Cell, Chunk, Flaw, clean
from core.intake.groups import LOOKED, SHOWN, Numbered
from core.intake.meanings import NAMED_BY, guess_columns
from core.intake.screening import Screen
from core.intake.sums import Track

TOTALS = ("subtotal", "total")


class Pivot:
    """Fills the customer of a document into those below that name none, down to the group's total. It has the shape of Groups."""

    def __init__(self, names: list[str], fields: dict[str, int], key_places: list[int]) -> None:
        self.names, self.columns, self.key_places = names, fields, key_places
        self.examples: list[dict[str, Any]] = []
        self._screen = Screen(names, False)
        self._said: dict[str, str] = {}

    def again(self) -> Pivot:
        """The same for another pass over the file."""
        return Pivot(self.names, self.columns, self.key_places)

    def fill(self, chunk: Chunk) -> Chunk:
        """The chunk with every document's customer."""
        filled = [self._filled(number, row) for number, row in zip(chunk.numbers, chunk.rows, strict=True)]
        return Chunk(chunk.numbers, filled, chunk.broken, chunk.done, chunk.ignored)

    def _filled(self, number: int, row: Sequence[Cell]) -> Any:
        whole = [*row, *[""] * (len(self.names) - len(row))]
        if self._screen.why_no_data(whole[: len(self.names)]):
            self._said = {}
            return row
        if not any(clean(whole[place]) for place in self.key_places):
            return row
        if said := {field: text for field, place in self.columns.items() if (text := clean(whole[place]))}:
            self._said = said
            return row
        if self._said and len(self.examples) < SHOWN:
            title = " ".join(self._said.values())
            self.examples.append({"row": number, "title": title} | self._said)
        for field, place in self.columns.items():
            whole[place] = self._said.get(field, "")
        return whole


def find_pivot(names: list[str], rows: Numbered) -> Pivot | None:
    """The way to fill such a table; None where it is none, or where a total is missing or differs. `rows` stand below the header."""
    screen = Screen(names, False)
    bare = [row for _number, row in rows[:LOOKED] if 2 * (len(row) - row.count("")) <= screen.width + 1]
    if not any(screen.why_no_data(_even(row, screen)) in TOTALS for row in bare):
        return None
    kinds = [screen.why_no_data(_even(row, screen)) for _number, row in rows]
    documents = [row for (_number, row), kind in zip(rows, kinds, strict=True) if kind is None]
    guess = guess_columns(names, documents[:LOOKED], "portfolio")
    fields = {name: guess.positions[name][0] for name in NAMED_BY if name in guess.positions}
    if not {"invoice", "due_on", "amount"} <= guess.positions.keys() or not fields:
        return None
    groups = [_owners(row, fields) for row in documents]
    if all(groups) or not _is_closed(rows, kinds, fields, guess.positions["amount"][0]):
        return None
    return Pivot(names, fields, [guess.positions[name][0] for name in ("invoice", "due_on")])


def _even(row: Sequence[Cell], screen: Screen) -> list[Cell]:
    return [*row[: screen.width], *[""] * (screen.width - len(row))]


def _owners(row: Sequence[Cell], fields: dict[str, int]) -> bool:
    return any(place < len(row) and clean(row[place]) for place in fields.values())


def _is_closed(rows: Numbered, kinds: Sequence[str | None], fields: dict[str, int], place: int) -> bool:
    """Whether every group begins with a customer and ends with a total that is the sum of its rows, before the next customer begins."""
    cells = [row[place] if place < len(row) else "" for _number, row in rows]
    cents = [None if isinstance(value, Flaw) else value for value in Amounts(Habit().add(cells).decimal).all(cells)]
    track, is_open = Track(), False
    for (_number, row), kind, value in zip(rows, kinds, cents, strict=True):
        if kind is None:
            if _owners(row, fields) == is_open:
                return False
            is_open = True
            track.add([value])
        elif kind in TOTALS:
            if value is None or not track.agrees(value):
                return False
            is_open = False
            track.mark()
    return not is_open
