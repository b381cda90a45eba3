"""Who a row is about: name, code, tax id, phones, e-mails and address, worked out once for all rows that write them alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from core.intake import identities, labels, phones
from core.intake.cells import KEPT, Cell, Memo, clean, number_text
from core.intake.columns import Columns

LONGEST_NAME = 200
FIELDS = ("customer", "code", "tax_id", "phones", "emails", "address", "region", "city", "country", "language")
NONE: Any = repeat(None)


class Customer(NamedTuple):
    """One customer as some rows write them; `owner` is the surest of code, tax id and name, `flaw` why nobody is named."""

    name: str | None
    code: str | None
    tax_id: str | None
    phones: tuple[Any, ...]
    emails: tuple[str, ...]
    address: str | None
    region: str | None
    city: str | None
    country: str | None
    language: str | None
    owner: str | None
    flaw: tuple[str, str] | None


class Customers:
    """Finds the customer of every row of a chunk. Only cells never seen together before are converted."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._fresh = Columns(columns.layout)
        self._known: dict[int, tuple[Any, ...]] = {}
        self._owner_of: dict[str, Any] = {}
        self._phones: dict[str | None, Memo] = {}
        positions = columns.layout.positions
        self._places = sorted({place for name in FIELDS for place in positions.get(name, ())})

    def columns_of(self) -> list[Sequence[Any]]:
        """One column per field of Customer, over the rows of the chunk; rows that name nobody are refused."""
        columns, known = self.columns, self._known
        if not self._places:
            self._places = [0]
        keys = list(map(hash, zip(*(columns.columns[place] for place in self._places), strict=True)))
        if not known.keys() >= set(keys):
            fresh: dict[int, int] = {}
            for index, key in enumerate(keys):
                if key not in known:
                    fresh.setdefault(key, index)
            self._learn(fresh, keys)
        result: list[Sequence[Any]] = list(zip(*map(self._known.__getitem__, keys), strict=True))
        if result and any(result[-1]):
            for index, flaw in enumerate(result[-1]):
                if flaw:
                    columns.refuse(index, *flaw)
        return result

    def _learn(self, fresh: dict[int, int], keys: list[int]) -> None:
        if len(self._known) + len(fresh) > KEPT:
            kept = {key: self._known[key] for key in set(keys) & self._known.keys()}
            self._known.clear()
            self._known.update(kept)
        rows, whole = list(fresh.values()), self.columns
        picked: list[Sequence[Cell]] = [
            [column[row] for row in rows] if place in self._places else () for place, column in enumerate(whole.columns)
        ]
        self._fresh.take_columns([whole.numbers[row] for row in rows], picked)
        self._known.update(zip(fresh, self._convert(), strict=True))
        whole.warnings += self._fresh.warnings

    def _convert(self) -> Iterable[tuple[Any, ...]]:
        fresh = self._fresh
        nothing: list[Any] = [None] * len(fresh.numbers)
        found, codes, taxes = names(fresh) or nothing, fresh.numbers_of("code") or nothing, tax_ids(fresh) or nothing
        owners = [code or tax or name for code, tax, name in zip(codes, taxes, found, strict=True)]
        shown = [name or code or tax for name, code, tax in zip(found, codes, taxes, strict=True)]
        countries = fresh.memo("country", labels.read_country)
        numbers = self._read_phones(owners, countries)
        flaws = [None if name else self._why_nobody(index) for index, name in enumerate(shown)]
        return zip(
            shown, codes, taxes, numbers or repeat(()), self._read_emails(owners) or repeat(()), fresh.texts("address") or NONE,
            fresh.texts("region") or NONE, fresh.texts("city") or NONE, countries or NONE,
            fresh.memo("language", labels.read_language) or NONE, owners, flaws, strict=False,
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
            self._phones[country] = phones.phones(country)
        if countries is None:
            return self._phones[default].all(cells)
        return [self._phones[country or default][cell] for country, cell in zip(countries, cells, strict=True)]

    def _say_shared(self, found: list[tuple[Any, ...]], owners: list[Any]) -> None:
        owner_of = self._owner_of
        for index, (numbers, owner) in enumerate(zip(found, owners, strict=True) if found else ()):
            for number in numbers:
                first = owner_of.setdefault(number[0], owner)
                if first != owner and owner:
                    self._fresh.warn_once(index, owner, "phone_shared", number[0], other=str(first))

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


def names(columns: Columns) -> list[str | None] | None:
    """Names of customers, cut where they are longer than anybody's."""
    found = columns.texts("customer")
    if found and max((len(name) for name in found if name), default=0) > LONGEST_NAME:
        for index, name in enumerate(found):
            if name and len(name) > LONGEST_NAME:
                found[index] = name[:LONGEST_NAME].rstrip()
                columns.warn(index, "name_cut", most=LONGEST_NAME)
    return found


def tax_ids(columns: Columns) -> list[str | None] | None:
    """Comparable tax ids; generic and impossible ones are said and dropped."""
    cells = columns.cells("tax_id")
    if cells is None:
        return None
    result: list[str | None] = list(cells)
    for index in [i for i, cell in enumerate(cells) if not identities.is_plain_tax_id(cell)]:
        result[index], flaw = identities.read_tax_id(cells[index])
        if flaw:
            columns.warn(index, flaw, value=clean(cells[index]) or "")
    return result


def _united(one: Iterable[Any], other: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({number[0]: number for number in (*one, *other)}.values())
