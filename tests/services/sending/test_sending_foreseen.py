"""The next message of a customer is told as the gate will decide it; an expired one says that its time passed, and what had kept it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import clock
from core.db.engine import writing
from core.db.tables import Campaign, Message
from core.domain.access import SCHEDULER
from core.services import dispatch, ledger, message_views, optouts, planning, promises, reasons, story

LATE = date(2026, 6, 20)


@pytest.fixture
def ana(sending):
    """Ana owes 300 since the 20th of June, and a reminder waits for her."""
    made = sending.customer("Ana")
    sending.owes(made, "F-1", LATE, 300_00)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    return made


def planned(sending, actor, customer):
    return story.tell(sending.engine, actor, customer).planned


def test_a_message_that_nothing_stands_against_goes_as_planned(sending, ana, gus):
    found = planned(sending, gus, ana)
    assert (found.at, found.rule) == (sending.messages()[0].not_before, None)


def test_a_promise_is_foreseen_to_move_it_or_to_keep_it_back(sending, ana, gus):
    today = clock.today("America/Bogota")
    first = promises.log(sending.engine, gus, customer_id=ana, amount_cents=100_00, currency="COP", promised_on=today)
    found = planned(sending, gus, ana)
    assert found.rule == "promise.open" and found.at is not None and found.at.date() > today
    assert dispatch.run(sending.engine, SCHEDULER) == {} or sending.states() == ["queued"]
    assert sending.messages()[0].not_before == found.at
    promises.cancel(sending.engine, gus, first, "mistyped")
    promises.log(sending.engine, gus, customer_id=ana, amount_cents=100_00, currency="COP", promised_on=today + timedelta(days=20))
    kept_back = planned(sending, gus, ana)
    assert (kept_back.at, kept_back.rule) == (None, "promise.open")


def test_opt_out_payment_and_pause_are_foreseen_too(sending, ana, gus):
    with writing(sending.engine) as session:
        session.get(Campaign, 1).paused_at = clock.now()
    assert (planned(sending, gus, ana).at, planned(sending, gus, ana).rule) == (None, "campaign.paused")
    with writing(sending.engine) as session:
        session.get(Campaign, 1).paused_at = None
    ledger.record_payment(sending.engine, gus, customer_id=ana, amount=300, currency="COP")
    assert planned(sending, gus, ana) is None or planned(sending, gus, ana).rule == "balance.nothing_owed"


def test_an_opt_out_leaves_nothing_to_foresee(sending, ana, gus):
    optouts.record(sending.engine, gus, customer_id=ana, channel="sms", how="customer_call", words="no")
    found = planned(sending, gus, ana)
    assert found is None or found.at is None


def test_an_expired_message_says_so_and_what_had_kept_it(sending, ana, gus, frozen):
    with writing(sending.engine) as session:
        session.get(Message, 1).reason = "campaign.paused"
    frozen.move(days=10)
    dispatch.run(sending.engine, SCHEDULER)
    _total, (row,) = message_views.find(sending.engine, gus)
    assert (row.state, row.reason, row.values["after"]) == ("expired", "too_late", "campaign.paused")
    told = reasons.tell(row.reason, "en", row.values)
    assert "useful time passed" in told and "The campaign is paused." in told
    found = message_views.detail(sending.engine, gus, row.id)
    assert message_views.why_of(found.message, {})[0] == "too_late" and found.events[-1].reason == "too_late"
