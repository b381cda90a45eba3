"""Installments under one document number come in as invoices of their own, come again without effect, and are paid in their order."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.db.engine import reading
from core.domain.readings import Choices
from core.services import imports

HEADER = "cliente;factura;cuota;vencimiento;valor"
THREE = ("Ana;F-1;1/3;14/06/2026;100,00", "Ana;F-1;2/3;14/07/2026;100,00", "Ana;F-1;3/3;14/08/2026;100,50")


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path):
    """Imports lines; gives the report."""

    def take_(*lines, gone="leave", **choices):
        path = tmp_path / "archivo.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft = imports.prepare(house_engine, marta, path, choices=Choices(**choices), keeps_records=True)
        assert draft.questions == []
        return imports.confirm(house_engine, marta, draft.id, gone=gone)

    return take_


@pytest.fixture
def stored(house_engine):
    def stored_():
        with reading(house_engine) as session:
            query = text("SELECT number, amount_cents, paid_cents FROM invoice ORDER BY number")
            return [tuple(row) for row in session.execute(query)]

    return stored_


def test_installments_become_invoices_whose_sum_is_the_documents(take, stored):
    told = take(HEADER, *THREE, "Bruno;F-2;1/1;14/06/2026;80,00", "Bruno;F-3;;14/06/2026;20,00")
    assert (told["rejected"], told["accepted"]) == ([], 5)
    assert told["sums"]["COP"]["amount"] == "400.50"
    assert [one["invoice"] for one in told["records"]] == ["F-1/1", "F-1/2", "F-1/3", "F-2", "F-3"]
    assert told["understood"]["columns"]["installment"] == "cuota"
    assert stored()[0] == ("F-1/1", 100_00, 0)


def test_the_same_installments_again_change_nothing_and_the_paid_ones_are_gone(take, stored):
    take(HEADER, *THREE)
    told = take(HEADER, *THREE)
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 3)
    told = take(HEADER, THREE[2], gone="paid")
    assert (told["new"], told["unchanged"], told["gone"]) == (0, 1, 2)
    assert stored() == [("F-1/1", 100_00, 100_00), ("F-1/2", 100_00, 100_00), ("F-1/3", 100_50, 0)]


def test_a_column_of_any_name_that_tells_repeated_numbers_apart_is_remembered(take):
    header, told = "cliente;factura;detalle;vencimiento;valor", "Ana;F-1;Matrícula, cuota {n} de 2;14/0{m}/2026;100,00"
    both = [told.format(n=n, m=n + 5) for n in (1, 2)]
    assert [one["invoice"] for one in take(header, *both, "Bruno;F-2;Libros;14/06/2026;80,00")["records"]] == ["F-1/1", "F-1/2", "F-2"]
    later = take(header, both[1])
    assert (later["records"][0]["invoice"], later["new"], later["unchanged"], later["gone"]) == ("F-1/2", 0, 1, 2)


@pytest.mark.parametrize("lines", [
    (HEADER.replace("cuota", "nota"), "Ana;F-1;;14/06/2026;100,00", "Ana;F-1;;14/07/2026;100,00"),
    (HEADER.replace("cuota", "nota"), "Ana;F-1;llamar 1;14/06/2026;100,00", "Ana;F-1;llamar 2;14/07/2026;100,00"),
    (HEADER, *THREE, "Ana;F-1;3/3;14/09/2026;100,00"),
])  # fmt: skip
def test_what_no_column_tells_apart_stays_in_conflict(take, lines):
    assert [one["reason"] for one in take(*lines)["rejected"]] == ["duplicate_conflict"]


def test_the_installments_own_amount_and_balance_count(take):
    header = "cliente;factura;total factura;nro. cuota;vencimiento;valor cuota;saldo cuota"
    told = take(header, "Ana;F-1;200,50;1;14/06/2026;100,00;0,00", "Ana;F-1;200,50;2;14/07/2026;100,50;100,50")
    assert told["sums"]["COP"] == {"amount": "200.50", "open_amount": "100.50"}


def test_a_column_of_fees_is_no_column_of_installments(take):
    told = take("cliente;factura;cuota;vencimiento;valor", "Ana;F-1;150;14/06/2026;150,00", "Bruno;F-2;160;14/06/2026;160,00")
    assert [one["invoice"] for one in told["records"]] == ["F-1", "F-2"]


def test_a_payment_of_the_whole_number_is_laid_on_its_installments_in_their_order(take, stored):
    take(HEADER, *THREE)
    paid = ("factura;fecha de pago;importe pagado", "F-1;20/06/2026;150,00")
    assert take(*paid)["new"] == 1
    assert [row[2] for row in stored()] == [100_00, 50_00, 0]
    assert take(*paid)["unchanged"] == 1
    take("factura;fecha de pago;importe pagado", "F-1/3;21/06/2026;100,50")
    assert [row[2] for row in stored()] == [100_00, 50_00, 100_50]
