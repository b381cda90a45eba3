"""Offers in templates: what a country asks of promotion."""

from __future__ import annotations

from core.db.engine import writing
from core.services import house, template_check

TEXT = "{{ greeting }}. Le escribe {{ company_name }}: pague hoy con 10 % de descuento. {{ stop_words }}"


def problems(engine, actor, country: str, channel: str = "sms") -> dict[str, str]:
    with writing(engine) as session:
        house.company_in(session).country = country
    checked = template_check.check(engine, actor, subject=None, body=TEXT, channel=channel, language="es", purpose="later")
    return {problem.code: problem.severity for problem in checked.problems}


def test_an_offer_is_not_approved_where_a_registry_must_be_asked_first(house_engine, ada):
    assert problems(house_engine, ada, "CO")["offer_registry"] == "error"
    assert "offer_registry" not in problems(house_engine, ada, "PE")


def test_an_offer_by_sms_in_brazil_names_the_hours_of_its_carriers(house_engine, ada):
    assert problems(house_engine, ada, "BR")["offer_hours"] == "advice"
    assert "offer_hours" not in problems(house_engine, ada, "BR", "email")


def test_an_sms_to_mexico_speaks_of_no_loan(house_engine, ada):
    with writing(house_engine) as session:
        house.company_in(session).country = "MX"
    text = TEXT.replace("10 % de descuento", "su préstamo")
    checked = template_check.check(house_engine, ada, subject=None, body=text, channel="sms", language="es", purpose="later")
    assert {problem.code: problem.values["words"] for problem in checked.problems if problem.code == "sms_mexico_words"} == {
        "sms_mexico_words": "prestamo"
    }
