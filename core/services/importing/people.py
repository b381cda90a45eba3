"""Which customer a row of a file speaks of: by tax number, then by the business's own code, then by an uncontradicted name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.domain.matching import are_two, is_unsure, name_key, tax_forms

DETAILS = ("address", "region", "city", "country", "language")
SHARED = 5_000  # different details that are kept but once
_KEPT = frozenset({"country", "language"})  # an import fills these, but does not overrule what people set


class Person:
    """One customer while a file is staged: as stored, and what the file says of them."""

    __slots__ = ("code", "details", "id", "key", "kinds", "name", "stored", "tax_id", "was")

    def __init__(self, id_: int, name: str, key: str, code: str | None, tax_id: str | None, stored: tuple[Any, ...] | None) -> None:
        self.id, self.name, self.key, self.code, self.tax_id = id_, name, key, code, tax_id
        self.stored = stored  # DETAILS as stored; None for a customer who is new
        self.kinds = 0  # bits of the kinds of contact that are known
        self.details: tuple[str | None, ...] | None = None
        self.was: dict[str, str | None] | None = None  # name, code and tax id as stored, once the file taught us another

    @property
    def is_new(self) -> bool:
        """Whether the file brings this customer."""
        return self.stored is None

    @property
    def is_unnamed(self) -> bool:
        """Whether a code or tax number stands in for the name."""
        return self.name in (self.code, self.tax_id)

    def tell(self, details: tuple[str | None, ...]) -> None:
        """Take what a row says of address, region, city, country and language; the first word of a file counts."""
        if self.details is None:
            self.details = self.stored if details == self.stored else details  # shared: most customers change nothing
            return
        if any(value is not None and was is None for value, was in zip(details, self.details, strict=True)):
            self.details = tuple(value if was is None else was for value, was in zip(details, self.details, strict=True))

    def learn(self, field: str, value: str) -> None:
        """Take a name, code or tax id; what was stored is remembered."""
        if self.stored is not None:
            self.was = self.was or {}
            self.was.setdefault(field, getattr(self, field))
        setattr(self, field, value)

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Fields that the file changes on a stored customer: name to (from, to)."""
        if self.stored is None:
            return {}
        before = self.was or {}
        found: dict[str, tuple[Any, Any]] = {}
        for field in ("name", "code", "tax_id") if before else ():
            now = getattr(self, field)
            if field in before and now != before[field] and not is_unsure(now):
                found[field] = (before[field], now)
        for field, was, now in zip(DETAILS, self.stored, self.details or (), strict=False):
            if now is not None and now != was and not (field in _KEPT and was):
                found[field] = (was, now)
        return found


class Book:
    """All customers known while a file is staged, those in the database and those that the file brings."""

    def __init__(self, known: Iterable[tuple[Any, ...]], first_id: int, country: str | None) -> None:
        self.people: dict[int, Person] = {}
        self.next_id, self.country = first_id, country
        self._last = ("", "")
        self._by_tax: dict[str, Person] = {}
        self._details: dict[tuple[str | None, ...], tuple[str | None, ...]] = {}
        self._lengths: set[int] = set()  # of the tax numbers known: where all are as long, none lacks or adds a check digit
        self._by_code: dict[str, Person] = {}
        self._by_name: dict[str, Person | list[Person]] = {}
        for id_, name, key, code, tax_id, *details in known:
            self._add(Person(id_, name, key, code, tax_id, self.shared(tuple(details))))

    def shared(self, details: tuple[str | None, ...]) -> tuple[str | None, ...]:
        """The same details as one object for all who share them: cities are few, streets are many."""
        return self._details.setdefault(details, details) if len(self._details) < SHARED else self._details.get(details, details)

    def find(self, name: str, code: str | None, tax_id: str | None, hint: Person | None = None) -> Person | None:
        """The customer meant, or None when there is none; among namesakes without numbers the `hint`, else the first."""
        return self._strong(code, tax_id) or self._namesake(self.key_of(name), code, tax_id, hint)

    def same(self, name: str, code: str | None, tax_id: str | None) -> Person | None:
        """The customer of a tax number who is written just so already: nothing is left to find out or to learn."""
        found = self._by_tax.get(tax_id) if tax_id else None
        return found if found and found.name == name and found.code == code and found.tax_id == tax_id else None

    def key_of(self, name: str) -> str:
        """The name as it is compared; the last one is kept, because a name that is looked for is often brought next."""
        if self._last[0] != name:
            self._last = (name, name_key(name))
        return self._last[1]

    def _strong(self, code: str | None, tax_id: str | None) -> Person | None:
        if tax_id:
            if found := self._by_tax.get(tax_id):
                return found
            for form in tax_forms(tax_id, self.country) if self._lengths - {len(tax_id)} else ():
                if found := self._by_tax.get(form):
                    return found
        found = self._by_code.get(code) if code else None
        is_another = found is not None and tax_id and found.tax_id and not (is_unsure(tax_id) or is_unsure(found.tax_id))
        return None if is_another else found

    def _namesake(self, key: str, code: str | None, tax_id: str | None, hint: Person | None) -> Person | None:
        found = self._by_name.get(key)
        if found is None:
            return None
        people = found if isinstance(found, list) else [found]
        fitting = [one for one in people if not are_two(tax_id, one.tax_id) and not (code and one.code)]
        if len(fitting) > 1 and hint in fitting:
            return hint
        if len(fitting) > 1:
            fitting = [one for one in fitting if not one.tax_id and not one.code][:1]
        return fitting[0] if fitting else None

    def open_to(self, person: Person, code: str | None, tax_id: str | None) -> bool:
        """Whether nothing contradicts that a row with this code and tax number speaks of the person."""
        is_open = not (tax_id and person.tax_id) or is_unsure(tax_id) or is_unsure(person.tax_id)
        same_tax = is_open or (person.tax_id or "") in tax_forms(tax_id or "", self.country)
        return same_tax and not (code and person.code and code != person.code)

    def learn(self, person: Person, name: str, code: str | None, tax_id: str | None) -> None:
        """Fill in a code, a tax number or a real name that was not known of the person."""
        if person.is_unnamed and name not in (code, tax_id, person.name):
            person.learn("name", name)
            person.key = name_key(name)
            self._index_name(person)
        if code and not person.code and code not in self._by_code:
            person.learn("code", code)
            self._by_code[code] = person
        if tax_id and not person.tax_id:
            person.learn("tax_id", tax_id)
            self._by_tax[tax_id] = person
            self._lengths.add(len(tax_id))

    def bring(self, name: str, code: str | None, tax_id: str | None) -> Person:
        """A customer who is new with this file."""
        person = Person(self.next_id, name, self.key_of(name), code, tax_id, None)
        self.next_id += 1
        self._add(person)
        return person

    def new_people(self) -> list[Person]:
        """Customers that the file brings, in its order."""
        return [person for person in self.people.values() if person.is_new]

    def changed_people(self) -> list[tuple[Person, dict[str, tuple[Any, Any]]]]:
        """Stored customers that the file changes, each with its changed fields."""
        touched = (person for person in self.people.values() if not person.is_new)
        return [(person, changes) for person in touched if (changes := person.changes())]

    def _add(self, person: Person) -> None:
        self.people[person.id] = person
        if person.tax_id:
            self._by_tax.setdefault(person.tax_id, person)
            self._lengths.add(len(person.tax_id))
        if person.code:
            self._by_code.setdefault(person.code, person)
        self._index_name(person)

    def _index_name(self, person: Person) -> None:
        found = self._by_name.get(person.key)
        if found is None:
            self._by_name[person.key] = person
        elif isinstance(found, list):
            found.append(person)
        else:
            self._by_name[person.key] = [found, person]
