"""Payment plans: installments are promises, one broken ends the patience, and typed amounts are never rounded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core import clock
from core.db.engine import reading
from core.db.tables import Profile
from core.domain.errors import Refusal
from core.domain.money import exact_cents
from core.services import house, ledger, people, plans, profiles, promises

FIRST = date(2026, 7, 10)


@pytest.fixture
def ana(make_customer, make_invoice, frozen):
    """Ana owes 100.00 since May."""
    customer_id = make_customer("Ana")
    make_invoice(customer_id, "A-1", date(2026, 5, 10), 100_00)
    return customer_id


@pytest.fixture
def agreed(house_engine, gus, ana):
    """Ana pays in three: 33.34, 33.33 and 33.33, on the tenth of July, August and September."""
    return plans.agree(house_engine, gus, customer_id=ana, total_cents=100_00, currency="COP", count=3, first_on=FIRST, token="t")


def only(engine, actor):
    return plans.find(engine, actor)[0]


def holds(engine, customer_id):
    """Whether the profile and the gate wait for the customer's word."""
    with reading(engine) as s:
        found = people.gather(s, house.company_in(s), [customer_id], clock.now(), planned=False, simulated=True)
        person = found[customer_id]
        return s.get(Profile, customer_id).has_promise, bool(person.promised)


def test_a_plan_is_promises_in_series_with_odd_hundredths_first(house_engine, gus, ana, agreed):
    plan = only(house_engine, gus)
    assert [(part.number, part.amount_cents, part.due_on) for part in plan.parts] == [
        (1, 33_34, FIRST), (2, 33_33, date(2026, 8, 10)), (3, 33_33, date(2026, 9, 10)),
    ]  # fmt: skip
    assert plan.state == "open"
    assert promises.find(house_engine, gus, state="open", customer_id=ana)[0] == 3


def test_the_same_token_agrees_once(house_engine, gus, ana, agreed):
    again = plans.agree(house_engine, gus, customer_id=ana, total_cents=100_00, currency="COP", count=3, first_on=FIRST, token="t")
    assert again == agreed
    assert len(plans.find(house_engine, gus)) == 1


def test_a_payment_keeps_the_installment_that_is_due_first(house_engine, gus, ana, agreed):
    ledger.record_payment(house_engine, gus, customer_id=ana, amount=Decimal("33.34"), currency="COP")
    assert [part.state for part in only(house_engine, gus).parts] == ["kept", "open", "open"]


def test_a_plan_is_kept_when_every_installment_is(house_engine, gus, ana, agreed):
    ledger.record_payment(house_engine, gus, customer_id=ana, amount=Decimal("100"), currency="COP")
    assert only(house_engine, gus).state == "kept"


def test_one_broken_installment_ends_the_patience_of_the_plan(house_engine, gus, ana, agreed, frozen):
    assert holds(house_engine, ana) == (True, True)
    frozen.move(days=11)
    profiles.refresh(house_engine)
    assert only(house_engine, gus).state == "broken"
    assert holds(house_engine, ana) == (False, False)


def test_a_cancelled_plan_takes_back_what_is_open_of_it(house_engine, gus, ana, agreed):
    ledger.record_payment(house_engine, gus, customer_id=ana, amount=Decimal("33.34"), currency="COP")
    assert plans.cancel(house_engine, gus, agreed, "she changes banks") == 2
    plan = only(house_engine, gus)
    assert (plan.state, [part.state for part in plan.parts]) == ("cancelled", ["kept", "cancelled", "cancelled"])
    with pytest.raises(Refusal, match="stays in the record"):
        plans.cancel(house_engine, gus, agreed, "again")


@pytest.mark.parametrize(("told", "code"), [
    ({"total_cents": 200_00}, "plan_too_much"), ({"first_on": date(2026, 6, 30)}, "plan_past"),
    ({"first_on": date(2027, 1, 1)}, "plan_far"),
    ({"count": 61}, "plan_count"), ({"every": "year"}, "plan_every"), ({"note": "x" * 2001}, "note_long"),
])  # fmt: skip
def test_a_plan_that_cannot_be_meant_is_refused(house_engine, gus, ana, told, code):
    meant = {"total_cents": 100_00, "currency": "COP", "count": 2, "first_on": FIRST} | told
    with pytest.raises(Refusal) as refused:
        plans.agree(house_engine, gus, customer_id=ana, **meant)
    assert refused.value.code == code


def test_there_is_one_open_plan_in_a_currency(house_engine, gus, ana, agreed):
    with pytest.raises(Refusal, match="open plan"):
        plans.agree(house_engine, gus, customer_id=ana, total_cents=10_00, currency="cop", count=2, first_on=FIRST)


def test_a_third_decimal_is_refused_not_rounded(house_engine, gus, ana):
    with pytest.raises(Refusal, match="more than two places"):
        ledger.record_payment(house_engine, gus, customer_id=ana, amount=Decimal("10.005"), currency="COP")
    with pytest.raises(Refusal, match="more than two places"):
        exact_cents(Decimal("NaN"))
    assert exact_cents(Decimal("10.500")) == 10_50


def test_a_note_of_a_promise_has_a_length(house_engine, gus, ana):
    with pytest.raises(Refusal, match="at most"):
        promises.log(house_engine, gus, customer_id=ana, amount_cents=10_00, currency="COP", promised_on=FIRST, note="x" * 2001)


def test_a_plan_or_a_newer_promise_takes_the_place_of_the_open_one_when_that_is_said(house_engine, gus, ana):
    told = {"customer_id": ana, "currency": "COP"}
    first = promises.log(house_engine, gus, amount_cents=50_00, promised_on=date(2026, 7, 3), **told)
    second = promises.log(house_engine, gus, amount_cents=60_00, promised_on=date(2026, 7, 6), replaces=True, **told)
    states = {row.id: row.state for row in promises.find(house_engine, gus, customer_id=ana)[1]}
    assert states == {first: "cancelled", second: "open"}
    plans.agree(house_engine, gus, total_cents=100_00, count=2, first_on=FIRST, replaces=True, **told)
    states = {row.id: row.state for row in promises.find(house_engine, gus, customer_id=ana)[1] if row.plan_id is None}
    assert states == {first: "cancelled", second: "cancelled"}
    assert promises.find(house_engine, gus, customer_id=ana, state="open")[0] == 2
    third = promises.log(house_engine, gus, amount_cents=10_00, promised_on=date(2026, 7, 3), **told)
    assert {row.id for row in promises.find(house_engine, gus, customer_id=ana, state="open")[1]} >= {third}
