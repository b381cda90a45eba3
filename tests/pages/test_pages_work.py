"""What people do on the pages, without a browser: write and approve words, change the company, log a promise, stop all sending."""

from __future__ import annotations

from sqlmodel import select

from core.db.engine import reading
from core.db.tables import Activity, AuditEntry, Company, Promise, Template
from core.services import sending, template_views

from .page_text import texts  # isort: skip

WORDS = "{{ greeting }}. {{ company_name }}: {{ amount }}. {{ stop_words }}"


def newest(engine, table):
    with reading(engine) as session:
        return session.exec(select(table).order_by(table.id.desc())).first()


def test_a_manager_writes_words_and_the_owner_approves_them(new_house, visit):
    marta = visit(new_house, "manager")
    app = marta.open("templates", new="1")
    app.text_area(key="new_body").set_value(WORDS).run()
    app.button(key="save_new").click().run()
    made = newest(new_house, Template).id
    assert not app.exception
    assert latest(new_house, marta, made) == (WORDS, "draft", None)
    app.button(key="submit_version").click().run()
    app.button(key="approve_version").click().run()
    assert latest(new_house, marta, made) == (WORDS, "submitted", None)
    assert any("escribió" in error.value for error in app.error)

    visit(new_house, "owner").open("templates", id=made).button(key="approve_version").click().run()
    assert latest(new_house, marta, made) == (WORDS, "approved", "Ada")


def latest(engine, visitor, template_id):
    """Body, state and who decided of a template's newest version."""
    found = next(view.latest for view in template_views.listed(engine, visitor.actor) if view.id == template_id)
    return found.body, found.state, found.decided_by


def test_words_without_a_way_out_are_not_saved_and_the_page_says_why(new_house, visit):
    before = newest(new_house, Template).id
    marta = visit(new_house, "manager").open("templates", new="1")
    marta.text_area(key="new_body").set_value("{{ secret }}").run()
    marta.button(key="save_new").click().run()
    assert [error.value for error in marta.error]
    assert newest(new_house, Template).id == before


def test_the_owner_changes_what_the_company_says_of_itself(new_house, visit):
    ada = visit(new_house, "owner").open("settings")
    next(field for field in ada.text_input if field.label == "Razón social").set_value("Ferretería López SAC")
    next(button for button in ada.button if button.label == "Guardar").click().run()
    assert not ada.exception
    company = newest(new_house, Company)
    assert (company.legal_name, company.country, company.tone) == ("Ferretería López SAC", "PE", "warm")
    assert newest(new_house, AuditEntry).action == "company.edit"


def test_a_manager_sees_the_company_and_cannot_change_it(new_house, visit):
    marta = visit(new_house, "manager").open("settings")
    assert "Solo la persona titular cambia estos datos." in texts(marta)
    assert next(button for button in marta.button if button.label == "Guardar").disabled


def test_an_agent_logs_a_call_with_a_promise(demo_house, visit):
    gus = visit(demo_house, "agent").open("customer", id=1)
    outcome = next(box for box in gus.selectbox if box.label == "Resultado")
    outcome.set_value("promise").run()
    next(button for button in gus.button if button.label == "Registrar la promesa").click().run()
    assert not gus.exception
    call, promise = newest(demo_house, Activity), newest(demo_house, Promise)
    assert (call.kind, call.outcome, call.customer_id) == ("call", "promise", 1)
    assert (promise.customer_id, promise.amount_cents) == (1, 860_49)
    assert any(text.startswith("Promesa registrada: PEN 860.49") for text in texts(gus))


def test_one_switch_stops_all_sending_and_every_screen_says_so(new_house, visit):
    marta = visit(new_house, "manager")
    marta.open("settings")
    app = marta.app.segmented_control(key="section_chosen").set_value("scheduler").run()
    app.button(key="pause_all").click().run()
    assert newest(new_house, Company).sending_paused_at is None  # the dialog asks first
    sending.pause_all(new_house, marta.actor)  # its button needs a browser
    assert any("Los envíos están en pausa" in text for text in texts(marta.open("customers")))
    marta.open("settings")
    app = marta.app.segmented_control(key="section_chosen").set_value("scheduler").run()
    app.button(key="resume_all").click().run()
    assert newest(new_house, Company).sending_paused_at is None
