"""The rehearsal on the campaign's page, and what the editor of templates says while one writes."""

from __future__ import annotations

import time

from core.db.tables import Message, Segment, Template
from core.services import campaigns
from core.services.campaign_views import StepView

from .page_text import texts  # isort: skip


def says(app, words):
    return any(words in text for text in texts(app))


def test_a_campaign_is_rehearsed_on_its_page_and_nothing_is_written(demo_house, visit, first):
    marta = visit(demo_house, "manager")
    words = {("sms", "es"): first(demo_house, Template, Template.channel == "sms", Template.language == "es").id}
    step = StepView(channels=("sms",), templates=words)
    made = campaigns.create(demo_house, marta.actor, name="Recordatorio", segment_id=first(demo_house, Segment).id, steps=[step])
    app = marta.open("campaign", id=made)
    assert "Ensayo" in texts(app)
    app.button(key="rehearse").click().run()
    assert not app.exception and not app.error
    assert "Personas con mensaje" in [metric.label for metric in app.metric]
    assert len(app.dataframe) >= 1 and first(demo_house, Message, Message.campaign_id == made) is None


def test_a_campaign_is_replayed_over_the_past_and_what_cannot_be_known_is_said(demo_house, visit, first):
    marta = visit(demo_house, "manager")
    words = {("sms", "es"): first(demo_house, Template, Template.channel == "sms", Template.language == "es").id}
    step = StepView(anchor="due", offset_days=3, channels=("sms",), templates=words)
    made = campaigns.create(demo_house, marta.actor, name="Secuencia", segment_id=first(demo_house, Segment).id, steps=[step])
    app = marta.open("campaign", id=made)
    app.button(key="replay").click().run()
    for _look in range(20):
        if says(app, "Del "):
            break
        time.sleep(0.5)
        app.run()
    assert not app.exception and not app.error
    assert "Habrían salido" in [metric.label for metric in app.metric]
    assert says(app, "Es un hecho, no el efecto de ningún mensaje") and says(app, "Nadie puede saber quién habría respondido")
    assert first(demo_house, Message, Message.campaign_id == made) is None


def test_the_editor_shows_how_a_text_reads_and_holds_back_an_unkind_one(demo_house, visit, first):
    ada = visit(demo_house, "owner")
    template = first(demo_house, Template, Template.channel == "sms", Template.language == "es")
    app = ada.open("templates", id=template.id)
    assert not app.exception and says(app, "Tono: amable") and says(app, "Facilidad de lectura")
    body = next(area for area in app.text_area if area.key.endswith("_body"))
    body.set_value(body.value + " Si no paga, embargaremos su sueldo.").run()
    assert any("amenaza" in error.value for error in app.error)
    assert says(app, "Tono: duro")
