"""WhatsApp's verdict on templates: parked while it does not stand, released when it does, and never sent in another order of variables."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from core.channels.twilio_content import ContentTemplate
from core.db.engine import reading, writing
from core.db.tables import TemplateVersion
from core.domain.access import SCHEDULER
from core.services import dispatch, planning, templates, whatsapp_templates
from core.services.template_views import state_of
from core.text import wording

SID = "HX" + "b" * 32
BODY = "Le escribe {{ company_name }}: {{ first_name }}, debe {{ amount }}. {{ stop_words }} Gracias."


@pytest.fixture
def verdict(sending):
    """An approved version with a SID; sets what WhatsApp says of it and reads it."""
    made, version = templates.add(
        sending.engine, sending.marta, name="W", purpose="later", channel="whatsapp", language="es", body=BODY, content_sid=SID
    )
    templates.submit(sending.engine, sending.marta, version)
    templates.approve(sending.engine, sending.ada, version)
    sending.templates["whatsapp", "es", "later"] = made
    whatsapp = sending.active["whatsapp"]
    whatsapp.simulated = False

    def read(status, body=None, reason="", sid=SID):
        text = wording.as_content(BODY) if body is None else body
        whatsapp.templates = lambda: [ContentTemplate(sid, "w", "es", text, status, "UTILITY", reason, {})]
        return whatsapp_templates.run(sending.engine, SCHEDULER)

    return read


def state(sending):
    with reading(sending.engine) as session:
        found = session.exec(select(TemplateVersion).where(TemplateVersion.content_sid == SID)).one()
        return state_of(found), found.parked_reason


@pytest.mark.parametrize("status", ["rejected", "paused", "disabled", "pending", "unsubmitted"])
def test_what_whatsapp_does_not_approve_is_parked_and_released_when_it_does(sending, verdict, status):
    assert verdict(status, reason="x") == {"parked": 1} and verdict(status) == {}
    assert state(sending) == ("waiting" if status == "pending" else "parked", f"whatsapp.{status}")
    assert whatsapp_templates.status_of(sending.engine, SID).status == status
    assert verdict("approved") == {"released": 1} and verdict("approved") == {}
    assert state(sending) == ("approved", None)


def test_another_order_of_variables_or_other_words_at_twilio_is_never_sent(sending, verdict):
    swapped = wording.as_content(BODY).replace("{{1}}", "{{x}}").replace("{{2}}", "{{1}}").replace("{{x}}", "{{2}}")
    assert verdict("approved", swapped) == {"parked": 1} and state(sending)[1] == "whatsapp.differs"
    assert verdict("approved", wording.as_content(BODY).replace(" ", "\n")) == {"released": 1}
    assert verdict("approved", sid="HX" + "c" * 32) == {"parked": 1} and state(sending)[1] == "whatsapp.missing"


def test_what_a_person_or_an_error_parked_is_not_released(sending, verdict):
    with reading(sending.engine) as session:
        number = session.exec(select(TemplateVersion.id).where(TemplateVersion.content_sid == SID)).one()
    with writing(sending.engine) as session:
        version = session.get(TemplateVersion, number)
        version.parked_at, version.parked_reason = version.created_at, "63041"
    assert verdict("approved") == {} and state(sending) == ("parked", "63041")


def test_a_message_of_a_parked_template_takes_the_next_channel(sending, verdict):
    sending.owes(sending.customer("Ana"), "F-1", date(2026, 6, 20))
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("whatsapp", "email")))
    verdict("paused")
    dispatch.run(sending.engine, SCHEDULER)
    assert [(m.channel, m.state) for m in sending.messages()] == [("whatsapp", "suppressed"), ("email", "sent")]


def test_where_whatsapp_is_simulated_nothing_is_asked(sending, verdict):
    verdict("rejected")
    sending.active["whatsapp"].simulated = True
    assert verdict("approved") == {}
