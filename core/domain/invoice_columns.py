"""The invoices of a batch as columns: a million of them cost a third of what as many tuples do, and customers are told of once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from typing import Any

from core.domain.records import InvoiceRecord

COLUMNS = (
    "invoice", "issued_on", "due_on", "amount_cents", "open_cents", "currency", "settled_on", "paid_on", "paid_cents", "rate", "concept",
    "disputed",
)  # fmt: skip
"""The columns that differ from row to row, in the order of InvoiceRecord."""


@dataclass(slots=True)
class InvoiceColumns:
    """Invoices in the order of the file; iterated, they are InvoiceRecord tuples.

    `people` holds customers by their place in the file, (name, code, tax_id, phones, emails, address, region, city, country, language);
    `fresh` are the places met for the first time. A column is a list, None where the file says nothing, or a text that all rows share.
    """

    rows: Sequence[int]
    whose: list[int]
    people: dict[int, tuple[Any, ...]]
    fresh: list[int]
    columns: list[Any]

    @classmethod
    def of(cls, records: Sequence[tuple[Any, ...]]) -> InvoiceColumns:
        """The same invoices out of InvoiceRecord tuples."""
        places: dict[tuple[Any, ...], int] = {}
        whose = [places.setdefault((*record[1:6], *record[18:23]), len(places)) for record in records]
        columns = [list(column) for column in zip(*(record[6:18] for record in records), strict=True)] or [[] for _name in COLUMNS]
        people = {place: person for person, place in places.items()}
        return cls([record[0] for record in records], whose, people, list(people), columns)

    def __len__(self) -> int:
        return len(self.whose)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return map(self.record, range(len(self)))

    def values(self, index: int) -> list[Any]:
        """One invoice in the order of COLUMNS."""
        return [column[index] if isinstance(column, list) else column for column in self.columns]

    def record(self, index: int, people: dict[int, tuple[Any, ...]] | None = None) -> tuple[Any, ...]:
        """One invoice as an InvoiceRecord tuple; `people` are those of the whole file where the batch does not hold them."""
        person = (people or self.people)[self.whose[index]]
        values = self.values(index)
        kind = "credit_note" if values[3] and values[3] < 0 else "invoice"
        return InvoiceRecord(self.rows[index], *person[:5], *values, *person[5:], kind)  # type: ignore[arg-type, call-arg]

    def column(self, name: str) -> Any:
        """One column as a sequence, whatever it is kept as."""
        found = self.columns[COLUMNS.index(name)]
        return found if isinstance(found, list) else repeat(found, len(self))

    def without(self, places: set[int] | dict[int, Any]) -> InvoiceColumns:
        """The same without the invoices at these positions."""
        kept = [index not in places for index in range(len(self))]
        columns = [list(compress(column, kept)) if isinstance(column, list) else column for column in self.columns]
        rows, whose = list(compress(self.rows, kept)), list(compress(self.whose, kept))
        return InvoiceColumns(rows, whose, self.people, self.fresh, columns)
