"""Templates: immutable versions, approval by somebody else, previews on real customers."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from core.db.engine import reading, writing
from core.db.tables import AuditEntry
from core.domain.errors import Forbidden, Refusal
from core.services import message_values, template_check, template_defaults, template_views, templates
from core.text import values, wording

WORDS = "{{ greeting }}: {{ amount }} vence el {{ due_date }}. {{ company_name }}. {{ stop_words }}"


@pytest.fixture
def draft(house_engine, marta):
    return templates.add(house_engine, marta, name="Amable", purpose="due_today", channel="sms", language="es", body=WORDS)


def test_a_text_is_sent_only_after_somebody_else_approved_it(house_engine, marta, ada, draft):
    template_id, version_id = draft
    templates.submit(house_engine, marta, version_id)
    with pytest.raises(Refusal, match="somebody else"):
        templates.approve(house_engine, marta, version_id)
    templates.approve(house_engine, ada, version_id)
    with reading(house_engine) as session:
        assert template_views.approved_version_in(session, template_id).id == version_id


def test_the_only_person_with_the_right_may_approve_their_own_text_and_the_trail_says_so(house_engine, ada):
    with writing(house_engine) as session:
        session.exec(text("UPDATE person SET is_active = false WHERE name = 'Marta'"))
    _template, version = templates.add(house_engine, ada, name="Sola", purpose="later", channel="sms", language="es", body=WORDS)
    templates.submit(house_engine, ada, version)
    templates.approve(house_engine, ada, version)
    with reading(house_engine) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "template.approve")).one()
    assert entry.after["single_approver"] is True


def test_an_agent_neither_writes_nor_approves(house_engine, gus, marta, draft):
    templates.submit(house_engine, marta, draft[1])
    for act in (lambda: templates.approve(house_engine, gus, draft[1]), lambda: templates.write(house_engine, gus, draft[0], body=WORDS)):
        with pytest.raises(Forbidden):
            act()


def test_a_version_cannot_be_changed_not_even_in_the_database(house_engine, draft):
    with pytest.raises(IntegrityError), writing(house_engine) as session:
        session.exec(text("UPDATE template_version SET body = 'otra cosa'"))


def test_a_new_version_leaves_the_approved_one_in_use(house_engine, marta, ada, draft):
    template_id, version_id = draft
    templates.submit(house_engine, marta, version_id)
    templates.approve(house_engine, ada, version_id)
    templates.write(house_engine, marta, template_id, body=WORDS + " Gracias.")
    with reading(house_engine) as session:
        assert template_views.approved_version_in(session, template_id).id == version_id
    assert [view.state for view in template_views.versions(house_engine, marta, template_id)] == ["draft", "approved"]


def test_a_rejection_needs_a_reason_that_the_author_reads(house_engine, marta, ada, draft):
    templates.submit(house_engine, marta, draft[1])
    with pytest.raises(Refusal):
        templates.reject(house_engine, ada, draft[1], " ")
    templates.reject(house_engine, ada, draft[1], "Muy seco")
    assert template_views.versions(house_engine, marta, draft[0])[0].reason == "Muy seco"


@pytest.mark.parametrize(
    "hostile", ["{{ x.__class__ }}", "{{ amount|center(999999999) }}", "{% for a in b %}{% endfor %}", "{{ amount", "{{ ().__class__ }}"]
)
def test_a_hostile_text_is_refused_when_it_is_saved(house_engine, marta, hostile):
    with pytest.raises(Refusal):
        templates.add(house_engine, marta, name="Mala", purpose="later", channel="email", language="es", body=hostile)


def test_the_preview_speaks_of_the_customers_own_invoices(house_engine, marta, make_customer, make_invoice, frozen):
    ana = make_customer("Ana Torres")
    make_invoice(ana, "F-1", date(2026, 7, 20), 150_000_00)
    shown = message_values.preview(
        house_engine, marta, subject=None, body=WORDS, channel="sms", language="es", fold_accents=True, customer_id=ana
    )
    assert shown.body.startswith("Hola, Ana: COP 150.000,00 vence el 20/07/2026. Ferreteria Lopez.")
    assert shown.segments == 1


def test_values_of_customers_are_never_read_as_templates(house_engine, marta, make_customer):
    trick = make_customer("{{ company_phone }} {% if 1 %}")
    shown = message_values.preview(
        house_engine, marta, subject=None, body="{{ customer_name }} x", channel="email", language="es", customer_id=trick
    )
    assert "{{ company_phone }}" in shown.body


def test_the_shipped_wording_comes_as_drafts_that_the_owner_may_approve(house_engine, ada):
    with writing(house_engine) as session:
        count = template_defaults.install_defaults_in(session, ada)
    found = template_views.listed(house_engine, ada, channel="sms", language="es", purpose="newly_late")
    assert count == 56 and found[0].latest.state == "draft"
    templates.submit(house_engine, ada, found[0].latest.id)
    templates.approve(house_engine, ada, found[0].latest.id)


def test_a_text_with_an_unkind_word_is_not_submitted_and_advice_never_stands_in_the_way(house_engine, marta):
    unkind = WORDS + " Si no paga, iniciaremos acciones legales."
    _template, version = templates.add(house_engine, marta, name="Dura", purpose="later", channel="sms", language="es", body=unkind)
    with pytest.raises(Refusal) as refused:
        templates.submit(house_engine, marta, version)
    assert refused.value.code == "template_threat"
    checked = template_check.check(house_engine, marta, subject=None, body=WORDS, channel="sms", language="es", purpose="later")
    assert not checked.errors and checked.problems and checked.style.band


def test_a_submitted_text_is_checked_again_when_it_is_approved(house_engine, marta, ada):
    body = WORDS.replace(" {{ stop_words }}", "")
    with writing(house_engine) as session:
        session.exec(text("UPDATE company SET country = 'PE'"))
    _template, version = templates.add(house_engine, marta, name="Sin baja", purpose="later", channel="sms", language="es", body=body)
    templates.submit(house_engine, marta, version)
    with writing(house_engine) as session:
        session.exec(text("UPDATE company SET country = 'CO'"))
    with pytest.raises(Refusal) as refused:
        templates.approve(house_engine, ada, version)
    assert refused.value.code == "template_item.way_to_stop_messages"


@pytest.mark.parametrize("country", ["CO", "CL", "MX", "BR", "US", "GB"])
def test_the_shipped_wording_has_no_errors_in_any_country(house_engine, ada, country):
    with writing(house_engine) as session:
        session.exec(text("UPDATE company SET country = :code").bindparams(code=country))
    for language in ("es", "en"):
        for purpose, texts in template_defaults.default_wording(language).items():
            for channel in template_views.CHANNELS:
                told = {"subject": texts["subject"] if channel == "email" else None, "body": texts[channel]}
                found = template_check.check(house_engine, ada, channel=channel, language=language, purpose=purpose, **told)
                assert not found.errors, (language, purpose, channel, found.errors)


def test_a_sentence_that_ends_with_the_name_of_a_company_ends_with_one_full_stop():
    text = "Le escribe {{ company_name }}. Gracias..."
    assert wording.render(text, {"company_name": "Quispe S.A."}) == "Le escribe Quispe S.A. Gracias..."


@pytest.mark.parametrize(
    ("name", "greeted"),
    [("Ana Torres", "Ana"), ("TORRES, ANA", "Ana"), ("Ferretería Victoria", "Ferretería Victoria"), ("Los Andes SAC", "Los Andes SAC"),
     ("Pinturas El Sol", "Pinturas El Sol"), ("", "")],
)  # fmt: skip
def test_a_business_is_greeted_by_its_whole_name(name, greeted):
    assert values.first_name(name) == greeted
