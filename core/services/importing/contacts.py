"""A file of customers and contacts compared with what is there: who is new, what changes, who said yes and who said no."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from core.db.queries import imports as known
from core.domain.records import ContactRecord
from core.services.importing.comparison import Comparison
from core.services.importing.counts import Frame
from core.services.importing.people import Person
from core.services.importing.stage import Stage
from core.services.importing.told_records import of_contact


class ContactsComparison(Comparison):
    """Customers, one record each. A no that the file brings is kept; a yes never lifts a no."""

    def __init__(self, connection: Connection, stage: Stage, frame: Frame) -> None:
        super().__init__(connection, stage, frame)
        self.refused = known.consents(connection, "opt_out")
        self.allowed = known.consents(connection, "authorisation")
        self.outcomes: dict[int, str] = {}

    def take_records(self, records: Any) -> None:
        """Find each customer and stage what the record adds."""
        for values in records:
            record = ContactRecord._make(values)
            person = self.person(record.row, record.customer, record.code, record.tax_id)
            person.tell(values[8:13])
            adds = [self.reach(person, record.phones, record.emails), self._refuse(record, person), self._allow(record, person)]
            self.recognise(record.row, person, record.phones, record.emails, is_more=adds[0])
            if person.is_new:
                self.outcomes.setdefault(person.id, "new")
            elif any(adds) or person.changes():
                self.outcomes[person.id] = "changed"
            else:
                self.outcomes.setdefault(person.id, "unchanged")
            if self.wants_record():
                held = [channel for channel in record.authorised if (person.id, channel) in self.refused]
                self.keep(of_contact(record, person, held))
        self.counts.accepted += len(records)

    def _refuse(self, record: ContactRecord, person: Person) -> bool:
        fresh = [channel for channel in record.opted_out if (person.id, channel) not in self.refused]
        for channel in fresh:
            self.refused.add((person.id, channel))
            self.buffers["opt_out"].append((person.id, channel, self.frame.now, "import"))
        return bool(fresh)

    def _allow(self, record: ContactRecord, person: Person) -> bool:
        held = [channel for channel in record.authorised if (person.id, channel) in self.refused]
        if held:
            msgid = "This customer opted out of {channels}. An import never lifts that; the authorisation was left out."
            self.warn(record.row, "opt_out_kept", msgid, channels=", ".join(held))
        fresh = [one for one in record.authorised if one not in held and (person.id, one) not in self.allowed]
        for channel in fresh:
            self.allowed.add((person.id, channel))
            self.buffers["authorisation"].append((person.id, channel, self.frame.now, "import"))
        return bool(fresh)

    def finish(self) -> Any:
        """Count customers rather than rows."""
        outcomes = list(self.outcomes.values())
        self.counts.new, self.counts.changed = outcomes.count("new"), outcomes.count("changed")
        self.counts.unchanged = outcomes.count("unchanged")
        return super().finish()
