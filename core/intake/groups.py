"""Reports in which a customer stands in a row of their own above their documents: filled down where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.domain.readings import Ignored
from core.intake.amounts import Amounts, Habit, parse_amount
from core.intake.cells import Cell, Chunk, Flaw, clean
from core.intake.dates import parse_date
from core.intake.meanings import NAMED_BY, Guess, guess_columns, normal
from core.intake.screening import Screen
from core.intake.sums import Track
from core.intake.titles import Title, is_detail, names_no_customer, parts_of, read_title, shape_of

LOOKED = 400  # rows that tell what the columns hold
SHOWN = 3  # titles that a person is shown
FILLED = ("customer", "code", "tax_id", "phones")
_ENGLISH = frozenset({"date", "due", "invoice", "amount", "number", "num", "balance", "customer", "open"})
_NAMES = {
    True: {"customer": "Customer", "code": "Customer code", "tax_id": "Tax id", "phones": "Phone"},
    False: {"customer": "Cliente", "code": "Código cliente", "tax_id": "Identificación", "phones": "Teléfono"},
}
Numbered = Sequence[tuple[int, Sequence[Cell]]]


class Groups:
    """Fills what titles say into the rows below them. `columns` are the places filled by field, `names` those of all columns then."""

    def __init__(self, place: int, shape: int | None, columns: dict[str, int], names: list[str], width: int, key_places: list[int]) -> None:
        self.place, self.columns, self.names = place, columns, names
        self._shape, self._width, self._key_places = shape, width, key_places
        self._said: dict[str, str] = {}
        self.examples: list[dict[str, Any]] = []
        self._is_bare = False  # whether no document stands below the last title yet
        self._above: tuple[int, Title] | None = None

    def begin_above(self, number: int, title: Title) -> None:
        """Begin with a title that stands above the names of the columns."""
        self._above = number, title
        self._begin(number, title)

    def again(self) -> Groups:
        """The same for another pass over the file."""
        found = Groups(self.place, self._shape, self.columns, self.names, self._width, self._key_places)
        if self._above:
            found.begin_above(*self._above)
        return found

    def fill(self, chunk: Chunk) -> Chunk:
        """The chunk without its titles, what they say filled into the rows below."""
        numbers, rows, ignored = [], [], []
        for number, row in zip(chunk.numbers, chunk.rows, strict=True):
            title = read_title(row)
            is_title = title is not None and title.place == self.place
            if title and is_title and not names_no_customer(title):
                self._begin(number, title)
                ignored.append(Ignored(number, "group"))
                continue
            filled = row if is_title else self._filled(row)
            self._is_bare = self._is_bare and filled is row
            numbers.append(number)
            rows.append(filled)
        return Chunk(numbers, rows, chunk.broken, chunk.done, ignored)

    def _begin(self, number: int, title: Title) -> None:
        said = parts_of(title.text, self._shape)
        if self._is_bare and self._said and is_detail(title):
            self._said |= {field: text for field, text in said.items() if field not in self._said}
            return
        self._said, self._is_bare = said, True
        if len(self.examples) < SHOWN:
            self.examples.append({"row": number, "title": title.text} | self._said)

    def _filled(self, row: Sequence[Cell]) -> Any:
        """A document's row with its customer; any other row as it is."""
        if not any(place < len(row) and clean(row[place]) for place in self._key_places):
            return row
        whole = [*row, *[""] * (len(self.names) - len(row))]
        for field, place in self.columns.items():
            whole[place] = self._said.get(field, "")
        return whole


def find_groups(names: list[str], rows: Numbered) -> Groups | None:
    """How a table is grouped by titles; None where it is not, or where that is not certain. `rows` are (number, cells) below the header."""
    if not any(read_title(row) for _number, row in rows[:LOOKED]):
        return None
    screen = Screen(names, False)
    kinds = [_kind_of(row, screen) for _number, row in rows]
    documents = [row for (_number, row), kind in zip(rows, kinds, strict=True) if kind is None]
    guess = guess_columns(names, documents[:LOOKED], "portfolio")
    if not {"invoice", "due_on", "amount"} <= guess.positions.keys() or _has_owner(guess, documents):
        return None
    titles = _titles_in_order(kinds)
    if not titles or any(map(names_no_customer, titles)) or len({title.place for title in titles}) > 1:
        return None
    place, blank = titles[0].place, _blank_places(documents, len(names))
    agreeing, differing, is_each = _check_totals(rows, kinds, guess)
    shape = shape_of([title.text for title in titles])
    if not all(title.is_labelled for title in titles):
        has_number = all({"code", "tax_id"} & parts_of(title.text, shape).keys() for title in titles)
        is_own = place in blank and (place in _owner_places(guess) or names[place].startswith("column "))
        is_sure = is_own or has_number or (is_each and agreeing > 0)
        if not is_sure or differing * 5 > agreeing + differing:
            return None
    fields = {field for kind in kinds if isinstance(kind, Title) for field in parts_of(kind.text, shape)}
    columns, wider = _places_for([field for field in FILLED if field in fields], names, guess, blank, place)
    keys = [guess.positions[name][0] for name in ("invoice", "due_on")]
    return Groups(place, shape, columns, wider, len(names), keys)


def title_above(rows: Numbered) -> tuple[int, Title] | None:
    """The labelled title right above the names of the columns, which then stand again under each of the others; `rows` end there."""
    for number, row in reversed(rows):
        if any(map(clean, row)):
            title = read_title(row)
            return (number, title) if title and title.is_labelled else None
    return None


def _kind_of(row: Sequence[Cell], screen: Screen) -> Title | str | None:
    """A title, a word for what is no data ("amounts" for nothing but amounts), or None for a row of data."""
    cells = [*row[: screen.width], *[""] * (screen.width - len(row))]
    why = screen.why_no_data(cells)
    if why not in (None, "footer"):
        return why
    return read_title(row) or why or ("amounts" if _is_amounts(row) else None)


def _is_amounts(row: Sequence[Cell]) -> bool:
    said = [cell for cell in row if clean(cell)]
    return all(parse_amount(cell, None).cents is not Flaw.BAD and isinstance(parse_date(cell, "dmy"), Flaw) for cell in said)


def _has_owner(guess: Guess, documents: Sequence[Sequence[Cell]]) -> bool:
    """Whether documents name their customers themselves."""
    places = _owner_places(guess) - set(guess.positions["invoice"])
    return any(clean(row[place]) for row in documents for place in places if place < len(row))


def _owner_places(guess: Guess) -> set[int]:
    return {place for name in NAMED_BY for place in guess.positions.get(name, ())}


def _titles_in_order(kinds: Sequence[Title | str | None]) -> list[Title]:
    """The titles, when each has documents below it and no document stands above the first; a last one without any may be a footer."""
    titles: list[Title] = []
    is_bare = True
    for kind in kinds:
        if isinstance(kind, Title):
            if titles and is_bare and is_detail(kind):
                continue
            if titles and is_bare and titles[-1].text != kind.text:
                return []
            titles.append(kind)
            is_bare = True
        elif kind is None:
            if not titles:
                return []
            is_bare = False
    return titles[:-1] if is_bare else titles


def _blank_places(documents: Sequence[Sequence[Cell]], width: int) -> set[int]:
    """Columns in which no document says anything."""
    return {place for place in range(width) if not any(place < len(row) and clean(row[place]) for row in documents)}


def _check_totals(rows: Numbered, kinds: Sequence[Title | str | None], guess: Guess) -> tuple[int, int, bool]:
    """(totals that agree with the rows above them, totals that do not, whether every title has one)."""
    place = guess.positions["amount"][0]
    cells = [row[place] if place < len(row) else "" for _number, row in rows]
    cents = [None if isinstance(value, Flaw) else value for value in Amounts(Habit().add(cells).decimal).all(cells)]
    track, found, open_titles, titles = Track(), [0, 0], 0, 0
    for kind, value in zip(kinds, cents, strict=True):
        if isinstance(kind, Title):
            titles, open_titles = titles + 1, open_titles + 1
            track.mark()
        elif kind is None:
            track.add([value])
        elif kind in ("subtotal", "total", "amounts") and value is not None and (kind != "amounts" or track.agrees(value)):
            found[not track.agrees(value)] += 1
            open_titles = 0 if open_titles == 1 else open_titles
            track.mark()
    return found[0], found[1], titles > 0 and open_titles == 0


def _places_for(fields: list[str], names: list[str], guess: Guess, blank: set[int], place: int) -> tuple[dict[str, int], list[str]]:
    """The column that each field is filled into, and the names of all columns: a blank one of its own, that of the titles, or a new one."""
    columns, wider = {}, list(names)
    own = {place for name in FILLED for place in guess.positions.get(name, ())}
    words = _NAMES[any(word in _ENGLISH for name in names for word in normal(name).split())]
    for field in fields:
        known = [one for one in guess.positions.get(field, ()) if one in blank]
        if not known and field == "customer" and place in blank and place not in own:
            known = [place]
        if not known:
            known = [len(wider)]
            wider.append(words[field] if words[field] not in wider else f"{words[field]} (2)")
        columns[field] = known[0]
    return columns, wider
