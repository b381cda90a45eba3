"""What a hostile tester tries: twice, too much, too often, to somebody who said no, by two hands at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from sqlmodel import select

from core import clock
from core.channels.protocol import Inbound
from core.db.engine import reading, writing
from core.db.tables import AuditEntry, Company, Message
from core.domain.access import SCHEDULER
from core.domain.errors import Refusal
from core.services import claims, dispatch, doubt, manual, optouts, outbox, planning, replies

LATE = date(2026, 6, 20)


@pytest.fixture
def ana(sending):
    made = sending.customer("Ana")
    sending.owes(made, "F-1", LATE)
    return made


def wrote(sending, words):
    inbound = Inbound(f"SM-{words[:9]}", "sms", "+573005551201", "+15005550006", words, clock.now())
    replies.take_reply(sending.engine, inbound, is_simulated=True)


def test_two_tabs_put_the_same_words_for_one_person_once(sending, ana, gus):
    words = sending.template("sms")
    first = manual.send_manual(sending.engine, gus, ana, "sms", words, token="tab one")
    with pytest.raises(Refusal, match=f"message {first}"):
        manual.send_manual(sending.engine, gus, ana, "sms", words, token="tab two")
    assert len(sending.messages()) == 1


def test_by_hand_no_more_goes_than_the_rules_allow_whoever_presses(sending, ana, gus, marta):
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    assert dispatch.run(sending.engine, SCHEDULER) == {"sent": 1}
    for number, actor in enumerate((gus, marta, gus)):
        with suppress(Refusal):
            manual.send_manual(sending.engine, actor, ana, "whatsapp", sending.template("whatsapp"), token=str(number))
    dispatch.run(sending.engine, SCHEDULER)
    assert len(sending.sent()) == 1


def test_nobody_answers_a_person_who_has_just_said_no(sending, ana, gus):
    wrote(sending, "Hola, quería preguntar por mi cuenta")
    wrote(sending, "BAJA")
    with pytest.raises(Refusal):
        manual.answer(sending.engine, gus, ana, "sms", "Claro, dígame.", token="one")
    assert not sending.messages()


def test_an_answer_that_waits_is_not_sent_after_a_no(sending, ana, gus):
    wrote(sending, "Hola, quería preguntar por mi cuenta")
    manual.answer(sending.engine, gus, ana, "sms", "Claro, dígame.", token="one")
    optouts.record(sending.engine, gus, customer_id=ana, channel="all", how="phone")
    dispatch.run(sending.engine, SCHEDULER)
    assert sending.states() == ["suppressed"] and not sending.sent()


def test_sent_again_by_decision_it_passes_the_gate_like_everything_else(sending, ana, marta, gus, frozen):
    sending.forced["+573005551201"] = "doubt_lost"
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms", valid_days=5)))
    dispatch.run(sending.engine, SCHEDULER)
    optouts.record(sending.engine, gus, customer_id=ana, channel="sms", how="phone")
    (message,) = sending.messages()
    assert doubt.decide(sending.engine, marta, message.id, "send_again") == "queued"
    sending.forced["+573005551201"] = "delivered"
    dispatch.run(sending.engine, SCHEDULER)
    assert sending.states() == ["suppressed"] and not sending.sent()


def test_two_people_decide_one_doubt_at_once_and_one_of_them_counts(sending, ana, marta, ada):
    sending.forced["+573005551201"] = "doubt_lost"
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    dispatch.run(sending.engine, SCHEDULER)
    number = sending.messages()[0].id

    def decide(told):
        try:
            return doubt.decide(sending.engine, told[0], number, told[1])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(decide, [(ada, "arrived"), (marta, "send_again")]))
    assert sorted(found) in (["not_in_doubt", "sent"], ["not_in_doubt", "queued"])
    with reading(sending.engine) as session:
        entries = session.exec(select(AuditEntry.action).where(AuditEntry.action.in_(("message.arrived", "message.send_again")))).all()
    assert len(entries) == 1


def test_a_limit_of_spending_holds_for_words_longer_than_planned(sending, ana, monkeypatch):
    for number in range(6):
        sending.owes(sending.customer(f"Cliente {number}"), f"G-{number}", LATE)
    campaign = sending.launch(sending.step("sms"), spend_limit_micros=100)
    planning.plan(sending.engine, SCHEDULER, campaign)
    with writing(sending.engine) as session:
        for message in session.exec(select(Message)):
            message.estimate_micros, message.price_currency = 10, "USD"  # as it was guessed for one part
    costly = sending.active["sms"].estimate
    monkeypatch.setattr(sending.active["sms"], "estimate", lambda told: costly(told).__class__(4, 40, "USD"))
    dispatch.run(sending.engine, SCHEDULER)
    spent = sum(message.estimate_micros for message in sending.messages() if message.state == outbox.SENT)
    assert spent <= 100, "four parts each, of which two fit"


def test_paused_by_another_process_a_dispatcher_claims_nothing(sending, ana):
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    with writing(sending.engine) as session:
        session.exec(select(Company)).one().sending_paused_at = clock.now()
    assert claims.claim(sending.engine, sending.active, "one").claimed == []


def test_a_planner_that_runs_in_two_processes_plans_each_message_once(sending, ana):
    campaign = sending.launch(sending.step("sms"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _number: planning.plan(sending.engine, SCHEDULER, campaign), range(2)))
    assert len(sending.messages()) == 1
