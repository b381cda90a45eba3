"""The pages of campaigns and messages, drawn by the shell on the invented business."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import Message, Segment
from core.domain.access import SCHEDULER, Actor
from core.services import campaign_preview, campaigns, dispatch, drafts, planning, template_batch, template_views
from core.services.campaign_views import StepView

from .test_page_exports import taken  # isort: skip

MARTA, ADA = Actor("Marta", "manager", 2), Actor("Ada", "owner", 1)


@pytest.fixture
def campaign(open_copy):
    """A draft over those who are repeatedly late, with approved words by WhatsApp and SMS; gives (engine, id)."""
    engine = open_copy("demo")
    views = template_views.listed(engine, ADA)
    template_batch.submit_all(engine, MARTA, [view.latest.id for view in views if view.latest.state == "draft"])
    views = template_views.listed(engine, ADA)
    template_batch.approve_all(engine, ADA, [view.latest.id for view in views if view.latest.state == "submitted"])
    words = {
        (view.channel, "es"): view.id for view in views if view.purpose == "later" and view.language == "es" and view.channel != "voice"
    }
    with reading(engine) as session:
        segment = session.exec(select(Segment.id).where(Segment.slug == "repeatedly-late")).one()
    step = StepView(channels=("whatsapp", "sms"), templates=words)
    return engine, campaigns.create(engine, MARTA, name="Con *atraso*", segment_id=segment, steps=[step], holdout_percent=10)


@pytest.fixture
def page(campaign, visit):
    """Opens a page of that business for the manager."""
    return lambda name, **query: visit(campaign[0], "manager").open(name, **query)


def test_a_draft_shows_who_gets_what_and_is_launched_with_its_numbers(campaign, page):
    engine, number = campaign
    drawn = page("campaign", id=number)
    figures = {metric.label: metric.value for metric in drawn.metric}
    assert not drawn.exception and int(figures["Saldrían"]) > 5 and int(figures["Grupo de control"]) >= 1
    drawn.button(key="launch_open").click().run()
    assert not drawn.exception and campaigns.status(engine, ADA, number).state == "draft", "nothing starts before it is confirmed"


def test_a_running_campaign_is_watched_and_its_messages_tell_their_story(campaign, page):
    engine, number = campaign
    campaigns.launch(engine, MARTA, number, "once")
    planning.plan(engine, SCHEDULER, number)
    dispatch.run(engine, SCHEDULER)
    drawn = page("campaign", id=number)
    assert not drawn.exception and any(metric.label == "Enviados" and int(metric.value) > 5 for metric in drawn.metric)
    with reading(engine) as session:
        message = session.exec(select(Message.id).where(Message.campaign_id == number, Message.state == "sent")).first()
    drawn = page("messages", id=message)
    assert not drawn.exception and any("Nada lo impide." in text.value for text in drawn.markdown)


@pytest.mark.parametrize("section", ["outbox", "conversations", "doubt", "strangers"])
def test_every_part_of_the_messages_page_draws(campaign, page, section):
    assert not page("messages", section=section).exception
    assert not page("campaigns").exception


def test_a_whatsapp_template_shows_its_verdict_and_the_text_to_hand_in(campaign, page):
    engine, _number = campaign
    view = next(view for view in template_views.listed(engine, ADA) if view.channel == "whatsapp" and view.purpose == "later")
    drawn = page("templates", id=view.id)
    assert not drawn.exception and any("{{1}}" in code.value for code in drawn.code)


def test_a_new_step_proposes_the_channels_that_have_approved_words_and_the_voice_last(campaign, page):
    engine, number = campaign
    worded = {view.channel for view in template_views.listed(engine, ADA) if view.approved and view.purpose == "later"}
    drawn = page("campaign", id=number)
    drawn.button(key="step_add").click().run()
    proposed = drawn.pills(key="step_channels_1").value
    assert not drawn.exception and proposed == [channel for channel in ("whatsapp", "sms", "email", "voice") if channel in worded]
    assert len(proposed) > 1 and not drawn.button(key="step_save_1").disabled
    drawn.pills(key="step_channels_1").set_value(["sms"])
    drawn.button(key="step_add").click().run()
    assert drawn.pills(key="step_channels_1").value == ["sms"]


def test_the_preview_is_taken_away_whole_with_what_the_list_says(campaign, visit, monkeypatch):
    engine, number = campaign
    found = campaign_preview.preview(engine, MARTA, number)
    monkeypatch.setattr(drafts, "CHUNK", 7)
    monkeypatch.setattr(campaign_preview, "CHUNK", 7)
    assert list(campaign_preview.rows(engine, MARTA, number)) == found.rows, "several chunks give the same people"
    marta = visit(engine, "manager")
    marta.open("campaign", id=number)
    rows = taken(marta, "preview_export_1")
    assert len(rows) == sum(found.counts.values())
    assert [row["Cliente"] for row in rows] == [row.customer for row in found.rows] and all(row["Saldo pendiente"] for row in rows)
    marta.app.segmented_control(key="preview_state").set_value("queued").run()
    assert len(taken(marta, "preview_export_1")) == found.sending
