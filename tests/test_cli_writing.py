"""Writing to one customer at the command line: ways, a look, and sending once."""

from __future__ import annotations

import json

import pytest

from core import clock
from core.db.engine import writing
from core.db.tables import Authorisation, ContactPoint, Template, TemplateVersion
from core.services import house

from .test_cli import furnished, run  # noqa: F401  # isort: skip

BODY = "{{ greeting }}, {{ company_name }}: {{ amount }}. {{ stop_words }}"


@pytest.fixture
def ready(furnished, frozen):  # noqa: F811
    """Ana has a mobile, has agreed to SMS, and one text is approved."""
    with writing(house.open_house()) as s:
        s.add(ContactPoint(customer_id=1, kind="phone", value="+573001234567", line="mobile", is_primary=True, created_at=clock.now()))
        s.add(Authorisation(customer_id=1, channel="sms", given_at=clock.now(), how="contract"))
        made = Template(name="Recordatorio", purpose="newly_late", channel="sms", language="es", created_at=clock.now())
        s.add(made)
        s.flush()
        s.add(TemplateVersion(template_id=made.id, number=1, body=BODY, body_hash="x", created_at=clock.now(), is_approved=True,
                              decided_at=clock.now()))  # fmt: skip
        number = str(made.id)
    return lambda *words: (furnished(*words), number)[0] if words else number


def test_the_ways_name_the_words_that_fit_and_a_message_goes_once(ready):
    number = ready()
    status, out, _err = ready("messages", "ways", "--customer", "A-1", "--json")
    sms = next(way for way in json.loads(out)["ways"] if way["channel"] == "sms")
    assert status == 0 and sms["outcome"] == "allowed" and number in {str(one["template_id"]) for one in sms["templates"]}
    look = json.loads(ready("messages", "preview", "--customer", "A-1", "--template", number, "--json")[1])
    assert "1.000" in look["body"].replace(",", ".") and look["outcome"] == "allowed" and look["problems"] == []
    words = ("messages", "send", "--customer", "A-1", "--template", number, "--token", "t", "--json")
    assert ready(*words)[1] == ready(*words)[1]
    assert json.loads(ready("messages", "list", "--json")[1])["total"] == 1


def test_own_words_without_a_conversation_are_refused_and_two_kinds_of_words_are_wrong_usage(ready):
    own = ("--customer", "A-1", "--channel", "sms", "--text", "Buenas tardes")
    assert json.loads(ready("messages", "preview", *own, "--json")[1])["rule"] == "wording.no_conversation"
    status, out, err = ready("messages", "send", *own)
    assert (status, out) == (1, "") and err
    assert ready("messages", "send", *own, "--template", ready())[0] == 2
