"""Portfolios: what each holds, and its documents behind filters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.services import ledger, portfolios
from core.services.portfolios import Wanted


@pytest.fixture
def owed(make_customer, make_invoice, frozen):
    """Ana owes one document that is overdue and one that is not due yet, in two currencies."""
    ana = make_customer("Ana")
    make_invoice(ana, "A-1", date(2026, 6, 1), 100_00)
    make_invoice(ana, "A-2", date(2026, 8, 1), 50_00, currency="USD")
    return ana


def test_a_portfolio_says_what_is_open_and_overdue_per_currency(house_engine, marta, owed):
    one = portfolios.holdings(house_engine, marta)[0]
    assert (one.invoices, one.customers) == (2, 1)
    assert (one.open_cents, one.overdue_cents) == ({"COP": 100_00, "USD": 50_00}, {"COP": 100_00, "USD": 0})


def test_what_it_holds_follows_a_payment_and_the_calendar(house_engine, marta, gus, owed, frozen):
    assert portfolios.holdings(house_engine, marta)[0].overdue_cents["COP"] == 100_00
    ledger.record_payment(house_engine, gus, customer_id=owed, amount=Decimal(40), currency="COP")
    assert portfolios.holdings(house_engine, marta)[0].overdue_cents["COP"] == 60_00
    frozen.move(days=40)
    assert portfolios.holdings(house_engine, marta)[0].overdue_cents == {"COP": 60_00, "USD": 50_00}


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), ["A-1", "A-2"]),
        (Wanted(state="overdue"), ["A-1"]),
        (Wanted(state="paid"), []),
        (Wanted(currency="USD"), ["A-2"]),
        (Wanted(search="A-2"), ["A-2"]),
        (Wanted(search="ana", sort="amount"), ["A-1", "A-2"]),
    ],
)
def test_documents_are_found_by_what_is_asked(house_engine, marta, owed, wanted, numbers):
    total, found = portfolios.invoices(house_engine, marta, wanted)
    assert (total, [one.number for one in found]) == (len(numbers), numbers)
