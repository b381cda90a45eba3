"""What of a rule pack a reader gets to see: its sentences and its codes, for tests that hold the wording against them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.domain.packs import Pack

CODED = {
    "schema", "country", "version", "valid_from", "researched_on", "timezone", "windows", "suggested_windows", "windows_channels",
    "holiday_calendar", "channels", "per", "scope", "measure", "basis", "confidence", "windows_basis", "windows_confidence", "url",
    "regions", "keyword_languages", "item", "allowed", "forbidden", "counted",
}  # fmt: skip
"""The fields of a pack that hold codes, dates, numbers or proper names; every other text is a sentence for a reader."""
_WORD = re.compile(r"[^\W\d_]{2}")


def sentences_of(pack: Pack) -> Iterator[str]:
    """Every sentence of a pack that a reader sees, with those of the platforms' rules; bare article numbers are none."""
    found = [*_texts_in(pack.document)]
    for rule in pack.platform:
        found += [text for text in (rule.source.law, rule.source.article, rule.source.note) if text]
    return (text for text in found if _WORD.search(text))


def codes_of(pack: Pack) -> dict[str, frozenset[str]]:
    """The codes of a pack by their kind: required, forbidden, people."""
    people = pack.recipients_allowed | pack.recipients_forbidden
    return {"required": frozenset(text.item for text in pack.required_text), "forbidden": pack.forbidden, "people": people}


def _texts_in(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for key, inner in part.items():
            if key not in CODED:
                yield from _texts_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts_in(inner)
    elif isinstance(part, str):
        yield part
