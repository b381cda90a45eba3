"""Who is who: spellings of one name meet, namesakes with other numbers do not."""

from __future__ import annotations

import pytest

from core.domain.matching import name_key, tax_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ferretería López S.A.S.", "FERRETERIA LOPEZ SAS"),
        ("Punto Sur S. A.", "punto sur sa"),
        ("Peña & Hijos, Ltda.", "PENA HIJOS LTDA"),
        ("O'Higgins  Norte", "OHIGGINS NORTE"),
        ("Straße GmbH", "STRASSE GMBH"),
    ],
)
def test_spellings_of_one_name_meet(one, other):
    assert name_key(one) == name_key(other)


def test_other_legal_forms_stay_apart():
    assert name_key("Acme S.A.") != name_key("Acme S.R.L.")


def test_a_name_without_letters_keeps_a_key():
    assert name_key("***") == "***"


@pytest.mark.parametrize(
    ("country", "bare", "whole"),
    [
        ("CO", "900123456", "9001234568"),
        ("CO", "860002964", "8600029644"),
        ("CL", "76086428", "760864285"),
        ("PY", "80012345", "800123450"),
    ],
)
def test_a_number_meets_itself_with_its_check_digit(country, bare, whole):
    assert whole in tax_forms(bare, country)
    assert bare in tax_forms(whole, country)


def test_where_the_digit_is_always_written_a_number_has_one_form():
    assert list(tax_forms("20123456786", "AR")) == ["20123456786"]
