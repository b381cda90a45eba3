"""A laptop that slept: the gap is noticed, what is still useful is caught up, and Today can say what happened."""

from __future__ import annotations

from datetime import date, timedelta

from core.domain.access import SCHEDULER
from core.services import away, dispatch, leases, planning

LATE = date(2026, 6, 20)


def test_after_a_night_of_sleep_it_says_what_was_caught_up(sending, frozen, gus):
    for number, name in enumerate(("Ana", "Bruno"), 1):
        sending.owes(sending.customer(name), f"F-{number}", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    leases.take(sending.engine, leases.SCHEDULER, timedelta(minutes=1), "laptop")
    assert away.note(sending.engine) is None and away.last(sending.engine, gus) is None
    frozen.move(hours=20)
    assert away.note(sending.engine) == timedelta(hours=20)
    leases.take(sending.engine, leases.SCHEDULER, timedelta(minutes=1), "laptop")
    dispatch.run(sending.engine, SCHEDULER)
    frozen.move(minutes=1)
    told = away.last(sending.engine, gus)
    assert (told.sent, told.expired, told.until - told.since) == (2, 0, timedelta(hours=20))
