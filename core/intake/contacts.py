"""Rows of customers and their contacts to contact records, with what each person allowed and forbade."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from core.intake import labels
from core.intake.cells import Memo, number_text
from core.intake.columns import Columns
from core.intake.customers import Customers
from core.intake.repeats import Repeats


class Contacts:
    """Makes the records of one file; a customer who stands in it twice is found across its chunks."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._customers = Customers(columns)
        self._repeats = Repeats()
        self._channels = Memo(labels.read_channels)

    def records(self) -> list[tuple[Any, ...]]:
        """One ContactRecord tuple per row taken, in order; the caller leaves out those with flaws."""
        columns = self.columns
        places, people = self._customers.places(), self._customers.people
        told = [people[place] for place in places]
        self._refuse_repeated(self._customers.owners(places), [person[0] for person in told])
        opted_out = self._permissions("opted_out")
        authorised = [tuple(c for c in some if c not in out) for some, out in zip(self._permissions("authorised"), opted_out, strict=True)]
        opted_out = self._refused_in_authorised(opted_out)
        return [
            (number, *person[:5], yes, no, *person[5:])
            for number, person, yes, no in zip(columns.numbers, told, authorised, opted_out, strict=True)
        ]

    @staticmethod
    def without(records: list[tuple[Any, ...]], places: Container[int]) -> list[tuple[Any, ...]]:
        """The records but those at some positions."""
        return [record for index, record in enumerate(records) if index not in places]

    def _permissions(self, name: str) -> list[tuple[str, ...]]:
        """Channels of each row over all columns of a field: a yes counts for the channels that the column's name is about."""
        merged: list[set[str]] = [set() for _ in self.columns.numbers]
        for place in self.columns.layout.positions.get(name, ()):
            about = labels.channels_in_header(self.columns.layout.headers[place])
            for index, cell in enumerate(self.columns.columns[place]):
                named = self._channels[cell]
                if named is None:
                    self.columns.warn(index, "consent_unclear", value=number_text(cell))
                    named = labels.CHANNELS if name == "opted_out" else ()
                merged[index].update(about if named == labels.CHANNELS else named)
        return [tuple(channel for channel in labels.CHANNELS if channel in some) for some in merged]

    def _refused_in_authorised(self, opted_out: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """An explicit "no" under a general question of consent opts out of all; under one channel's, of that channel."""
        result = [set(some) for some in opted_out]
        for place in self.columns.layout.positions.get("authorised", ()):
            about = labels.channels_in_header(self.columns.layout.headers[place])
            for index, cell in enumerate(self.columns.columns[place]):
                if labels.read_yes_no(cell) is False:
                    result[index].update(about)
        return [tuple(channel for channel in labels.CHANNELS if channel in some) for some in result]

    def _refuse_repeated(self, owners: Sequence[Any], names: Sequence[Any]) -> None:
        flaws = self.columns.flaws
        places = [i for i in range(len(owners)) if i not in flaws]
        for index, _ in self._repeats.find([owners[i] for i in places], [names[i] for i in places]):
            self.columns.refuse(places[index], "duplicate_customer", "customer")
