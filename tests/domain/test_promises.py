"""What becomes of a promise when money comes, early, in parts, late or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import plans, promises
from core.domain.errors import Refusal
from core.domain.promises import Payment, Promise, State, derive, kept_rates
from core.domain.ratio import Ratio

MONDAY, FRIDAY = date(2026, 6, 29), date(2026, 7, 3)
LATER = date(2026, 7, 20)


def bruno(amount: int = 10_000, **rest) -> Promise:
    """Bruno's promise: made on Monday for Friday."""
    return Promise(**{"id": 1, "amount_cents": amount, "currency": "PEN", "promised_on": FRIDAY, "made_on": MONDAY, **rest})


def paid(cents: int, day: date, currency: str = "PEN") -> Payment:
    return Payment(day, cents, currency)


def state(payments: list[Payment], as_of: date = LATER, **rest) -> State:
    return derive([bruno(**rest)], payments, as_of)[1].state


def test_a_promise_is_open_until_its_grace_has_passed():
    assert state([], FRIDAY) is State.OPEN
    assert state([], FRIDAY + timedelta(days=1)) is State.OPEN
    assert state([], FRIDAY + timedelta(days=2)) is State.BROKEN


def test_a_promise_paid_in_two_parts_is_kept():
    standing = derive([bruno()], [paid(4_000, MONDAY), paid(6_000, FRIDAY)], LATER)[1]
    assert (standing.state, standing.paid_cents, standing.decided_on, standing.missing_cents) == (State.KEPT, 10_000, FRIDAY, 0)


def test_a_promise_paid_before_its_date_is_kept_at_once():
    assert state([paid(10_000, MONDAY)], MONDAY) is State.KEPT


def test_a_payment_within_the_grace_keeps_it_and_one_after_does_not():
    assert state([paid(10_000, FRIDAY + timedelta(days=1))]) is State.KEPT
    assert state([paid(10_000, FRIDAY + timedelta(days=2))]) is State.BROKEN


def test_95_percent_keep_it_and_less_keeps_it_partly():
    assert state([paid(9_500, FRIDAY)]) is State.KEPT
    assert state([paid(9_499, FRIDAY)]) is State.PARTLY_KEPT


def test_money_from_before_the_promise_or_in_another_currency_does_not_count():
    assert state([paid(10_000, MONDAY - timedelta(days=1)), paid(10_000, FRIDAY, "USD")]) is State.BROKEN


def test_a_payment_counts_once_and_for_the_promise_that_falls_due_first():
    second = bruno(id=2, promised_on=FRIDAY + timedelta(days=7))
    found = derive([second, bruno()], [paid(12_000, FRIDAY)], LATER)
    assert (found[1].state, found[1].paid_cents) == (State.KEPT, 10_000)
    assert (found[2].state, found[2].paid_cents) == (State.PARTLY_KEPT, 2_000)


def test_a_bounced_cheque_takes_the_payment_back():
    assert state([paid(10_000, FRIDAY), paid(-10_000, FRIDAY + timedelta(days=3))], FRIDAY + timedelta(days=2)) is State.KEPT
    assert state([paid(10_000, FRIDAY), paid(-10_000, FRIDAY + timedelta(days=3))]) is State.BROKEN


def test_a_cancelled_promise_leaves_its_money_to_the_next():
    gone, other = bruno(cancelled_on=MONDAY), bruno(id=2, promised_on=FRIDAY + timedelta(days=1))
    found = derive([gone, other], [paid(10_000, FRIDAY)], LATER)
    assert (found[1].state, found[2].state) == (State.CANCELLED, State.KEPT)
    assert derive([gone], [], MONDAY - timedelta(days=1))[1].state is State.OPEN


def test_kept_rates_leave_out_the_cancelled_and_show_the_pending_apart():
    listed = [bruno(), bruno(id=2), bruno(id=3, promised_on=LATER), bruno(id=4, cancelled_on=MONDAY)]
    rates = kept_rates(derive(listed, [paid(14_000, FRIDAY)], LATER).values(), LATER)
    assert (rates.count, rates.amount, rates.pending, rates.cancelled) == (Ratio(1, 2), Ratio(14_000, 20_000), 1, 1)


@pytest.mark.parametrize(
    ("amount", "day", "code"),
    [
        (0, FRIDAY, "promise_amount"),
        (10_001, FRIDAY, "promise_too_much"),
        (1, MONDAY - timedelta(days=1), "promise_past"),
        (1, MONDAY + timedelta(days=91), "promise_far"),
    ],
)
def test_a_promise_that_cannot_be_meant_is_refused(amount, day, code):
    with pytest.raises(Refusal) as refused:
        promises.check(amount, day, today=MONDAY, owed_cents=10_000)
    assert refused.value.code == code
    promises.check(10_000, MONDAY, today=MONDAY, owed_cents=10_000)


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 20)), max_size=5),
    st.lists(st.tuples(st.integers(-300, 500), st.integers(0, 30)), max_size=8),
    st.integers(0, 40),
)
def test_no_hundredth_counts_twice_and_none_beyond_the_promise(promised, payments, day):
    as_of = MONDAY + timedelta(days=day)
    listed = [bruno(amount, id=place, promised_on=MONDAY + timedelta(days=days)) for place, (amount, days) in enumerate(promised)]
    money = [paid(cents, MONDAY + timedelta(days=days)) for cents, days in payments]
    found = derive(listed, money, as_of)
    assert sum(one.paid_cents for one in found.values()) <= sum(payment.cents for payment in money if payment.cents > 0)
    assert all(0 <= one.paid_cents <= one.promise.amount_cents for one in found.values())


def test_a_plan_adds_up_and_keeps_to_the_end_of_the_month():
    laid = plans.lay_out(10_000, 3, date(2026, 1, 31))
    assert [(one.amount_cents, one.due_on) for one in laid] == [
        (3_334, date(2026, 1, 31)),
        (3_333, date(2026, 2, 28)),
        (3_333, date(2026, 3, 31)),
    ]
    assert [one.due_on.day for one in plans.lay_out(100, 3, FRIDAY, "week")] == [3, 10, 17]
    assert plans.lay_out(100, 2, date(2026, 12, 15))[1].due_on == date(2027, 1, 15)


def test_a_plan_that_cannot_be_is_refused():
    for total, count, every in ((100, 0, "month"), (2, 3, "month"), (100, 61, "week"), (100, 2, "year")):
        with pytest.raises(Refusal):
            plans.lay_out(total, count, FRIDAY, every)


def test_a_plan_is_broken_with_its_first_broken_installment():
    first, second = bruno(), bruno(id=2, promised_on=LATER)
    assert plans.state_of(derive([first, second], [], LATER).values()) is State.BROKEN
    assert plans.state_of(derive([first, second], [paid(10_000, FRIDAY)], LATER).values()) is State.OPEN
    assert plans.state_of(derive([first, second], [paid(20_000, FRIDAY)], LATER).values()) is State.KEPT
    assert plans.state_of([]) is State.CANCELLED
