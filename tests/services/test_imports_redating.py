"""A day of payment that a later file corrects is a change, shown and undone like any other; money that people recorded keeps its day."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from core.db.engine import reading
from core.domain.errors import Refusal
from core.domain.readings import Choices
from core.services import imports

HEADER = "cliente;nit;factura;vencimiento;valor;fecha pago"


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path):
    """Imports lines as a file; gives the report."""

    def take_(*lines, header=HEADER):
        path = Path(tmp_path / "cartera.csv")
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        draft = imports.prepare(house_engine, marta, path, choices=Choices(decimal="comma", date_order="dmy"))
        return imports.confirm(house_engine, marta, draft.id)

    return take_


@pytest.fixture
def days(house_engine):
    """The days of all payments and allocations, with where they come from."""

    def days_():
        with reading(house_engine) as session:
            query = (
                "SELECT CAST(p.paid_on AS text), CAST(a.paid_on AS text), p.source FROM payment p JOIN allocation a ON a.payment_id = p.id"
            )
            return [tuple(row) for row in session.execute(text(query))]

    return days_


FIRST, CORRECTED = "Ana;900123456;F-1;15/06/2026;100,00;16/06/2026", "Ana;900123456;F-1;15/06/2026;100,00;20/06/2026"


def test_a_corrected_day_of_settlement_is_a_change_and_undone_as_one(take, days, house_engine, marta):
    first = take(FIRST)
    told = take(CORRECTED)
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 1, 0)
    assert [(one["noun"], one["field"], one["from"], one["to"]) for one in told["changes"]] == [
        ("invoice", "paid_on", "2026-06-16", "2026-06-20")
    ]
    assert days() == [("2026-06-20", "2026-06-20", "import")]
    assert take(CORRECTED)["changed"] == 0
    with pytest.raises(Refusal, match="stand"):
        imports.undo(house_engine, marta, first["import_id"])
    imports.undo(house_engine, marta, told["import_id"])
    assert days() == [("2026-06-16", "2026-06-16", "import")]


def test_a_day_that_was_not_known_before_is_learned(take, days):
    take("Ana;900123456;F-1;15/06/2026;100,00;0", header="cliente;nit;factura;vencimiento;valor;saldo")
    assert take(FIRST)["changed"] == 1
    assert days() == [("2026-06-16", "2026-06-16", "import")]


def test_a_payment_of_a_file_of_payments_keeps_its_day(take, days):
    take("Ana;900123456;F-1;15/06/2026;100,00;")
    take("F-1;18/06/2026;100,00", header="factura;fecha de pago;importe")
    assert take(FIRST)["changed"] == 0
    assert days() == [("2026-06-18", "2026-06-18", "import")]


def test_a_payment_that_is_still_to_come_is_said(take):
    told = take("Ana;900123456;F-1;15/06/2026;100,00;15/12/2027")
    assert [(warning["row"], warning["kind"]) for warning in told["warnings"]] == [(2, "future_date")]
    told = take("F-1;15/12/2027;10,00", header="factura;fecha de pago;importe")
    assert "future_date" in [warning["kind"] for warning in told["warnings"]]
