"""Every sentence that the figures, profiles and segments keep as data exists in Spanish, and the catalog holds no other."""

from __future__ import annotations

import ast
import io
from pathlib import Path

from babel.messages.pofile import read_po

import core.domain
from core.domain import aging, kpi_words, profile, ready_segments, score, segment_fields

DOMAIN = Path(core.domain.__file__).parent
FILES = ("profile", "score", "segments", "promises", "plans")


def kept_as_data() -> set[str]:
    """The msgids in the tables of the domain."""
    facts = [field.fact for field in segment_fields.FIELDS.values()]
    tables = [
        *(text for definition in kpi_words.DEFINITIONS.values() for text in (definition.name, definition.formula)),
        *(bucket.label for bucket in aging.BUCKETS),
        *profile.BEHAVIOUR_WORDS.values(),
        score.UNREACHABLE,
        *score.BEHAVIOUR_REASONS.values(),
        *segment_fields.OP_WORDS.values(),
        *(field.label for field in segment_fields.FIELDS.values()),
        *(text for fact in facts for text in (fact.values() if isinstance(fact, dict) else [fact])),
        *(text for ready in ready_segments.READY_SEGMENTS for text in (ready.name, ready.description)),
    ]
    return set(tables)


def said_in_code() -> set[str]:
    """The msgids in calls of sentence() and Refusal()."""
    found = set()
    for name in FILES:
        for node in ast.walk(ast.parse((DOMAIN / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("sentence", "Refusal"):
                place = 0 if node.func.id == "sentence" else 1
                found |= {node.args[place].value} if isinstance(node.args[place], ast.Constant) else set()
    return found


def test_the_catalog_of_insight_says_exactly_what_the_domain_says():
    path = DOMAIN.parent / "text" / "es" / "insight.po"
    catalog = {message.id: message.string for message in read_po(io.BytesIO(path.read_bytes())) if message.id}
    assert set(catalog) == kept_as_data() | said_in_code()
    assert all(catalog.values())
