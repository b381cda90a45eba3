"""Two customers of one name stay two, also where what stands in place of their tax numbers is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.matching import are_two
from core.domain.readings import Choices
from core.services import imports

HEADER = "cliente;nit;factura;vencimiento;valor"


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path):
    """Imports lines below HEADER; gives the report."""

    def take_(*lines, header=HEADER, kind=None):
        path = Path(tmp_path / "cartera.csv")
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        draft = imports.prepare(house_engine, marta, path, kind=kind, choices=Choices(decimal="comma"), keeps_records=True)
        assert draft.questions == []
        return imports.confirm(house_engine, marta, draft.id)

    return take_


def whose(told):
    return {record["invoice"]: record["customer_id"] for record in told["records"]}


def test_equal_names_with_different_invalid_tax_ids_stay_apart(take):
    rows = ("Ana;12;F-1;15/04/2026;1,00", "Ana;34;F-2;15/04/2026;2,00", "Ana;12;F-3;15/04/2026;3,00")
    found = whose(take(*rows))
    assert found["F-1"] == found["F-3"] != found["F-2"]
    again = take(*reversed(rows))
    assert (again["new"], again["changed"], again["unchanged"], whose(again)) == (0, 0, 3, found)
    assert {record["tax_id"] for record in again["records"]} == {None}


def test_a_broken_tax_id_is_not_the_namesakes_and_is_suggested_to_a_person(take):
    told = take("Ana;900123456;F-1;15/04/2026;1,00", "Ana;12;F-2;15/04/2026;2,00")
    assert told["new_customers"] == 2
    assert [warning["kind"] for warning in told["warnings"] if warning["row"] == 3] == ["tax_id_invalid", "name_differs"]


def test_a_code_names_the_customer_whatever_stands_in_place_of_the_tax_id(take):
    header = "cliente;codigo;nit;factura;vencimiento;valor"
    told = take("Ana;C-1;900123456;F-1;15/04/2026;1,00", "Ana;C-1;12;F-2;15/04/2026;2,00", header=header)
    assert told["new_customers"] == 1


def test_records_show_the_customer_as_stored(take):
    told = take("Ana Pérez;900123456;F-1;15/04/2026;1,00", "ANA PEREZ;900.123.456;F-2;15/04/2026;2,00")
    assert [(record["customer"], record["tax_id"]) for record in told["records"]] == [("Ana Pérez", "900123456")] * 2


def test_records_show_what_a_later_row_tells_of_the_customer(take):
    header = "cliente;codigo;nit;factura;vencimiento;valor"
    told = take(";C-1;;F-1;15/04/2026;1,00", "Ana;C-1;900123456;F-2;15/04/2026;2,00", header=header)
    assert [(record["customer"], record["code"], record["tax_id"]) for record in told["records"]] == [("Ana", "C-1", "900123456")] * 2


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("?12", "?34", True), ("?12", "?12", False), ("?12", None, False), ("?12", "900123456", True), ("900123456", "800123456", True),
        ("?9.00123E+08", "900123456", False), ("?9.00123E+08", "800123456", True), ("?9,00123E+8", "9001234567", True),
    ],
)  # fmt: skip
def test_numbers_speak_of_two_people_as_far_as_both_are_known(one, other, expected):
    assert are_two(one, other) is expected


def test_bytes_that_do_not_decode_cost_their_row_alone(house_engine, marta, frozen, tmp_path):
    path = tmp_path / "cartera.csv"
    good = "".join(f"Peña {n};90012345{n % 10};F-{n};15/06/2026;1,00;1\n" for n in range(60)).encode()
    path.write_bytes(b"cliente;nit;factura;vencimiento;valor;A\xf1o\nPe\xf1a;900123459;F-99;15/06/2026;1,00;1\n" + good)
    draft = imports.prepare(house_engine, marta, path)
    told = imports.confirm(house_engine, marta, draft.id)
    assert (told["accepted"], [(one["row"], one["reason"]) for one in told["rejected"]]) == (60, [(2, "encoding_error")])
