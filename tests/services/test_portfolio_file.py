"""The portfolio as a file: what was taken away comes back without a change, and nothing in it runs."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal as D

import pytest
from sqlmodel import select

from core.db.engine import reading, writing
from core.db.tables import AuditEntry, Export, Invoice
from core.domain.errors import Forbidden
from core.services import exports, imports, ledger, portfolio_file
from core.services.portfolios import Wanted
from core.text import speaking


@pytest.fixture
def portfolio(house_engine, make_customer, make_invoice, ada, frozen):
    """Ana owes and paid a part, Bruno paid all and has a credit note, Clara's name looks like a formula and she owes dollars."""
    ana = make_customer("Ana Torres", code="C-1")
    bruno = make_customer("Bruno Díaz", code="C-2", tax_id="900123456", tax_id_key="900123456")
    clara = make_customer("=1+1", code="@C-3")
    make_invoice(ana, "A-1", date(2026, 6, 20), 1_250_50, issued_on=date(2026, 5, 3))
    make_invoice(bruno, "-B-1", date(2026, 6, 11), 300_00, issued_on=date(2026, 5, 11))
    make_invoice(clara, "C-9", date(2026, 7, 4), 80_00, currency="USD")
    ledger.record_payment(house_engine, ada, customer_id=ana, amount=D("250.50"), currency="COP")
    ledger.record_payment(house_engine, ada, customer_id=bruno, amount=D("300"), currency="COP")
    make_invoice(bruno, "NC-1", date(2026, 6, 30), -40_00)
    return house_engine


def taken_away(engine, actor, tmp_path, form, wanted=Wanted()):
    """The path of the file that a person would download."""
    columns = portfolio_file.columns()
    address = exports.make(
        engine, actor, kind="portfolio", file_name="d", columns=columns, rows=portfolio_file.rows(engine, actor, wanted), format=form
    )
    return exports.fetch(engine, actor, address.removeprefix("/exports/")).path


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_taken_away_comes_back_without_a_change(portfolio, ada, tmp_path, language, form):
    with speaking(language):
        path = taken_away(portfolio, ada, tmp_path, form)
        draft = imports.prepare(portfolio, ada, path, portfolio="Cartera")
    counts = draft.counts
    assert not draft.questions
    assert (counts.unchanged, counts.new, counts.changed, counts.rejected, counts.gone, counts.new_customers) == (4, 0, 0, 0, 0, 0)
    assert counts.before == counts.after


def test_cells_that_look_like_formulas_are_marked(portfolio, ada, tmp_path):
    with taken_away(portfolio, ada, tmp_path, "csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row[3]: row for row in list(csv.reader(file))[1:]}
    assert rows["C-9"][:2] == ["'=1+1", "'@C-3"]
    assert "'-B-1" in rows
    assert rows["NC-1"][6] == "-40.00"  # a true number stays one


def test_the_export_follows_the_filters_of_the_list(portfolio, ada, tmp_path):
    rows = list(portfolio_file.rows(portfolio, ada, Wanted(state="overdue")))
    assert [row[3] for row in rows] == ["A-1"]
    assert (rows[0][6], rows[0][7]) == (D("1250.50"), D("1000.00"))


def test_what_is_gone_from_its_file_stays_out(portfolio, ada, tmp_path):
    with writing(portfolio) as session:
        session.get(Invoice, 1).gone_on = date(2026, 6, 30)
    assert "A-1" not in [row[3] for row in portfolio_file.rows(portfolio, ada)]
    assert [row[3] for row in portfolio_file.rows(portfolio, ada, Wanted(state="gone"))] == ["A-1"]


def test_an_agent_takes_nothing_away(portfolio, gus):
    with pytest.raises(Forbidden):
        list(portfolio_file.rows(portfolio, gus))


def test_the_trail_holds_the_export_and_how_much_it_was(portfolio, ada, tmp_path):
    taken_away(portfolio, ada, tmp_path, "csv")
    with reading(portfolio) as session:
        made = session.exec(select(Export)).one()
        actions = list(session.exec(select(AuditEntry.action)))
    assert (made.kind, made.rows) == ("portfolio", 4)
    assert {"export.make", "export.fetch"} <= set(actions)
