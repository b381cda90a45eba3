"""Rows of a portfolio to invoice records: identity, dates, amounts and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import repeat
from typing import Any

from core.intake import labels
from core.intake.amounts import parse_amount
from core.intake.cells import Cell, Flaw, number_text
from core.intake.columns import Columns
from core.intake.repeats import Repeats

NONE: Any = repeat(None)


class Portfolio:
    """Makes the records of one file; numbers that stand in it twice are found across its chunks."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._repeats = Repeats()

    def records(self) -> list[tuple[Any, ...]]:
        """One InvoiceRecord tuple per row taken, in order; the caller leaves out those with flaws."""
        columns = self.columns
        invoices = columns.numbers_of("invoice") or [None] * len(columns.numbers)
        names, codes, tax_ids, owners = identify(columns)
        issued, due = columns.dates("issued_on"), columns.dates("due_on") or [None] * len(columns.numbers)
        amounts, kinds, is_turned = self._amounts()
        opened, settled, last, paid = self._settlement(amounts, is_turned)
        for index in [i for i, value in enumerate(due) if value is None]:
            self._without_due(index, due, issued, kinds)
        require(columns, "invoice", invoices)
        currencies = columns.currencies()
        self._refuse_repeated(invoices, list(zip(owners, amounts, due, currencies, strict=True)))
        countries = columns.countries()
        phones = columns.phones(owners, countries)
        emails = columns.emails(owners)
        columns.say_missing_phones(phones, owners)
        texts = columns.texts
        record = zip(
            columns.numbers, names, codes or NONE, tax_ids or NONE, phones or repeat(()), emails or repeat(()), invoices, issued or NONE, due,
            amounts, opened, currencies, settled, last, paid, columns.memo("rate", self._rate) or NONE, texts("concept") or NONE,
            columns.memo("disputed", labels.read_yes_no) or NONE, texts("address") or NONE, texts("region") or NONE, texts("city") or NONE,
            countries or NONE, columns.memo("language", labels.read_language) or NONE, kinds,
            strict=False,
        )  # fmt: skip
        return list(record)

    def _amounts(self) -> tuple[list[Any], list[str], set[int]]:
        """Amounts with credit notes below zero, their kinds, and the positions whose sign was turned."""
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
        return amounts, ["credit_note" if value and value < 0 else "invoice" for value in amounts], turned

    def _settlement(self, amounts: list[Any], turned: set[int]) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
        """(open, settled on, last payment on, paid) of each row. A date with an open amount left is a partial payment's."""
        size = len(amounts)
        opened, paid, dates = self.columns.amounts("open_amount"), self.columns.amounts("paid"), self.columns.dates("settled_on")
        for index in turned:
            if opened and (opened[index] or 0) > 0:
                opened[index] = -opened[index]
        if opened is None and paid is not None:
            opened = [
                amount - part if amount and part is not None else amount if amount else None
                for amount, part in zip(amounts, paid, strict=True)
            ]
        if dates is None:
            return self._said_overpaid(opened or [None] * size, amounts), [None] * size, [None] * size, paid or [None] * size
        opened = (
            [0 if left is None and on else left for left, on in zip(opened, dates, strict=True)]
            if opened
            else [0 if on else None for on in dates]
        )
        settled = [on if not left else None for left, on in zip(opened, dates, strict=True)]
        paid = paid or [None] * size
        paid = [amount if part is None and on else part for amount, part, on in zip(amounts, paid, settled, strict=True)]
        return self._said_overpaid(opened, amounts), settled, dates, paid

    def _said_overpaid(self, opened: list[Any], amounts: list[Any]) -> list[Any]:
        """Nothing is open below zero: what was paid too much is said."""
        for index in [i for i, left in enumerate(opened) if left and left < 0 < (amounts[i] or 0)]:
            opened[index] = 0
            self.columns.warn(index, "overpayment")
        return opened

    def _without_due(self, index: int, due: list[Any], issued: list[Any] | None, kinds: list[str]) -> None:
        """A credit note is due when it is issued; any other document must say when."""
        if kinds[index] == "credit_note" and issued and issued[index]:
            due[index] = issued[index]
        else:
            self.columns.refuse(index, "missing_mandatory", "due_on")

    def _rate(self, cell: Cell) -> Decimal | None:
        """A stated exchange rate, exact; None for blank and for what is none."""
        if not isinstance(cell, str):
            return Decimal(repr(cell)) if cell > 0 else None
        layout = self.columns.layout
        text = cell.strip()
        sign, group = (",", ".") if layout.decimal == "comma" else (".", ",")
        try:
            rate = Decimal(text.replace(group, "").replace(sign, ".")) if text.count(sign) <= 1 else None
        except InvalidOperation:
            cents = parse_amount(cell, layout.decimal, True).cents
            rate = Decimal(cents) / 100 if isinstance(cents, int) else None
        return rate if rate and rate.is_finite() and rate > 0 else None

    def _refuse_repeated(self, invoices: list[Any], contents: list[Any]) -> None:
        flaws = self.columns.flaws
        places = [i for i in range(len(invoices)) if i not in flaws] if flaws else range(len(invoices))
        keys = [invoices[i] for i in places] if flaws else invoices
        for index, is_same in self._repeats.find(keys, [contents[i] for i in places] if flaws else contents):
            self.columns.refuse(places[index], "duplicate_invoice" if is_same else "duplicate_conflict", "invoice")


def identify(columns: Columns) -> tuple[list[Any], list[Any] | None, list[Any] | None, list[Any]]:
    """(names, codes, tax ids, owners): the code, else the tax id, stands in for a name; the owner is the surest of the three."""
    names, codes, tax_ids = columns.names(), columns.numbers_of("code"), columns.tax_ids()
    nothing: list[Any] = [None] * len(columns.numbers)
    owners = [code or tax or name for code, tax, name in zip(codes or nothing, tax_ids or nothing, names or nothing, strict=True)]
    shown = [name or code or tax for name, code, tax in zip(names or nothing, codes or nothing, tax_ids or nothing, strict=True)]
    if None in shown:
        for index in [i for i, value in enumerate(shown) if value is None]:
            says_tax = columns.cells("tax_id") is not None and number_text(columns.cells("tax_id")[index]).strip()  # type: ignore[index]
            columns.refuse(index, "bad_tax_id" if says_tax else "missing_mandatory", "tax_id" if says_tax else "customer")
    return shown, codes, tax_ids, owners


def require(columns: Columns, name: str, values: Sequence[Any]) -> None:
    """Refuse the rows in which a mandatory field says nothing."""
    if None in values:
        for index, value in enumerate(values):
            if value is None or isinstance(value, Flaw):
                columns.refuse(index, "missing_mandatory", name)
