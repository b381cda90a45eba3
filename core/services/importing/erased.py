"""People whose data was erased, met again in a file: documents stay nameless, the person comes in with every channel closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from core.db.tables import Customer, OptOut
from core.domain.matching import is_unsure
from core.services import erasure_marks
from core.services.importing.people import Person


class Erased:
    """What a file is compared with: the rows of erased customers, their marks, and who was recognised by a mark before."""

    def __init__(self, connection: Connection, country: str | None) -> None:
        self.country = country
        with Session(connection) as session:
            self.ids = frozenset(filter(None, session.exec(select(Customer.id).where(col(Customer.erased_at).is_not(None)))))
            self.marks = erasure_marks.marks_in(session)
            known = select(OptOut.customer_id).where(OptOut.how == erasure_marks.HOW, col(OptOut.customer_id).is_not(None))
            self.met = set(session.exec(known)) if self.marks else set()

    def people(self) -> dict[int, Person]:
        """The nameless customers by id, so that their documents still find an owner; no row of a file is matched to them by name."""
        return {number: Person(number, f"#{number}", f"#{number}", None, None, (None,) * 5) for number in self.ids}

    def owners(self, stored: list[Any] | None) -> dict[int, int]:
        """Place in the batch to the erased customer whose document stands there; `stored` are invoices with the customer second."""
        if not self.ids or stored is None:
            return {}
        return {place: old[1] for place, old in enumerate(stored) if old is not None and old[1] in self.ids}

    def meets(self, person: Person, phones: Iterable[tuple[str, ...]], emails: Iterable[str]) -> bool:
        """Whether a person bears a mark of somebody erased; True once, also over several files."""
        if not self.marks or person.id in self.met:
            return False
        points = [(erasure_marks.PHONE, phone[0]) for phone in phones] + [(erasure_marks.EMAIL, email) for email in emails]
        tax_id = None if is_unsure(person.tax_id) else person.tax_id
        if not self.marks & erasure_marks.hashes_of(tax_id, person.code, self.country, points):
            return False
        self.met.add(person.id)
        return True
