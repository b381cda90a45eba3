"""Writing to one customer: the dialog on their page shows channel, words and verdict, and the button does what it says."""

from __future__ import annotations

import pytest

from core.db.tables import Message
from core.domain.access import Actor
from core.services import customers, manual_preview
from core.services.customers import Wanted
from tests.pages.page_text import english_left, texts
from tests.pages.test_page_privacy import dialog

GUS = Actor("Gus", "agent", 3)


@pytest.fixture
def reachable(demo_house):
    """The id of a customer to whom approved words may go now."""
    found = customers.page(demo_house, Actor("Ada", "owner", 1), Wanted(sort="score", only_owing=True), limit=100)
    return next(one.id for one in found if manual_preview.choices(demo_house, GUS, one.id).ways[0].answered.outcome == "allowed")


def test_the_words_are_read_before_they_are_sent_and_they_go_once(demo_house, visit, reachable, first):
    gus = visit(demo_house, "agent")
    app = gus.open("customer", id=reachable)
    app.button(key="write").click().run()
    assert not app.exception
    look = manual_preview.look(
        demo_house, GUS, reachable, app.radio[0].value, template_id=next(one.value for one in app.selectbox if "write_text" in str(one.key))
    )
    assert look.body.splitlines()[0] in dialog(app) and "Puede salir ahora." in dialog(app)
    assert not english_left(dialog(app))
    app.button(key=f"write_go_{reachable}").click()
    app.button(key="write").click().run()
    assert not app.exception
    made = first(demo_house, Message, Message.user_id == gus.actor.user_id, Message.customer_id == reachable)
    assert (made.kind, made.state) == ("manual", "queued")
    told = texts(gus.open("customer", id=reachable))
    assert any("Próximo mensaje" in text for text in told)


def test_from_a_conversation_the_same_dialog_opens(demo_house, visit, reachable):
    app = visit(demo_house, "agent", "en").open("messages", customer=reachable)
    app.button(key="write").click().run()
    assert not app.exception and "It may go now." in dialog(app)
