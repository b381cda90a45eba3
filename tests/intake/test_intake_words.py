"""Every sentence that reading says has its Spanish, and every reason and warning its sentence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from core.domain.records import ROW_REASONS, WARNINGS
from core.intake import sentences
from core.text import translate

SOURCES = sorted((Path(__file__).parents[2] / "core/intake").glob("*.py"))
SPOKEN = {"FileRefused": 1, "Question": 2, "_send": 2}
NAMED = ("message", "_QUESTION", "BALANCES")


def spoken() -> set[str]:
    found = {*sentences.REASONS.values(), *sentences.WARNINGS.values()}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPOKEN:
                place = SPOKEN[node.func.id]
                found |= {node.args[place].value} if len(node.args) > place and isinstance(node.args[place], ast.Constant) else set()
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMED and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
    return found


@pytest.mark.parametrize("sentence", sorted(spoken()))
def test_every_sentence_has_its_spanish(sentence):
    assert translate(sentence, "es") != sentence


def test_every_reason_and_every_warning_of_reading_has_a_sentence():
    of_importing = {"unknown_invoice"}
    assert set(sentences.REASONS) == set(ROW_REASONS) - of_importing
    assert set(sentences.WARNINGS) <= set(WARNINGS)
