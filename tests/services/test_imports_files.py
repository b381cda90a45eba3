"""Files that businesses really have come in with the figures that are known of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from core.db.engine import reading
from core.domain.readings import Choices
from core.domain.records import FileRefused
from core.services import import_history, imports
from core.services.importing import draft

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def take(house_engine, marta, frozen):
    """Imports a file into a portfolio of its own; gives the report."""

    def take_(path, kind=None, portfolio=None, records=True, **choices):
        draft = imports.prepare(
            house_engine, marta, Path(path), kind=kind, portfolio=portfolio, choices=Choices(**choices), keeps_records=records
        )
        assert draft.questions == []
        return imports.confirm(house_engine, marta, draft.id)

    return take_


@pytest.fixture
def write(tmp_path):
    """Writes lines as a CSV file; gives its path."""

    def write_(*lines, name="archivo.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write_


def rows(engine, query):
    with reading(engine) as session:
        return [tuple(row) for row in session.execute(text(query))]


@pytest.mark.parametrize(("name", "first"), [("ibm_accounts_receivable", "611365"), ("ibm_accounts_receivable_es_headers", "0000611365")])
def test_ibms_late_payment_histories_come_in_paid(take, house_engine, name, first):
    told = take(DATA / "ar" / f"{name}.csv", portfolio="IBM", currency="USD")
    assert (told["accepted"], told["rejected"], told["new_customers"]) == (2466, [], 100)
    assert told["sums"] == {"USD": {"amount": "147703.18", "open_amount": "0.00"}}
    assert told["understood"]["date_order"] == "mdy"
    assert told["records"][0]["invoice"] == first
    late = "SELECT count(*) FROM invoice i JOIN allocation a ON a.invoice_id = i.id WHERE a.paid_on > i.due_on"
    assert rows(house_engine, late) == [(877,)]


def test_the_workbook_of_a_firm_keeps_its_two_currencies_apart(take):
    told = take(DATA / "es" / "cobranzas_pyme_ar.xlsx", portfolio="PyME", currency="ARS", country="AR")
    assert (told["understood"]["sheet"], told["accepted"], told["rejected"]) == ("Facturas", 236, [])
    assert told["sums"] == {
        "ARS": {"amount": "107437000.00", "open_amount": "41604795.33"},
        "USD": {"amount": "85000.00", "open_amount": "29163.47"},
    }


def test_an_agencys_latin_1_upload_adds_up(take):
    told = take(DATA / "es" / "subida_cartera_nar_bajo.csv", portfolio="NAR", currency="ARS", country="AR")
    assert (told["understood"]["encoding"], told["accepted"], told["rejected"], told["new_customers"]) == ("latin-1", 331, [], 331)
    assert told["sums"]["ARS"]["amount"] == "26413702.83"


def test_an_empty_template_is_refused_by_name(take):
    with pytest.raises(FileRefused) as refused:
        take(DATA / "es" / "modelo_cuentas.csv")
    assert refused.value.code == "no_rows"


@pytest.fixture
def portfolio(take, write):
    """Ana owes two invoices, Bruno one."""
    lines = ("cliente;nit;factura;vencimiento;valor;moneda", "Ana;900123456;A-1;15/06/2026;100,00;COP")
    return take(write(*lines, "Ana;900123456;A-2;20/06/2026;50,00;COP", "Bruno;800987654;B-1;25/06/2026;80,00;USD"), "portfolio", "Cartera")


def test_a_payment_is_laid_on_the_invoice_that_it_names(take, write, portfolio, house_engine):
    path = write("factura;fecha de pago;importe;moneda", "A-1;28/06/2026;40,00;COP", "X-9;28/06/2026;10,00;COP", name="pagos.csv")
    told = take(path, "payments")
    assert (told["accepted"], told["new"], told["sums"]) == (1, 1, {"COP": {"amount": "40.00"}})
    assert [(row["row"], row["reason"]) for row in told["rejected"]] == [(3, "unknown_invoice")]
    assert rows(house_engine, "SELECT paid_cents FROM invoice WHERE number = 'A-1'") == [(40_00,)]
    assert rows(house_engine, "SELECT open_cents FROM balance ORDER BY 1") == [(80_00,), (110_00,)]
    record = told["records"][0]
    assert (record["invoice"], record["customer"], record["paid_on"], record["amount"]) == ("A-1", "Ana", "2026-06-28", "40.00")


def test_the_same_payments_again_change_nothing(take, write, portfolio, house_engine):
    lines = ("factura;fecha de pago;importe;referencia", "A-1;28/06/2026;20,00;uno", "A-1;28/06/2026;20,00;dos", "B-1;28/06/2026;5,00;tres")
    take(write(*lines), "payments")
    told = take(write(*lines), "payments")
    assert (told["verdict"], told["new"], told["unchanged"]) == ("imported", 0, 3)
    assert rows(house_engine, "SELECT number, paid_cents FROM invoice ORDER BY 1") == [("A-1", 40_00), ("A-2", 0), ("B-1", 5_00)]


def test_more_than_is_owed_stays_as_credit_and_is_said(take, write, portfolio, house_engine):
    told = take(write("factura;fecha de pago;importe", "A-2;28/06/2026;75,00"), "payments")
    assert [warning["kind"] for warning in told["warnings"]] == ["overpayment"]
    assert rows(house_engine, "SELECT paid_cents FROM invoice WHERE number = 'A-2'") == [(50_00,)]
    assert rows(house_engine, "SELECT credit_cents FROM balance WHERE currency = 'COP'") == [(25_00,)]


def test_a_payment_that_names_only_the_customer_pays_the_oldest_first(take, write, portfolio, house_engine):
    told = take(write("nit;fecha de pago;importe;concepto", "900123456;28/06/2026;120,00;abono"), "payments")
    assert told["new"] == 1
    assert rows(house_engine, "SELECT number, paid_cents FROM invoice ORDER BY 1") == [("A-1", 100_00), ("A-2", 20_00), ("B-1", 0)]


def test_a_reference_that_names_an_invoice_pays_it(take, write, portfolio, house_engine):
    told = take(write("fecha de pago;importe;concepto", "28/06/2026;50,00;PAGO FACTURA A-2 GRACIAS"), "payments")
    assert told["new"] == 1
    assert rows(house_engine, "SELECT paid_cents FROM invoice WHERE number = 'A-2'") == [(50_00,)]


def test_a_reversal_takes_a_payment_back(take, write, portfolio, house_engine):
    take(write("factura;fecha de pago;importe", "A-1;20/06/2026;60,00"), "payments")
    told = take(write("factura;fecha de pago;importe", "A-1;25/06/2026;-60,00"), "payments")
    assert told["sums"] == {"COP": {"amount": "-60.00"}}
    assert rows(house_engine, "SELECT paid_cents FROM invoice WHERE number = 'A-1'") == [(0,)]


def test_a_payments_import_is_undone_with_its_effect_on_the_invoices(take, write, portfolio, house_engine, marta):
    told = take(write("factura;fecha de pago;importe", "A-2;28/06/2026;50,00"), "payments")
    done = imports.undo(house_engine, marta, told["import_id"])
    assert (done.payments, rows(house_engine, "SELECT sum(paid_cents) FROM invoice")) == (1, [(0,)])
    assert rows(house_engine, "SELECT open_cents FROM balance WHERE currency = 'COP'") == [(150_00,)]


def test_rejected_rows_come_back_as_a_file_of_the_same_shape(take, write, portfolio, house_engine, marta):
    told = take(write("factura;fecha de pago;importe", "A-1;28/06/2026;40,00", "A-1;mañana;10,00", "X-9;28/06/2026;10,00"), "payments")
    headers, found = import_history.rejects(house_engine, marta, told["import_id"])
    assert headers[:3] == ["factura", "fecha de pago", "importe"]
    assert [row[:1] for row in found] == [["A-1"], ["X-9"]]


def test_contacts_never_lift_a_no(take, write, portfolio, house_engine):
    header = "cliente;nit;celular;correo;autoriza sms;no contactar"
    told = take(write(header, "Ana;900123456;300 123 4567;ana@example.com;;si"), "contacts", country="CO")
    assert (told["changed"], told["records"][0]["opted_out"]) == (1, ["sms", "whatsapp", "email", "voice"])
    told = take(write(header, "Ana;900123456;300 123 4567;ana@example.com;si;"), "contacts", country="CO")
    assert [warning["kind"] for warning in told["warnings"]] == ["opt_out_kept"]
    assert (told["records"][0]["authorised"], told["records"][0]["opted_out"]) == ([], ["sms"])
    assert rows(house_engine, "SELECT count(*) FROM opt_out WHERE lifted_at IS NULL") == [(4,)]
    assert rows(house_engine, "SELECT count(*) FROM authorisation") == [(0,)]
    assert rows(house_engine, "SELECT count(*) FROM customer") == [(2,)]


def test_a_contacts_file_tells_where_people_live_and_how_they_are_reached(take, write, portfolio, house_engine):
    lines = ("cliente;nit;celular;correo;direccion;ciudad", "Ana;900123456;300 123 4567;ana@example.com;Calle 1;Cali")
    told = take(write(*lines, "Clara;700333444;;clara@example.com;Calle 2;Pasto"), "contacts", country="CO")
    assert (told["new"], told["changed"]) == (1, 1)
    found = rows(house_engine, "SELECT name, address, city FROM customer WHERE address IS NOT NULL ORDER BY 1")
    assert found == [("Ana", "Calle 1", "Cali"), ("Clara", "Calle 2", "Pasto")]
    again = take(write(*lines), "contacts", country="CO")
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)


def test_a_layout_is_recognised_the_next_time(take, write, portfolio):
    lines = ("factura;cliente;dato;valor", "Z-1;Clara;30/06/2026;10,00")
    columns = {"due_on": "dato"}
    take(write(*lines), "portfolio", "Cartera", columns=columns)
    told = take(write(lines[0], "Z-2;Clara;30/06/2026;12,00"), "portfolio", "Cartera")
    assert (told["understood"]["remembered"], told["new"]) == (True, 1)


def test_a_moved_clock_sweeps_no_file_of_this_minute(house_engine, monkeypatch):
    folder = draft.drafts_folder()
    folder.mkdir(parents=True, exist_ok=True)
    upload = folder / ("a" * 32 + draft.UPLOAD)
    upload.write_bytes(b"x")
    monkeypatch.setenv("RECAUDO_NOW", "2999-12-31T23:59:00Z")
    draft.new_folder()
    assert upload.exists()
