"""A payments file compared with what is there: each payment laid on the invoice that it names, each taken once."""

from __future__ import annotations

from itertools import chain
from typing import Any

from sqlalchemy import Connection

from core.db.queries import imports as known
from core.domain.matching import name_key
from core.domain.money import from_cents
from core.domain.records import PaymentRecord
from core.services.importing.comparison import Comparison
from core.services.importing.counts import Frame
from core.services.importing.invoice_changes import in_micros
from core.services.importing.payment_words import digest, joint_targets, numbers_in, part_keys, parts_of
from core.services.importing.stage import Stage
from core.services.importing.told_records import of_payment

INSTALLMENTS = 48  # of one document that are looked for


class PaymentsComparison(Comparison):
    """Payments by what they say: the same words a second time in another file are the same payment."""

    def __init__(self, connection: Connection, stage: Stage, frame: Frame) -> None:
        super().__init__(connection, stage, frame)
        self.next_payment = self.ids["payment"]
        self.added: dict[int, int] = {}  # invoice to hundredths that this file lays on it
        self.told: dict[str, int] = {}  # the words of a payment to how often the file says them
        self.named: dict[str, list[tuple[Any, ...]]] = {}  # invoices of this batch by the words that name them
        self.installments: dict[str, list[tuple[Any, ...]]] = {}  # of documents that are stored as several invoices
        self.stored: dict[str, tuple[int, str]] = {}  # hundredths and currency of the payments that are known, by key
        self.portfolios: dict[int, list[tuple[str, int, bool]]] = {}

    def take_records(self, records: Any) -> None:
        """Lay each payment on what it is for, unless it is known already; reversals come last, because they need what they take back."""
        rows = sorted((PaymentRecord._make(record) for record in records), key=lambda row: (row.amount_cents < 0, row.row))
        words = {word for row in rows for word in (*numbers_in(row), *parts_of(row.invoice))}
        self.named = known.numbered_invoices(self.connection, self.frame.portfolio_id, words)
        self._name_installments(rows)
        joint = {row.row: targets for row in rows if (targets := joint_targets(row, self.named))}
        payers = {row.row: self._payer(row) for row in rows if row.row not in joint}
        meant = [(row, joint.get(row.row) or self._targets(row, payers[row.row])) for row in rows]
        self.portfolios = known.said_by_portfolios(self.connection, [target[0] for _row, targets in meant for target in targets])
        keyed = [(row, targets, self._key(row, targets, payers.get(row.row), row.row in joint)) for row, targets in meant]
        keys = [key for _row, _targets, key in keyed]
        keys += [part for row, targets, key in keyed if row.row in joint for part in part_keys(key, targets)]
        self.stored = known.known_keys(self.connection, keys)
        for row, targets, key in keyed:
            if row.row in joint:
                self._take_joint(row, targets, key)
            elif targets or payers[row.row]:
                self._take(row, targets, key, targets[0][1] if targets else payers[row.row])
            else:
                self._reject_unknown(row)

    def _name_installments(self, rows: list[PaymentRecord]) -> None:
        """A number that no invoice bears may be that of a document in installments: NUMBER/1, NUMBER/2 and so on, paid in this order."""
        missing = {row.invoice for row in rows if row.invoice and row.invoice not in self.named}
        parts = {number: [f"{number}/{part}" for part in range(1, INSTALLMENTS + 1)] for number in missing}
        found = known.numbered_invoices(self.connection, self.frame.portfolio_id, chain(*parts.values())) if parts else {}
        for number, words in parts.items():
            if targets := [found[word][0] for word in words if len(found.get(word, ())) == 1]:
                self.installments[number] = targets if len({target[1] for target in targets}) == 1 else []

    def _targets(self, row: PaymentRecord, payer: int | None) -> list[tuple[Any, ...]]:
        """The invoices that a payment is for, in the order in which it is laid on them: one when it names one."""
        if row.invoice:
            if installments := self.installments.get(row.invoice):
                return installments
            found = self.named.get(row.invoice, [])
            return found if len(found) == 1 else _only([one for one in found if one[1] == payer])
        words = {word: self.named[word] for word in numbers_in(row) if word in self.named}
        if len(words) == 1 and len(next(iter(words.values()))) == 1:
            return next(iter(words.values()))
        if payer is None:
            return []
        if row.amount_cents < 0:
            return known.invoices_paid_by(self.connection, payer, -row.amount_cents, row.reference)
        return known.open_invoices(self.connection, payer)

    def _payer(self, row: PaymentRecord) -> int | None:
        name = row.customer or ""
        person = self.book.find(name, row.code, row.tax_id) if name or row.code or row.tax_id else None
        return person.id if person else None

    def _key(self, row: PaymentRecord, targets: list[tuple[Any, ...]], payer: int | None, is_joint: bool) -> str:
        """What a payment says, digested. A currency that the file does not name is the invoice's, and says nothing."""
        whose: Any = targets[0][0] if row.invoice and targets else f"c{targets[0][1] if targets else payer}"
        whose = sorted(target[0] for target in targets) if is_joint else whose
        currency = row.currency if self.frame.has_currency else ""
        words = "\x1f".join(str(part) for part in (whose, row.paid_on, row.amount_cents, currency, row.reference or row.concept or ""))
        self.told[words] = ordinal = self.told.get(words, 0) + 1
        return digest(f"{words}\x1f{ordinal}")

    def _take(self, row: PaymentRecord, targets: list[tuple[Any, ...]], key: str, customer_id: int | None) -> None:
        currency = self._currency(row, targets, key)
        fitting = [target for target in targets if target[5] == currency]
        if targets and not fitting:
            msgid = "Invoice {number} is in {expected}, the payment in {currency}."
            values = {"number": row.invoice or "", "expected": targets[0][5], "currency": currency}
            self.reject(row.row, None, "unsupported_currency", msgid, values, cells_of(row))
            return
        is_known = key in self.stored or (bool(fitting) and self._is_said(row, fitting[0]))
        if not is_known and row.amount_cents < 0 and self._left(row, fitting):
            msgid = "No payment of {amount} is known that this could take back."
            self.reject(row.row, None, "negative_amount", msgid, {"amount": str(from_cents(-row.amount_cents))}, cells_of(row))
            return
        self._accept(row, fitting, key, currency, customer_id or 0, is_known)

    def _currency(self, row: PaymentRecord, targets: list[tuple[Any, ...]], key: str) -> str:
        """The currency that the file or a stored payment names, else that of the invoices, else the company's."""
        if self.frame.has_currency:
            return row.currency
        if key in self.stored:
            return self.stored[key][1]
        found = {target[5] for target in targets}
        return str(found.pop()) if len(found) == 1 else row.currency

    def _accept(
        self, row: PaymentRecord, targets: list[tuple[Any, ...]], key: str, currency: str, customer_id: int, is_known: bool
    ) -> None:
        if is_known:
            self.counts.unchanged += 1
        else:
            self._stage(row, targets, key, currency, customer_id)
        self._differs(row, customer_id)
        self.warn_of_future([row.row], [row.paid_on])
        self.counts.accepted += 1
        self.sum_up(currency, row.amount_cents, 0)
        if self.wants_record():
            self.keep(of_payment(row, self._meant(row, targets), customer_id, self.book.people[customer_id].name, currency))

    def _take_joint(self, row: PaymentRecord, targets: list[tuple[Any, ...]], key: str) -> None:
        """One payment for several invoices becomes one for each, where it is exactly what is open on them together."""
        keys = part_keys(key, targets)
        parts = [self.stored[part][0] if part in self.stored else 0 for part in keys]
        is_known = sum(parts) == row.amount_cents
        if not is_known:
            parts = [max(target[3] - self._paid(target), 0) for target in targets]
        currency = self._currency(row, targets, keys[0])
        if sum(parts) != row.amount_cents or any((target[1], target[5]) != (targets[0][1], currency) for target in targets):
            msgid = "The payment names {n} documents and does not say how much is for each: {amount} is not what is open on them together."
            values = {"n": len(targets), "amount": str(from_cents(row.amount_cents))}
            self.reject(row.row, None, "ambiguous_amount", msgid, values, cells_of(row))
            return
        numbers = {target[0]: number for number, found in self.named.items() for target in found}
        told = [(target, cents, part) for target, cents, part in zip(targets, parts, keys, strict=True) if cents]
        for target, cents, part in told:
            one = row._replace(invoice=numbers[target[0]], amount_cents=cents)
            self._accept(one, [target], part, currency, target[1], is_known)
        self.counts.parts += len(told) - 1

    def _left(self, row: PaymentRecord, targets: list[tuple[Any, ...]]) -> int:
        """What of a payment finds no place on its invoices, in hundredths."""
        left = row.amount_cents
        for target in targets:
            left -= portion(left, target[3], self._paid(target))
        return left

    def _paid(self, target: tuple[Any, ...]) -> int:
        return int(target[4]) + self.added.get(target[0], 0)

    def _meant(self, row: PaymentRecord, targets: list[tuple[Any, ...]]) -> str | None:
        """The number of the one invoice that a payment names, in whatever field; None for a payment on account."""
        return row.invoice or next((word for word in numbers_in(row) if targets and self.named.get(word) == targets), None)

    def _is_said(self, row: PaymentRecord, target: tuple[Any, ...]) -> bool:
        """Whether a portfolio file told of this payment already: the same amount on the same day."""
        said = self.portfolios.get(target[0], [])
        match = next((one for one in said if one[1] == row.amount_cents and one[0] == row.paid_on and not one[2]), None)
        if match is None:
            return False
        said.remove(match)
        return True

    def _stage(self, row: PaymentRecord, targets: list[tuple[Any, ...]], key: str, currency: str, customer_id: int) -> None:
        payment_id, left = self.next_payment, row.amount_cents
        portfolio_id = targets[0][2] if targets else self.frame.portfolio_id
        self.next_payment += 1
        self.buffers["payment"].append(
            (
                payment_id, customer_id, portfolio_id, row.paid_on, row.amount_cents, currency, in_micros(row.rate),
                row.reference or row.concept, row.method, "import", False, key,
            )
        )  # fmt: skip
        for target in targets:
            laid = portion(left, target[3], self._paid(target))
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


def _only(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return found if len(found) == 1 else []


def portion(left: int, amount: int, paid: int) -> int:
    """How much of a payment is laid on an invoice, in hundredths: up to what is open; a reversal takes back up to what was paid."""
    if amount < 0:
        return -portion(-left, -amount, -paid)
    return max(left, -paid) if left < 0 else min(left, max(amount - paid, 0))


def cells_of(row: PaymentRecord) -> dict[str, str]:
    """A payment's words by field, for the file of rejected rows."""
    words = row._asdict() | {"amount": from_cents(row.amount_cents)}
    return {name: str(value) for name, value in words.items() if value is not None and name not in ("row", "amount_cents")}
