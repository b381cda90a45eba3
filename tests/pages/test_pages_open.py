"""Each page opens for each role, empty and full, in both languages, says what it has to say, and no English shows in Spanish."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import Template, TemplateVersion
from core.domain.access import POLICY, ROLES
from core.ui.places import SCREENS, file_of

from .page_text import english_left, texts  # isort: skip

OPENED = [screen for screens in SCREENS.values() for screen in screens if file_of(screen.name).is_file()]
SECTIONS = {
    "insights": ("overview", "trend", "segments", "promises", "messages"),
    "messages": ("outbox", "conversations", "doubt", "strangers"),
    "portfolio": ("overview", "documents", "import", "history"),
    "compliance": ("rules", "explain", "consent", "audit"),
    "settings": ("company", "channels", "people", "scheduler", "backups"),
}
BY_ID = {"customer"}  # pages on one thing, which is named in the address


def walk(visitor, allowed=frozenset()):
    """Opens every page of the person's role and every section; yields (page, section, app)."""
    for screen in OPENED:
        if visitor.actor.role not in POLICY[screen.action]:
            continue
        for section in SECTIONS.get(screen.name, (None,)):
            query = {"id": 1} if screen.name in BY_ID else {}
            app = visitor.open(screen.name, **query)
            if section and any(control.key == "section_chosen" for control in app.segmented_control):
                app = app.segmented_control(key="section_chosen").set_value(section).run()
            yield f"{screen.name} {section or ''}".strip(), app


def english_templates(engine):
    """The lines of the texts that are English on purpose: the wording for customers who read English."""
    with reading(engine) as session:
        bodies = session.exec(select(TemplateVersion.body)).all()
        subjects = [subject for subject in session.exec(select(TemplateVersion.subject)) if subject]
        names = session.exec(select(Template.name).where(Template.language == "en")).all()
    return {"English", *names, *(line.strip() for text in [*bodies, *subjects] for line in text.splitlines())}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["new", "demo"])
def test_every_page_of_a_role_opens(open_copy, visit, name, role, language):
    engine = open_copy(name)
    allowed, faults = english_templates(engine), {}
    for page, app in walk(visit(engine, role, language)):
        problems = [problem.value for problem in app.exception]
        problems += [problem.value for problem in app.error] if name == "demo" else []
        problems += english_left(texts(app), allowed) if language == "es" else []
        if problems:
            faults[page] = problems
    assert not faults, "\n".join(f"{page}: {problem}" for page, problems in faults.items() for problem in problems)


@pytest.mark.parametrize("name", [screen.name for screen in OPENED if "agent" not in POLICY[screen.action]])
def test_a_page_that_is_not_of_the_role_says_so(new_house, monkeypatch, name):
    from streamlit.testing.v1 import AppTest

    agent = AppTest.from_file(str(file_of(name)), default_timeout=20)  # as if the navigation had let them through
    agent.user = {"user_id": "3", "session_id": "1"}
    agent.run()
    assert [error.value for error in agent.error] == ["Esta página no forma parte de su rol. Pídala en Ferretería López si la necesita."]
    assert not agent.title


def test_amounts_are_written_as_the_country_of_the_business_does(demo_house, visit):
    assert "PEN 860.49" in texts(visit(demo_house, "agent").open("customer", id=1))
