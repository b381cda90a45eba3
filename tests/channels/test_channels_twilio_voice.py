"""Calls: who answers is asked first, a machine is told nothing, and a person can be asked for by key."""

from dataclasses import replace
from email.utils import format_datetime
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest

from core.channels.protocol import Accepted, InDoubt
from core.channels.twilio_voice import TwilioVoice
from core.channels.twilio_voice_script import answer_call

BIN = "https://handler.twilio.com/twiml/EH" + "c" * 32
ACTION = "https://recaudo.example.com/webhooks/twilio/voice?o=r1"


@pytest.fixture
def voice(config):
    return TwilioVoice(config)


@pytest.fixture
def call(to_ana):
    return to_ana(channel="voice", text="Su factura vence el quince de marzo & quedan mil pesos.", language="es-MX")


def said(twiml):
    return [s.text for s in ElementTree.fromstring(twiml).iter("Say")]


def test_without_a_public_address_the_text_is_spoken_twice_in_a_voice_of_its_language(voice, twilio, call):
    assert voice.send(call) == Accepted(twilio.calls[0]["sid"])
    form = parse_qs(twilio.requests[0][3])
    assert said(form["Twiml"][0]) == [call.text, call.text]
    assert 'language="es-MX" voice="Polly.Mia-Neural"' in form["Twiml"][0]
    assert form["MachineDetection"] == ["Enable"]


def test_with_a_public_address_the_call_asks_us_and_reports_to_us(config, twilio, call):
    TwilioVoice(replace(config, public_url="https://recaudo.example.com")).send(call)
    form = parse_qs(twilio.requests[0][3])
    assert form["Url"] == [ACTION] and "Twiml" not in form
    assert form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]


def test_the_text_is_told_only_to_who_pressed_one(call):
    first = answer_call(call, "", "", "human", ACTION)
    assert "Ana López" in said(first.twiml)[0] and call.text not in said(first.twiml)
    told = answer_call(call, "opened", "1", "human", ACTION)
    assert (said(told.twiml)[0], told.meant) == (call.text, "identified")
    assert said(answer_call(call, "told", "1", "human", ACTION).twiml)[0] == call.text
    assert call.text not in said(answer_call(call, "opened", "", "human", ACTION).twiml)
    assert call.text not in said(answer_call(call, "", "1", "human", ACTION).twiml)


def test_two_asks_for_a_person_and_a_machine_is_told_nothing(call):
    assert answer_call(call, "told", "2", "human", ACTION).meant == "asks_person"
    assert said(answer_call(call, "", "", "machine_start", ACTION).twiml) == []


@pytest.mark.parametrize(("language", "word"), [("en", "press 1"), ("pt", "aperte 1"), ("fr", "oprima 1")])
def test_the_script_speaks_the_customers_language(to_ana, language, word):
    assert word in said(answer_call(to_ana(channel="voice", language=language), "", "", "", ACTION).twiml)[0]


def test_a_call_in_doubt_is_found_by_number_and_time(voice, twilio, call, clock):
    twilio.faults.append("reset_after")
    assert isinstance(voice.send(call), InDoubt)
    assert voice.look_up(call, clock(), ()).provider_id == twilio.calls[0]["sid"]
    assert voice.look_up(call, clock(), {twilio.calls[0]["sid"]}) is None


@pytest.mark.parametrize(
    ("status", "answered_by", "expected"),
    [
        ("completed", "human", ("delivered", None)),
        ("completed", "machine_start", ("undelivered", "machine")),
        ("no-answer", None, ("undelivered", "no-answer")),
        ("busy", None, ("undelivered", "busy")),
        ("in-progress", None, ("sent", None)),
        ("failed", None, ("failed", None)),
    ],
)
def test_only_a_person_who_answered_counts_as_reached(voice, twilio, call, clock, status, answered_by, expected):
    voice.send(call)
    twilio.calls[0] |= {"status": status, "answered_by": answered_by}
    (report,) = voice.states_since(clock())
    assert (report.state, report.error_code) == expected


def test_keys_are_read_from_the_events_once_twilio_shows_them(config, twilio, call, clock):
    voice = TwilioVoice(replace(config, twilio_voice_bin_url=BIN))
    voice.send(call)
    sid = twilio.calls[0]["sid"]
    twilio.calls[0] |= {"status": "completed", "answered_by": "human", "end_time": format_datetime(clock())}
    assert list(voice.replies_since(clock())) == []
    twilio.events[sid] = [{"request": {"parameters": {"digits": "2"}}, "response": {}}]
    clock.pass_by(minutes=17)
    assert [(r.provider_id, r.from_address, r.body) for r in voice.replies_since(clock())] == [(f"{sid}-keys", "+525512345678", "2")]
    asked = len(twilio.requests)
    voice.replies_since(clock())
    assert len(twilio.requests) == asked + 1


def test_the_check_warns_that_nobody_can_be_asked_without_a_public_address(voice, twilio):
    assert "say nothing private" in voice.check()[-1].sentence
