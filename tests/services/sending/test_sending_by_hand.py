"""One message by hand: the ways and the words are seen before anything is written, and what is shown is what happens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import clock
from core.channels.protocol import Inbound
from core.db.engine import writing
from core.db.tables import Company, Template
from core.domain.access import SCHEDULER
from core.domain.errors import NotFound, Refusal
from core.services import dispatch, manual, manual_preview, optouts, promises, replies

LATE, FAR = date(2026, 6, 20), timedelta(days=10)


@pytest.fixture
def ana(sending):
    """Ana owes 300 since the 20th of June and prefers e-mail."""
    made = sending.customer("Ana", preferred_channel="email")
    sending.owes(made, "F-1", LATE, 300_00)
    return made


def ways(sending, actor, customer):
    """The ways in their order, by channel."""
    return {way.channel: way for way in manual_preview.choices(sending.engine, actor, customer).ways}


def test_the_preferred_channel_comes_first_and_the_others_say_why_not(sending, ana, gus):
    for channel in ("sms", "email"):
        sending.template(channel)
    optouts.record(sending.engine, gus, customer_id=ana, channel="sms", how="customer_call", words="no SMS")
    found = ways(sending, gus, ana)
    assert next(iter(found)) == "email" and found["email"].is_preferred and found["email"].answered.outcome == "allowed"
    assert found["sms"].answered.rule == "opt_out.channel"
    assert found["voice"].answered.rule == "wording.not_approved" and not found["voice"].texts


def test_only_words_that_are_true_now_are_offered(sending, ana, gus, frozen):
    for purpose in ("reminder_before", "later", "promise_reminder", "payment_received"):
        sending.template("sms", purpose=purpose)
    assert [text.purpose for text in ways(sending, gus, ana)["sms"].texts] == ["later"]
    promises.log(sending.engine, gus, customer_id=ana, amount_cents=100_00, currency="COP", promised_on=clock.today("America/Bogota"))
    assert [text.purpose for text in ways(sending, gus, ana)["sms"].texts] == ["promise_reminder", "later"]


def test_what_is_shown_is_what_goes_out(sending, ana, gus):
    words = sending.template("sms")
    look = manual_preview.look(sending.engine, gus, ana, "sms", template_id=words)
    assert look.answered.outcome == "allowed" and look.segments and not look.problems and sending.messages() == []
    made = manual.send_manual(sending.engine, gus, ana, "sms", words, token="one")
    assert manual_preview.look(sending.engine, gus, ana, "sms", template_id=words).waits_as == made
    assert dispatch.run(sending.engine, SCHEDULER) == {"sent": 1}
    assert [record["text"] for record in sending.sent()] == [look.body]


def test_at_night_it_moves_to_the_morning_that_was_shown(sending, ana, gus, frozen):
    words = sending.template("sms")
    frozen.move(hours=14)
    look = manual_preview.look(sending.engine, gus, ana, "sms", template_id=words)
    assert look.answered.outcome == "moved"
    manual.send_manual(sending.engine, gus, ana, "sms", words, token="one")
    assert [message.not_before for message in sending.messages()] == [look.answered.at]


def test_what_could_go_only_after_its_useful_time_is_said_to_be_too_late_and_refused(sending, ana, gus):
    words = sending.template("sms")
    promised_on = clock.today("America/Bogota") + FAR
    promises.log(sending.engine, gus, customer_id=ana, amount_cents=100_00, currency="COP", promised_on=promised_on)
    answered = manual_preview.look(sending.engine, gus, ana, "sms", template_id=words).answered
    assert (answered.outcome, answered.rule, answered.is_too_far) == ("blocked", "promise.open", True)
    assert answered.at is not None and answered.at.date() > promised_on
    with pytest.raises(Refusal, match="promised"):
        manual.send_manual(sending.engine, gus, ana, "sms", words, token="one")


def test_own_words_need_a_conversation_and_are_read_by_the_linter_first(sending, ana, gus):
    assert manual_preview.look(sending.engine, gus, ana, "sms", text="Buenas tardes").answered.rule == "wording.no_conversation"
    replies.take_reply(sending.engine, Inbound("IN1", "sms", "+573005551201", "+1", "¿Cuánto debo?", clock.now()), is_simulated=True)
    assert ways(sending, gus, ana)["sms"].takes_own_words and not ways(sending, gus, ana)["email"].takes_own_words
    kind = manual_preview.look(sending.engine, gus, ana, "sms", text="Son 300, doña Ana. Gracias por escribir.")
    assert kind.answered.outcome == "allowed" and not kind.problems
    harsh = "Pague hoy o iniciaremos acciones legales y embargo."
    assert {one.severity for one in manual_preview.look(sending.engine, gus, ana, "sms", text=harsh).problems} >= {"error"}
    with pytest.raises(manual.Unkind) as refused:
        manual.answer(sending.engine, gus, ana, "sms", harsh, token="one")
    assert refused.value.problems and sending.messages() == []
    assert manual.answer(sending.engine, gus, ana, "sms", harsh, token="one", is_meant=True)


def test_words_taken_out_of_use_and_foreign_customers_are_refused(sending, ana, gus):
    words = sending.template("sms")
    with writing(sending.engine) as session:
        session.get(Template, words).archived_at = clock.now()
    assert not ways(sending, gus, ana)["sms"].texts
    with pytest.raises(NotFound):
        manual.send_manual(sending.engine, gus, ana, "sms", words, token="one")
    with pytest.raises(NotFound):
        manual_preview.choices(sending.engine, gus, 999)


def test_a_pause_of_all_sending_is_told(sending, ana, gus):
    with writing(sending.engine) as session:
        session.get(Company, 1).sending_paused_at = clock.now()
    assert manual_preview.choices(sending.engine, gus, ana).is_paused
