"""Call tasks: a step that a person does lands in the agenda, waits for a lawful hour, and is done when the call is logged."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.domain.access import SCHEDULER
from core.services import activities, call_tasks, campaign_preview, campaigns, conversations, dispatch, optouts, planning
from core.services.campaign_views import StepView

LATE = date(2026, 6, 20)
CALL = StepView(channels=("call",), send_at="08:00", valid_days=3)


@pytest.fixture
def ana(sending):
    """Ana owes 300."""
    made = sending.customer("Ana")
    sending.owes(made, "F-1", LATE, 300_00)
    return made


def plan(sending, step=CALL):
    made = sending.launch(step)
    planning.run(sending.engine, SCHEDULER)
    return made


def logged(sending, gus, customer_id, outcome="informed", token="one"):
    return activities.log(sending.engine, gus, customer_id=customer_id, kind="call", outcome=outcome, token=token)


def test_it_is_due_in_the_agenda_with_its_reason_and_no_dispatcher_touches_it(sending, ana, gus):
    plan(sending)
    assert dispatch.run(sending.engine, SCHEDULER) == {}
    (task,) = call_tasks.due(sending.engine, gus)
    assert (task.customer_id, task.campaign, task.open_cents, task.call_from) == (ana, "Campaña", 300_00, None)
    (message,) = sending.messages()
    assert (message.channel, message.state, message.is_simulated, message.contact_point_id) == ("call", "queued", False, 1)
    assert call_tasks.due(sending.engine, gus, agent_id=gus.user_id) == []


@pytest.mark.parametrize(("outcome", "state"), [("informed", "delivered"), ("no_answer", "sent")])
def test_logging_the_call_finishes_it_once(sending, ana, gus, outcome, state):
    plan(sending)
    logged(sending, gus, ana, outcome), logged(sending, gus, ana, outcome)
    (message,) = sending.messages()
    assert (message.state, message.user_id) == (state, gus.user_id)
    assert call_tasks.due(sending.engine, gus) == []
    planning.run(sending.engine, SCHEDULER)
    assert len(sending.messages()) == 1


def test_before_the_lawful_hour_it_says_from_when_one_may_call(sending, ana, gus, frozen):
    plan(sending)
    frozen.move(hours=14)
    (task,) = call_tasks.due(sending.engine, gus)
    assert task.call_from is not None and task.call_from > clock.now()


def test_who_opted_out_of_calls_or_paid_is_taken_out_with_the_reason(sending, ana, gus):
    plan(sending)
    optouts.record(sending.engine, gus, customer_id=ana, channel="voice", how="call")
    assert call_tasks.due(sending.engine, gus) == []
    planning.run(sending.engine, SCHEDULER)
    assert [(m.state, m.reason) for m in sending.messages()] == [("suppressed", "opt_out.channel")]


def test_nobody_is_called_whose_sequence_is_held_or_whose_campaign_rests(sending, ana, gus, marta):
    campaign = plan(sending)
    campaigns.pause(sending.engine, marta, campaign)
    assert call_tasks.due(sending.engine, gus) == []
    campaigns.resume(sending.engine, marta, campaign)
    assert len(call_tasks.due(sending.engine, gus)) == 1
    assert campaigns.stop(sending.engine, marta, campaign) == 1
    assert call_tasks.due(sending.engine, gus) == []


def test_a_call_that_nobody_made_expires(sending, ana, gus, frozen):
    plan(sending)
    frozen.move(days=4)
    dispatch.run(sending.engine, SCHEDULER)
    assert sending.states() == ["expired"]


def test_when_a_message_cannot_reach_somebody_a_call_takes_over(sending, ana, gus):
    sending.forced["+573005551201"] = "invalid"
    words = {("email", "es"): sending.template("email")}
    sending.forced["c1@example.com"] = "invalid"
    plan(sending, StepView(channels=("email", "call"), templates=words, send_at="08:00"))
    dispatch.run(sending.engine, SCHEDULER)
    assert [(m.channel, m.state) for m in sending.messages()] == [("email", "rejected"), ("call", "queued")]
    assert [task.customer_id for task in call_tasks.due(sending.engine, gus)] == [ana]


def test_the_preview_counts_calls_and_the_conversation_stays_one_of_words(sending, ana, gus, marta):
    found = campaign_preview.preview(sending.engine, marta, sending.draft(CALL))
    assert found.channels == {"call": 1} and found.samples == []
    plan(sending)
    logged(sending, gus, ana)
    assert conversations.thread(sending.engine, gus, ana) == []
