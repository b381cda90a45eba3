"""Who a row is about: name, code, tax id, phones, e-mails and address, worked out once for all rows that write them alike."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from core.domain.matching import UNSURE, is_unsure
from core.intake import identities, labels, phones
from core.intake.cells import KEPT, Cell, clean, number_text
from core.intake.columns import Columns
from core.intake.grid import Column, Distinct
from core.intake.sentences import CHECK_DIGIT
from core.intake.tax_numbers import CheckDigits

LONGEST_NAME = 200
FIELDS = ("customer", "code", "tax_id", "phones", "emails", "address", "region", "city", "country", "language")
NONE: Any = repeat(None)


class Customers:
    """Finds the customer of every row of a chunk. Only cells never seen together before are converted.

    `people` holds, by place, (name, code, tax_id, phones, emails, address, region, city, country, language); who is told of them may
    let them go. `fresh` are the places that the last chunk added.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.people: dict[int, tuple[Any, ...]] = {}
        self.fresh: list[int] = []
        self._met = 0
        self._digits = CheckDigits()
        self._fresh = Columns(columns.layout)
        self._known: dict[int, int] = {}  # hash of the cells to place
        self._owners = array("q")  # hash of the surest of code, tax id and name, by place
        self._shown = Packed()  # names by place
        self._flaws: dict[int, tuple[str, str]] = {}
        self._owner_of: dict[int, int] = {}  # hash of a phone to the place of whom it belongs to first
        self._phones: dict[str | None, Any] = {}
        positions = columns.layout.positions
        self._columns = sorted({place for name in FIELDS for place in positions.get(name, ())}) or [0]

    def places(self) -> list[int]:
        """The customer of each row of the chunk; rows that name nobody are refused."""
        chosen: list[Any] = [self.columns.columns[place] for place in self._columns]
        met = Distinct(chosen) if isinstance(chosen[0], Column) else None
        keys = list(map(hash, met.values if met else zip(*chosen, strict=True)))
        self.fresh = []
        found: list[Any] = list(map(self._known.get, keys))
        if None in found:
            rows = met.first_rows() if met else range(len(keys))
            fresh: dict[int, int] = {}
            for index in [index for index, place in enumerate(found) if place is None]:
                fresh.setdefault(keys[index], rows[index])
            self._learn(fresh, keys)
            found = list(map(self._known.get, keys))
        found = met.laid_out(found) if met else found
        if self._flaws:
            for index in [index for index, place in enumerate(found) if place in self._flaws]:
                self.columns.refuse(index, *self._flaws[found[index]])
        return found

    def owners(self, places: Iterable[int]) -> list[int]:
        """Digests of the surest of code, tax id and name of these customers."""
        return list(map(self._owners.__getitem__, places))

    def _learn(self, fresh: dict[int, int], keys: list[int]) -> None:
        if len(self._known) + len(fresh) > KEPT:
            kept = {key: self._known[key] for key in set(keys) & self._known.keys()}
            self._known = kept
            for held in (self.people, self._flaws):
                _keep(held, set(kept.values()))
        rows, whole = list(fresh.values()), self.columns
        picked: list[Sequence[Cell]] = [
            _picked(column, rows) if place in self._columns else () for place, column in enumerate(whole.columns)
        ]
        self._fresh.take_columns([whole.numbers[row] for row in rows], picked)
        self.fresh = list(range(self._met, self._met + len(rows)))
        self._met += len(rows)
        self._known.update(zip(fresh, self.fresh, strict=True))
        self.people.update(zip(self.fresh, self._convert(), strict=True))
        whole.warnings += self._fresh.warnings

    def _convert(self) -> Iterable[tuple[Any, ...]]:
        fresh = self._fresh
        nothing: list[Any] = [None] * len(fresh.numbers)
        found, codes, taxes = names(fresh) or nothing, fresh.numbers_of("code") or nothing, tax_ids(fresh, marked=True) or nothing
        owners = [code or tax or name for code, tax, name in zip(codes, taxes, found, strict=True)]
        shown = [name or code or (None if is_unsure(tax) else tax) for name, code, tax in zip(found, codes, taxes, strict=True)]
        countries = fresh.memo("country", labels.any_country)
        for index in self._digits.wrong(taxes, countries or repeat(fresh.layout.country)):
            fresh.tell(index, "tax_id_invalid", CHECK_DIGIT, value=taxes[index])
        self._owners.extend(map(hash, owners))
        self._shown.extend(shown)
        numbers = self._read_phones(owners, countries)
        self._flaws |= {self.fresh[index]: self._why_nobody(index) for index, name in enumerate(shown) if not name}
        return zip(
            shown, codes, taxes, numbers or repeat(()), self._read_emails(owners) or repeat(()), fresh.texts("address") or NONE,
            fresh.texts("region") or NONE, fresh.texts("city") or NONE, countries or NONE,
            fresh.memo("language", labels.read_language) or NONE, strict=False,
        )  # fmt: skip

    def _why_nobody(self, index: int) -> tuple[str, str]:
        cells = self._fresh.cells("tax_id")
        says_tax = cells is not None and number_text(cells[index]).strip()
        return ("bad_tax_id", "tax_id") if says_tax else ("missing_mandatory", "customer")

    def _read_phones(self, owners: list[Any], countries: list[str | None] | None) -> list[tuple[Any, ...]] | None:
        """Phone tuples of all phone columns; what is wrong with them is said once per customer."""
        fresh = self._fresh
        result: list[tuple[Any, ...]] = []
        for place in fresh.layout.positions.get("phones", ()):
            found = self._found_phones(fresh.columns[place], countries)
            for index in [i for i, one in enumerate(found) if type(one) is phones.Found]:
                found[index], flaws = found[index]
                for kind, text in flaws:
                    fresh.warn_once(index, owners[index], kind, text)
            result = [_united(a, b) if a and b else a or b for a, b in zip(result, found, strict=True)] if result else found
        self._say_shared(result, owners)
        for index in [i for i, numbers in enumerate(result) if not numbers]:
            fresh.warn_once(index, owners[index], "phone_missing", "")
        return result or None

    def _found_phones(self, cells: Sequence[Cell], countries: list[str | None] | None) -> list[Any]:
        default = self._fresh.layout.country
        for country in {default, *(countries or ())} - self._phones.keys():
            self._phones[country] = phones.phones(country).convert  # customers come once: to remember their phones is only memory
        if countries is None:
            return list(map(self._phones[default], cells))
        return [self._phones[country or default](cell) for country, cell in zip(countries, cells, strict=True)]

    def _say_shared(self, found: list[tuple[Any, ...]], owners: list[Any]) -> None:
        """Say of a phone that another customer has it too; that one is told by name, a tax id standing in for it by its end alone."""
        owner_of, digests = self._owner_of, self._owners
        for index, numbers in enumerate(found):
            place = self.fresh[index]
            for number in numbers:
                first = owner_of.setdefault(hash(number[0]), place)
                if first != place and digests[first] != digests[place] and owners[index]:
                    other = self._shown[first]
                    is_name = any(map(str.isalpha, other)) or hash(other) != digests[first]
                    self._fresh.warn_once(index, owners[index], "phone_shared", number[0], other=other if is_name else f"…{other[-3:]}")

    def _read_emails(self, owners: list[Any]) -> list[tuple[str, ...]] | None:
        """Addresses of all e-mail columns; what is none is said once per customer."""
        fresh = self._fresh
        result: list[tuple[str, ...]] = []
        for place in fresh.layout.positions.get("emails", ()):
            found: list[Any] = list(map(identities.read_emails, fresh.columns[place]))
            for index in [i for i, one in enumerate(found) if type(one) is identities.Partly]:
                found[index], bad = found[index]
                for text in bad:
                    fresh.warn_once(index, owners[index], "email_invalid", text)
            result = [tuple(dict.fromkeys(a + b)) for a, b in zip(result, found, strict=True)] if result else found
        return result or None


class Packed:
    """Many short texts by their place, at a third of what as many objects take."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("q", [0])

    def extend(self, texts: Iterable[str | None]) -> None:
        """Add texts; None becomes an empty one."""
        for text in texts:
            self._bytes += (text or "").encode("utf-8", "replace")
            self._ends.append(len(self._bytes))

    def __getitem__(self, place: int) -> str:
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode()


def names(columns: Columns) -> list[str | None] | None:
    """Names of customers, cut where they are longer than anybody's."""
    found = columns.texts("customer")
    for place in columns.layout.positions.get("customer", ())[1:]:  # last names in columns of their own
        last = [clean(cell) for cell in columns.columns[place]]
        found = [" ".join(filter(None, pair)) or None for pair in zip(found or [], last, strict=True)]
    if found and max((len(name) for name in found if name), default=0) > LONGEST_NAME:
        for index, name in enumerate(found):
            if name and len(name) > LONGEST_NAME:
                found[index] = name[:LONGEST_NAME].rstrip()
                columns.warn(index, "name_cut", most=LONGEST_NAME)
    return found


def tax_ids(columns: Columns, *, marked: bool = False) -> list[str | None] | None:
    """Comparable tax ids; generic and impossible ones are said and dropped, or the impossible ones `marked` as unsure."""
    cells = columns.cells("tax_id")
    if cells is None:
        return None
    result: list[str | None] = list(cells)
    for index in [i for i, cell in enumerate(cells) if not identities.is_plain_tax_id(cell)]:
        result[index], flaw = identities.read_tax_id(cells[index])
        if flaw:
            columns.warn(index, flaw, value=clean(cells[index]) or "")
        if flaw == "tax_id_invalid" and marked:
            result[index] = f"{UNSURE}{clean(cells[index])}"
    return result


def _picked(column: Sequence[Cell], rows: list[int]) -> Sequence[Cell]:
    return column.picked(rows) if isinstance(column, Column) else [column[row] for row in rows]


def _keep(held: dict[int, Any], places: set[int]) -> None:
    """Let go of all but some."""
    for place in held.keys() - places:
        del held[place]


def _united(one: Iterable[Any], other: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({number[0]: number for number in (*one, *other)}.values())
