"""The order of dates follows what each column shows: years first with two digits, and columns that disagree."""

from __future__ import annotations

import pytest

from core.domain.readings import Choices
from core.intake import understand
from core.intake.cells import Flaw
from core.intake.dates import parse_date


@pytest.fixture
def read(tmp_path):
    """Reads rows of (issued, due); gives the reading, the pairs of dates and the kinds of warnings."""

    def read_(*days, remembered=(), **choices):
        lines = [f"Ana;900123456;F-{n};{issued};{due};100,50" for n, (issued, due) in enumerate(days)]
        path = tmp_path / "cartera.csv"
        path.write_text("\n".join(["cliente;nit;factura;emision;vencimiento;valor", *lines]) + "\n", encoding="utf-8")
        reading = understand(path, path.name, choices=Choices(**choices), company_country="CO", company_currency="COP")
        batches = list(reading.batches)
        return reading, [(r[7], r[8]) for b in batches for r in b.records], [one.kind for b in batches for one in b.warnings]

    return read_


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("13/4/26", "ymd", Flaw.BAD),
        ("05/04/26", "ymd", Flaw.BAD),
        ("05/04/2026", "ymd", Flaw.BAD),
        ("13/04/2026", "ymd", "2026-04-13"),
        ("04/13/2026", "ymd", "2026-04-13"),
        ("2026/04/13", "ymd", "2026-04-13"),
        ("26-04-13", "yy", "2026-04-13"),
        ("26-13-04", "yy", Flaw.BAD),
    ],
)
def test_years_first_are_read_only_where_one_reading_is_left(text, order, expected):
    assert parse_date(text, order) == expected


def test_a_column_of_iso_dates_does_not_turn_a_short_year_round(read):
    reading, days, _said = read(("2026-04-01", "2026-04-15"), ("2026-04-01", "13/4/26"), date_order="ymd")
    assert (reading.understood.date_order, days) == ("ymd", [("2026-04-01", "2026-04-15")])
    reading, days, _said = read(("2026-04-01", "2026-04-15"), ("2026-04-01", "13/4/26"))
    assert days == [("2026-04-01", "2026-04-15"), ("2026-04-01", "2026-04-13")]


def test_two_digit_years_that_seem_to_stand_first_are_asked_about(read):
    rows = [(f"26/03/{n:02d}", f"26/04/{n:02d}") for n in range(1, 25)]
    reading, _days, _said = read(*rows)
    assert [(one.about, one.choices) for one in reading.questions] == [("date_order", ["dmy", "ymd"])]
    reading, days, _said = read(*rows, date_order="ymd")
    assert (reading.questions, reading.understood.date_order, days[4]) == ([], "ymd", ("2026-03-05", "2026-04-05"))


def test_columns_in_different_orders_are_read_each_in_its_own_and_said(read):
    reading, days, said = read(*[(f"{n:02d}/02/2026", f"03/{n:02d}/2026") for n in range(1, 29)])
    assert reading.questions == []
    assert days[4] == ("2026-02-05", "2026-03-05")
    assert said == ["date_orders_differ", "date_orders_differ"]
