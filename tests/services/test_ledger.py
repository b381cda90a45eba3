"""Money received by hand: laid on invoices, kept as credit, never taken twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Invoice, Payment
from core.domain.errors import Refusal
from core.services import ledger


@pytest.fixture
def ana(make_customer, make_invoice, frozen):
    """Ana owes 100.00 since May and 50.00 since June; gives her id and those of the invoices."""
    customer_id = make_customer("Ana")
    later = make_invoice(customer_id, "A-2", date(2026, 6, 20), 50_00)
    return customer_id, later, make_invoice(customer_id, "A-1", date(2026, 5, 10), 100_00)


def pay(engine, actor, customer_id, amount, **told):
    return ledger.record_payment(engine, actor, customer_id=customer_id, amount=Decimal(amount), currency="COP", **told)


def paid(engine, invoice_id):
    with reading(engine) as session:
        return session.get(Invoice, invoice_id).paid_cents


def test_a_payment_is_laid_on_the_oldest_first(house_engine, gus, ana):
    customer_id, later, earlier = ana
    recorded = pay(house_engine, gus, customer_id, "120")
    assert recorded.laid == {earlier: 100_00, later: 20_00}
    assert (paid(house_engine, earlier), paid(house_engine, later)) == (100_00, 20_00)


def test_a_payment_is_laid_on_the_invoices_that_are_named(house_engine, gus, ana):
    customer_id, later, _earlier = ana
    assert pay(house_engine, gus, customer_id, "30", invoice_ids=[later]).laid == {later: 30_00}


def test_what_is_left_is_credit_and_pays_what_comes_later(house_engine, gus, ana, make_invoice):
    customer_id, *_rest = ana
    assert pay(house_engine, gus, customer_id, "200").credit_cents == 50_00
    with reading(house_engine) as session:
        assert ledger.credit_in(session, customer_id) == {"COP": 50_00}
    third = make_invoice(customer_id, "A-3", date(2026, 8, 1), 80_00)
    assert ledger.apply_credit(house_engine, gus, customer_id=customer_id) == {third: 50_00}
    with reading(house_engine) as session:
        assert ledger.credit_in(session, customer_id) == {}


def test_credit_goes_only_where_it_is_sent_and_never_beyond_what_was_received(house_engine, gus, ana, make_invoice, make_customer):
    customer_id, *_rest = ana
    pay(house_engine, gus, customer_id, "200")
    third, fourth = make_invoice(customer_id, "A-3", date(2026, 8, 1), 80_00), make_invoice(customer_id, "A-4", date(2026, 8, 2), 20_00)
    foreign = make_invoice(make_customer("Bruno", phone=None, email=None), "B-1", date(2026, 8, 1))
    with pytest.raises(Refusal) as refused:
        ledger.apply_credit(house_engine, gus, customer_id=customer_id, invoice_ids=[foreign])
    assert refused.value.code == "foreign_invoice"
    assert ledger.apply_credit(house_engine, gus, customer_id=customer_id, currency="USD") == {}
    assert ledger.apply_credit(house_engine, gus, customer_id=customer_id, currency="COP", invoice_ids=[fourth]) == {fourth: 20_00}
    with writing(house_engine) as session:  # a bounced cheque takes 25 of it back
        taken = {"paid_on": date(2026, 7, 1), "amount_cents": -25_00, "currency": "COP", "recorded_at": clock.now()}
        session.add(Payment(customer_id=customer_id, **taken))
    assert ledger.apply_credit(house_engine, gus, customer_id=customer_id) == {third: 5_00}
    assert ledger.apply_credit(house_engine, gus, customer_id=customer_id) == {}


def test_a_double_click_pays_once(house_engine, gus, ana):
    customer_id, later, earlier = ana
    first = pay(house_engine, gus, customer_id, "10", token="same")
    second = pay(house_engine, gus, customer_id, "10", token="same")
    assert (second.payment_id, second.is_new, second.laid) == (first.payment_id, False, {earlier: 10_00})
    assert paid(house_engine, earlier) + paid(house_engine, later) == 10_00


@pytest.mark.parametrize(
    ("amount", "day", "code"), [("0", None, "bad_amount"), ("-5", None, "bad_amount"), ("5", date(2026, 7, 2), "bad_date")]
)
def test_what_is_no_payment_is_refused(house_engine, gus, ana, amount, day, code):
    with pytest.raises(Refusal) as refused:
        pay(house_engine, gus, ana[0], amount, paid_on=day)
    assert refused.value.code == code


def test_somebody_elses_invoice_is_refused_and_nothing_recorded(house_engine, gus, ana, make_customer):
    bruno = make_customer("Bruno", phone=None, email=None)
    with pytest.raises(Refusal) as refused:
        pay(house_engine, gus, bruno, "10", invoice_ids=[ana[1]])
    assert refused.value.code == "wrong_invoice"
    with reading(house_engine) as session:
        assert ledger.credit_in(session, bruno) == {}
