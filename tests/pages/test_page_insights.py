"""Insights and segments as people see them: figures lead to their rows, segments to their people and to a campaign."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import AuditEntry, Segment
from core.services import insights, segment_views

from .page_text import english_left, texts  # isort: skip

SECTIONS = ("overview", "trend", "segments", "promises", "messages")


@pytest.mark.parametrize("language", ["es", "en"])
def test_each_section_says_its_figures(demo_house, visit, language):
    marta = visit(demo_house, "manager", language)
    for section in SECTIONS:
        app = marta.open("insights", section=section)
        assert not app.exception and not app.error, (section, app.exception, app.error)
        assert language == "en" or not english_left(texts(app), {"English"}), section


def test_a_number_opens_to_its_documents_and_leads_back(demo_house, visit):
    app = visit(demo_house, "manager", "en").open("insights")
    one = next(iter(insights.kpis(demo_house, visit(demo_house, "manager", "en").actor, with_segments=False).currencies.values()))
    app = app.button(key="rows_overdue").click().run()
    assert app.query_params["rows"] == "overdue" and not app.exception
    assert any(str(one.overdue_invoices) in text for text in texts(app)) or one.overdue_invoices <= 25
    app = app.button(key="rows_back").click().run()
    assert "rows" not in app.query_params and not app.exception


def test_the_figures_of_an_earlier_day_come_from_the_address(demo_house, visit):
    app = visit(demo_house, "manager", "en").open("insights", as_of="2026-05-31", period="90")
    assert any("31 May 2026" in text for text in texts(app)) and not app.exception


def test_an_empty_house_leads_to_the_first_import(new_house, visit):
    app = visit(new_house, "manager", "en").open("insights")
    assert any("Figures appear" in text for text in texts(app)) and not app.exception


def test_without_a_control_group_no_effect_is_claimed(demo_house, visit, monkeypatch):
    marta = visit(demo_house, "manager", "en")
    found = insights.kpis(demo_house, marta.actor, with_segments=False)
    told = texts(marta.open("insights", section="messages"))
    is_honest = any("No control group" in text for text in told) or any("95% confidence" in text for text in told)
    assert is_honest or not found.channels


def test_a_segment_shows_its_people_and_why(demo_house, visit):
    gus = visit(demo_house, "agent", "en")
    view = next(one for one in segment_views.listed(demo_house, gus.actor) if one.members and one.slug.startswith("late"))
    app = gus.open("segments", id=view.id)
    assert not app.exception and any("The oldest unpaid document is" in text for text in texts(app))
    assert app.button(key="segment_campaign").disabled


def test_marta_builds_a_segment_from_conditions(demo_house, visit):
    marta = visit(demo_house, "manager", "en")
    app = marta.open("segments", new=1)
    app = app.text_input(key="segment_name").set_value("Large debts").run()
    app = app.number_input(key="segment_value_0_overdue_cents_one").set_value(50.0).run()
    assert not app.exception and any("match" in text for text in texts(app))
    app = app.button(key="segment_save").click().run()
    assert not app.exception and not app.error
    with reading(demo_house) as session:
        made = session.exec(select(Segment).where(Segment.name == "Large debts")).one()
        last = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert made.rule == [{"field": "overdue_cents", "op": "gt", "value": 5000}] and last.action == "segment.create"


def test_a_ready_made_segment_is_copied_and_changed(demo_house, visit):
    marta = visit(demo_house, "manager", "en")
    view = next(one for one in segment_views.listed(demo_house, marta.actor) if one.slug == "high-balance")
    app = marta.open("segments", id=view.id)
    app = app.button(key="segment_edit").click().run()
    assert app.query_params["of"] == str(view.id)
    app = app.text_input(key="segment_name").set_value("Largest, copied").run()
    app = app.button(key="segment_save").click().run()
    with reading(demo_house) as session:
        assert session.exec(select(Segment).where(Segment.name == "Largest, copied")).one().rule == [
            {"field": one.field, "op": one.op, "value": one.value} for one in view.rule
        ]
