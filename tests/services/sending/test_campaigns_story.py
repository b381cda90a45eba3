"""A campaign from draft to delivered, on a real database with the simulator."""

from __future__ import annotations

from datetime import date

from core.domain.access import SCHEDULER
from core.services import dispatch, inbox, planning

LATE = date(2026, 6, 20)


def test_a_campaign_goes_out_once_with_frozen_words(sending, frozen):
    ana = sending.customer("Ana")
    sending.owes(ana, "F-1", LATE, 250_000_00)
    campaign = sending.launch(sending.step("sms"))
    assert planning.plan(sending.engine, SCHEDULER, campaign) == {"queued": 1}
    assert planning.plan(sending.engine, SCHEDULER, campaign) == {}
    assert dispatch.run(sending.engine, SCHEDULER) == {"sent": 1}
    assert dispatch.run(sending.engine, SCHEDULER) == {}
    (message,) = sending.messages()
    assert "Ana" in message.body and "COP 250.000,00" in message.body and "F-1" in message.body
    assert message.state == "sent" and message.is_simulated and message.text_hash and message.attempt == 1
    assert sending.spoken(message) == 1 and sending.verdicts(message) == ["allowed", "allowed"]
    assert sending.events(message) == ["sending", "sent"]


def test_states_come_in_by_polling_and_never_go_back(sending, frozen):
    ana = sending.customer("Ana")
    sending.owes(ana, "F-1", LATE)
    sending.forced["+573005551201"] = "delivered"
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    dispatch.run(sending.engine, SCHEDULER)
    frozen.move(minutes=2)
    assert inbox.run(sending.engine, SCHEDULER) == {"states": 1}
    assert inbox.run(sending.engine, SCHEDULER) == {}
    assert sending.states() == ["delivered"]


def test_several_invoices_of_one_person_are_one_message_per_currency(sending, frozen):
    ana = sending.customer("Ana")
    sending.owes(ana, "F-1", LATE, 100_00)
    sending.owes(ana, "F-2", LATE, 200_00)
    sending.owes(ana, "F-3", LATE, 300_00, currency="USD")
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    assert [(m.currency, m.state) for m in sending.messages()] == [("COP", "queued"), ("USD", "queued")]
    dispatch.run(sending.engine, SCHEDULER)
    assert [m.state for m in sending.messages()] == ["sent", "queued"], "the second one waits: one contact a day"
    assert sending.spoken(sending.messages()[0]) == 2


def test_a_stop_between_claim_and_plan_wins_and_holds_the_sequence(sending, frozen):
    ana = sending.customer("Ana")
    sending.owes(ana, "F-1", LATE)
    sending.forced["+573005551201"] = "stop"
    campaign = sending.launch(sending.step("sms"), sending.step("sms", "email", offset_days=2))
    planning.plan(sending.engine, SCHEDULER, campaign)
    dispatch.run(sending.engine, SCHEDULER)
    frozen.move(days=2)
    planning.run(sending.engine, SCHEDULER)
    assert sending.states() == ["sent", "queued"], "planned before the reply was read"
    assert dispatch.run(sending.engine, SCHEDULER) == {}
    (reply,) = sending.replies()
    assert (reply.meaning, reply.outcome, reply.customer_id) == ("opt_out", "opted_out", ana)
    assert sending.states() == ["delivered", "suppressed"] and len(sending.sent()) == 1
    assert planning.run(sending.engine, SCHEDULER) == {}
