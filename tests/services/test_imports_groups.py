"""A report with customers above their documents: what it says of people is shown, and not kept with the import."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import Customer, Import
from core.services import imports

REPORT = """Documento;Vence;Valor
Cliente: 0012 Ana Pérez NIT: 900.123.456-8;;
F-1;14/06/2026;1.000,00
Total cliente;;1.000,00
Cliente: 0013 Bruno Díaz;;
F-3;14/06/2026;200,50
Total cliente;;210,50
Total general;;1.200,50
"""


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path):
    def take_(text):
        path = tmp_path / "cartera.csv"
        path.write_text(text, encoding="utf-8")
        return imports.confirm(house_engine, marta, imports.prepare(house_engine, marta, path).id)

    return take_


def test_it_comes_in_once_and_tells_how_it_was_read_and_which_total_differs(take):
    told = take(REPORT)
    assert (told["new"], told["new_customers"], told["rejected"], told["totals"]) == (2, 2, [], {"agree": 2, "differ": 1})
    assert told["understood"]["groups"][0] == {
        "row": 2, "title": "Cliente: 0012 Ana Pérez NIT: 900.123.456-8", "customer": "Ana Pérez", "code": "0012", "tax_id": "900.123.456-8",
    }  # fmt: skip
    assert [(one["row"], one["kind"]) for one in told["warnings"] if one["kind"] == "total_differs"] == [(7, "total_differs")]
    again = take(REPORT)
    assert (again["new"], again["changed"], again["unchanged"], again["new_customers"]) == (0, 0, 2, 0)


def test_what_titles_say_is_not_kept_with_the_import(take, house_engine):
    import_id = take(REPORT)["import_id"]
    with reading(house_engine) as session:
        kept = session.get(Import, import_id)
        assert "groups" not in kept.understood and "Ana" not in str(kept.understood)
        assert list(session.exec(select(Customer.name).order_by(Customer.id))) == ["Ana Pérez", "Bruno Díaz"]


def test_rejected_rows_come_back_with_the_customer_beside_them(take, house_engine, marta):
    from core.services import import_history

    told = take(REPORT.replace("14/06/2026;200,50", "ayer;200,50"))
    headers, rows = import_history.rejects(house_engine, marta, told["import_id"])
    table = [headers, *rows]
    assert table[0][:5] == ["Documento", "Vence", "Valor", "Cliente", "Código cliente"]
    assert table[1][:5] == ["F-3", "ayer", "200,50", "Bruno Díaz", "0013"]
    mended = "\n".join(";".join(row) for row in table).replace("ayer", "14/06/2026")
    back = take(mended)
    assert (back["new"], back["gone"], back["new_customers"], back["rejected"]) == (1, 0, 1, [])
