"""A rendered text gives back the values it was filled with, so that a lost WhatsApp message can be told from another one."""

from __future__ import annotations

import pytest

from core.services.template_defaults import default_wording
from core.text import wording
from core.text.values import sample


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_shipped_whatsapp_texts_give_their_values_back(language):
    from datetime import date

    filled = sample(language, "whatsapp", date(2026, 7, 1), currency="MXN", country="MX")
    for purpose, texts in default_wording(language).items():
        source = texts["whatsapp"]
        found = wording.read_back(source, wording.render(source, filled))
        assert found == wording.content_variables(source, filled), purpose


def test_a_text_with_conditions_or_of_other_words_has_no_sure_values():
    assert wording.read_back("Hola {{ first_name }}{% if payment_link %}, {{ payment_link }}{% endif %}", "Hola Ana, x") is None
    assert wording.read_back("Hola {{ first_name }}, debe.", "Buenos días, Ana") is None
    assert wording.read_back("Hola {{ first_name }}, {{ first_name }} debe.", "Hola Ana, Ana debe.") == {"1": "Ana"}
