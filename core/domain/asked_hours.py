"""Hours that a customer asked for: one span on some weekdays, kept as text such as "mon,tue 18:00-20:00"."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from core.domain.errors import Refusal
from core.domain.packs import WEEKDAYS, Window, Windows

_KEPT = re.compile(r"([a-z,]+) ([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)")


def stored(days: Collection[str], window: Window) -> str:
    """The text to keep for a span, in minutes of the day, on some of WEEKDAYS. Raises Refusal where nothing lies within."""
    start, end = window
    if not days or not set(days) <= set(WEEKDAYS) or not 0 <= start < end <= 24 * 60 - 1:
        raise Refusal("bad_asked_hours", "Choose at least one weekday, and an end that comes after the start.")
    return f"{','.join(day for day in WEEKDAYS if day in days)} {start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


@lru_cache(maxsize=1024)
def windows_of(text: str | None) -> Windows | None:
    """A window for each weekday out of the text that is kept; None where nothing was asked for. Raises Refusal on any other text."""
    if text is None:
        return None
    days, window = parts_of(text)
    return tuple(window if day in days else None for day in WEEKDAYS)


def parts_of(text: str) -> tuple[tuple[str, ...], Window]:
    """The weekdays and the span of a text that is kept. Raises Refusal on any other text."""
    found = _KEPT.fullmatch(text.strip().lower())
    if found is None:
        msgid = "“{text}” is not understood. Write the days and the hours, as in mon,tue 18:00-20:00."
        raise Refusal("unknown_asked_hours", msgid, text=text)
    named, *clock = found.groups()
    days, (h1, m1, h2, m2) = tuple(dict.fromkeys(named.split(","))), map(int, clock)
    window = (h1 * 60 + m1, h2 * 60 + m2)
    stored(days, window)
    return days, window
