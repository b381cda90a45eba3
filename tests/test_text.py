"""Every sentence exists in Spanish, with the same fields, and no catalog holds what nobody says."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from core.domain.lint_sentences import SENTENCES
from core.text import ngettext_, wording
from core.text.catalog import speaking

ROOT = Path(__file__).parents[1]
KEYWORDS = {
    "_": None, "N_": None, "ngettext_": (1, 2), "Refusal": (2,), "Forbidden": (2,), "NotFound": (2,), "Stale": (2,), "SetupNeeded": (2,),
    "Problem": (3,), "translate": (1,),
}  # fmt: skip
FIELD = re.compile(r"\{(\w+)[^}]*\}")


def said() -> dict[str | tuple[str, ...], str]:
    """Every message id in the code with where it stands; read from the syntax tree, because the calls inside f-strings count too."""
    found: dict[str | tuple[str, ...], str] = {}
    for folder in ("core", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                keyword = getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
                if keyword not in KEYWORDS:
                    continue
                spec = KEYWORDS[keyword] or (1,)
                texts = [call.args[place - 1] for place in spec if len(call.args) >= place]
                chosen = tuple(text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str))
                if len(chosen) == len(spec):
                    found[chosen if len(chosen) > 1 else chosen[0]] = f"{path.relative_to(ROOT)}:{call.lineno}"
    found |= dict.fromkeys(SENTENCES.values(), "core/domain/lint_sentences.py")
    return found | dict.fromkeys(wording.VARIABLES.values(), "core/text/wording.py")


def spanish() -> dict[str | tuple[str, ...], list[str]]:
    found: dict[str | tuple[str, ...], list[str]] = {}
    for path in sorted((ROOT / "core/text/es").glob("*.po")):
        for message in read_po(io.BytesIO(path.read_bytes()), locale="es"):
            if message.id:
                key = tuple(message.id) if isinstance(message.id, list | tuple) else message.id
                found[key] = list(message.string) if isinstance(message.string, list | tuple) else [message.string]
    return found


def test_every_sentence_is_in_spanish():
    catalog = spanish()
    missing = {text: where for text, where in said().items() if not all(catalog.get(text, [""]))}
    assert not missing, "\n".join(f"{where}: {text}" for text, where in missing.items())


def test_a_translation_uses_the_fields_of_its_sentence():
    for key, texts in spanish().items():
        wanted = set().union(
            *(FIELD.findall(text.replace("{{", "").replace("}}", "")) for text in (key if isinstance(key, tuple) else (key,)))
        )
        for text in texts:
            used = set(FIELD.findall(text.replace("{{", "").replace("}}", "")))
            assert used <= wanted and wanted - used <= {"n"}, (key, text)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_shipped_wording_is_whole_kind_and_needs_no_advice(language):
    from core.domain.lint import lint, style_of
    from core.domain.lint_parts import parts_of
    from core.services.template_defaults import default_wording
    from core.services.template_views import CHANNELS, PURPOSES

    shipped = default_wording(language)
    assert set(shipped) == set(PURPOSES) - {"other"}
    for purpose, texts in shipped.items():
        for channel in CHANNELS:
            found = [problem.code for problem in wording.check(texts[channel], channel)]
            parts = parts_of(texts["subject"] if channel == "email" else None, texts[channel])
            found += [finding.code for finding in lint(parts, channel=channel, language=language, purpose=purpose)]
            assert not found, (purpose, channel, found)
            assert style_of(parts, channel=channel, language=language).tone == "kind"


def test_a_count_in_a_sentence_has_the_reader_s_separators():
    with speaking("en"):
        assert ngettext_("{n} row", "{n} rows", 12_345) == "12,345 rows"
