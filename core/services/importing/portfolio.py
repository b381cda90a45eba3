"""A portfolio file compared with what is there: invoices new, changed, unchanged and gone, and the payments that the file implies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from core.db.queries import imports as known
from core.domain.money import from_cents
from core.domain.records import InvoiceRecord
from core.services.importing.comparison import Comparison, Counts, Frame
from core.services.importing.people import Person
from core.services.importing.stage import Stage, packed

MICRO = 1_000_000


class PortfolioComparison(Comparison):
    """Invoices by their number within the portfolio."""

    def __init__(self, connection: Connection, stage: Stage, frame: Frame) -> None:
        super().__init__(connection, stage, frame)
        self.is_empty = frame.portfolio_id is None or not known.has_invoices(connection, frame.portfolio_id)
        self.next_invoice, self.next_payment = self.ids["invoice"], self.ids["payment"]
        self.seen = bytearray(self.next_invoice)

    def take_records(self, records: list[tuple[Any, ...]]) -> None:
        """Compare each record with the invoice of its number."""
        stored = {} if self.is_empty else self._stored([record[6] for record in records])
        people, sums = self.people, self.counts.sums
        for record in records:
            old = stored.get(record[6])
            person = people.get((record[1], record[2], record[3])) or self._whose(record, old)
            said = hash((record[4], record[5], record[18:23]))
            if person.said != said:
                person.said = said
                person.tell(record[18:23])
                self.reach(person, record[4], record[5])
            if old is None:
                invoice_id, open_ = self._bring(record, person.id)
            else:
                invoice_id, open_ = self._compare(record, person.id, old)
            if record[17]:
                self._dispute(record, person.id, invoice_id, is_new=old is None, is_paid=open_ == 0)
            total = sums.get(record[11]) or sums.setdefault(record[11], [0, 0])
            total[0] += record[9]
            total[1] += open_
            if self.wants_record():
                self.keep(as_record(InvoiceRecord._make(record), person, open_))
        self.counts.accepted += len(records)

    def _stored(self, numbers: list[str]) -> dict[str, tuple[Any, ...]]:
        return known.invoices_by_number(self.connection, self.frame.portfolio_id or 0, numbers)

    def _whose(self, record: tuple[Any, ...], old: tuple[Any, ...] | None) -> Person:
        hint = self.book.people.get(old[1]) if old else None
        return self.person(record[0], record[1], record[2], record[3], hint)

    def _bring(self, record: tuple[Any, ...], customer_id: int) -> tuple[int, int]:
        """Stage a new invoice and what the file says was paid of it; gives its id and open amount."""
        invoice_id = self.next_invoice
        self.next_invoice += 1
        amount, currency = record[9], record[11]
        paid = stated_as_paid(record) or 0
        self.buffers["invoice"].append(
            (invoice_id, customer_id, record[6], record[7], record[8], amount, paid, currency, in_micros(record[15]), record[16])
        )
        if paid:
            self._pay(record, customer_id, invoice_id, paid, is_opening=True)
        self.counts.new += 1
        self.move(currency, amount, amount - paid)
        return invoice_id, amount - paid

    def _pay(self, record: tuple[Any, ...], customer_id: int, invoice_id: int, cents: int, *, is_opening: bool) -> None:
        """Stage a payment laid on one invoice: dated when the file dates it, else stated, and opening when it came before we knew."""
        payment_id, day = self.next_payment, record[12] or record[13]
        self.next_payment += 1
        source = "import" if day else "stated"
        paid_on, currency = day or self.frame.as_of, record[11]
        self.buffers["payment"].append(
            (
                payment_id, customer_id, self.frame.portfolio_id, paid_on, cents, currency, in_micros(record[15]), None, None, source,
                is_opening and day is None, None,
            )
        )  # fmt: skip
        self.buffers["allocation"].append((payment_id, invoice_id, customer_id, paid_on, cents, currency))

    def _compare(self, record: tuple[Any, ...], customer_id: int, old: tuple[Any, ...]) -> tuple[int, int]:
        """Compare a record with its stored invoice and stage what differs; gives the id and the open amount afterwards."""
        invoice_id, paid = old[0], old[5]
        self.seen[invoice_id] = 1
        wanted = stated_as_paid(record)
        if (
            (wanted is None or wanted == paid) and record[9] == old[4] and record[8] == old[3] and customer_id == old[1]
            and old[9] is None and (record[7] is None or record[7] == old[2]) and record[11] == old[6]
            and (record[16] is None or record[16] == old[8]) and (record[15] is None or in_micros(record[15]) == old[7])
        ):  # fmt: skip
            self.counts.unchanged += 1
            return invoice_id, old[4] - paid
        delta = self._owed_payment(record, old, wanted)
        before, after = self._differences(record, customer_id, old)
        if delta:
            self._pay(record, customer_id, invoice_id, delta, is_opening=False)
            self.buffers["paid"].append((invoice_id, delta))
        was, now = old[4] - paid, record[9] - paid - delta
        if was != now:
            before["open_cents"], after["open_cents"] = was, now
        if before:
            self.buffers["change"].append(("invoice", invoice_id, record[0], packed(before), packed(after)))
            self.counts.changed += 1
            self.move(old[6], -old[4], -was)
            self.move(record[11], record[9], now)
        else:
            self.counts.unchanged += 1
        return invoice_id, now

    def _owed_payment(self, record: tuple[Any, ...], old: tuple[Any, ...], wanted: int | None) -> int:
        """What must be added to the payments of a stored invoice so that they are what the file says. Payments that people or payment
        files recorded are never taken back because a portfolio does not know them yet."""
        delta = 0 if wanted is None else wanted - old[5]
        if delta == 0 or (delta > 0) == (record[9] > 0):
            return delta
        said = sum(cents for _day, cents, _stated in known.said_by_portfolios(self.connection, [old[0]]).get(old[0], []))
        if abs(delta) <= abs(said):
            return delta
        msgid = "The file says that more is open on {number} than we know: payments recorded here were kept."
        self.warn(record[0], "payment_kept", msgid, number=record[6])
        return 0

    def _differences(self, record: tuple[Any, ...], customer_id: int, old: tuple[Any, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
        fields = ("customer_id", "issued_on", "due_on", "amount_cents", "currency", "rate_micros", "concept")
        said = (customer_id, record[7], record[8], record[9], record[11], in_micros(record[15]), record[16])
        kept = (old[1], old[2], old[3], old[4], old[6], old[7], old[8])
        differing = [(name, was, now) for name, was, now in zip(fields, kept, said, strict=True) if now is not None and now != was]
        if old[9] is not None:
            differing.append(("gone_import_id", old[9], None))
        return {name: was for name, was, _now in differing}, {name: now for name, _was, now in differing}

    def _dispute(self, record: tuple[Any, ...], customer_id: int, invoice_id: int, *, is_new: bool, is_paid: bool) -> None:
        """Stage a dispute that the file tells of; one that is known already is not told twice."""
        if is_new or not known.is_disputed(self.connection, invoice_id):
            closed = self.frame.now if is_paid else None
            self.buffers["dispute"].append((customer_id, invoice_id, self.frame.now, "imported", closed))

    def finish(self) -> Counts:
        """Find what is gone from the file, and complete the counts."""
        if not self.is_empty:
            rows = [row for row in known.open_in_portfolio(self.connection, self.frame.portfolio_id or 0) if not self.seen[row[0]]]
            self.buffers["gone"] = rows
            self.counts.gone = len(rows)
        return super().finish()


def stated_as_paid(record: tuple[Any, ...]) -> int | None:
    """What a record says was paid so far, in hundredths; None when it does not say."""
    if record[12]:
        return record[9]
    if record[10] is not None:
        return record[9] - record[10]
    return record[14]


def in_micros(rate: Any) -> int | None:
    """A rate in millionths."""
    return None if rate is None else int(rate * MICRO)


def as_record(record: InvoiceRecord, person: Person, open_cents: int) -> dict[str, Any]:
    """One record as the report shows it: money as decimal text, dates as ISO text."""
    return {
        "row": record.row,
        "customer_id": person.id,
        "customer": record.customer,
        "code": record.code,
        "tax_id": record.tax_id,
        "phones": [phone[0] for phone in record.phones],
        "emails": list(record.emails),
        "invoice": record.invoice,
        "issued_on": record.issued_on,
        "due_on": record.due_on,
        "amount": str(from_cents(record.amount_cents)),
        "open_amount": str(from_cents(open_cents)),
        "currency": record.currency,
    }
