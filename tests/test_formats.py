"""Numbers, money and shares follow the business's country, from one place, wherever they are shown."""

from __future__ import annotations

from datetime import date

import pytest

from core.domain.sms import measure
from core.text import format_money, format_number, format_percent, format_short, separators, speaking
from core.text.values import values

POINT, COMMA = ".,", ",."
COUNTRIES = dict.fromkeys(("MX", "PE", "GT", "HN", "NI", "SV", "PA", "DO", "PR", "US", "CU"), POINT) | dict.fromkeys(
    ("CO", "AR", "CL", "ES", "EC", "UY", "PY", "BO", "VE", "BR", "PT"), COMMA
)


@pytest.mark.parametrize(("country", "signs"), COUNTRIES.items())
def test_money_in_spanish_has_the_signs_of_the_business_s_country(country, signs):
    with speaking("es", country):
        assert separators() == signs
        told = {POINT: "1,234,567.50", COMMA: "1.234.567,50"}[signs]
        assert format_money(123_456_750, "USD") == f"USD {told}"
        assert format_number(1234.5, places=1) == f"1{signs[1]}234{signs[0]}5"


def test_english_has_points_for_decimals_also_where_the_business_writes_commas():
    with speaking("en", "CO"):
        assert format_money(123_456_750, "COP") == "COP 1,234,567.50"
        assert format_short(60_500_000_000) == "60.5B"


def test_a_country_is_followed_only_inside_its_block():
    with speaking("es", "MX"), speaking("es"):
        assert format_number(1_000) == "1,000"
    with speaking("es"):
        assert format_number(1_000) == "1.000"


def test_large_amounts_on_an_axis_are_said_in_the_reader_s_words():
    with speaking("es", "CO"):
        told = [format_short(value).replace("\xa0", " ") for value in (0, 1_500, 2_500_000, 60.5e9)]
        assert told == ["0", "1,5 mil", "2,5 M", "60,5 mil M"]
    with speaking("es", "MX"):
        assert format_short(60.5e9).replace("\xa0", " ") == "60.5 mil M"


def test_a_share_is_written_as_the_country_writes_it():
    with speaking("es", "CO"):
        assert format_percent(0.2384) == "23,8%"
    with speaking("es", "ES"):
        assert format_percent(0.2384) == "23,8\xa0%"


def test_a_currency_without_smaller_unit_shows_none_unless_there_is_one():
    with speaking("es", "CL"):
        assert [format_money(cents, "CLP") for cents in (125_000_000, 150)] == ["CLP 1.250.000", "CLP 1,50"]


@pytest.mark.parametrize(("country", "told"), [("MX", "MXN 1,250.00"), ("CO", "MXN 1.250,00"), ("CR", "MXN 1 250,00")])
def test_a_text_message_writes_amounts_as_the_country_does_at_no_extra_cost(country, told):
    filled = values(
        company={"country": country}, customer_name="Ana", lang="es", channel="sms", currency="MXN",
        invoices=[("F-1", date(2026, 11, 1), 1_250_00)], today=date(2026, 11, 21),
    )  # fmt: skip
    assert filled["amount"] == told and measure(str(filled["amount"])).encoding == "GSM-7"
