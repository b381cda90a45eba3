"""The most that a cap measured for one person, against counting by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.domain.packs import CHANNELS, Cap, Source
from core.domain.peaks import closest, fullest_week, peak

DAY = 86_400


def day_of(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def a_cap(**more):
    told = {"channels": frozenset(CHANNELS), "per_channel": False, "max": 2, "days": 7, "rolling": True, "min_spacing_days": 0,
            "scope": "debtor", "measure": "contacts", "source": Source()}  # fmt: skip
    return Cap(**(told | more))


def test_seven_days_to_the_second_are_two_weeks():
    touches = [(0, "sms", "contact"), (7 * DAY - 1, "sms", "contact"), (7 * DAY, "sms", "contact")]
    assert peak(touches[::2], a_cap(), 0, day_of) == 1
    assert peak(touches, a_cap(), 0, day_of) == 2 == fullest_week(touches, 0)


def test_channels_apart_conversations_and_distinct_channels():
    touches = [(0, "sms", "contact"), (10, "voice", "attempt"), (20, "voice", "conversation"), (30, "email", "contact")]
    assert peak(touches, a_cap(per_channel=True), 0, day_of) == 2
    assert peak(touches, a_cap(measure="conversations"), 0, day_of) == 1
    assert peak(touches, a_cap(measure="distinct_channels"), 0, day_of) == 3
    assert peak(touches, a_cap(channels=frozenset({"whatsapp"})), 0, day_of) == 0


def test_what_lies_before_counts_with_what_comes_after_and_never_alone():
    touches = [(0, "sms", "contact"), (10, "sms", "contact"), (20, "sms", "contact")]
    assert (peak(touches, a_cap(), 15, day_of), peak(touches, a_cap(), 25, day_of)) == (3, 0)
    assert closest(touches, a_cap(min_spacing_days=1), 25, day_of) is None


MOMENTS = st.lists(st.tuples(st.integers(0, 40 * DAY), st.sampled_from(CHANNELS), st.just("contact")), max_size=25).map(sorted)


@given(MOMENTS, st.integers(0, 40 * DAY), st.sampled_from([1, 3, 7, 30]))
def test_a_rolling_peak_equals_trying_every_span(touches, since, days):
    tried = [
        sum(end - days * DAY < at <= end for at, _channel, _kind in touches) for end, _channel, _kind in touches if end >= since
    ]  # fmt: skip
    assert peak(touches, a_cap(days=days), since, day_of) == max(tried, default=0)


@given(MOMENTS)
def test_a_daily_peak_equals_counting_days(touches):
    days = [day_of(at) for at, _channel, _kind in touches]
    assert peak(touches, a_cap(days=1, rolling=False), 0, day_of) == max((days.count(day) for day in days), default=0)
