"""Imports as a state machine: whatever is imported, imported again and undone, the ledger agrees with itself and undo is exact."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Company, Portfolio
from core.domain.access import Actor
from core.domain.errors import Refusal
from core.domain.readings import Batch, Reading, Totals, Understood
from core.domain.records import InvoiceRecord, PaymentRecord
from core.services import house, imports
from core.services.importing import reader

MARTA = Actor("Marta", "manager", None)
TOUCHED = ("customer", "contact_point", "invoice", "payment", "allocation", "dispute")
BLANK = dict.fromkeys(InvoiceRecord._fields) | {"phones": (), "emails": (), "due_on": "2026-06-30", "currency": "COP", "kind": "invoice"}
NO_PAYMENT = dict.fromkeys(PaymentRecord._fields) | {"currency": "COP", "paid_on": "2026-06-20"}

people = st.sampled_from([("Ana", None), ("Ana", "900123456"), ("Ana", "800111222"), ("Bruno", None), ("Clara Ruiz", "700333444")])
amounts = st.integers(1, 5).map(lambda n: n * 10_00)
states = st.sampled_from(["open", "half", "2026-06-15", "2026-06-18", "silent"])  # a day: settled then
lines = st.tuples(st.sampled_from("ABCDEF"), people, amounts, states, st.booleans())
files = st.lists(lines, min_size=1, max_size=6, unique_by=lambda line: line[0])
paid = st.lists(st.tuples(st.sampled_from("ABCDEF"), amounts), min_size=1, max_size=4)


def invoices(file):
    for row, (number, (name, tax_id), cents, state, is_disputed) in enumerate(file, 2):
        told = {"open": {"open_cents": cents}, "half": {"open_cents": cents // 2}, "silent": {}}
        settled = {"settled_on": state, "paid_on": state, "open_cents": 0}
        said = {"row": row, "invoice": number, "customer": name, "tax_id": tax_id, "amount_cents": cents, "disputed": is_disputed}
        yield tuple(InvoiceRecord(**(BLANK | said | told.get(state, settled))))


def payments(file):
    for row, (number, cents) in enumerate(file, 2):
        yield tuple(PaymentRecord(**(NO_PAYMENT | {"row": row, "invoice": number, "amount_cents": cents})))


class Imports(RuleBasedStateMachine):
    """Files come in, come again and are taken back, last one first."""

    folder = None
    counter = itertools.count()

    @initialize()
    def open(self):
        place = self.folder / str(next(self.counter))
        self.patch.setenv("RECAUDO_DATA", str(place / "data"))
        self.engine = house.open_house()
        self.path = place / "file.csv"
        self.path.write_text("x")
        with writing(self.engine) as session:
            session.add(Company(name="López", country="CO", currency="COP", timezone="America/Bogota", created_at=clock.now()))
            session.add(Portfolio(name="Cartera", created_at=clock.now()))
        self.done = []  # (import id, state before, kind, records)

    def teardown(self):
        if hasattr(self, "engine"):
            self.engine.dispose()

    def rows(self, query):
        with reading(self.engine) as session:
            return [tuple(row) for row in session.execute(text(query))]

    def state(self):
        return {table: sorted(map(repr, self.rows(f"SELECT * FROM {table}"))) for table in TOUCHED}

    def take(self, kind, records):
        self.path.write_text(repr(records))  # another file has other bytes
        found = Understood(kind=kind, country="CO", columns={"currency": "moneda"})
        reading_ = Reading(found, [], iter([Batch(records, [], [], [], 1.0)]), Totals())
        self.patch.setattr(reader, "read", lambda *_args: reading_)
        draft = imports.prepare(self.engine, MARTA, self.path, portfolio="Cartera")
        return imports.confirm(self.engine, MARTA, draft.id)

    def import_(self, kind, records):
        before = self.state()
        told = self.take(kind, records)
        self.done.append((told["import_id"], before, kind, records))
        return told

    @rule(file=files)
    def a_portfolio_comes_in(self, file):
        told = self.import_("portfolio", list(invoices(file)))
        kept = {warning["row"] for warning in told["warnings"] if warning["kind"] == "payment_kept"}
        for row, line in enumerate(file, 2):
            self.check_line(line, row in kept)

    def check_line(self, line, is_kept):
        """A document stands as its line says: whose it is, what is open, and when it was paid."""
        number, (_name, tax_id), cents, state, _is_disputed = line
        query = f"""SELECT i.amount_cents, i.amount_cents - i.paid_cents, c.tax_id, (SELECT CAST(a.paid_on AS text) FROM allocation a
            WHERE a.invoice_id = i.id AND a.payment_id IN (SELECT id FROM payment WHERE import_id IN (SELECT id FROM import WHERE
            kind = 'portfolio')) AND a.id = (SELECT max(id) FROM allocation WHERE invoice_id = i.id))
            FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE i.number = '{number}'"""
        (amount, open_, known, day), *others = self.rows(query)
        assert (others, amount) == ([], cents)
        assert tax_id is None or known == tax_id
        if not is_kept:
            assert open_ == {"open": cents, "half": cents // 2, "silent": open_}.get(state, 0)
            assert day is None or not state.startswith("2026") or day == state

    @rule(file=paid)
    def payments_come_in(self, file):
        before = dict(self.rows("SELECT number, paid_cents FROM invoice"))
        try:
            self.import_("payments", list(payments(file)))
            for number, amount, cents in self.rows("SELECT number, amount_cents, paid_cents FROM invoice"):
                told = sum(part for named, part in file if named == number)
                assert cents == max(before[number], min(amount, before[number] + told))
        except Refusal as refusal:
            assert refusal.code == "unknown_invoice"

    @precondition(lambda self: self.done)
    @rule()
    def the_last_file_comes_again(self):
        _id, _before, kind, records = self.done[-1]
        told = self.import_(kind, records)
        assert (told["new"], told["changed"]) == (0, 0)
        assert self.state() == self.done[-1][1]

    @precondition(lambda self: self.done)
    @rule()
    def the_last_import_is_undone(self):
        import_id, before, _kind, _records = self.done.pop()
        imports.undo(self.engine, MARTA, import_id)
        assert self.state() == before

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def an_early_import_is_undone_or_refused_untouched(self):
        before = self.state()
        try:
            imports.undo(self.engine, MARTA, self.done[0][0])
        except Refusal as refusal:
            assert refusal.code == "import_in_use"
            assert self.state() == before
        else:
            self.done = []  # what later ones began from is no longer a former state

    @invariant()
    def the_ledger_agrees_with_itself(self):
        if not hasattr(self, "engine"):
            return
        wrong = """SELECT i.number, i.paid_cents, coalesce(sum(a.amount_cents), 0) FROM invoice i
            LEFT JOIN allocation a ON a.invoice_id = i.id GROUP BY i.id HAVING i.paid_cents <> coalesce(sum(a.amount_cents), 0)"""
        assert self.rows(wrong) == []
        over = (
            "SELECT p.id FROM payment p JOIN allocation a ON a.payment_id = p.id GROUP BY p.id HAVING sum(a.amount_cents) > p.amount_cents"
        )
        assert self.rows(over) == []
        assert self.rows("PRAGMA foreign_key_check") == []


@pytest.fixture
def machine(tmp_path, monkeypatch):
    moments = itertools.count()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 1, 17, 0, next(moments) % 60, tzinfo=UTC))
    from core.services import profiles

    monkeypatch.setattr(profiles, "refresh", lambda *_args, **_named: None)
    Imports.folder, Imports.patch = tmp_path, monkeypatch
    return Imports


def test_imports_undo_and_repeat_in_any_order(machine):
    bounded = settings(max_examples=12, stateful_step_count=8, deadline=None, derandomize=True, phases=[Phase.generate])
    run_state_machine_as_test(machine, settings=bounded)
