"""Check digits join the spellings of one customer, and name a mistyped number among good ones without costing anything."""

from __future__ import annotations

import pytest

from core.domain.matching import tax_forms
from core.intake import understand
from core.intake.tax_numbers import CheckDigits, does_fit

GOOD = ["20123456786", "30500010912", "30707705759", "33693450239", "27054840009"]


@pytest.mark.parametrize(
    ("country", "bare", "module"),
    [("GT", "3952550", "gt.nit"), ("ES", "12345678", "es.dni"), ("VE", "J30927292", "ve.rif"), ("CO", "900123456", "co.nit")],
)
def test_a_number_is_found_with_and_without_its_check_digit_as_stdnum_counts_it(country, bare, module):
    known = __import__(f"stdnum.{module}", fromlist=["calc_check_digit"])
    whole = bare + known.calc_check_digit(bare)
    assert known.is_valid(whole)
    assert whole in tax_forms(bare, country) and bare in tax_forms(whole, country)


def test_a_person_of_ecuador_is_one_under_cedula_and_ruc_and_a_company_is_not_a_person():
    assert list(tax_forms("1710034065", "EC")) == ["1710034065", "1710034065001"]
    assert "1710034065" in tax_forms("1710034065001", "EC")
    assert list(tax_forms("1792060346001", "EC")) == ["1792060346001"]


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("20123456786", "AR", True), ("20123456787", "AR", False), ("12345678", "AR", None), ("12345678000195", "BR", True),
        ("12345678909", "BR", True), ("1792060346001", "EC", True), ("20512333797", "PE", True), ("20512333798", "PE", False),
        ("211003420017", "UY", True), ("12345678Z", "ES", True), ("1020304050", "CO", None), ("123456789", "XX", None),
    ],
)  # fmt: skip
def test_what_fits_is_told_only_of_numbers_that_carry_a_digit(number, country, expected):
    assert does_fit(number, country) is expected


def test_a_mistyped_number_is_said_among_good_ones_and_comes_in_as_written(tmp_path):
    path = tmp_path / "cartera.csv"
    numbers = [*GOOD, "20123456787"]
    lines = [f"Cliente {n};{number};F-{n};15/06/2026;1,00" for n, number in enumerate(numbers)]
    path.write_text("\n".join(["cliente;cuit;factura;vencimiento;valor", *lines]) + "\n", encoding="utf-8")
    batches = list(understand(path, path.name, company_country="AR", company_currency="ARS").batches)
    assert [(one.row, one.kind) for batch in batches for one in batch.warnings] == [(7, "tax_id_invalid")]
    assert [record[3] for batch in batches for record in batch.records] == numbers


def test_numbers_of_another_kind_are_not_called_mistyped():
    assert CheckDigits().wrong(["20123456787", "20123456788", *GOOD], ["AR"] * 7) == []
