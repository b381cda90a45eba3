"""The retention clocks as rules: defaults, the law's least, and days that never slip."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import retention as rules
from core.domain.errors import Refusal

BOOKS = {"ledger": rules.Duty(120, "Código de Comercio, art. 60", "confirmed")}
CHILE = {"ledger": rules.Duty(72, "art. 17", "confirmed"), "contact_records": rules.Duty(24, "Ley 19.496, art. 37", "confirmed")}


def test_every_default_keeps_at_least_what_the_law_wants():
    for duties in ({}, BOOKS, CHILE, {"contact_records": rules.Duty(600, "a law to come", "unconfirmed")}):
        for code, clock in rules.clocks({}, duties).items():
            assert clock.least <= clock.usual == clock.period
            assert code not in duties or clock.period >= duties[code].months


def test_the_personal_part_of_the_trail_is_kept_longest():
    found = rules.clocks({"message_texts": 120, "ended_permissions": 240}, {})
    assert found["audit_details"].period >= 240
    with pytest.raises(Refusal):
        rules.check({"audit_details": 60, "contact_records": 120}, {})


def test_a_law_that_comes_later_lifts_a_period_chosen_before():
    assert rules.clocks({"contact_records": 12}, CHILE)["contact_records"].period == 24


@pytest.mark.parametrize("period", [5, 121, -1, 0, True, 2.5, "24", 10**9])
def test_a_period_that_may_not_be_is_refused(period):
    with pytest.raises(Refusal):
        rules.check({"message_texts": period}, {})


def test_a_month_back_from_the_last_day_ends_on_the_last_day():
    assert rules.months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert rules.months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert rules.months_before(date(2026, 1, 31), 2) == date(2025, 11, 30)
    assert rules.months_before(date(5, 1, 1), 1000) == date(1, 1, 1)


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (date(2026, 7, 1), "America/Bogota", datetime(2026, 7, 1, 5, tzinfo=UTC)),
        (date(2026, 9, 6), "America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),  # midnight is skipped: the day begins at 01:00
        (date(2026, 3, 29), "Europe/Madrid", datetime(2026, 3, 28, 23, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_local_midnight_through_clock_changes(day, zone, instant):
    assert rules.instant_of(day, zone) == instant


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.sampled_from(rules.KINDS), st.integers(0, 400))
def test_something_goes_on_its_due_day_and_not_a_day_before(day, kind, more):
    period = min(kind.least + more, kind.most)
    clock = rules.Clock(kind, period, period, kind.least, None, True)
    due = rules.due_day(clock, day)
    assert rules.cutoff_day(clock, due) > day >= rules.cutoff_day(clock, due - timedelta(days=1))
