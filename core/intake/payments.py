"""Rows of payments to payment records."""

from __future__ import annotations

from collections.abc import Container
from itertools import repeat
from typing import Any

from core.intake.columns import Columns
from core.intake.customers import names, tax_ids
from core.intake.document_numbers import document_numbers
from core.intake.portfolio import read_rates, require
from core.intake.repeats import Repeats

NONE: Any = repeat(None)


class Payments:
    """Makes the records of one file; a payment that stands in it twice is found across its chunks."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._repeats = Repeats()

    def records(self) -> list[tuple[Any, ...]]:
        """One PaymentRecord tuple per row taken, in order; the caller leaves out those with flaws."""
        columns, size = self.columns, len(self.columns.numbers)
        invoices, references = document_numbers(columns), columns.texts("reference")
        found, codes, ids = names(columns), columns.numbers_of("code"), tax_ids(columns)
        dates = columns.dates("paid_on") or [None] * size
        amounts = columns.amounts("amount") or [None] * size
        concepts = columns.texts("concept")
        require(columns, "paid_on", dates)
        require(columns, "amount", amounts)
        for index in [i for i, value in enumerate(amounts) if value == 0]:
            columns.refuse(index, "zero_amount", "amount")
        stated = columns.currencies()
        currencies = [stated] * size if isinstance(stated, str) else stated
        said = [column or [None] * size for column in (invoices, codes, ids, found, references, concepts)]
        for index, values in enumerate(zip(*said, strict=True)):
            if not any(values):
                columns.refuse(index, "missing_mandatory", "invoice" if columns.cells("invoice") is not None else "customer")
        self._refuse_repeated(list(zip(*said[:5], dates, amounts, currencies, strict=True)))
        methods, rates = columns.texts("method"), read_rates(columns)
        record = zip(
            columns.numbers, invoices or NONE, found or NONE, codes or NONE, ids or NONE, dates, amounts, currencies,
            references or NONE, methods or NONE, concepts or NONE, rates or NONE, strict=False,
        )  # fmt: skip
        return list(record)

    @staticmethod
    def without(records: list[tuple[Any, ...]], places: Container[int]) -> list[tuple[Any, ...]]:
        """The records but those at some positions."""
        return [record for index, record in enumerate(records) if index not in places]

    def _refuse_repeated(self, keys: list[Any]) -> None:
        places = [i for i in range(len(keys)) if i not in self.columns.flaws]
        whole = list(zip(*self.columns.columns, strict=True))
        for index, is_same in self._repeats.find([keys[i] for i in places], [whole[i] for i in places]):
            has_reference = keys[places[index]][4] is not None
            if is_same or has_reference:
                self.columns.refuse(places[index], "duplicate_payment", "reference" if has_reference else "invoice")
