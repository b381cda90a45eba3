"""Form: shouting, length, links, long numbers, languages, empty variables, reading ease; and what a message must contain."""

from __future__ import annotations

import pytest

from core.domain.lint import lint
from core.domain.lint_parts import parts_of
from core.domain.packs import RequiredText
from core.domain.readability import band_of, reading_ease, syllables

WHOLE = (
    "{{ greeting }}, {{ company_name }}: su saldo de {{ amount }} vence el {{ due_date }}. Puede pagar en caja; si hay un "
    "error, avísenos. {{ stop_words }} Gracias."
)


def found(body, channel="sms", language="es", purpose="newly_late", subject=None, **known):
    return {f.code: f for f in lint(parts_of(subject, body), channel=channel, language=language, purpose=purpose, **known)}


def test_a_whole_text_needs_no_advice():
    assert not found(WHOLE)


@pytest.mark.parametrize(
    ("gone", "code"),
    [
        ("{{ greeting }}, ", "no_name"),
        ("{{ company_name }}", "no_company"),
        (" de {{ amount }}", "no_amount"),
        (" vence el {{ due_date }}", "no_date"),
        ("Puede pagar en caja; ", "no_way_to_pay"),
        ("; si hay un error, avísenos", "no_way_to_object"),
        ("{{ stop_words }} ", "no_stop"),
    ],
)
def test_each_element_that_lacks_is_named(gone, code):
    lacks = found(WHOLE.replace(gone, ""))
    assert set(lacks) == {code}
    assert (lacks[code].severity == "error") == (code == "no_company")
    assert lacks[code].suggestion


def test_a_payment_link_that_the_business_does_not_have_is_no_way_to_pay():
    text = WHOLE.replace("Puede pagar en caja", "{% if payment_link %}{{ payment_link }}{% endif %} Gracias")
    assert "no_way_to_pay" not in found(text)
    assert "no_way_to_pay" not in found(text, company={"payment_link": "https://lopez.example/pagos"})
    assert "no_way_to_pay" in found(text, company={"payment_link": None})


def test_a_way_to_stop_that_the_law_asks_for_is_an_error():
    text = WHOLE.replace("{{ stop_words }} ", "")
    by_law = found(text, required=(RequiredText("way_to_stop_messages", "statute"),))
    by_us = found(text, required=(RequiredText("way_to_stop_messages", "conservative_default"),))
    assert by_law["item.way_to_stop_messages"].severity == "error" and "no_stop" not in by_law
    assert set(by_us) == {"no_stop"}


def test_items_of_a_country_are_advice_and_only_where_they_count():
    required = tuple(
        RequiredText(item, "statute")
        for item in ("not_a_court_procedure_statement", "privacy_notice_link", "debt_collector_disclosure", "something_new")
    )
    lacks = found(WHOLE, required=required)
    assert set(lacks) == {"item.not_a_court_procedure_statement", "item.unknown"}
    assert {finding.severity for finding in lacks.values()} == {"advice"}
    assert "item.debt_collector_disclosure" in found(WHOLE, required=required, collects_for_others=True)
    assert "item.privacy_notice_link" in found(WHOLE, "email", required=required)
    said = WHOLE.replace("Gracias.", "Este aviso no es una notificación judicial. {% if privacy_link %}{{ privacy_link }}{% endif %}")
    assert set(found(said, "email", required=required)) == {"item.unknown"}


def test_every_item_of_every_pack_is_known():
    from core.domain.lint_required import ITEMS
    from core.domain.lint_sentences import SENTENCES
    from core.services.packs import load_pack, pack_codes

    for code in pack_codes():
        for entry in load_pack(code).required_text:
            assert entry.item in ITEMS and f"item.{entry.item}" in SENTENCES, (code, entry.item)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LE RECORDAMOS SU SALDO PENDIENTE gracias", "capitals"),
        ("¡¡Gracias!!", "exclamation"),
        ("¡Hola! ¡Gracias! ¡Saludos!", "exclamation"),
        ("Gracias. " * 60, "long_sms"),
        ("Pague en https://bit.ly/3xYz gracias", "short_link"),
        ("Pague en tinyurl.com/abc gracias", "short_link"),
        ("Tarjeta 4111 1111 1111 1111 gracias", "card_in_text"),
        ("Gracias. Please pay your balance when you have time with us.", "mixed_languages"),
        ("Gracias. Tu saldo está pendiente. Avísenos.", "mixed_address"),
        ("Su saldo sigue abierto.", "cold"),
        ("Llámenos al {{ company_phone }}, gracias.", "may_be_empty"),
    ],
)
def test_form_is_looked_at(text, code):
    assert code in found(text)


@pytest.mark.parametrize(
    "text",
    ["Pague en https://habit.lyon.example gracias", "Llámenos al +57 300 123 4567, gracias", "Factura 000123, COP 1.234.567,00. ¡Gracias!",
     "Pague por PSE o con su NIT gracias", "{% if company_phone %}Llámenos al {{ company_phone }}{% endif %} gracias"],
)  # fmt: skip
def test_ordinary_form_passes(text):
    looked = {"capitals", "exclamation", "long_sms", "short_link", "card_in_text", "mixed_languages", "mixed_address", "may_be_empty"}
    assert not looked & set(found(text))


def test_shortened_links_and_mixed_languages_forbid_a_whatsapp_template():
    assert found("Pague en bit.ly/x gracias", "whatsapp")["short_link"].severity == "error"
    assert found("Pague en bit.ly/x gracias", "email")["short_link"].severity == "advice"
    assert found("Gracias. Please pay your balance when you have time with us.", "whatsapp")["mixed_languages"].severity == "error"
    assert "empty_on_whatsapp" in found("Gracias, llámenos al {{ company_phone }}.", "whatsapp")


def test_a_variable_that_the_business_filled_is_not_empty():
    assert "may_be_empty" not in found("Llámenos al {{ company_phone }}, gracias.", company={"phone": "+57 601 555 0100"})
    assert "may_be_empty" not in found("{{ promise_amount }} gracias", purpose="promise_reminder")
    assert "may_be_empty" not in found("{{ company_phone|default('x', true) }} gracias")
    assert "may_be_empty" in found("{{ company_phone|default('x') }} gracias")


def test_reading_ease_follows_the_published_formulas():
    assert reading_ease("", "es") is None
    text = "El gato come. La casa es roja."
    assert reading_ease(text, "es") == round(min(100, 206.84 - 60 * 12 / 7 - 1.02 * 3.5))
    assert reading_ease("The cat sat on the mat.", "en") == 100
    hard = (
        "La reestructuración extraordinaria de obligaciones contractuales preexistentes constituye responsabilidad "
        "exclusivamente institucional."
    )
    assert band_of(reading_ease(hard, "es")) == "very_hard"
    assert "hard_to_read" in found(hard + " Gracias por la consideración administrativa correspondiente.")
    assert [band_of(n) for n in (39, 40, 55, 65, 80)] == ["very_hard", "hard", "normal", "easy", "very_easy"]


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [("casa", "es", 2), ("país", "es", 2), ("ciudad", "es", 2), ("poeta", "es", 3), ("quien", "es", 1), ("guía", "es", 2), ("pague",
        "es", 2),
     ("paid", "en", 1), ("make", "en", 1), ("table", "en", 2), ("reminder", "en", 3), ("owed", "en", 1), ("não", "pt", 1), ("saúde",
         "pt", 3)],
)  # fmt: skip
def test_syllables_are_counted(word, language, count):
    assert syllables(word, language) == count
