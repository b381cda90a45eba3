"""The figures that an Argentine firm's workbook states on its sheet Resumen come out of its imported rows."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select

from core.db.engine import writing
from core.db.tables import Company
from core.domain.readings import Choices
from core.services import imports, insights
from core.services.insight_json import as_json

FILE = Path(__file__).parents[1] / "data" / "es" / "cobranzas_pyme_ar.xlsx"
AS_OF = date(2026, 7, 1)


@pytest.fixture
def firm(house_engine, marta, tmp_path, frozen):
    """The firm in Argentina with its sheet Facturas imported."""
    with writing(house_engine) as session:
        company = session.exec(select(Company)).one()
        company.country, company.currency, company.timezone = "AR", "ARS", "America/Argentina/Buenos_Aires"
    path = Path(shutil.copy(FILE, tmp_path / FILE.name))
    draft = imports.prepare(house_engine, marta, path, kind="portfolio", portfolio="Cartera", choices=Choices(sheet="Facturas"))
    imports.confirm(house_engine, marta, draft.id)
    return house_engine


def test_the_stated_figures_come_out_to_the_hundredth(firm, marta):
    found = insights.kpis(firm, marta, as_of=AS_OF)
    stated = found.equivalent
    assert stated.currency == "ARS" and found.missing_rates == 0
    assert (stated.billed_cents, stated.collected_cents) == (23_340_600_000, 14_672_652_695)
    assert stated.outstanding_cents == 8_667_947_305
    assert (stated.untouched_cents, stated.untouched_invoices) == (4_685_790_000, 47)
    assert (stated.overdue_cents, stated.overdue_invoices) == (6_146_507_305, 77)
    assert stated.partly_paid_invoices == 30
    assert round(stated.late_days, 6) == Decimal("69.913043") and stated.late_invoices == 184


def test_the_currencies_stay_apart(firm, marta):
    found = insights.kpis(firm, marta, as_of=AS_OF).currencies
    assert {name: one.outstanding_cents for name, one in found.items()} == {"ARS": 4_160_479_533, "USD": 2_916_347}
    assert sum(one.overdue_invoices for one in found.values()) == 77


def test_what_was_billed_is_shown_in_the_month_of_its_date(firm, marta):
    months = {month.first: month for month in insights.kpis(firm, marta, as_of=AS_OF).equivalent.months}
    assert (months[date(2025, 9, 1)].billed_cents, months[date(2026, 7, 1)].billed_cents) == (2_651_150_000, 576_960_000)
    assert sum(month.billed_cents for month in months.values()) == 23_340_600_000


def test_a_program_reads_the_same_figures(firm, marta):
    told = as_json(insights.kpis(firm, marta, as_of=AS_OF))
    assert told["as_of"] == "2026-07-01" and told["period"]["from"] == "2026-06-01"
    assert told["equivalent"]["overdue_nothing_paid"] == "46857900.00"
    assert told["currencies"]["USD"]["outstanding"] == "29163.47"
    assert told["effect"]["note"] == "no control group"


def test_as_of_an_earlier_day_later_payments_and_invoices_do_not_count(firm, marta):
    earlier = insights.kpis(firm, marta, as_of=date(2026, 1, 31)).equivalent
    assert earlier.billed_cents < 23_340_600_000
    assert earlier.billed_cents - earlier.collected_cents == earlier.outstanding_cents == earlier.months[-1].outstanding_cents
    assert sum(earlier.aging.values()) == earlier.outstanding_cents
    assert earlier.aging["current"] == earlier.outstanding_cents - earlier.overdue_cents


def test_without_a_stated_rate_there_is_no_equivalent(firm, marta):
    from core.db.tables import Invoice

    with writing(firm) as session:
        session.exec(select(Invoice).where(Invoice.currency == "USD")).first().rate_micros = None
    insights.forget(firm)
    found = insights.kpis(firm, marta, as_of=AS_OF)
    assert found.equivalent is None and found.missing_rates == 1
