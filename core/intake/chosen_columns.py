"""Columns that a person chose or that are remembered, found in the file and put in the place of guessed ones."""

from __future__ import annotations

from typing import Any

from core.intake.meanings import Guess, normal


def choose(guess: Guess, headers: list[str], columns: dict[str, Any]) -> list[str]:
    """Put chosen columns in the place of guessed ones; returns those that the file does not have."""
    unknown: list[str] = []
    for name, stated in columns.items():
        guess.positions.pop(name, None)
        guess.confidence.pop(name, None)
        wanted = [] if stated is None else list(stated) if isinstance(stated, (list, tuple)) else [stated]
        places = [_place(headers, column) for column in wanted]
        unknown += [str(column) for column, place in zip(wanted, places, strict=True) if place is None]
        if found := [place for place in places if place is not None]:
            guess.positions[name], guess.confidence[name] = found, 1.0
            _free(guess, found, set(columns))
    return unknown


def _free(guess: Guess, places: list[int], chosen: set[str]) -> None:
    """A column that a person gave to one field is no longer guessed for another."""
    for name in [name for name in guess.positions if name not in chosen]:
        guess.positions[name] = [place for place in guess.positions[name] if place not in places]
        if not guess.positions[name]:
            del guess.positions[name], guess.confidence[name]


def _place(headers: list[str], column: Any) -> int | None:
    text = str(column).strip()
    for match in (lambda header: header == text, lambda header: normal(header) == normal(text) != ""):
        for i, header in enumerate(headers):
            if match(header):
                return i
    position = int(text) if text.isdecimal() else 0
    return position - 1 if 1 <= position <= len(headers) else None
