"""Rows of a portfolio to invoice records: identity, dates, amounts and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any

from core.domain.invoice_columns import InvoiceColumns
from core.intake import labels
from core.intake.amounts import parse_rate
from core.intake.cells import Flaw, clean, number_text
from core.intake.columns import Columns
from core.intake.contradictions import compare_stated
from core.intake.customers import Customers
from core.intake.document_numbers import document_numbers
from core.intake.meanings import name_score, normal
from core.intake.repeats import Repeats

LAST = re.compile(r"\b(?:ultimo|ultima|last)\b")
STATES = frozenset(
    ("estado", "status", "situacion", "estado factura", "estado documento", "estado pago", "estado de pago", "payment status")
)


def _written(*words: str) -> frozenset[str]:
    return frozenset(form(word) for word in words for form in (str.lower, str.upper, str.capitalize, str.title))


PAID = _written("pagada", "pagado", "paga", "pago", "cobrada", "cobrado", "saldada", "saldado", "liquidada", "liquidado", "paid", "settled")
VOID = _written("anulada", "anulado", "void", "voided", "cancelled", "canceled")
SUMS = _written("total", "totales", "total general", "gran total", "subtotal", "sub total", "sub-total", "suma", "sumas", "totals")
"""What stands in place of a document's number where a row sums up others."""


class Portfolio:
    """Makes the records of one file; numbers that stand in it twice are found across its chunks."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._customers = Customers(columns)
        taken = {place for places in columns.layout.positions.values() for place in places}
        headers = enumerate(columns.layout.headers)
        self._state = next((place for place, name in headers if place not in taken and normal(name) in STATES), None)
        self._repeats = Repeats()

    def records(self) -> InvoiceColumns:
        """The invoices of the rows taken, in order; the caller leaves out those with flaws."""
        columns = self.columns
        invoices = document_numbers(columns)
        whose = self._customers.places()
        issued, due = columns.dates("issued_on"), columns.dates("due_on") or [None] * len(columns.numbers)
        amounts, is_turned = self._amounts()
        opened, settled, last, paid = self._settlement(amounts, is_turned)
        self._say_void()
        if None in due:
            for index in [i for i, value in enumerate(due) if value is None]:
                self._without_due(index, due, issued, amounts[index])
        if not SUMS.isdisjoint(invoices):
            invoices = [None if number in SUMS else number for number in invoices]
        require(columns, "invoice", invoices)
        currencies = columns.currencies()
        said = (column if isinstance(column, list) else repeat(column) for column in (amounts, due, opened, currencies))
        self._refuse_repeated(invoices, zip(self._customers.owners(whose), *said, strict=False))
        rest = [
            invoices, issued, due, amounts, opened, currencies, settled, last, paid, self._rates(currencies), columns.texts("concept"),
            columns.memo("disputed", labels.read_yes_no),
        ]  # fmt: skip
        return InvoiceColumns(columns.numbers, whose, self._customers.people, self._customers.fresh, rest)

    @staticmethod
    def without(records: InvoiceColumns, places: dict[int, Any]) -> InvoiceColumns:
        """The invoices but those at some positions."""
        return records.without(places)

    def _amounts(self) -> tuple[list[Any], set[int]]:
        """Amounts with credit notes below zero, and the positions whose sign was turned."""
        columns = self.columns
        amounts = columns.amounts("amount") or [None] * len(columns.numbers)
        require(columns, "amount", amounts)
        turned: set[int] = set()
        if 0 in amounts:
            for index, value in enumerate(amounts):
                if value == 0:
                    columns.refuse(index, "zero_amount", "amount")
        for index, kind in enumerate(columns.memo("type", labels.read_type) or ()):
            if kind == "credit_note" and (amounts[index] or 0) > 0:
                amounts[index] = -amounts[index]
                turned.add(index)
            elif kind == "invoice" and (amounts[index] or 0) < 0:
                columns.refuse(index, "negative_amount", "amount")
        return amounts, turned

    def _settlement(self, amounts: list[Any], turned: set[int]) -> tuple[Any, Any, Any, Any]:
        """(open, settled on, last payment on, paid) of each row. A date with an open amount left is a partial payment's."""
        size = len(amounts)
        opened, paid, dates = self.columns.amounts("open_amount"), self.columns.amounts("paid"), self.columns.dates("settled_on")
        for column in (opened or [], paid or []):
            for index in turned if column else ():
                column[index] = -abs(column[index]) if column[index] is not None else None
        if opened is None and name_score(self._header("amount"), "open_amount") > name_score(self._header("amount"), "amount"):
            opened = amounts.copy()  # the only amount is what is left: a day of payment beside it settles nothing
        elif dates and LAST.search(normal(self._header("settled_on"))) and opened is None and paid is None:
            dates = None  # the last payment, of unknown size
        else:
            compare_stated(self.columns, amounts, opened, paid, dates)
            opened = self._paid_by_state(opened, dates, paid)
        if opened is None and paid is not None:
            opened = [
                amount - part if amount and part is not None else amount if amount else None
                for amount, part in zip(amounts, paid, strict=True)
            ]
        if dates is None or not any(dates):
            return self._said_overpaid(opened, amounts), None, None, paid
        opened = (
            [0 if left is None and on else left for left, on in zip(opened, dates, strict=True)]
            if opened
            else [0 if on else None for on in dates]
        )
        settled = [on if not left else None for left, on in zip(opened, dates, strict=True)]
        paid = paid or [None] * size
        paid = [amount if part is None and on else part for amount, part, on in zip(amounts, paid, settled, strict=True)]
        return self._said_overpaid(opened, amounts), settled, dates, paid

    def _header(self, name: str) -> str:
        places = self.columns.layout.positions.get(name)
        return self.columns.layout.headers[places[0]] if places else ""

    def _paid_by_state(self, opened: list[Any] | None, dates: list[Any] | None, paid: list[Any] | None) -> list[Any] | None:
        """What a column of states calls paid is not open, where nothing else tells what is."""
        if opened is not None or paid is not None or self._state is None:
            return opened
        cells = self.columns.columns[self._state]
        if PAID.isdisjoint(cells):
            return opened
        return [0 if cell in PAID else None for cell in cells]

    def _say_void(self) -> None:
        """A document that the file calls void comes in as what it is, with a word to the person."""
        cells = self.columns.columns[self._state] if self._state is not None else ()
        if not VOID.isdisjoint(cells):
            for index in [index for index, cell in enumerate(cells) if cell in VOID]:
                self.columns.warn(index, "document_void", value=number_text(cells[index]))

    def _said_overpaid(self, opened: list[Any] | None, amounts: list[Any]) -> list[Any] | None:
        """Nothing is open below zero: what was paid too much is said."""
        if opened is None or opened == amounts:
            return opened
        for index in [i for i, left in enumerate(opened) if left and left < 0 < (amounts[i] or 0)]:
            opened[index] = 0
            self.columns.warn(index, "overpayment")
        return opened

    def _without_due(self, index: int, due: list[Any], issued: list[Any] | None, amount: int | None) -> None:
        """A credit note is due when it is issued; any other document must say when."""
        if (amount or 0) < 0 and issued and issued[index]:
            due[index] = issued[index]
        else:
            refuse_blank(self.columns, index, "due_on")

    def _rates(self, stated: list[Any] | str) -> list[Any] | None:
        """Stated exchange rates; a document in the company's own currency has none, whatever its row repeats."""
        rates, local = read_rates(self.columns), self.columns.layout.local_currency
        currencies = repeat(stated, len(rates or ())) if isinstance(stated, str) else stated
        return rates and [None if currency == local else rate for rate, currency in zip(rates, currencies, strict=True)]

    def _refuse_repeated(self, invoices: list[Any], contents: Iterable[Any]) -> None:
        flaws = self.columns.flaws
        places: Sequence[int] = range(len(invoices))
        if flaws:
            places, whole = [i for i in places if i not in flaws], list(contents)
            invoices, contents = [invoices[i] for i in places], [whole[i] for i in places]
        for index, is_same in self._repeats.find(invoices, contents):
            self.columns.refuse(places[index], "duplicate_invoice" if is_same else "duplicate_conflict", "invoice")


def read_rates(columns: Columns) -> list[Decimal | None] | None:
    """Stated exchange rates as they are written; None without a column of them."""
    return columns.memo("rate", lambda cell: parse_rate(cell, columns.layout.decimal))


def require(columns: Columns, name: str, values: Sequence[Any]) -> None:
    """Refuse the rows in which a mandatory field says nothing."""
    if None in values:
        for index, value in enumerate(values):
            if value is None or isinstance(value, Flaw):
                refuse_blank(columns, index, name)


def refuse_blank(columns: Columns, index: int, name: str) -> None:
    """Refuse a row for a field that says nothing; a date of zeros is a bad date rather than none."""
    cells = columns.cells(name) if name in ("due_on", "paid_on") else None
    columns.refuse(index, "bad_date" if cells and clean(cells[index]) else "missing_mandatory", name)
