"""At the moment of sending everything is asked again: what changed since the plan wins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from core import clock
from core.channels.protocol import PollFailed
from core.db.engine import reading, writing
from core.db.tables import Allocation, Customer, Dispute, Invoice, Payment, TemplateVersion, Verdict
from core.domain.access import SCHEDULER
from core.domain.errors import Refusal
from core.services import campaigns, dispatch, inbox, optouts, planning, promises
from core.services import sending as switch

LATE = date(2026, 6, 20)


@pytest.fixture
def planned(sending):
    """A message for Ana about two invoices, planned and due."""
    sending.ana = sending.customer("Ana")
    sending.one = sending.owes(sending.ana, "F-1", LATE, 100_00)
    sending.two = sending.owes(sending.ana, "F-2", LATE, 200_00)
    sending.campaign = sending.launch(sending.step("sms", "email"))
    planning.plan(sending.engine, SCHEDULER, sending.campaign)
    return sending


def pay(sending, invoice_id, cents):
    with writing(sending.engine) as session:
        invoice = session.get(Invoice, invoice_id)
        paid = Payment(customer_id=sending.ana, paid_on=date(2026, 6, 21), amount_cents=cents, currency="COP", recorded_at=clock.now())
        session.add(paid)
        session.flush()
        session.add(Allocation(payment_id=paid.id, invoice_id=invoice_id, customer_id=sending.ana, paid_on=paid.paid_on, amount_cents=cents,
                               currency="COP"))  # fmt: skip
        invoice.paid_cents += cents


def test_a_paid_invoice_drops_out_without_stopping_the_other(planned):
    pay(planned, planned.one, 100_00)
    assert dispatch.run(planned.engine, SCHEDULER) == {"sent": 1}
    (message,) = planned.messages()
    assert "F-1" not in message.body and "F-2" in message.body and "COP 200,00" in message.body


def test_a_disputed_invoice_drops_out_too(planned):
    with writing(planned.engine) as session:
        session.add(Dispute(customer_id=planned.ana, invoice_id=planned.two, opened_at=clock.now(), reason="wrong_amount"))
    dispatch.run(planned.engine, SCHEDULER)
    assert "F-2" not in planned.messages()[0].body


def test_with_nothing_left_to_say_the_message_is_cancelled_with_the_reason(planned):
    pay(planned, planned.one, 100_00)
    pay(planned, planned.two, 200_00)
    assert dispatch.run(planned.engine, SCHEDULER) == {"canceled": 1}
    assert planned.messages()[0].reason == "balance.nothing_owed" and planned.sent() == []


def test_an_opt_out_after_the_plan_stops_it_and_no_other_channel_takes_over(planned, gus):
    optouts.record(planned.engine, gus, customer_id=planned.ana, channel="sms", how="call")
    assert dispatch.run(planned.engine, SCHEDULER) == {"suppressed": 1}
    assert [message.channel for message in planned.messages()] == ["sms"] and planned.sent() == []


def test_a_promise_made_after_the_plan_lets_the_reminder_wait(planned, gus):
    promises.log(planned.engine, gus, customer_id=planned.ana, amount_cents=300_00, currency="COP", promised_on=date(2026, 7, 2))
    dispatch.run(planned.engine, SCHEDULER)
    (message,) = planned.messages()
    assert message.state == "queued" and message.reason == "promise.open" and message.not_before.date() >= date(2026, 7, 3)


def test_words_that_lost_their_approval_are_not_sent(planned):
    with writing(planned.engine) as session:
        for version in session.exec(select(TemplateVersion)):
            version.parked_at, version.parked_reason = clock.now(), "63041"
    assert dispatch.run(planned.engine, SCHEDULER) == {"suppressed": 1}
    assert planned.messages()[0].reason == "wording.not_approved"


def test_at_night_a_message_moves_to_the_next_lawful_morning(planned, frozen):
    frozen.move(hours=12)
    dispatch.run(planned.engine, SCHEDULER)
    (message,) = planned.messages()
    assert message.state == "queued" and message.not_before > clock.now() + timedelta(hours=5) and planned.sent() == []


def test_after_eight_hours_of_sleep_nothing_goes_at_three_in_the_morning_and_what_is_too_old_expires(planned, frozen):
    frozen.move(hours=15)
    dispatch.run(planned.engine, SCHEDULER)
    assert planned.states() == ["queued"] and planned.sent() == []
    frozen.move(days=4)
    assert dispatch.run(planned.engine, SCHEDULER) == {"expired": 1}


def test_when_replies_cannot_be_read_nothing_is_sent_and_it_says_why(planned):
    def fail(_since):
        raise PollFailed("down", "The provider is down.")

    planned.active["email"].replies_since = fail
    with pytest.raises(Refusal):
        dispatch.run(planned.engine, SCHEDULER)
    assert planned.sent() == [] and "replies:email" in inbox.problems(planned.engine)


def test_the_one_switch_stops_everything(planned, ada):
    switch.pause_all(planned.engine, ada)
    assert dispatch.run(planned.engine, SCHEDULER) == {}
    switch.resume_all(planned.engine, ada)
    assert dispatch.run(planned.engine, SCHEDULER) == {"sent": 1}


def test_a_paused_campaign_waits_and_a_stopped_one_cancels(planned, marta):
    campaigns.pause(planned.engine, marta, planned.campaign)
    assert dispatch.run(planned.engine, SCHEDULER) == {} and planned.sent() == []
    campaigns.resume(planned.engine, marta, planned.campaign)
    assert campaigns.stop(planned.engine, marta, planned.campaign) == 1
    assert planned.states() == ["canceled"]


def test_a_customer_who_cannot_get_sms_gets_the_next_authorised_channel_with_its_own_words(planned):
    planned.forced["+573005551201"] = "invalid"
    assert dispatch.run(planned.engine, SCHEDULER) == {"rejected": 1, "sent": 1}
    first, second = planned.messages()
    assert (first.state, second.state, second.channel, second.planned_channel) == ("rejected", "sent", "email", "sms")
    assert second.parent_id == first.id and second.subject and planned.verdicts(second) == ["allowed"]


def test_an_opt_out_at_the_provider_is_recorded_and_never_hops(planned):
    planned.forced["+573005551201"] = "opted_out"
    assert dispatch.run(planned.engine, SCHEDULER) == {"rejected": 1}
    assert [message.channel for message in planned.messages()] == ["sms"]


def test_a_later_answer_waits_and_tries_again(planned, frozen):
    planned.forced["+573005551201"] = "later"
    assert dispatch.run(planned.engine, SCHEDULER) == {"queued": 1}
    planned.forced["+573005551201"] = "delivered"
    frozen.move(seconds=30)
    assert dispatch.run(planned.engine, SCHEDULER) == {"sent": 1}
    assert len(planned.sent()) == 1


def test_an_unreachable_handset_is_tried_once_more_hours_later_then_another_channel(planned, frozen):
    planned.forced["+573005551201"] = "unreachable"
    dispatch.run(planned.engine, SCHEDULER)
    frozen.move(minutes=2)
    inbox.run(planned.engine, SCHEDULER)
    assert planned.states() == ["undelivered", "queued"]
    assert [message.channel for message in planned.messages()] == ["sms", "sms"]


def test_the_verdict_of_a_claim_keeps_for_which_place_it_was_given(planned):
    with writing(planned.engine) as session:
        session.get(Customer, planned.ana).region = "Antioquia"
    dispatch.run(planned.engine, SCHEDULER)
    with reading(planned.engine) as session:
        told = session.exec(select(Verdict.explanation).where(Verdict.outcome == "allowed").order_by(Verdict.id.desc())).first()
    assert told["place"] == {"country": "CO", "region": None, "zone": "America/Bogota"}
