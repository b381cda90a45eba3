"""Importing a portfolio: what is new, changed, unchanged and gone, and whose it is."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.db.engine import reading, writing
from core.db.tables import Message, MessageInvoice
from core.domain.errors import Forbidden, Stale
from core.domain.readings import Batch, Reading, Totals, Understood
from core.domain.records import InvoiceRecord
from core.services import imports, ledger
from core.services.importing import reader

BLANK = dict.fromkeys(InvoiceRecord._fields)


def invoice(row, number, cents, customer="Ana", **fields):
    told = {"phones": (), "emails": (), "due_on": "2026-06-30", "currency": "COP", "kind": "invoice"}
    return tuple(InvoiceRecord(**(BLANK | told | {"row": row, "invoice": number, "amount_cents": cents, "customer": customer} | fields)))


@pytest.fixture
def run(house_engine, marta, frozen, monkeypatch, tmp_path):
    """Imports a list of records as if a file had said them; gives the report."""
    path = tmp_path / "cartera.csv"
    path.write_text("x")

    def run_(records, gone="leave", kind="portfolio", confirm=True, actor=marta):
        found = Understood(kind=kind, country="CO", columns={"currency": "moneda"})
        batches = iter([Batch(list(records), [], [], [], 1.0)])
        monkeypatch.setattr(reader, "read", lambda *_args: Reading(found, [], batches, Totals()))
        draft = imports.prepare(house_engine, actor, path, portfolio="Cartera", keeps_records=True)
        return imports.confirm(house_engine, actor, draft.id, gone=gone) if confirm else draft

    return run_


def rows(engine, query, **values):
    with reading(engine) as session:
        return [tuple(row) for row in session.execute(text(query), values)]


def state(engine):
    """Everything that an import may touch."""
    tables = ("customer", "contact_point", "invoice", "payment", "allocation", "dispute", "authorisation", "opt_out")
    return {table: sorted(map(repr, rows(engine, f"SELECT * FROM {table}"))) for table in tables}


def test_a_first_portfolio_brings_customers_invoices_and_contacts(house_engine, run):
    phone = (("+573001234567", "mobile", "300 123 4567"),)
    one = invoice(2, "A-1", 100_00, tax_id="900123456", phones=phone)
    told = run([one, invoice(3, "A-2", 50_00, tax_id="900123456", emails=("ana@example.com",))])
    assert (told["new"], told["new_customers"], told["sums"]) == (2, 1, {"COP": {"amount": "150.00", "open_amount": "150.00"}})
    assert rows(house_engine, "SELECT kind, value, is_primary FROM contact_point") == [
        ("phone", "+573001234567", 1), ("email", "ana@example.com", 1)
    ]  # fmt: skip
    assert {record["customer_id"] for record in told["records"]} == {1}
    assert rows(house_engine, "SELECT open_cents FROM balance") == [(150_00,)]


def test_the_same_file_again_changes_nothing(house_engine, run):
    records = [
        invoice(2, "A-1", 100_00, tax_id="900123456", settled_on="2026-06-15", open_cents=0), invoice(3, "A-2", 50_00, open_cents=20_00),
        invoice(4, "A-3", 70_00, "Bruno", disputed=True, address="Calle 1"),
    ]  # fmt: skip
    run(records)
    before = state(house_engine)
    told = run(records)
    assert (told["verdict"], told["new"], told["changed"], told["unchanged"], told["gone"]) == ("imported", 0, 0, 3, 0)
    assert state(house_engine) == before


def test_a_settled_date_becomes_a_payment_on_that_day(house_engine, run):
    run([invoice(2, "A-1", 100_00, settled_on="2026-06-15", open_cents=0)])
    paid = rows(house_engine, "SELECT CAST(paid_on AS text), amount_cents, source, is_opening FROM payment")
    assert paid == [("2026-06-15", 100_00, "import", 0)]
    assert rows(house_engine, "SELECT paid_cents FROM invoice") == [(100_00,)]


def test_a_lower_open_amount_without_a_date_is_an_opening_payment(house_engine, run):
    run([invoice(2, "A-1", 100_00, open_cents=60_00)])
    assert rows(house_engine, "SELECT amount_cents, source, is_opening FROM payment") == [(40_00, "stated", 1)]


def test_a_later_lower_open_amount_is_a_payment_of_the_day_of_the_import(house_engine, run):
    run([invoice(2, "A-1", 100_00, open_cents=100_00)])
    told = run([invoice(2, "A-1", 100_00, open_cents=30_00)])
    assert (told["changed"], told["sums"]["COP"]["open_amount"]) == (1, "30.00")
    assert rows(house_engine, "SELECT CAST(paid_on AS text), amount_cents, is_opening FROM payment") == [("2026-07-01", 70_00, 0)]


def test_a_payment_recorded_here_is_kept_when_the_file_does_not_know_it(house_engine, run, gus):
    run([invoice(2, "A-1", 100_00, open_cents=100_00)])
    ledger.record_payment(house_engine, gus, customer_id=1, amount=40, currency="COP")
    told = run([invoice(2, "A-1", 100_00, open_cents=100_00)])
    assert (told["unchanged"], told["warnings"][0]["kind"]) == (1, "payment_kept")
    assert told["sums"]["COP"]["open_amount"] == "60.00"


def test_a_payment_recorded_after_a_stated_balance_is_kept_too(house_engine, run, gus):
    run([invoice(2, "A-1", 100_00, open_cents=60_00)])
    ledger.record_payment(house_engine, gus, customer_id=1, amount=30, currency="COP")
    told = run([invoice(2, "A-1", 100_00, open_cents=60_00)])
    assert (told["unchanged"], told["warnings"][0]["kind"], told["sums"]["COP"]["open_amount"]) == (1, "payment_kept", "30.00")
    told = run([invoice(2, "A-1", 100_00, open_cents=75_00)])
    assert (told["changed"], told["warnings"][0]["kind"], told["sums"]["COP"]["open_amount"]) == (1, "payment_kept", "45.00")


def test_a_stated_balance_that_rises_again_takes_back_what_was_stated_last(house_engine, run, gus):
    run([invoice(2, "A-1", 100_00, open_cents=100_00)])
    ledger.record_payment(house_engine, gus, customer_id=1, amount=30, currency="COP")
    run([invoice(2, "A-1", 100_00, open_cents=50_00)])
    told = run([invoice(2, "A-1", 100_00, open_cents=60_00)])
    assert (told["changed"], told["warnings"], told["sums"]["COP"]["open_amount"]) == (1, [], "60.00")


def test_what_the_file_changes_is_told_field_by_field(house_engine, run):
    run([invoice(2, "A-1", 100_00)])
    draft = run([invoice(2, "A-1", 120_00, due_on="2026-07-15")], confirm=False)
    stage = draft.open_stage()
    change = next(iter(stage.rows("change")))
    stage.close()
    assert change[3] == '{"due_on":"2026-06-30","amount_cents":10000,"open_cents":10000}'
    assert (draft.counts.before, draft.counts.after) == ({"COP": [100_00, 100_00]}, {"COP": [120_00, 120_00]})


def test_what_is_gone_from_the_file_is_left_or_taken_as_paid(house_engine, run):
    run([invoice(2, "A-1", 100_00), invoice(3, "A-2", 50_00)])
    assert run([invoice(2, "A-1", 100_00)])["gone"] == 1
    assert rows(house_engine, "SELECT sum(paid_cents) FROM invoice") == [(0,)]
    told = run([invoice(2, "A-1", 100_00)], gone="paid")
    assert rows(house_engine, "SELECT number, paid_cents, gone_import_id FROM invoice ORDER BY 1") == [
        ("A-1", 0, None), ("A-2", 50_00, told["import_id"])
    ]  # fmt: skip
    undone = run([invoice(2, "A-1", 100_00)], confirm=False)
    assert undone.counts.gone == 0


def test_a_tax_number_with_and_without_its_check_digit_is_one_customer(run):
    told = run([invoice(2, "A-1", 1_00, "López", tax_id="900123456"), invoice(3, "A-2", 1_00, "LOPEZ SAS", tax_id="9001234568")])
    assert told["new_customers"] == 1
    assert told["warnings"][0]["kind"] == "name_differs"


def test_two_customers_of_one_name_stay_two(run):
    told = run([invoice(2, "A-1", 1_00, "Juan Pérez", tax_id="111222333"), invoice(3, "A-2", 1_00, "Juan Pérez", tax_id="444555666")])
    assert told["new_customers"] == 2
    again = run([invoice(2, "A-1", 1_00, "Juan Pérez", tax_id="111222333"), invoice(3, "A-2", 1_00, "Juan Pérez", tax_id="444555666")])
    assert (again["new_customers"], again["unchanged"]) == (0, 2)


def test_one_customer_under_several_spellings_of_the_name_is_found_by_it(run):
    told = run([invoice(2, "A-1", 1_00, "Ana Gómez S.A.S."), invoice(3, "A-2", 1_00, "ANA GOMEZ  SAS", tax_id="900123456")])
    assert told["new_customers"] == 1


def test_a_like_name_is_suggested_and_kept_apart(run):
    told = run(
        [
            invoice(2, "A-1", 1_00, "Juan Pérez Gómez"),
            invoice(3, "A-2", 1_00, "Pérez Gómez, Juan"),
            invoice(4, "A-3", 1_00, "Juan Peres Gómez"),
        ]
    )
    assert told["new_customers"] == 3
    assert [(one["row"], one["kind"]) for one in told["warnings"]] == [(3, "name_differs"), (4, "name_differs")]


def test_a_namesake_without_a_number_is_told_apart_by_the_invoice_the_next_time(run):
    numbers = {"A-1": None, "A-2": "111222333", "A-3": "444555666"}
    records = [invoice(row, number, 1_00, "Juan", tax_id=tax_id) for row, (number, tax_id) in enumerate(numbers.items(), 2)]
    assert run(records)["new_customers"] == 2
    assert run(records)["unchanged"] == 3


def test_a_draft_that_is_cancelled_leaves_nothing(house_engine, run, marta):
    before = state(house_engine)
    draft = run([invoice(2, "A-1", 100_00)], confirm=False)
    imports.cancel(marta, draft.id)
    assert state(house_engine) == before
    assert not draft.folder.exists()


def test_a_draft_is_stale_when_something_changed_meanwhile(house_engine, run, marta, make_customer):
    draft = run([invoice(2, "A-1", 100_00)], confirm=False)
    make_customer("Bruno")
    with pytest.raises(Stale):
        imports.confirm(house_engine, marta, draft.id)
    assert rows(house_engine, "SELECT count(*) FROM invoice") == [(0,)]


def test_an_agent_may_not_import(run, gus):
    with pytest.raises(Forbidden):
        run([invoice(2, "A-1", 100_00)], actor=gus)


def test_undo_gives_back_exactly_the_former_state(house_engine, run, marta):
    run([invoice(2, "A-1", 100_00, open_cents=100_00), invoice(3, "A-2", 50_00, "Bruno", code="B1")])
    before = state(house_engine)
    records = [
        invoice(2, "A-1", 120_00, open_cents=30_00, address="Calle 1", phones=(("+573001234567", "mobile", "3"),)),
        invoice(3, "A-9", 10_00, "Clara", settled_on="2026-06-01", open_cents=0),
    ]  # fmt: skip
    told = run(records, gone="paid")
    assert state(house_engine) != before
    imports.undo(house_engine, marta, told["import_id"])
    assert state(house_engine) == before
    again = run(records)
    assert (again["new"], again["changed"]) == (1, 1)


def test_a_message_about_what_an_import_changed_stands_on_it(house_engine, run, marta, frozen):
    run([invoice(2, "A-1", 100_00, open_cents=100_00)])
    told = run([invoice(2, "A-1", 100_00, open_cents=30_00)])
    later = frozen.move(minutes=5)
    with writing(house_engine) as session:
        sent = Message(
            ref="m1", dedupe_key="m1", customer_id=1, planned_channel="sms", channel="sms", language="es", not_before=later,
            not_after=later, planned_at=later,
        )  # fmt: skip
        session.add(sent)
        session.flush()
        session.add(MessageInvoice(message_id=sent.id, invoice_id=1, open_cents=30_00))
    assert imports.plan_undo(house_engine, marta, told["import_id"]).standing == {"message_invoice": 1}


def test_undo_says_what_stands_on_the_import(house_engine, run, marta, gus):
    told = run([invoice(2, "A-1", 100_00)])
    ledger.record_payment(house_engine, gus, customer_id=1, amount=40, currency="COP")
    with pytest.raises(imports.Refusal) as refused:
        imports.undo(house_engine, marta, told["import_id"])
    assert "1" in str(refused.value)
    assert refused.value.code == "import_in_use"


def test_the_first_of_two_addresses_in_a_file_stays(house_engine, run):
    records = [
        invoice(2, "A-1", 1_00, tax_id="900123456", address="Calle 1"),
        invoice(3, "A-2", 1_00, tax_id="900123456", address="Calle 2", city="Cali"),
    ]
    run(records)
    assert rows(house_engine, "SELECT address, city FROM customer") == [("Calle 1", "Cali")]
    before = state(house_engine)
    run(records)
    assert state(house_engine) == before
    told = run([invoice(2, "A-1", 1_00, tax_id="900123456", address="Calle 9")])
    assert told["changed_customers"] == 1
    assert rows(house_engine, "SELECT address, city FROM customer") == [("Calle 9", "Cali")]
