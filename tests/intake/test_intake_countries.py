"""Countries in files: any of the world, so that nobody abroad is treated by the law of the business's own country."""

from __future__ import annotations

import pytest

from core.intake.labels import any_country, read_country


@pytest.mark.parametrize(
    ("word", "code"),
    [("DE", "DE"), ("de", "DE"), ("Alemania", "DE"), ("Germany", "DE"), ("Alemanha", "DE"), ("PE", "PE"), ("Perú", "PE"), ("Perù", "PE"),
     ("Estados Unidos", "US"), ("VE", "VE"), ("Países Bajos", "NL"), ("XX", None), ("ZZ", None), ("EU", None), ("norte", None), ("", None)],
)  # fmt: skip
def test_a_country_is_known_by_code_or_name(word, code):
    assert any_country(word) == code


def test_codes_of_regions_do_not_make_a_column_one_of_countries():
    assert [read_country(word) for word in ("AL", "AM", "MA", "SE")] == [None] * 4
