"""The retention clocks, the texts for customers and the monthly proof as people see them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import null, update
from sqlmodel import select

from core.db.engine import reading, writing
from core.db.tables import Company, Export, LoginAttempt, Message, Reply
from core.domain.access import Actor
from core.services import audit, insights, profiles, retention, retention_people, retention_run
from core.services.insight_json import as_json

from .page_text import texts  # isort: skip

OLD = datetime(2020, 1, 1, tzinfo=UTC)


def old_attempt(engine):
    with writing(engine) as s:
        s.add(LoginAttempt(at=OLD, address="::1", account_hash="x", succeeded=False))


def attempts(engine):
    with reading(engine) as s:
        return [one for one in s.exec(select(LoginAttempt)) if one.at == OLD]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("section", ["retention", "notices", "proof"])
@pytest.mark.parametrize("role", ["owner", "manager"])
def test_the_sections_open_for_who_may_see_them(demo_house, visit, section, role, language):
    app = visit(demo_house, role, language).open("compliance", section=section)
    assert not app.exception and not [one for one in app.error if one.icon == ":material/block:"]


def dialog(app):
    """Every text of the dialog in front of the page."""
    return texts(SimpleNamespace(main=app._tree[2], sidebar=app._tree[2]))


def test_the_owner_sees_in_numbers_what_switching_on_does_before_it_is_done(new_house, visit):
    old_attempt(new_house)
    ada = visit(new_house, "owner")
    app = ada.open("compliance", section="retention")
    table = app.dataframe[0].value
    assert table.loc[table["Datos"] == "Ingresos e intentos de ingreso", "Se eliminaría"].item() == 1
    app.button(key="clocks_on").click().run()
    assert "- Ingresos e intentos de ingreso: 1" in dialog(app) and app.button(key="clocks_on_go").label == "Activar"
    with reading(new_house) as s:
        assert not retention.settings_in(s).is_on
    retention.switch(new_house, ada.actor, on=True)
    app = ada.open("compliance", section="retention")
    app.button(key="clocks_run").click().run()
    assert "- Ingresos e intentos de ingreso: 1" in dialog(app) and attempts(new_house)


def test_a_manager_sees_the_clocks_and_cannot_move_them(new_house, visit):
    app = visit(new_house, "manager").open("compliance", section="retention")
    assert app.button(key="clocks_on").disabled


def test_the_owner_sets_a_period_and_the_law_is_the_least(new_house, visit):
    app = visit(new_house, "owner").open("compliance", section="retention")
    app.number_input(key="clock_ledger").set_value(59)
    app.number_input(key="clock_message_texts").set_value(12)
    save(app)
    assert any("va de 60 a" in text for text in texts(app)) and period(new_house, "message_texts") != 12
    app.number_input(key="clock_ledger").set_value(None)
    save(app)
    assert period(new_house, "message_texts") == 12


def save(app):
    """Presses the one button of the form."""
    next(button for button in app.button if button.label == "Guardar").click().run()


def period(engine, code):
    """How long one kind of data is kept."""
    with reading(engine) as s:
        return retention.settings_in(s).clocks[code].period


def test_a_period_of_ones_own_can_be_taken_back(new_house, visit):
    ada = visit(new_house, "owner")
    usual = period(new_house, "message_texts")
    retention.change(new_house, ada.actor, {"message_texts": 12})
    app = ada.open("compliance", section="retention")
    assert app.number_input(key="clock_message_texts").value == 12
    app.number_input(key="clock_message_texts").set_value(None)
    save(app)
    assert period(new_house, "message_texts") == usual


def test_a_hostile_company_stays_text_in_the_preview(new_house, visit):
    with writing(new_house) as s:
        s.exec(select(Company)).one().legal_name = "<script>x</script> [a](https://evil.example) ![b](https://evil.example/b)"
    app = visit(new_house, "owner").open("compliance", section="notices")
    assert not app.exception
    texts = [one.value for one in app.markdown]
    assert not any("](https://" in text.replace("\\]\\(", "") or "<script" in text.replace("\\<", "") for text in texts)


def test_a_text_is_made_in_the_other_language_as_a_file(new_house, visit):
    app = visit(new_house, "owner").open("compliance", section="notices")
    app.button_group(key="notice_language").set_value("en").run()
    app.button(key="notice_make").click().run()
    with reading(new_house) as s:
        made = s.exec(select(Export)).one()
    assert (made.kind, made.file_name) == ("notice_privacy", "aviso-de-privacidad-en.html")


def test_a_proof_is_made_as_a_file(demo_house, visit):
    app = visit(demo_house, "manager").open("compliance", section="proof")
    app.button(key="proof_make").click().run()
    assert not app.exception
    with reading(demo_house) as s:
        made = s.exec(select(Export)).one()
    assert (made.kind, made.media_type) == ("proof", "application/zip")
    assert any("Sin excepciones" in text for text in texts(app))


def test_a_resting_customer_and_words_that_went_break_no_page(demo_house, visit, first):
    message = first(demo_house, Message, Message.sent_at.is_not(None))
    with writing(demo_house) as s:
        retention_people.rest_in(s, Actor("Ada", "owner", 1), [message.customer_id])
        s.execute(update(Message).values(body=None, subject=None, to_value=None))
        s.execute(update(Reply).values(body=None, from_value="", understood=null()))
    owner = visit(demo_house, "owner")
    for page, query in (
        ("customer", {"id": message.customer_id}), ("customers", {}), ("messages", {}), ("messages", {"section": "conversations"}),
        ("today", {}), ("worklist", {}), ("insights", {}), ("campaigns", {}),
    ):  # fmt: skip
        app = owner.open(page, **query)
        assert not app.exception and not app.error, page


def test_the_figures_of_the_past_are_the_same_after_everything_went(demo_house, visit, frozen):
    ada = Actor("Ada", "owner", 1)
    frozen.move(days=3 * 365)
    profiles.refresh(demo_house)

    def figures():
        found = [insights.kpis(demo_house, ada, as_of=day, period_days=60) for day in (date(2026, 4, 30), date(2026, 6, 30))]
        # a segment is whoever matches now, and who rests is classed no more
        return [{name: told for name, told in as_json(one).items() if name != "segments"} for one in found]

    before = figures()
    retention.switch(demo_house, ada, on=True)
    counts = retention_run.apply(demo_house, ada)
    profiles.refresh(demo_house)
    assert {"message_texts", "reach"} <= counts.keys()
    assert figures() == before and audit.verify(demo_house, ada).is_whole
