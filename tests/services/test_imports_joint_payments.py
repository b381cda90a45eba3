"""Payments for several documents, payments on account and reversals: laid only where there is one way to lay them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from core.db.engine import reading
from core.domain.readings import Choices
from core.services import imports

BY_INVOICE, BY_CUSTOMER = "factura;fecha de pago;importe", "nit;fecha de pago;importe;concepto"


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path):
    """Prepares and, where a row can come in, confirms lines as a file; gives the report or the reasons of the refused rows."""

    def take_(header, *lines):
        path = Path(tmp_path / "archivo.csv")
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        draft = imports.prepare(house_engine, marta, path, choices=Choices(decimal="comma", date_order="dmy"), keeps_records=True)
        assert draft.questions == []
        return imports.confirm(house_engine, marta, draft.id) if draft.counts.accepted else draft.reasons

    take_(
        "cliente;nit;factura;vencimiento;valor;moneda",
        *("Ana;900123456;A-1;15/06/2026;100,00;COP", "Ana;900123456;A-2;20/06/2026;50,00;COP", "Bruno;800987654;B-1;25/06/2026;80,00;USD"),
    )
    return take_


@pytest.fixture
def paid(house_engine):
    """What is paid of each invoice, in hundredths."""

    def paid_():
        with reading(house_engine) as session:
            return dict(tuple(row) for row in session.execute(text("SELECT number, paid_cents FROM invoice")))

    return paid_


@pytest.mark.parametrize("cell", ["A-1, A-2", "A-1/A-2", "A-1 y A-2", "A-2 + A-1", "A-1 A-2", "A-1;A-2"])
def test_a_payment_for_two_invoices_is_one_record_for_each_where_it_is_what_is_open(take, paid, cell):
    line = f'"{cell}";28/06/2026;150,00'
    told = take(BY_INVOICE, line)
    assert sorted((record["invoice"], record["amount"]) for record in told["records"]) == [("A-1", "100.00"), ("A-2", "50.00")]
    assert (told["rows"], told["accepted"], told["new"], told["sums"]) == (1, 2, 2, {"COP": {"amount": "150.00"}})
    again = take(BY_INVOICE, line)
    assert (again["new"], again["unchanged"], again["sums"]) == (0, 2, told["sums"])
    assert paid() == {"A-1": 100_00, "A-2": 50_00, "B-1": 0}


@pytest.mark.parametrize("line", ["A-1, A-2;28/06/2026;120,00", "A-1 y B-1;28/06/2026;180,00"])
def test_how_much_of_a_payment_is_for_each_invoice_is_never_guessed(take, paid, line):
    assert take(BY_INVOICE, line) == {"ambiguous_amount": 1}
    assert set(paid().values()) == {0}


def test_a_payment_for_a_known_and_an_unknown_invoice_is_refused(take):
    assert take(BY_INVOICE, "A-1, X-9;28/06/2026;150,00") == {"unknown_invoice": 1}


def test_a_payment_on_account_again_changes_nothing_though_nothing_is_open_any_more(take):
    line = "800987654;28/06/2026;80,00;abono"
    assert take(BY_CUSTOMER, line)["new"] == 1
    again = take(BY_CUSTOMER, line)
    assert (again["new"], again["unchanged"], again["sums"]) == (0, 1, {"USD": {"amount": "80.00"}})


def test_a_payment_of_somebody_who_owes_nothing_is_credit_and_said(take):
    take(BY_CUSTOMER, "900123456;28/06/2026;150,00;abono")
    told = take(BY_CUSTOMER, "900123456;29/06/2026;30,00;abono")
    assert ([warning["kind"] for warning in told["warnings"]], told["accepted"]) == (["overpayment"], 1)


@pytest.mark.parametrize(("header", "line"), [(BY_INVOICE, "A-1;29/06/2026;-10,00"), (BY_CUSTOMER, "900123456;29/06/2026;-10,00;reverso")])
def test_a_reversal_of_a_payment_that_nobody_knows_is_refused(take, paid, header, line):
    assert take(header, line) == {"negative_amount": 1}
    assert paid()["A-1"] == 0


def test_a_reversal_above_its_payment_in_the_file_takes_it_back(take, paid):
    told = take(BY_INVOICE, "A-1;30/06/2026;-60,00", "A-1;29/06/2026;60,00")
    assert ([record["row"] for record in told["records"]], told["rejected"], paid()["A-1"]) == ([2, 3], [], 0)


def test_a_reversal_on_account_takes_back_the_payment_of_its_amount(take, paid):
    take(BY_CUSTOMER, "900123456;27/06/2026;120,00;abono")
    take(BY_CUSTOMER, "900123456;29/06/2026;-120,00;reverso")
    assert paid() == {"A-1": 0, "A-2": 0, "B-1": 0}


def test_three_payments_of_one_invoice_in_a_file_pay_it_once_and_leave_credit(take, paid):
    told = take(BY_INVOICE, "A-1;27/06/2026;40,00", "A-1;28/06/2026;40,00", "A-1;29/06/2026;40,00", "A-1;30/06/2026;5,00")
    assert [(warning["row"], warning["kind"]) for warning in told["warnings"]] == [(4, "overpayment"), (5, "overpayment")]
    assert paid()["A-1"] == 100_00
