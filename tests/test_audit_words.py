"""Whatever the trail records has words: each action and noun in the source, and the fields that go with it."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path

import pytest

from core.services.audit_words import ACTIONS, NOUNS, action_word
from core.text import speaking
from core.ui.audit_facts import facts_told, field_word

CORE = Path(__file__).resolve().parent.parent / "core"


def recorded():
    """(file, call) of each entry that the source adds to the trail."""
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                yield path.name, node


def literals(place):
    """The strings that stand at one place of these calls."""
    found = {}
    for name, call in recorded():
        if len(call.args) > place:
            for node in ast.walk(call.args[place]):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and (place != 2 or "." in node.value.strip(".")):
                    found[node.value] = name
    return found


def test_each_action_has_words():
    assert {action: name for action, name in literals(2).items() if action not in ACTIONS} == {}


def test_each_noun_has_a_word():
    assert {noun: name for noun, name in literals(3).items() if noun not in NOUNS} == {}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", "Importe: COP 1.200,00 · Para el: 05/07/2026 · Canal: Llamada de voz · Cliente: 7"),
        ("en", "Amount: COP 1,200.00 · Promised for: 5 Jul 2026 · Channel: Voice call · Customer: 7"),
    ],
)
def test_facts_are_told_in_the_readers_language(language, told):
    facts = {"amount_cents": 120_000, "currency": "COP", "promised_on": "2026-07-05", "channel": "voice", "customer_id": 7}
    with speaking(language):
        assert facts_told(facts, "America/Bogota") == told


def test_codes_pairs_and_instants_are_words_and_digests_are_left_out():
    with speaking("en"):
        assert facts_told({"kind": "illness", "personal": "ab12", "note": "at home"}, "UTC") == "Kind: Illness · Note: at home"
        assert facts_told({"name": ["Ana", "Anna"], "is_active": True}, "UTC") == "Name: Ana → Anna · Active: yes"
        assert facts_told({"start_at": str(datetime.fromisoformat("2026-07-01T15:00:00+00:00"))}, "America/Bogota").endswith("10:00")
        assert field_word("something_new") == "something new" and facts_told(None, "UTC") == ""
        assert action_word("circumstance.note") == "Noted a circumstance that stops contact"
