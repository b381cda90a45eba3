"""A campaign ends by itself when its last step is over and nothing is left to plan, send or wait for."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.domain.access import SCHEDULER
from core.services import campaigns, dispatch, doubt, inbox, planning

LATE = date(2026, 6, 20)


@pytest.fixture
def state(sending):
    """The state of a campaign now."""
    return lambda number: campaigns.status(sending.engine, sending.marta, number).state


@pytest.fixture
def day(sending, frozen):
    """Lets days pass with every job running."""

    def pass_by(days=1):
        for _day in range(days):
            frozen.move(days=1)
            planning.run(sending.engine, SCHEDULER)
            dispatch.run(sending.engine, SCHEDULER)
            inbox.run(sending.engine, SCHEDULER)
        planning.run(sending.engine, SCHEDULER)

    return pass_by


def launch(sending, *steps):
    sending.owes(sending.customer("Ana"), "F-1", LATE)
    made = sending.launch(*steps)
    planning.run(sending.engine, SCHEDULER)
    dispatch.run(sending.engine, SCHEDULER)
    return made


def test_after_its_last_step_it_is_finished_and_not_before(sending, state, day):
    made = launch(sending, sending.step("sms", valid_days=2), sending.step("email", offset_days=7, valid_days=2))
    day(8)
    assert state(made) == "running", "the second step may still be planned"
    day()
    assert state(made) == "finished" and sending.states() == ["delivered", "delivered"]


def test_a_message_in_doubt_keeps_it_open_until_it_is_settled(sending, state, day, frozen):
    sending.forced["+573005551201"] = "doubt_taken"
    made = launch(sending, sending.step("sms", valid_days=1))
    day(2)
    assert state(made) == "running" and sending.states() == ["in_doubt"]
    doubt.run(sending.engine, SCHEDULER)
    day()
    assert state(made) == "finished"


def test_a_fallback_that_waits_keeps_it_open(sending, state, day, frozen):
    sending.forced["+573005551201"] = "unreachable"
    made = launch(sending, sending.step("sms", "email", valid_days=5))
    frozen.move(minutes=2)
    inbox.run(sending.engine, SCHEDULER)
    assert sending.states() == ["undelivered", "queued"]
    planning.run(sending.engine, SCHEDULER)
    assert state(made) == "running"
    day(5)
    assert state(made) == "finished" and "queued" not in sending.states()


def test_a_standing_campaign_ends_only_at_its_date(sending, state, day, frozen):
    standing = launch(sending, sending.step("sms", anchor="due", valid_days=1))
    dated = sending.launch(sending.step("email", anchor="due"), ends_at=clock.now().replace(day=20))
    day(10)
    assert (state(standing), state(dated)) == ("running", "running")
    day(10)
    assert (state(standing), state(dated)) == ("running", "finished")
