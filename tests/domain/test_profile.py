"""How customers are classed and scored, and that each verdict names its reasons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.profile import Behaviour, Profile, classify, count, is_late
from core.domain.score import AMOUNT_POINTS, amount_points, score

TODAY = date(2026, 7, 1)
DUE = date(2026, 6, 1)


@pytest.mark.parametrize(("days", "late"), [(-5, False), (0, False), (3, False), (4, True)])
def test_three_days_after_the_due_date_are_still_on_time(days, late):
    assert is_late(DUE, DUE + timedelta(days=days), TODAY) is late


def test_an_unpaid_invoice_says_nothing_until_it_is_late():
    assert is_late(TODAY, None, TODAY) is None and is_late(TODAY - timedelta(days=4), None, TODAY) is True
    assert count([(DUE, DUE), (DUE, None), (TODAY, None), (DUE, DUE + timedelta(days=9))], TODAY) == (3, 2)


@pytest.mark.parametrize(
    ("known", "late", "behaviour"),
    [
        (0, 0, "new"),
        (2, 2, "new"),
        (3, 0, "regular"),
        (10, 1, "regular"),
        (9, 1, "occasionally_late"),
        (5, 2, "occasionally_late"),
        (3, 1, "occasionally_late"),
        (3, 2, "repeatedly_late"),
        (100, 41, "repeatedly_late"),
    ],
)
def test_behaviour_follows_the_share_of_late_invoices(known, late, behaviour):
    classed = classify(known, late)
    assert classed.behaviour == behaviour
    assert all(reason.msgid.format(**reason.values) for reason in classed.reasons)


def test_ana_who_pays_late_is_told_by_her_numbers():
    ana = classify(8, 6)
    assert ana.behaviour is Behaviour.REPEATEDLY_LATE
    assert ana.reasons[0].values == {"late": 6, "known": 8, "days": 3}


def test_a_profile_counts_its_days_from_dated_facts():
    profile = Profile(TODAY, oldest_due_on=TODAY - timedelta(days=31), next_due_on=TODAY, last_payment_on=DUE)
    assert (profile.days_past_due, profile.bucket, profile.days_to_due, profile.days_since_payment) == (31, "31-60", 0, 30)
    assert profile.days_since_contact is None and Profile(TODAY).bucket == "current"


def test_an_amount_earns_its_share_of_the_points_up_to_the_reference():
    assert [amount_points(cents, 1_000) for cents in (-1, 0, 500, 1_000, 9_000)] == [0, 0, 17, AMOUNT_POINTS, AMOUNT_POINTS]


def test_the_score_says_where_its_points_are_from():
    found = score([("ARS", 500, 1_000), ("USD", 10, 1_000)], 45, "repeatedly_late", broken_promises=1)
    assert found.points == 17 + 20 + 15 + 9 + 10
    assert [reason.values["points"] for reason in found.reasons] == [20, 17, 15, 10, 9]
    assert found.reasons[1].values == {"points": 17, "overdue_cents": 500, "currency": "ARS"}


def test_a_dispute_freezes_and_a_promise_halves():
    owed = [("ARS", 1_000, 1_000)]
    whole = score(owed, 70, "new")
    assert score(owed, 70, "new", has_dispute=True).points == 0
    assert score(owed, 70, "new", has_promise=True).points == whole.points // 2
    assert score([("ARS", 0, 1_000)], 0, "regular").points == 0
    assert score(owed, 70, "new", is_reachable=False).points == whole.points - 10


@given(
    st.integers(0, 10**12), st.integers(0, 10**12), st.integers(-5, 500), st.sampled_from(list(Behaviour)), st.integers(0, 9), st.booleans()
)
def test_the_score_stays_between_0_and_100_and_grows_with_the_amount(cents, reference, days, behaviour, broken, reachable):
    found = score([("PEN", cents, reference)], days, behaviour, broken_promises=broken, is_reachable=reachable)
    more = score([("PEN", cents + 1, reference)], days, behaviour, broken_promises=broken, is_reachable=reachable)
    assert 0 <= found.points <= more.points <= 100
