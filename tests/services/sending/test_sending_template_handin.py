"""Handing a text in to WhatsApp from here: once, approved by somebody first, and sent only when WhatsApp approves it too."""

from __future__ import annotations

import pytest

from core.channels.protocol import ChannelConfig
from core.channels.twilio_whatsapp import TwilioWhatsApp
from core.clock import now
from core.domain.access import SCHEDULER
from core.domain.errors import Forbidden, Refusal
from core.services import template_handin, template_views, templates, whatsapp_templates
from tests.channels.twilio_contract import assert_valid
from tests.channels.twilio_stand_in import ACCOUNT, StandIn

BODY = "Le escribe {{ company_name }}: {{ first_name }}, debe {{ amount }}. {{ stop_words }} Gracias."


@pytest.fixture
def twilio():
    """Twilio's stand-in; every request it got must be one that Twilio's own documents allow."""
    world = StandIn(now)
    world.contents.clear()
    yield world
    world.close()
    for request in world.requests:
        assert_valid(*request)


@pytest.fixture
def whatsapp(sending, twilio):
    """The real channel towards the stand-in."""
    sending.active["whatsapp"] = TwilioWhatsApp(ChannelConfig(
        now=now, twilio_account_sid=ACCOUNT, twilio_auth_token="fake", twilio_whatsapp_from="+14155238886", twilio_api_base=twilio.url,
    ))  # fmt: skip


@pytest.fixture
def written(sending):
    """Writes a text; returns its template and version, approved unless the test says otherwise."""

    def write(body=BODY, is_approved=True):
        made, version = templates.add(
            sending.engine, sending.marta, name="W", purpose="later", channel="whatsapp", language="es", body=body
        )  # fmt: skip
        if is_approved:
            templates.submit(sending.engine, sending.marta, version)
            templates.approve(sending.engine, sending.ada, version)
        return made, version

    return write


def newest(sending, template):
    return template_views.versions(sending.engine, sending.ada, template)[0]


def test_an_approved_text_goes_to_whatsapp_and_comes_back_with_its_sid(sending, twilio, whatsapp, written):
    template, version = written()
    made = template_handin.hand_in(sending.engine, sending.ada, version, language="es_MX", has_buttons=True)
    (sid, sent), found = next(iter(twilio.handed_in.items())), newest(sending, template)
    assert (found.id, found.content_sid, found.body, found.author, found.decided_by) == (made, sid, BODY, "Marta", "Ada")
    assert (sent["language"], sent["variables"]["2"]) == ("es_MX", "María") and sent["types"]["twilio/quick-reply"]
    assert (found.state, whatsapp_templates.status_of(sending.engine, sid).status) == ("waiting", "received")

    twilio.approvals[sid] |= {"status": "rejected", "rejection_reason": "promotional", "category": "MARKETING"}
    whatsapp_templates.run(sending.engine, SCHEDULER)
    assert whatsapp_templates.status_of(sending.engine, sid) == whatsapp_templates.Status("rejected", "promotional", "MARKETING")
    twilio.approvals[sid] |= {"status": "approved"}
    assert whatsapp_templates.run(sending.engine, SCHEDULER) == {"released": 1}
    assert newest(sending, template).state == "approved"


def test_handing_in_twice_makes_one_template_and_one_version(sending, twilio, whatsapp, written):
    template, version = written()
    first = template_handin.hand_in(sending.engine, sending.ada, version)
    assert template_handin.hand_in(sending.engine, sending.ada, version) == first
    assert len(twilio.handed_in) == 1 and newest(sending, template).number == 2


def test_an_answer_lost_in_the_middle_is_taken_up_again(sending, twilio, whatsapp, written):
    template, version = written()
    twilio.content_errors.append((500, "lost"))
    with pytest.raises(Refusal):
        template_handin.hand_in(sending.engine, sending.ada, version)
    assert newest(sending, template).number == 1
    template_handin.hand_in(sending.engine, sending.ada, version)
    assert len(twilio.handed_in) == 1


@pytest.mark.parametrize(
    ("body", "is_approved", "code"),
    [
        (BODY, False, "handin_approve"),
        (BODY + " {% if payment_link %}Pague.{% endif %} Fin.", True, "handin_condition"),
        (BODY.replace("{{ first_name }}, debe", "{{ first_name }}"), True, "handin_adjacent"),
    ],
)
def test_what_whatsapp_would_not_take_is_said_before(sending, whatsapp, written, body, is_approved, code):
    _template, version = written(body, is_approved)
    assert template_handin.why_not(sending.engine, version).code == code
    with pytest.raises(Refusal) as refused:
        template_handin.hand_in(sending.engine, sending.ada, version)
    assert refused.value.code == code


def test_a_language_that_is_not_the_texts_is_refused(sending, twilio, whatsapp, written):
    _template, version = written()
    with pytest.raises(Refusal, match="no language en_US"):
        template_handin.hand_in(sending.engine, sending.ada, version, language="en_US")
    assert not twilio.handed_in


def test_without_a_real_channel_nothing_is_handed_in_and_agents_may_not(sending, written, gus):
    _template, version = written()
    assert template_handin.why_not(sending.engine, version).code == "handin_off"
    sending.active["whatsapp"].simulated = False
    with pytest.raises(Forbidden):
        template_handin.hand_in(sending.engine, gus, version)
