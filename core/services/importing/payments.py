"""A payments file compared with what is there: each payment laid on the invoice that it names, each taken once."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from core.db.queries import imports as known
from core.domain.matching import name_key
from core.domain.money import from_cents
from core.domain.records import PaymentRecord
from core.services.importing.comparison import Comparison, Frame
from core.services.importing.invoice_changes import in_micros
from core.services.importing.stage import Stage

_WORD = re.compile(r"[\w./-]{3,}")


class PaymentsComparison(Comparison):
    """Payments by what they say: the same words a second time in another file are the same payment."""

    def __init__(self, connection: Connection, stage: Stage, frame: Frame) -> None:
        super().__init__(connection, stage, frame)
        self.next_payment = self.ids["payment"]
        self.added: dict[int, int] = {}  # invoice to hundredths that this file lays on it
        self.told: dict[str, int] = {}  # the words of a payment to how often the file says them
        self.named: dict[str, list[tuple[Any, ...]]] = {}  # invoices of this batch by the words that name them
        self.portfolios: dict[int, list[tuple[str, int, bool]]] = {}

    def take_records(self, records: Any) -> None:
        """Lay each payment on its invoice, unless it is known already."""
        rows = [PaymentRecord._make(record) for record in records]
        words = {word for row in rows for word in numbers_in(row)}
        self.named = named = known.numbered_invoices(self.connection, self.frame.portfolio_id, words)
        meant = [(row, self._targets(row, named)) for row in rows]
        found = [target[0] for _row, targets in meant for target in targets]
        self.portfolios = known.said_by_portfolios(self.connection, found)
        keyed = [(row, targets, self._key(row, targets)) for row, targets in meant if targets]
        stored = known.known_keys(self.connection, [key for _row, _targets, key in keyed])
        for row, targets, key in keyed:
            self._take(row, targets, key, key in stored)
        for row, targets in meant:
            if not targets:
                self._reject_unknown(row)

    def _targets(self, row: PaymentRecord, named: dict[str, list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
        """The invoices that a payment is for, in the order in which it is laid on them: one when it names one."""
        if row.invoice:
            found = named.get(row.invoice, [])
            return found if len(found) == 1 else self._of_customer(row, found)
        words = {word: named[word] for word in numbers_in(row) if word in named}
        if len(words) == 1 and len(next(iter(words.values()))) == 1:
            return next(iter(words.values()))
        person = self._payer(row)
        return known.open_invoices(self.connection, person) if person else []

    def _of_customer(self, row: PaymentRecord, found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        person = self._payer(row)
        fitting = [one for one in found if one[1] == person]
        return fitting if len(fitting) == 1 else []

    def _payer(self, row: PaymentRecord) -> int | None:
        name = row.customer or ""
        person = self.book.find(name, row.code, row.tax_id) if name or row.code or row.tax_id else None
        return person.id if person else None

    def _key(self, row: PaymentRecord, targets: list[tuple[Any, ...]]) -> str:
        target = targets[0]
        whose = target[0] if row.invoice else f"c{target[1]}"
        words = "\x1f".join(str(part) for part in (whose, row.paid_on, row.amount_cents, self._currency(row, target), row.reference or ""))
        self.told[words] = ordinal = self.told.get(words, 0) + 1
        return blake2b(f"{words}\x1f{ordinal}".encode(), digest_size=16).hexdigest()

    def _currency(self, row: PaymentRecord, target: tuple[Any, ...]) -> str:
        return row.currency if self.frame.has_currency else target[5]

    def _take(self, row: PaymentRecord, targets: list[tuple[Any, ...]], key: str, is_stored: bool) -> None:
        currency = self._currency(row, targets[0])
        fitting = [target for target in targets if target[5] == currency]
        if not fitting:
            msgid = "Invoice {number} is in {expected}, the payment in {currency}."
            values = {"number": row.invoice or "", "expected": targets[0][5], "currency": currency}
            self.reject(row.row, None, "unsupported_currency", msgid, values, cells_of(row))
            return
        customer_id = fitting[0][1]
        if is_stored or self._is_said(row, fitting[0]):
            self.counts.unchanged += 1
        else:
            self._stage(row, fitting, key, currency)
        self._differs(row, customer_id)
        self.counts.accepted += 1
        self.sum_up(currency, row.amount_cents, 0)
        if self.wants_record():
            self.keep(as_record(row, self._meant(row, fitting), customer_id, self.book.people[customer_id].name, currency))

    def _meant(self, row: PaymentRecord, targets: list[tuple[Any, ...]]) -> str | None:
        """The number of the one invoice that a payment names, in whatever field; None for a payment on account."""
        return row.invoice or next((word for word in numbers_in(row) if self.named.get(word, []) == targets), None)

    def _is_said(self, row: PaymentRecord, target: tuple[Any, ...]) -> bool:
        """Whether a portfolio file told of this payment already: the same amount on the same day."""
        said = self.portfolios.get(target[0], [])
        match = next((one for one in said if one[1] == row.amount_cents and one[0] == row.paid_on and not one[2]), None)
        if match is None:
            return False
        said.remove(match)
        return True

    def _stage(self, row: PaymentRecord, targets: list[tuple[Any, ...]], key: str, currency: str) -> None:
        payment_id, customer_id, left = self.next_payment, targets[0][1], row.amount_cents
        self.next_payment += 1
        self.buffers["payment"].append(
            (
                payment_id, customer_id, targets[0][2], row.paid_on, row.amount_cents, currency, in_micros(row.rate),
                row.reference or row.concept, row.method, "import", False, key,
            )
        )  # fmt: skip
        for target in targets:
            laid = portion(left, target[3], target[4] + self.added.get(target[0], 0))
            if laid:
                self.buffers["allocation"].append((payment_id, target[0], customer_id, row.paid_on, laid, currency))
                self.buffers["paid"].append((target[0], laid))
                self.added[target[0]] = self.added.get(target[0], 0) + laid
                left -= laid
        if left > 0:
            msgid = "{amount} {currency} more than is owed: it stays as the customer's credit."
            self.warn(row.row, "overpayment", msgid, amount=str(from_cents(left)), currency=currency)
        self.counts.new += 1
        self.move(currency, 0, left - row.amount_cents)

    def _differs(self, row: PaymentRecord, customer_id: int) -> None:
        person = self.book.people.get(customer_id)
        if person and row.customer and row.customer != row.code and name_key(row.customer) != person.key and not person.is_unnamed:
            msgid = "The invoice is of {known}; the file says {said}."
            self.warn(row.row, "name_differs", msgid, known=person.name, said=row.customer)

    def _reject_unknown(self, row: PaymentRecord) -> None:
        if row.invoice:
            msgid, values = "There is no invoice {number}.", {"number": row.invoice}
        else:
            msgid, values = "No invoice and no customer can be told from this row.", {}
        self.reject(row.row, None, "unknown_invoice", msgid, values, cells_of(row))


def numbers_in(row: PaymentRecord) -> list[str]:
    """The invoice numbers that a payment may speak of: the one it names, else the words of its reference and concept."""
    if row.invoice:
        return [row.invoice]
    return _WORD.findall(f"{row.reference or ''} {row.concept or ''}")


def portion(left: int, amount: int, paid: int) -> int:
    """How much of a payment is laid on an invoice, in hundredths: up to what is open; a reversal takes back up to what was paid."""
    if amount < 0:
        return -portion(-left, -amount, -paid)
    return max(left, -paid) if left < 0 else min(left, max(amount - paid, 0))


def cells_of(row: PaymentRecord) -> dict[str, str]:
    """A payment's words by field, for the file of rejected rows."""
    words = row._asdict() | {"amount": from_cents(row.amount_cents)}
    return {name: str(value) for name, value in words.items() if value is not None and name not in ("row", "amount_cents")}


def as_record(row: PaymentRecord, invoice: str | None, customer_id: int, customer: str, currency: str) -> dict[str, Any]:
    """One record as it is stored."""
    return {
        "row": row.row,
        "customer_id": customer_id,
        "invoice": invoice,
        "customer": customer,
        "paid_on": row.paid_on,
        "amount": str(from_cents(row.amount_cents)),
        "currency": currency,
        "reference": row.reference,
    }
