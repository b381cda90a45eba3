"""The very file of the last import is recognised without reading it, as long as nothing changed since; otherwise it is compared."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.db.engine import reading, writing
from core.services import imports, ledger
from core.services.importing import reader

LINES = (
    "Factura;Cliente;NIT;Celular;Vencimiento;Valor;Saldo",
    "A-1;Ana Gómez;900123456;300 123 4567;30/06/2026;1.000,00;1.000,00",
    "A-2;Bruno Díaz;900654321;;30/06/2026;500,00;200,00",
    "A-3;Clara Ruiz;900777888;301 555 1234;31/02/2026;70,00;70,00",
    ";;;;;;",
    "Total;;;;;1.570,00;1.270,00",
)


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path):
    """Imports the lines as a file; gives the report."""

    def take_(*lines, **options):
        path = tmp_path / "cartera.csv"
        path.write_text("\n".join(lines or LINES) + "\n", encoding="utf-8")
        return imports.confirm(house_engine, marta, imports.prepare(house_engine, marta, path, **options).id)

    return take_


@pytest.fixture
def reads(monkeypatch):
    """How often a file was read."""
    seen, real = [], reader.read
    monkeypatch.setattr(reader, "read", lambda *told: seen.append(1) or real(*told))
    return seen


def state(engine):
    with reading(engine) as session:
        tables = ("customer", "contact_point", "invoice", "payment", "allocation")
        return {table: sorted(map(repr, session.execute(text(f"SELECT * FROM {table}")))) for table in tables}


def test_the_same_file_again_is_told_as_when_it_is_compared(house_engine, take, reads):
    first = take()
    before = state(house_engine)
    recognised, compared = take(), take(keeps_records=True)
    assert len(reads) == 2
    assert (recognised["new"], recognised["changed"], recognised["unchanged"], recognised["gone"]) == (0, 0, 2, 0)
    differing = {name for name in recognised if recognised[name] != compared[name]}
    assert differing == {"import_id"}
    assert recognised["rejected"] == first["rejected"] and recognised["warnings"] == first["warnings"]
    assert [row["why"] for row in recognised["ignored"]] == ["blank", "total"]
    assert state(house_engine) == before


def test_a_payment_recorded_since_has_the_file_compared(house_engine, take, reads, gus):
    take()
    ledger.record_payment(house_engine, gus, customer_id=1, amount=40, currency="COP")
    assert take()["warnings"][-1]["kind"] == "payment_kept" or len(reads) == 2
    assert len(reads) == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE customer SET version = version + 1 WHERE id = 1",
        "DELETE FROM contact_point WHERE customer_id = 1",
        "UPDATE invoice SET paid_cents = paid_cents + 1 WHERE id = 1",
        "UPDATE invoice SET customer_id = 2 WHERE id = 1",
    ],
)
def test_any_change_since_has_the_file_compared(house_engine, take, reads, change):
    take()
    with writing(house_engine) as session:
        session.execute(text(change))
    take()
    assert len(reads) == 2


def test_other_bytes_answers_or_portfolios_are_read(take, reads):
    take()
    take(*LINES, "A-9;Ana Gómez;900123456;;30/06/2026;1,00;1,00")
    take()
    take(portfolio="Otra")
    assert len(reads) == 4


def test_after_an_undo_the_file_comes_in_anew(house_engine, take, reads, marta):
    told = take()
    imports.undo(house_engine, marta, told["import_id"])
    assert take()["new"] == 2 and len(reads) == 2
