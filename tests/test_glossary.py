"""One Spanish word for each role, and one that fits whoever holds it."""

from __future__ import annotations

import re

from core.text.catalog import messages

GENDERED = re.compile(r"\b(?:dueñ[oa]s?|propietari[oa]s?|encargad[oa]s?|administrador(?:a|es|as)?)\b", re.IGNORECASE)


def test_roles_are_told_by_words_that_fit_everybody():
    spanish = [form for text in messages("es").values() for form in (text if isinstance(text, tuple) else (text,))]
    assert not [text for text in spanish if GENDERED.search(text)]
    assert [messages("es")[role] for role in ("Owner", "Manager", "Agent")] == ["Titular", "Gerente", "Agente"]
