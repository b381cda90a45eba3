"""The business's own hours and closed days: they narrow the law's and can never widen them, because the gate takes what both allow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Engine

from core.db.engine import writing
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.packs import WEEKDAYS, Window
from core.services import audit, house
from core.services.facts import SETTING

MOST_DAYS = 400
_HOURS = re.compile(r"\s*(\d{1,2})(?:[:.](\d{2}))?\s*h?\s*(?:-|–|—|a|to)\s*(\d{1,2})(?:[:.](\d{2}))?\s*h?\s*")


def set_hours(engine: Engine, actor: Actor, hours: Mapping[str, str] | None) -> None:
    """Keep contacts within own hours: weekday code to `08:00-18:00`, or an empty text for a closed day; None goes back to the suggestion.

    Raises Refusal on what are no hours, and when no day stays open.
    """
    may(actor, "settings.edit")
    windows = None if hours is None else [_read(hours.get(day, "")) for day in WEEKDAYS]
    if windows is not None and not any(windows):
        raise Refusal("no_open_day", "One day at least must stay open. To stop everything, pause all sending.")
    _keep(engine, actor, "windows", windows, told_hours)


def close_days(engine: Engine, actor: Actor, days: Iterable[str]) -> None:
    """Keep some dates free of contact: decrees, elections, a company holiday. Written as YYYY-MM-DD; they replace the former ones."""
    may(actor, "settings.edit")
    found = sorted({_day(word.strip()) for word in days if word.strip()})
    if len(found) > MOST_DAYS:
        raise Refusal("many_days", "At most {n} days can be closed.", n=MOST_DAYS)
    _keep(engine, actor, "extra_closed", [day.isoformat() for day in found] or None, lambda kept: kept)


def _keep(engine: Engine, actor: Actor, name: str, value: Any, told: Any) -> None:
    with writing(engine) as session:
        stored = dict(house.setting_in(session, SETTING) or {})
        before = stored.get(name)
        if before == value:
            return
        house.set_setting_in(session, SETTING, stored | {name: value})
        audit.record(
            session, actor, "contact_rules.edit", "setting", SETTING, before={name: told(before)}, after={name: told(value)},
        )  # fmt: skip


def told_hours(windows: Sequence[Window | None] | None) -> list[str] | None:
    """Hours of a week as the trail keeps them: `mon 08:00-18:00`, only the open days; None where there are none of our own."""
    if windows is None:
        return None
    return [f"{day} {written(window)}" for day, window in zip(WEEKDAYS, windows, strict=True) if window]


def heard_hours(told: Sequence[str] | None) -> list[list[int] | None] | None:
    """What `told_hours` wrote, as the setting keeps it."""
    if told is None:
        return None
    known = dict(line.split(" ", 1) for line in told)
    return [_read(known.get(day, "")) for day in WEEKDAYS]


def written(window: Sequence[int] | None) -> str:
    """The hours of a day as they are typed: 08:00-18:00, empty when closed."""
    return "-".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in window) if window else ""


def _read(text: str) -> list[int] | None:
    if not text.strip():
        return None
    found = _HOURS.fullmatch(text.lower())
    start, end = (int(found[1]) * 60 + int(found[2] or 0), int(found[3]) * 60 + int(found[4] or 0)) if found else (0, 0)
    minutes = [int(found[place] or 0) for place in (2, 4)] if found else [60]
    if not start < end <= 24 * 60 or max(minutes) > 59:
        raise Refusal("bad_hours", "“{word}” are no hours. Write them as 08:00-18:00, or leave the day empty to close it.", word=text[:40])
    return [start, end]


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise Refusal("bad_closed_day", "“{word}” is not a date. Write it as 2026-12-24.", word=word[:40]) from None
