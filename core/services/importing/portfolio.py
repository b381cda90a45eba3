"""A portfolio file compared with what is there: invoices new, changed, unchanged and gone, and the payments that the file implies."""

from __future__ import annotations

from collections.abc import Sequence
from operator import sub
from typing import Any

from sqlalchemy import Connection

from core.db.queries import imports as known
from core.domain.invoice_columns import InvoiceColumns
from core.domain.records import InvoiceRecord
from core.services.importing.comparison import Comparison
from core.services.importing.counts import Counts, Frame
from core.services.importing.invoice_changes import differences, differing, disputed, in_micros, stated_as_paid, totals
from core.services.importing.redating import redated
from core.services.importing.stage import Stage, packed
from core.services.importing.told_records import of_invoice


class PortfolioComparison(Comparison):
    """Invoices by their number within the portfolio; a batch is compared column by column, a row alone only where it differs."""

    def __init__(self, connection: Connection, stage: Stage, frame: Frame) -> None:
        super().__init__(connection, stage, frame)
        self.is_empty = frame.portfolio_id is None or not known.has_invoices(connection, frame.portfolio_id)
        self.next_invoice, self.next_payment = self.ids["invoice"], self.ids["payment"]
        self.seen = bytearray(self.next_invoice)
        self.next_known, self.is_near = 0, True
        self.nameless: set[int] = set()  # erased customers whose documents the file names
        self.customers: list[int] = []  # id by the customer's place in the file, 0 until a good row names it
        self.told: dict[int, tuple[Any, ...]] = {}  # what the file says of customers by place, until they are found

    def take_records(self, records: Sequence[tuple[Any, ...]] | InvoiceColumns) -> None:
        """Compare each record with the invoice of its number."""
        if not isinstance(records, InvoiceColumns) and not records:
            return
        batch = records if isinstance(records, InvoiceColumns) else self._in_columns(records)
        self.customers += [0] * len(batch.fresh)
        self.told |= {place: batch.people[place] for place in batch.fresh}
        stored = {} if self.is_empty else self._stored(batch.columns[0])
        olds = list(map(stored.get, batch.columns[0])) if stored else None
        whose = self._whose(batch, olds)
        opened = self._bring(batch, whose) if olds is None else self._sorted_out(batch, whose, olds)
        self._sum_up(batch, opened)
        if batch.columns[7] and max(filter(None, batch.columns[7]), default="") > self.frame.as_of:
            self.warn_of_future(batch.rows, batch.columns[7])
        self._keep(batch, whose, opened)
        self.counts.accepted += len(batch)

    def _in_columns(self, records: Sequence[tuple[Any, ...]]) -> InvoiceColumns:
        """Records that came one by one: their customers have no places beyond the batch."""
        self.customers, self.told = [], {}
        return InvoiceColumns.of(records)

    def _stored(self, numbers: list[str]) -> dict[str, tuple[Any, ...]]:
        """Invoices by number: those that follow the last ones, in whose order most files come, the rest one by one."""
        portfolio_id = self.frame.portfolio_id or 0
        near = known.invoices_from(self.connection, portfolio_id, self.next_known, len(numbers)) if self.is_near else []
        found = {row[10]: row for row in near}
        if missing := [number for number in numbers if number not in found]:
            found |= known.invoices_by_number(self.connection, portfolio_id, missing)
        if ids := [found[number][0] for number in numbers if number in found]:
            self.next_known = ids[-1] + 1
            self.is_near = max(ids) - min(ids) < 4 * len(ids)
        return found

    def _whose(self, batch: InvoiceColumns, olds: list[Any] | None) -> list[int]:
        """The id of each invoice's customer."""
        ids = list(map(self.customers.__getitem__, batch.whose))
        for index, owner in self.erased.owners(olds).items():
            ids[index] = owner
            self._say_erased(batch.rows[index], owner)
        if 0 in ids:
            for index in [index for index, id_ in enumerate(ids) if not id_]:
                ids[index] = self.customers[batch.whose[index]] or self._find(batch, index, olds[index] if olds else None)
        return ids

    def _say_erased(self, row: int, owner: int) -> None:
        if owner not in self.nameless:
            self.nameless.add(owner)
            msgid = "This document belongs to a customer whose data was erased: it was compared without taking the person in again."
            self.warn(row, "erased_kept", msgid)

    def _find(self, batch: InvoiceColumns, index: int, old: tuple[Any, ...] | None) -> int:
        """Find or bring the customer of a row, with what the file says of them; kept for their other rows unless only this invoice told."""
        place = batch.whose[index]
        told = self.told[place]
        name, code, tax_id, phones, emails = told[:5]
        person, is_sure = self.book.same(name, code, tax_id), True
        if person is None:
            person = self.person(batch.rows[index], name, code, tax_id, self.book.people.get(old[1]) if old else None)
            is_sure = person in (self.book.same(name, code, tax_id), self.people.get((name, code, tax_id)))
        person.tell(self.book.shared(told[5:]))
        is_more = self.reach(person, phones, emails)
        self.recognise(batch.rows[index], person, phones, emails, is_more=is_more)
        if is_sure:
            self.customers[place] = person.id
            if not self.wants_record():
                del self.told[place]
        return person.id

    def _sorted_out(self, batch: InvoiceColumns, whose: list[int], olds: list[Any]) -> list[int]:
        """Bring what is new and compare what is known; gives the open amounts, in the order of the file."""
        if None not in olds:
            return self._compare(batch, whose, olds)
        new = {index for index, old in enumerate(olds) if old is None}
        known_ = {index for index in range(len(olds)) if index not in new}
        brought = iter(self._bring(batch.without(known_), [whose[index] for index in sorted(new)]))
        places = sorted(known_)
        compared = self._compare(batch.without(new), [whose[index] for index in places], [olds[index] for index in places])
        left = iter(compared)
        return [next(brought if index in new else left) for index in range(len(olds))]

    def _bring(self, batch: InvoiceColumns, whose: list[int]) -> list[int]:
        """Stage new invoices and what the file says was paid of them; gives their open amounts."""
        first, amounts = self.next_invoice, batch.column("amount_cents")
        ids = range(first, first + len(batch))
        self.next_invoice += len(batch)
        paid = [cents or 0 for cents in stated_as_paid(batch)]
        numbers, issued, due, _amount, _open, currency, _settled, _paid_on, _paid, rates, concepts, _said = batch.columns
        columns = (
            ids, whose, numbers, issued, due, amounts, paid if any(paid) else 0, currency, rates and list(map(in_micros, rates)), concepts,
        )  # fmt: skip
        self.stage.add_columns("invoice", columns)
        for index in [index for index, cents in enumerate(paid) if cents]:
            self._pay(batch, index, whose[index], ids[index], paid[index], is_opening=True)
        opened = list(map(sub, amounts, paid))
        for index in disputed(batch):
            self._dispute(whose[index], ids[index], is_new=True, is_paid=opened[index] == 0)
        self.counts.new += len(batch)
        for currency, amount, open_ in totals(batch, opened):
            self.move(currency, amount, open_)
        return opened

    def _pay(self, batch: InvoiceColumns, index: int, customer_id: int, invoice_id: int, cents: int, *, is_opening: bool) -> None:
        """Stage a payment laid on one invoice: dated when the file dates it, else stated, and opening when it came before we knew."""
        _number, _issued, _due, _amount, _open, currency, settled_on, paid_on, _paid, rate, _concept, _disputed = batch.values(index)
        payment_id, day = self.next_payment, settled_on or paid_on
        self.next_payment += 1
        source, paid_on = "import" if day else "stated", day or self.frame.as_of
        self.buffers["payment"].append(
            (
                payment_id, customer_id, self.frame.portfolio_id, paid_on, cents, currency, in_micros(rate) or "", "", "", source,
                int(is_opening and day is None), "",
            )
        )  # fmt: skip
        self.buffers["allocation"].append((payment_id, invoice_id, customer_id, paid_on, cents, currency))

    def _compare(self, batch: InvoiceColumns, whose: list[int], olds: list[Any]) -> list[int]:
        """Compare invoices with those stored and stage what differs; gives their open amounts afterwards."""
        if not olds:
            return []
        columns = list(zip(*olds, strict=True))
        self._mark_seen(columns[0])
        opened = list(map(sub, columns[4], columns[5]))
        wanted = stated_as_paid(batch)
        changed = differing(batch, whose, wanted, columns)
        redated_ = redated(self.connection, batch, olds, wanted)
        self.buffers["change"] += [change for changes in redated_.values() for change in changes]
        self.counts.unchanged += len(olds) - len({*changed, *redated_})
        self.counts.changed += len(redated_.keys() - set(changed))
        for index in changed:
            opened[index] = self._change(batch, index, whose[index], olds[index], wanted[index])
        for index in disputed(batch):
            self._dispute(whose[index], olds[index][0], is_new=False, is_paid=opened[index] == 0)
        return opened

    def _mark_seen(self, ids: Sequence[int]) -> None:
        first = ids[0]
        if ids == tuple(range(first, first + len(ids))):
            self.seen[first : first + len(ids)] = b"\x01" * len(ids)
            return
        for id_ in ids:
            self.seen[id_] = 1

    def _change(self, batch: InvoiceColumns, index: int, customer_id: int, old: tuple[Any, ...], wanted: int | None) -> int:
        """Stage what differs on one invoice; gives its open amount afterwards."""
        number, _issued, _due, amount, _open, currency, *_rest = batch.values(index)
        invoice_id, paid = old[0], old[5]
        delta = self._owed_payment(batch.rows[index], number, amount, old, wanted)
        before, after = differences(batch.values(index), customer_id, old)
        if customer_id in self.nameless:
            before.pop("concept", None), after.pop("concept", None)
        if delta:
            self._pay(batch, index, customer_id, invoice_id, delta, is_opening=False)
            self.buffers["paid"].append((invoice_id, delta))
        was, now = old[4] - paid, amount - paid - delta
        if was != now:
            before["open_cents"], after["open_cents"] = was, now
        if before:
            self.buffers["change"].append(("invoice", invoice_id, batch.rows[index], packed(before), packed(after)))
            self.counts.changed += 1
            self.move(old[6], -old[4], -was)
            self.move(currency, amount, now)
        else:
            self.counts.unchanged += 1
        return now

    def _owed_payment(self, row: int, number: str, amount: int, old: tuple[Any, ...], wanted: int | None) -> int:
        """What must be added to the payments of a stored invoice so that they are what the file says. Payments that people or payment
        files recorded are never taken back because a portfolio does not know them yet: only what portfolios stated is, by as much as
        this one says less than the last one did."""
        delta = 0 if wanted is None else wanted - old[5]
        if delta == 0 or (delta > 0) == (amount > 0):
            return delta
        said, then = known.stated_before(self.connection, old[0])
        taken = delta + old[5] - then
        if (taken > 0) == (amount > 0) or abs(taken) > abs(said):
            taken = 0
        if taken != delta:
            msgid = "The file says that more is open on {number} than we know: payments recorded here were kept."
            self.warn(row, "payment_kept", msgid, number=number)
        return taken

    def _dispute(self, customer_id: int, invoice_id: int, *, is_new: bool, is_paid: bool) -> None:
        """Stage a dispute that the file tells of; one that is known already is not told twice."""
        if is_new or not known.is_disputed(self.connection, invoice_id):
            closed = self.frame.now if is_paid else None
            self.buffers["dispute"].append((customer_id, invoice_id, self.frame.now, "imported", closed))

    def _sum_up(self, batch: InvoiceColumns, opened: list[int]) -> None:
        for currency, amount, open_ in totals(batch, opened):
            self.sum_up(currency, amount, open_)

    def _keep(self, batch: InvoiceColumns, whose: list[int], opened: list[int]) -> None:
        """Keep records for the report and the preview."""
        for index in range(len(batch)) if self.wants_record() else ():
            if not self.wants_record():
                self.told = {place: told for place, told in self.told.items() if not self.customers[place]}
                return
            if whose[index] in self.nameless:
                continue
            record = InvoiceRecord._make(batch.record(index, self.told))
            self.keep(of_invoice(record, self.book.people[whose[index]], opened[index]))

    def finish(self) -> Counts:
        """Find what is gone from the file, and complete the counts."""
        if not self.is_empty and self.seen.count(1) < known.count_in_portfolio(self.connection, self.frame.portfolio_id or 0):
            rows = [row for row in known.open_in_portfolio(self.connection, self.frame.portfolio_id or 0) if not self.seen[row[0]]]
            self.buffers["gone"] = rows
            self.counts.gone = len(rows)
            for _id, _customer, _number, cents, currency in rows:
                self.counts.gone_open[currency] = self.counts.gone_open.get(currency, 0) + cents
        return super().finish()
