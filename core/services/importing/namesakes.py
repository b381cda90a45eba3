"""New customers whose name is like that of another: a suggestion for a person, never a decision."""

from __future__ import annotations

from collections.abc import Iterator

from core.domain.matching import is_unsure, loose_key
from core.services.importing.people import Book, Person

MOST_NEW = 5_000  # beyond it suggestions would be a list that nobody reads
MOST_COMPARED = 5_000_000  # pairs of names that are compared letter by letter
LIKE = 92.0  # of 100; "Ana Gomez Ruiz" and "Ana Gomes Ruiz" reach it


def alike(book: Book, brought: list[tuple[int, Person]]) -> Iterator[tuple[int, Person, Person]]:
    """(row, new customer, the one it may be) for new customers whose name another bears in other words or letters."""
    if not 0 < len(brought) <= MOST_NEW:
        return
    known: dict[str, list[Person]] = {}
    for person in book.people.values():
        known.setdefault(loose_key(person.key), []).append(person)
    keys = list(known) if len(known) * len(brought) <= MOST_COMPARED else []
    for row, person in brought:
        other = next(_candidates(book, person, known, keys), None)
        if other is not None:
            yield row, person, other


def _candidates(book: Book, person: Person, known: dict[str, list[Person]], keys: list[str]) -> Iterator[Person]:
    """Those who came before, have a like name, and no code or tax number that says they are somebody else."""
    from rapidfuzz import fuzz, process

    loose = loose_key(person.key)
    names = [loose, *(key for key, _score, _place in process.extract(loose, keys, scorer=fuzz.ratio, score_cutoff=LIKE, limit=5))]
    for name in dict.fromkeys(names):
        for other in known[name]:
            is_apart = other.key != person.key or is_unsure(person.tax_id) or is_unsure(other.tax_id)
            if other.id < person.id and is_apart and book.open_to(other, person.code, person.tax_id):
                yield other
