"""Requests about one's own data: until when the law wants an answer, and when erasing is lawful."""

from __future__ import annotations

from datetime import date

import pytest

from core.domain import privacy, privacy_erasure
from core.domain.packs import Holidays, RequestTerm, Source
from core.domain.privacy_erasure import Situation, hindrances
from core.services import packs

NONE = Holidays({}, frozenset())
FRIDAY = date(2026, 7, 3)


def term(within, counted):
    return RequestTerm(within, counted, Source())


def test_business_days_leave_out_the_day_of_arrival_weekends_and_holidays():
    assert privacy.due_on(term(1, "business"), FRIDAY, NONE) == date(2026, 7, 6)
    closed = Holidays({date(2026, 7, 6): "A holiday"}, frozenset({2026}))
    assert privacy.due_on(term(1, "business"), FRIDAY, closed) == date(2026, 7, 7)
    assert privacy.due_on(term(10, "business"), FRIDAY, closed) == date(2026, 7, 20)


def test_a_deadline_crosses_the_holidays_at_the_end_of_a_colombian_year():
    known = packs.holidays_for("CO", years=(2026, 2027), optional=False)
    # 23, 24, 28, 29, 30, 31 December, 4, 5, 6, 7 January: the 25th and the 1st are closed, and so are the weekends
    assert privacy.due_on(term(10, "business"), date(2026, 12, 22), known) == date(2027, 1, 7)


def test_a_holiday_on_a_weekend_moves_nothing():
    closed = Holidays({date(2026, 7, 4): "A Saturday"}, frozenset({2026}))
    assert privacy.due_on(term(1, "business"), FRIDAY, closed) == date(2026, 7, 6)


def test_calendar_days_count_every_day():
    assert privacy.due_on(term(30, "calendar"), FRIDAY, NONE) == date(2026, 8, 2)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 11, 30), date(2026, 12, 30)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(received, due):
    assert privacy.due_on(term(1, "month"), received, NONE) == due


def test_every_law_that_names_a_time_is_in_its_pack_with_how_sure_it_is():
    for code in packs.pack_codes():
        terms = packs.load_pack(code).request_terms
        assert bool(terms) == (code not in ("bo", "gt", "py"))
        assert all(found.source.law and found.source.confidence in ("confirmed", "unconfirmed") for found in terms.values())
    assert packs.load_pack("AR").request_terms["access"].counted == "calendar"
    assert packs.load_pack("AR").request_terms["change"].within == 5


def test_no_law_is_stricter_than_the_strictest_default():
    strictest = packs.load_pack(None).request_terms
    for code in packs.pack_codes():
        for kind, found in packs.load_pack(code).request_terms.items():
            assert privacy.due_on(strictest[kind], FRIDAY, NONE) <= privacy.due_on(found, FRIDAY, NONE)


def test_a_request_is_open_then_soon_then_overdue_until_it_is_answered():
    due = date(2026, 7, 10)
    days = (date(2026, 7, 6), date(2026, 7, 7), due, date(2026, 7, 11))
    assert [privacy.state_of(due, None, today) for today in days] == ["open", "soon", "soon", "overdue"]
    assert privacy.state_of(due, privacy.REFUSED, date(2026, 8, 1)) == "refused"


def test_nothing_stands_against_erasing_somebody_with_whom_nothing_goes_on():
    assert hindrances(Situation(owes={"COP": 0})) == ()


@pytest.mark.parametrize(
    ("found", "code", "may_waive"),
    [
        (Situation(in_flight=1), "in_flight", False),
        (Situation(in_doubt=1), "in_doubt", False),
        (Situation(open_disputes=1), "open_dispute", False),
        (Situation(open_promises=1), "open_promise", False),
        (Situation(other_requests=1), "other_request", False),
        (Situation(owes={"COP": 1}), "owes", True),
    ],
)
def test_each_hindrance_says_why_and_only_a_claim_can_be_given_up(found, code, may_waive):
    (only,) = hindrances(found)
    assert (only.code, only.may_waive) == (code, may_waive)


def test_all_hindrances_are_told_at_once():
    found = hindrances(Situation(1, 1, 1, 1, 1, {"COP": 5}))
    assert found == (
        privacy_erasure.IN_FLIGHT, privacy_erasure.IN_DOUBT, privacy_erasure.DISPUTE, privacy_erasure.PROMISE, privacy_erasure.REQUEST,
        privacy_erasure.OWES,
    )  # fmt: skip
