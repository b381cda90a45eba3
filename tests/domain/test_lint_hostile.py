"""Templates of somebody who wants to hurt and to get past the linter, beside those that only sound alike."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from core.domain.lint import UNKIND, lint
from core.domain.lint_parts import parts_of

TEXTS = yaml.safe_load((Path(__file__).parent.parent / "data" / "hostile_templates.yaml").read_text(encoding="utf-8"))
NOTICED = UNKIND | {"urgency", "consequence", "capitals", "disguised", "instruction"}
FORBIDDING = {
    "{{ \"los demandaremos\" }}", "{{ first_name|default(\"moroso\") }}", "{{ \"dem\" }}{{ \"anda\" }}", "{{ \"\\x64emanda\" }}",
    "deman{# nada #}da", "Аcciones legаles", "𝐃𝐄𝐌𝐀𝐍𝐃𝐀", "D E M A N D A", "S.e.r.á e.m.b.a.r.g.a.d.o", "lo demandar3mos", "emb*rgo",
    "⚖️ Aviso",
}  # fmt: skip


def codes(text: str, language: str, channel: str = "sms") -> dict[str, str]:
    return {finding.code: finding.severity for finding in lint(parts_of(None, text), channel=channel, language=language)}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in TEXTS["unkind"].items() for text in texts])
def test_what_is_meant_to_hurt_is_noticed(language, text):
    assert set(codes(text, language)) & NOTICED


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in TEXTS["harmless"].items() for text in texts])
def test_what_only_sounds_like_it_passes(language, text):
    assert not set(codes(text, language)) & (UNKIND | {"disguised", "instruction", "secret"})


@pytest.mark.parametrize("text", sorted(FORBIDDING))
def test_hiding_a_hard_word_does_not_get_it_approved(text):
    assert "error" in {severity for code, severity in codes(text, "es").items() if not code.startswith("no_")}


def test_a_threat_in_another_language_is_a_threat():
    assert codes("Hola. We will sue you and tell your family about it.", "es")["court"] == "error"
    assert codes("Hello. Si no paga, lo vamos a demandar y se lo diremos a su jefe, usted ya sabe.", "en")["court"] == "error"


@pytest.mark.parametrize("word", ["WhatsApp *negrita* hoy", "client@s", "ana@example.com", "F-001", "B2B y 2x1", "US$50", "24h", "covid19"])
def test_signs_and_figures_in_ordinary_words_are_no_disguise(word):
    assert not set(codes(f"Gracias, {word}.", "es")) & (UNKIND | {"disguised"})
