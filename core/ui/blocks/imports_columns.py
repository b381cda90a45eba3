"""What each column of a file was taken for, with a look into it: shown as a table, corrected field by field."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.domain.records import FIELDS
from core.services.importing.draft import Draft
from core.text import _
from core.ui.import_words import field_word

LOOK, LETTERS = 3, 28  # how many values of a column are shown, and how much of each
SURE, LIKELY = 0.9, 0.6


def table(draft: Draft) -> list[dict[str, Any]]:
    """Each column of the file in its order: what it was taken for, how surely, and its first values."""
    found = draft.understood
    meanings = {place: name for name, places in found.positions.items() for place in places}
    return [
        {
            _("Column of the file"): _named(draft, place),
            _("Taken for"): field_word(meanings[place]) if place in meanings else _("Not needed"),
            _("How surely"): _certainty(found.column_confidence.get(meanings[place], 1.0)) if place in meanings else "–",
            _("First values"): " · ".join(values(draft, place)),
        }
        for place in range(1, len(found.headers) + 1)
    ]


def used(draft: Draft) -> int:
    """How many columns of the file mean something."""
    return len({place for places in draft.understood.positions.values() for place in places})


def values(draft: Draft, place: int) -> list[str]:
    """The first different values of a column, given by its place from 1, each cut short."""
    told = dict.fromkeys(" ".join(str(row[place - 1]).split()) for row in draft.sample if place <= len(row))
    return [text if len(text) <= LETTERS else text[: LETTERS - 1] + "…" for text in told if text][:LOOK]


def choose(draft: Draft, key: str, asked: list[str] | None = None) -> dict[str, Any]:
    """One select per field, those that are `asked` for first; gives what differs from the present understanding, as places from 1."""
    fields = FIELDS.get(draft.kind, ())
    first = [name for name in fields if name in asked] if asked else list(fields)
    changed = _selects(draft, key, first)
    if others := [name for name in fields if name not in first]:
        with st.expander(_("Other columns"), icon=":material/view_column:"):
            changed |= _selects(draft, key, others)
    return changed


def _selects(draft: Draft, key: str, fields: list[str]) -> dict[str, Any]:
    found, changed = draft.understood, {}
    options = [0, *range(1, len(found.headers) + 1)]
    cells = st.columns(3)
    for index, name in enumerate(fields):
        present = (found.positions.get(name) or [0])[0]
        chosen = cells[index % 3].selectbox(
            field_word(name), options, index=options.index(present) if present in options else 0, key=f"{key}_column_{name}",
            format_func=lambda place: _option(draft, place),
        )  # fmt: skip
        if chosen != present:
            changed[name] = chosen or None
    return changed


def _option(draft: Draft, place: int) -> str:
    if not place:
        return _("No column")
    return " · ".join([_named(draft, place), *values(draft, place)[:2]])


def title(draft: Draft, place: int) -> str:
    """The name of a column, given by its place from 1; empty where it has none."""
    headers = draft.understood.headers
    name = " ".join(str(headers[place - 1]).split())[:60] if place <= len(headers) else ""
    return "" if name == str(place) else name


def _named(draft: Draft, place: int) -> str:
    return title(draft, place) or _("Column {n}", n=place)


def _certainty(share: float) -> str:
    return _("Sure") if share >= SURE else _("Likely") if share >= LIKELY else _("A guess: please check")
