"""Conversations: answered once in a person's own words, confirmed once, and an unknown sender joined to a customer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from core import clock
from core.channels.protocol import Inbound
from core.db.engine import reading, writing
from core.db.tables import CampaignMember, Customer, OptOut, Promise
from core.domain.access import SCHEDULER
from core.domain.errors import NotFound, Refusal
from core.services import circumstances, conversations, dispatch, manual, planning, replies

LATE = date(2026, 6, 20)


@pytest.fixture
def wrote(sending):
    """Lets somebody write by SMS; gives the id of what came in."""

    def receive(body, sender="+573005551201"):
        number = len(sending.replies()) + 1
        replies.take_reply(sending.engine, Inbound(f"IN{number}", "sms", sender, "+15005550006", body, clock.now()), is_simulated=True)
        return sending.replies()[-1].id

    return receive


@pytest.fixture
def ana(sending):
    """Ana owes 300 and is in a campaign."""
    made = sending.customer("Ana")
    sending.owes(made, "F-1", LATE, 300_00)
    return made


def test_an_answer_goes_out_once_in_the_persons_own_words_and_marks_the_conversation_read(sending, ana, wrote, gus, frozen):
    wrote("¿Cuánto debo?")
    made = manual.answer(sending.engine, gus, ana, "sms", "Son 300, don Ana. Saludos, Gus.", token="one")
    assert made == manual.answer(sending.engine, gus, ana, "sms", "otra cosa", token="one")
    assert dispatch.run(sending.engine, SCHEDULER) == {"sent": 1}
    (message,) = sending.messages()
    assert (message.body, message.kind, message.user_id) == ("Son 300, don Ana. Saludos, Gus.", "answer", gus.user_id)
    assert [record["text"] for record in sending.sent()] == [message.body] and sending.sent()[0]["to"] == "+573005551201"
    (reply,) = sending.replies()
    assert (reply.outcome, reply.handled_by) == ("answered", gus.user_id)


def test_without_a_conversation_nobody_writes_their_own_words(sending, ana, gus):
    with pytest.raises(Refusal):
        manual.answer(sending.engine, gus, ana, "sms", "Pague ya", token="one")
    with pytest.raises(Refusal):
        manual.answer(sending.engine, gus, ana, "sms", "   ", token="two")
    assert sending.messages() == []


def test_a_promise_read_in_a_reply_is_confirmed_once(sending, ana, wrote, gus):
    reply = wrote("pago el viernes")
    told = {"amount_cents": 300_00, "currency": "COP", "promised_on": date(2026, 7, 3)}
    with pytest.raises(Refusal):
        conversations.handle(sending.engine, gus, reply, "promise")
    conversations.handle(sending.engine, gus, reply, "promise", **told)
    conversations.handle(sending.engine, gus, reply, "promise", **told)
    with reading(sending.engine) as session:
        (promise,) = session.exec(select(Promise))
    assert (promise.customer_id, promise.reply_id, promise.promised_on) == (ana, reply, date(2026, 7, 3))


def test_an_opt_out_that_a_person_confirms_stands_and_stops_what_waits(sending, ana, wrote, gus):
    campaign = sending.launch(sending.step("sms"))
    planning.plan(sending.engine, SCHEDULER, campaign)
    conversations.handle(sending.engine, gus, wrote("quisiera cancelar"), "opt_out")
    with reading(sending.engine) as session:
        assert session.exec(select(OptOut.customer_id, OptOut.channel)).all() == [(ana, "sms")]
    assert dispatch.run(sending.engine, SCHEDULER) in ({}, {"suppressed": 1}) and sending.sent() == []


def test_any_reply_holds_the_sequence_until_a_person_lets_it_go_on(sending, ana, wrote, gus):
    sending.launch(sending.step("sms"))
    reply = wrote("ya lo miro")
    assert conversations.held(sending.engine, gus, ana) == 1
    conversations.handle(sending.engine, gus, reply, "noted")
    assert conversations.go_on(sending.engine, gus, ana) == 1 and conversations.held(sending.engine, gus, ana) == 0


def test_an_unknown_sender_waits_in_a_tray_and_then_counts_as_the_customers_message(sending, ana, wrote, gus):
    sending.launch(sending.step("sms"))
    reply = wrote("STOP", sender="+573009999999")
    assert [row.id for row in conversations.strangers(sending.engine, gus)] == [reply]
    with pytest.raises(Refusal):
        conversations.handle(sending.engine, gus, reply, "opt_out")
    with pytest.raises(NotFound):
        conversations.assign(sending.engine, gus, reply, 999)
    conversations.assign(sending.engine, gus, reply, ana)
    with pytest.raises(Refusal):
        conversations.assign(sending.engine, gus, reply, ana)
    assert conversations.strangers(sending.engine, gus) == []
    with reading(sending.engine) as session:
        assert session.exec(select(OptOut.channel).where(OptOut.customer_id == ana)).all() == ["sms"]
        assert session.exec(select(CampaignMember.held_reason)).all() == ["reply:opt_out"]


def test_the_answer_window_of_a_day_closes_the_message_not_the_conversation(sending, ana, wrote, gus, frozen):
    wrote("¿Cuánto debo?")
    manual.answer(sending.engine, gus, ana, "sms", "Son 300.", token="one")
    frozen.move(hours=25)
    assert dispatch.run(sending.engine, SCHEDULER) == {"expired": 1} and sending.sent() == []
    assert sending.messages()[0].not_after - sending.messages()[0].not_before == timedelta(hours=24)


@pytest.fixture
def night(frozen, sending, ana):
    """Ten at night, and Ana lives in Peru, where answers keep to the hours as well."""
    with writing(sending.engine) as session:
        session.get(Customer, ana).country = "PE"
    frozen.set(clock.now().replace(hour=3, minute=0) + timedelta(days=1))


def test_an_answer_at_night_says_from_when_it_may_go_and_is_queued_on_demand(sending, ana, wrote, gus, frozen, night):
    wrote("¿Cuánto debo?")
    with pytest.raises(manual.Later) as refused:
        manual.answer(sending.engine, gus, ana, "sms", "Son 300.", token="one")
    assert refused.value.code == "gate.hours.closed" and refused.value.at > clock.now() and sending.messages() == []
    made = manual.answer(sending.engine, gus, ana, "sms", "Son 300.", token="one", wait=True)
    (message,) = sending.messages()
    assert (message.id, message.state, message.not_before) == (made, "queued", refused.value.at)
    assert dispatch.run(sending.engine, SCHEDULER).get("sent") is None
    frozen.set(refused.value.at + timedelta(minutes=5))
    assert dispatch.run(sending.engine, SCHEDULER) == {"sent": 1}


def test_a_queued_answer_passes_the_gate_again_at_its_hour(sending, ana, wrote, gus, frozen, night):
    wrote("¿Cuánto debo?")
    manual.answer(sending.engine, gus, ana, "sms", "Son 300.", token="one", wait=True)
    circumstances.note(sending.engine, gus, ana, "deceased")
    frozen.set(sending.messages()[0].not_before + timedelta(minutes=5))
    dispatch.run(sending.engine, SCHEDULER)
    assert sending.states() == ["suppressed"] and sending.messages()[0].reason == "flags.deceased" and not sending.sent()
