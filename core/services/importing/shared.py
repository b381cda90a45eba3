"""Phones of a file that customers who were there before have too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from core.db.queries import imports as known
from core.domain.readings import Warned
from core.services.importing.people import Book, Person


class SharedPhones:
    """Asks once a batch whose the phones are that the file brings; silent where nobody had a phone before."""

    def __init__(self, connection: Connection, is_any: bool) -> None:
        self.connection, self.is_any = connection, is_any
        self._asked: dict[tuple[str, int], int] = {}  # (number, customer) to the row
        self._said: set[tuple[int | None, str]] = set()

    def hear(self, warnings: Iterable[Warned]) -> None:
        """Take what was said within the file: the same is not said twice of a row."""
        if self.is_any:
            self._said = {(one.row, one.values.get("value", "")) for one in warnings if one.kind == "phone_shared"}

    def ask(self, row: int, person: Person, phones: Iterable[tuple[str, ...]]) -> None:
        """Note the phones that a row brings for a customer."""
        if self.is_any:
            self._asked.update({(phone[0], person.id): row for phone in phones})

    def found(self, book: Book) -> Iterator[tuple[int, str, str]]:
        """(row, number, name of another customer who has it) of what was asked since the last time."""
        asked, self._asked = self._asked, {}
        owners = known.owners_of_phones(self.connection, {number for number, _id in asked}) if asked else {}
        for (number, customer_id), row in asked.items():
            others = [owner for owner in owners.get(number, ()) if owner != customer_id and owner in book.people]
            if others and (row, number) not in self._said:
                yield row, number, book.people[others[0]].name
