"""What Twilio tells us by itself: genuine or nothing, twice or late, known or not."""

from __future__ import annotations

import pytest
from sqlmodel import select
from twilio.request_validator import RequestValidator

from core import clock
from core.db.engine import reading, writing
from core.db.tables import ContactPoint, Customer, Message, OptOut, Reply

TOKEN, PUBLIC = "a-token-of-the-tests", "https://cobros.lopez.example"


@pytest.fixture
def twilio(lopez, browser, monkeypatch):
    """Posts to a webhook as Twilio would, signed over our public address."""
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("RECAUDO_PUBLIC_URL", PUBLIC)

    def post(path, told, token=TOKEN):
        signature = RequestValidator(token).compute_signature(PUBLIC + path, told)
        return browser.post(path, data=told, headers={"X-Twilio-Signature": signature})

    return post


def make_message(engine, **fields):
    with writing(engine) as session:
        ana = Customer(name="Ana", name_key="ana", created_at=clock.now(), updated_at=clock.now())
        session.add(ana)
        session.flush()
        session.add(ContactPoint(customer_id=ana.id, kind="phone", value="+573005551234", is_primary=True, created_at=clock.now()))
        now = clock.now()
        session.add(Message(ref="abc12345", dedupe_key="k", customer_id=ana.id, planned_channel="sms", channel="sms", language="es",
                            to_value="+573005551234", not_before=now, not_after=now, planned_at=now, **fields))  # fmt: skip


def stored(engine, noun):
    with reading(engine) as session:
        return list(session.exec(select(noun)))


def test_a_forged_or_unsigned_callback_is_refused(twilio, browser, lopez):
    assert (
        twilio("/webhooks/twilio/inbound", {"MessageSid": "SM1", "From": "+573005551234", "Body": "BAJA"}, token="another").status_code
        == 403
    )
    assert browser.post("/webhooks/twilio/inbound", data={"MessageSid": "SM1"}).status_code == 403
    assert stored(lopez, Reply) == []


def test_a_body_that_is_too_large_is_refused_before_it_is_judged(browser):
    assert browser.post("/webhooks/twilio/status", content=b"x" * 70_000).status_code == 413


def test_a_body_of_more_fields_than_any_callback_has_is_refused(browser):
    assert browser.post("/webhooks/twilio/status", content=b"&".join(b"a%d=1" % n for n in range(500))).status_code == 403


def test_states_that_overtake_each_other_never_go_back(twilio, lopez):
    make_message(lopez, state="sent", provider_id="SM1", sent_at=clock.now())
    for state in ("delivered", "sent", "delivered"):
        assert twilio("/webhooks/twilio/status?o=abc12345", {"MessageSid": "SM1", "MessageStatus": state}).status_code == 200
    assert [message.state for message in stored(lopez, Message)] == ["delivered"]


def test_the_first_callback_settles_a_doubt(twilio, lopez):
    make_message(lopez, state="in_doubt", doubt_at=clock.now())
    twilio("/webhooks/twilio/status?o=abc12345", {"MessageSid": "SM7", "MessageStatus": "sent"})
    (message,) = stored(lopez, Message)
    assert (message.state, message.provider_id) == ("sent", "SM7")


def test_a_state_of_somebody_elses_message_is_answered_and_forgotten(twilio, lopez):
    assert twilio("/webhooks/twilio/status", {"MessageSid": "SM99", "MessageStatus": "sent"}).status_code == 200


def test_a_no_that_comes_twice_counts_once_and_at_once(twilio, lopez):
    make_message(lopez, state="sent", provider_id="SM1", sent_at=clock.now())
    for _again in range(2):
        assert (
            twilio("/webhooks/twilio/inbound", {"MessageSid": "SM2", "From": "+573005551234", "To": "+1555", "Body": "Baja"}).status_code
            == 200
        )
    assert [(reply.meaning, reply.outcome) for reply in stored(lopez, Reply)] == [("opt_out", "opted_out")]
    assert [optout.channel for optout in stored(lopez, OptOut)] == ["sms"]


def test_a_call_asks_who_is_there_before_it_says_anything(twilio, lopez):
    make_message(lopez, state="sent", provider_id="CA1", sent_at=clock.now(), body="Debe usted 100")
    with writing(lopez) as session:
        session.exec(select(Message)).one().channel = "voice"
    first = twilio("/webhooks/twilio/voice?o=abc12345", {"CallSid": "CA1", "AnsweredBy": "human"})
    assert "oprima 1" in first.text and "Debe usted" not in first.text
    told = twilio("/webhooks/twilio/voice?o=abc12345&s=opened", {"CallSid": "CA1", "Digits": "1"})
    assert "Debe usted 100" in told.text
    twilio("/webhooks/twilio/voice?o=abc12345&s=told", {"CallSid": "CA1", "Digits": "2"})
    assert [reply.meaning for reply in stored(lopez, Reply)] == ["asks_person"]
