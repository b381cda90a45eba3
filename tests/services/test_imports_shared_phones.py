"""A phone that a file brings and that somebody else has already is said, whether the other stands in the file or not."""

from __future__ import annotations

import pytest

from core.services import imports

HEADER = "cliente,factura,vencimiento,valor,celular"
CONTACTS = "cliente,celular"


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path):
    """Imports lines; gives [(row, sentence)] of what is said of shared phones."""

    def take_(*lines):
        path = tmp_path / "archivo.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        told = imports.confirm(house_engine, marta, imports.prepare(house_engine, marta, path).id)
        return [(one["row"], one["message"]) for one in told["warnings"] if one["kind"] == "phone_shared"]

    return take_


def test_a_phone_of_a_customer_who_was_there_before_is_said(take, make_customer):
    make_customer("Clara", phone="+573001112233")
    assert take(HEADER, "Ana,F-1,2026-07-31,10.00,3001112233") == [(2, "El teléfono +573001112233 también es de Clara.")]
    assert take(HEADER, "Ana,F-1,2026-07-31,10.00,3001112233", "Ana,F-2,2026-07-31,10.00,3001112233") == []


def test_contacts_are_looked_up_too(take, make_customer):
    make_customer("Clara", phone="+573001112233")
    assert [row for row, _said in take(CONTACTS, "Bruno,3001112233", "Ana,3004445566")] == [2]


def test_what_the_file_itself_tells_is_not_said_twice(take, make_customer):
    make_customer("Ana", phone="+573001112233")
    lines = (HEADER, "Ana,F-1,2026-07-31,10.00,3001112233", "Bruno,F-2,2026-07-31,10.00,3001112233")
    assert [row for row, _said in take(*lines)] == [3]


def test_two_new_customers_of_a_file_are_told_of_each_other_and_of_the_one_before(take, make_customer):
    make_customer("Clara", phone="+573001112233")
    lines = (HEADER, "Ana,F-1,2026-07-31,10.00,3001112233", "Bruno,F-2,2026-07-31,10.00,3001112233")
    said = take(*lines)
    assert [row for row, _said in said] == [2, 3]
    assert "Clara" in said[0][1] and "Ana" in said[1][1]
