"""Comparing a file with what is there: counts, sums, customers and contacts, whatever kind of file it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from core.db.queries import imports as known
from core.domain.matching import is_unsure, name_key
from core.domain.readings import Batch
from core.intake.sentences import WARNINGS
from core.services.erasure_marks import HOW
from core.services.importing.counts import Counts, Frame
from core.services.importing.erased import Erased
from core.services.importing.namesakes import MOST_NEW, alike
from core.services.importing.people import Book, Person
from core.services.importing.shared import SharedPhones
from core.services.importing.stage import NOTES, TABLES, Stage, packed
from core.services.importing.told_records import of_customer

PREVIEWED = 20
KIND_BITS = {"phone": 1, "email": 2}


class Comparison:
    """The part that all kinds share. `take` is called per batch, `finish` once."""

    def __init__(self, connection: Connection, stage: Stage, frame: Frame) -> None:
        self.connection, self.stage, self.frame = connection, stage, frame
        self.counts = Counts()
        self.preview: list[dict[str, Any]] = []
        self.ids = known.next_ids(connection)
        self.book = Book(known.customers(connection), self.ids["customer"], frame.country)
        self.erased = Erased(connection, frame.country)
        self.book.people |= self.erased.people()
        self.people: dict[tuple[str, str | None, str | None], Person] = {}
        self.learned: set[int] = set()  # customers of whom a later row taught more than an earlier one said
        self.points: set[int] = set()  # hashes of (customer, value): a tenth of the memory of the texts, and 64 bits are enough
        for customer_id, kind, value in known.contacts(connection):
            if person := self.book.people.get(customer_id):
                self.points.add(hash((customer_id, value)))
                person.kinds |= KIND_BITS[kind]
        self.shared = SharedPhones(connection, bool(self.points))
        self.brought: list[tuple[int, Person]] = []
        self.before = known.money(connection, frame.portfolio_id) if frame.portfolio_id or frame.is_any else {}
        self.moved: dict[str, list[int]] = {}
        self.buffers: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES | NOTES}

    def take(self, batch: Batch) -> None:
        """Compare one batch and stage what it would change."""
        for one in batch.rejected:
            self.reject(one.row, one.column, one.reason, one.msgid, one.values, one.cells)
        self.buffers["ignored"] += [(one.row, one.why) for one in batch.ignored]
        self.counts.ignored += len(batch.ignored)
        self.counts.totals_agree += batch.checked[0]
        self.counts.totals_differ += batch.checked[1]
        self.buffers["warning"] += [(one.row, one.kind, packed([one.msgid, one.values])) for one in batch.warnings]
        self.shared.hear(batch.warnings)
        self.take_records(batch.records)
        self._say_shared()
        self.flush()

    def _say_shared(self) -> None:
        for row, number, other in self.shared.found(self.book):
            self.counts.phones_known += 1
            self.warn(row, "phone_shared", WARNINGS["phone_shared"], value=number, other=other)

    def take_records(self, records: Any) -> None:
        """Compare the records of one batch: the part that differs by kind."""
        raise NotImplementedError

    def reject(self, row: int, column: str | None, reason: str, msgid: str, values: dict[str, Any], cells: Any) -> None:
        """Refuse a row, with its reason. `cells` are the row as read, or its values by field."""
        self.buffers["reject"].append((row, column, reason, packed([msgid, values]), packed(cells)))
        self.counts.rejected += 1

    def warn(self, row: int | None, kind: str, msgid: str, **values: Any) -> None:
        """Say something worth knowing of a row that comes in."""
        self.buffers["warning"].append((row, kind, packed([msgid, values])))

    def person(self, row: int, name: str, code: str | None, tax_id: str | None, hint: Person | None = None) -> Person:
        """The customer of a row: found, or brought by it. `hint` is whom a stored invoice of the same number belongs to."""
        found = self.book.same(name, code, tax_id) or self.people.get((name, code, tax_id))
        if found is not None:
            return found
        found = self.book.find(name, code, tax_id, hint)
        is_hinted = found is None and hint is not None and self.book.open_to(hint, code, tax_id)
        if is_hinted:
            found = hint
        if found is None:
            found = self.book.bring(name, code, tax_id)
            if len(self.brought) <= MOST_NEW:
                self.brought.append((row, found))
        else:
            self._get_to_know(found, row, name, code, tax_id)
        if (not is_hinted or code or tax_id) and self.book.same(name, code, tax_id) is None:
            self.people[found.name if name == found.name else name, code, found.tax_id if tax_id == found.tax_id else tax_id] = found
        return found

    def _get_to_know(self, person: Person, row: int, name: str, code: str | None, tax_id: str | None) -> None:
        known_as = (person.name, person.code, person.tax_id)
        self.book.learn(person, name, code, tax_id)
        if known_as != (person.name, person.code, person.tax_id):
            self.learned.add(person.id)
        if not person.is_unnamed and name not in (code, tax_id) and name_key(name) != person.key:
            msgid = "This customer is known as {known}; the file says {said}. The known name was kept."
            self.warn(row, "name_differs", msgid, known=person.name, said=name)

    def warn_of_future(self, rows: Sequence[int], days: Iterable[str | None]) -> None:
        """Say of payments that are dated after the day of the import."""
        for row, day in zip(rows, days, strict=True):
            if day and day > self.frame.as_of:
                self.warn(row, "future_date", WARNINGS["future_date"], day=day)

    def reach(self, person: Person, phones: Iterable[tuple[str, str, str]], emails: Iterable[str]) -> bool:
        """Stage phones and e-mails that are new for a customer; whether there were any."""
        before, id_, points, added = len(self.points), person.id, self.points, self.buffers["contact_point"]
        for number, line, _raw in phones:
            if (mark := hash((id_, number))) not in points:
                points.add(mark)
                added.append((id_, "phone", number, line, int(not person.kinds & KIND_BITS["phone"])))
                person.kinds |= KIND_BITS["phone"]
        for address in emails:
            if (mark := hash((id_, address))) not in points:
                points.add(mark)
                added.append((id_, "email", address, "", int(not person.kinds & KIND_BITS["email"])))
                person.kinds |= KIND_BITS["email"]
        return len(points) > before

    def recognise(self, row: int, person: Person, phones: Iterable[tuple[str, ...]], emails: Iterable[str], *, is_more: bool) -> None:
        """Notice whose phones these are too, and close every channel to a customer who is somebody that was erased; looked at when the
        file brings the person or `is_more`."""
        if is_more:
            self.shared.ask(row, person, phones)
        if (is_more or person.is_new) and self.erased.meets(person, phones, emails):
            self.buffers["opt_out"].append((person.id, "all", self.frame.now, HOW))
            msgid = "{customer} was erased before and comes in again: every channel stays closed until the customer says otherwise."
            self.warn(row, "erased_before", msgid, customer=person.name)

    def sum_up(self, currency: str, amount: int, open_: int) -> None:
        """Add a record to the sums of the report."""
        sums = self.counts.sums.setdefault(currency, [0, 0])
        sums[0] += amount
        sums[1] += open_

    def move(self, currency: str, amount: int, open_: int) -> None:
        """Add to what the import does to the money that is there."""
        moved = self.moved.setdefault(currency, [0, 0])
        moved[0] += amount
        moved[1] += open_

    def keep(self, record: dict[str, Any]) -> None:
        """Keep a record for the report and the preview."""
        if len(self.preview) < PREVIEWED:
            self.preview.append(record)
        if self.frame.keeps_records:
            self.buffers["record"].append((record["row"], packed(record)))

    def wants_record(self) -> bool:
        """Whether records are still to be kept, so that they are not made in vain."""
        return self.frame.keeps_records or len(self.preview) < PREVIEWED

    def flush(self) -> None:
        """Write what was gathered to the staging file."""
        for name, rows in self.buffers.items():
            if rows:
                self.stage.add(name, rows)
                self.buffers[name] = []

    def finish(self) -> Counts:
        """Stage the customers and complete the counts."""
        for row, person, other in alike(self.book, self.brought):
            msgid = "{said} may be the same customer as {known}: the names are alike. They were kept apart."
            self.warn(row, "name_differs", msgid, said=person.name, known=other.name)
        self._stage_people()
        self.flush()
        self._tell_learned()
        self.counts.before = {currency: list(pair) for currency, pair in self.before.items()}
        for currency in sorted(self.before.keys() | self.moved.keys()):
            was, moved = self.before.get(currency, (0, 0)), self.moved.get(currency, (0, 0))
            self.counts.after[currency] = [was[0] + moved[0], was[1] + moved[1]]
        self.counts.sums = dict(sorted(self.counts.sums.items()))
        return self.counts

    def _tell_learned(self) -> None:
        """Records show a customer as stored, also those kept before the file told the whole name or number."""
        for record in self.preview if self.learned else ():
            self._correct(record)
        if self.learned and self.frame.keeps_records:
            kept = [(place, json.loads(body)) for place, body in self.stage.connection.execute("SELECT rowid, body FROM record")]
            told = [(packed(record), place) for place, record in kept if self._correct(record)]
            self.stage.connection.executemany("UPDATE record SET body = ? WHERE rowid = ?", told)

    def _correct(self, record: dict[str, Any]) -> bool:
        if record["customer_id"] not in self.learned:
            return False
        told = of_customer(self.book.people[record["customer_id"]], (), ())
        record.update({name: told[name] for name in ("customer", "code", "tax_id") if name in record})
        return True

    def _stage_people(self) -> None:
        new = self.book.new_people()
        silent = ("",) * 5
        details = ([value or "" for value in p.details] if p.details else silent for p in new)
        taxes = ("" if p.tax_id is None or is_unsure(p.tax_id) else p.tax_id for p in new)
        told = ((p.id, p.name, p.key, p.code or "", tax, tax, *rest) for p, tax, rest in zip(new, taxes, details, strict=True))
        self.stage.add("customer", told)
        changed = self.book.changed_people()
        for person, changes in changed:
            before, after = ({name: pair[place] for name, pair in with_keys(changes).items()} for place in (0, 1))
            self.buffers["change"].append(("customer", person.id, None, packed(before), packed(after)))
        self.counts.new_customers, self.counts.changed_customers = len(new), len(changed)


def with_keys(changes: dict[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """A customer's changes with those of the columns by which customers are found."""
    found = dict(changes)
    if "name" in changes:
        found["name_key"] = (name_key(changes["name"][0]), name_key(changes["name"][1]))
    if "tax_id" in changes:
        found["tax_id_key"] = changes["tax_id"]
    return found
