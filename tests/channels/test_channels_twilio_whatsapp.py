"""WhatsApp: approved templates at any time, free text only inside the window."""

import json
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from core.channels.protocol import Accepted, InDoubt, LookUpFailed, Rejected, Unsure
from core.channels.twilio_whatsapp import TwilioWhatsApp
from core.domain.outcomes import Consequence
from tests.channels.twilio_stand_in import CONTENT

ANA = "whatsapp:+525512345678"
OURS = "whatsapp:+14155238886"


@pytest.fixture
def whatsapp(config):
    return TwilioWhatsApp(config)


@pytest.fixture
def template(to_ana):
    return to_ana(
        channel="whatsapp", content_sid=CONTENT, content_variables={"1": "José", "2": "F-9"}, text="Hola José, su factura F-9 vence."
    )


def test_a_template_goes_by_its_content_sid_with_variables_as_json(whatsapp, twilio, template):
    assert whatsapp.send(template) == Accepted(twilio.messages[0]["sid"], 1)
    form = parse_qs(twilio.requests[0][3])
    assert json.loads(form["ContentVariables"][0]) == {"1": "José", "2": "F-9"}
    assert "Body" not in form and (form["To"], form["From"]) == ([ANA], [OURS])


def test_free_text_outside_the_window_is_refused_before_anything_leaves(whatsapp, twilio, to_ana):
    assert whatsapp.send(to_ana(channel="whatsapp")) == Rejected("63016", Consequence.WINDOW_CLOSED)
    assert twilio.requests == []


def test_inside_the_window_an_agents_words_go_as_they_are(whatsapp, twilio, to_ana):
    assert isinstance(whatsapp.send(to_ana(channel="whatsapp", window_open=True, text="Claro, mañana está bien.")), Accepted)
    assert twilio.messages[0]["body"] == "Claro, mañana está bien."


def test_a_template_in_doubt_is_found_by_its_values(whatsapp, twilio, template, clock):
    twilio.faults.append("reset_after")
    assert isinstance(whatsapp.send(template), InDoubt)
    assert whatsapp.look_up(template, clock(), ()).provider_id == twilio.messages[0]["sid"]
    assert whatsapp.look_up(template, clock(), {twilio.messages[0]["sid"]}) is None


def test_replies_and_states_are_those_of_our_sender_only(whatsapp, twilio, clock):
    twilio.receive("whatsapp:+5215512345678", OURS, "Ya pagué")
    twilio.receive("+525512345678", "+15005550006", "por sms")
    twilio.add_message(ANA, OURS, "hola", status="read")
    twilio.add_message("+525512345678", "+15005550006", "hola", status="sent")
    assert [(r.from_address, r.to_address, r.body) for r in whatsapp.replies_since(clock())] == [
        ("+5215512345678", "+14155238886", "Ya pagué")
    ]
    assert [s.state for s in whatsapp.states_since(clock())] == ["read"]


def test_templates_are_read_with_whatsapps_verdict(whatsapp, twilio):
    twilio.approval |= {"status": "rejected", "category": "MARKETING", "rejection_reason": "promotional"}
    (found,) = whatsapp.templates()
    assert (found.sid, found.name, found.status, found.category, found.rejection_reason) == (
        CONTENT, "recordatorio_v1", "rejected", "MARKETING", "promotional",
    )  # fmt: skip
    assert not whatsapp.check()[-1].ok
    twilio.list_status = 500
    with pytest.raises(LookUpFailed):
        whatsapp.templates()


WORDS = ("recordatorio_v2", "es_MX", "Hola {{1}}, su factura {{2}} vence. Gracias.", {"1": "Ana", "2": "F-1"})


def test_a_template_is_handed_in_for_approval(whatsapp, twilio):
    sid = whatsapp.submit(*WORDS, {"paid": "Ya pagué", "person": "Quiero que me llamen"})
    created, approval = (json.loads(body) for *_, body in twilio.requests if body)
    assert created["types"]["twilio/quick-reply"]["actions"][0] == {"title": "Ya pagué", "id": "paid"}
    assert (created["language"], approval) == ("es_MX", {"name": "recordatorio_v2", "category": "UTILITY"})
    assert {t.sid: t.status for t in whatsapp.templates()}[sid] == "received"


def test_handing_in_again_takes_what_is_there_and_asks_only_for_what_is_missing(whatsapp, twilio):
    sid = whatsapp.submit(*WORDS, {})
    assert whatsapp.submit(*WORDS, {}) == sid and len(twilio.handed_in) == 1
    twilio.approvals.clear()  # the answer to the first half was lost, so the second was never asked
    assert whatsapp.submit(*WORDS, {}) == sid and twilio.approvals[sid]["status"] == "received"


def test_what_twilio_says_against_a_template_is_told(whatsapp, twilio):
    twilio.content_errors.append((400, "variables are not sequential"))
    with pytest.raises(LookUpFailed, match="variables are not sequential"):
        whatsapp.submit(*WORDS, {})


def test_a_template_whose_values_are_not_known_any_more_is_left_to_a_person_when_something_went(whatsapp, twilio, template, clock):
    bare = replace(template, content_variables={})
    assert whatsapp.look_up(bare, clock(), ()) is None
    sid = whatsapp.send(template).provider_id
    with pytest.raises(Unsure):
        whatsapp.look_up(bare, clock(), ())
    assert whatsapp.look_up(bare, clock(), {sid}) is None
