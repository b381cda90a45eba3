"""The words of the rule packs in the reader's language: each sentence and code of a pack, and the names of its holidays.

The packs stay the single source: core/rules/texts/ holds words by the sentence, code or name that a pack gives, never a rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from core.domain.asked_hours import parts_of
from core.domain.packs import WEEKDAYS, Window
from core.services.packs import holidays_for, load_rules
from core.text import _

_MOVED = re.compile(r" \(observ(?:ed|ado)\)$")


def weekdays() -> tuple[str, ...]:
    """The days of a week in the reader's language, Monday first."""
    return _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")


def hours_word(window: Window | None) -> str:
    """The hours of a day as a reader sees them: 08:00–20:00."""
    if window is None:
        return _("No contact")
    return "–".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in window)


def asked_hours_word(asked: str) -> str:
    """The hours that a customer asked for, out of the text that is kept: Monday, Tuesday 18:00–20:00."""
    days, window = parts_of(asked)
    names = dict(zip(WEEKDAYS, weekdays(), strict=True))
    return f"{', '.join(names[day] for day in days)} {hours_word(window)}"


def told(sentence: object, language: str) -> str:
    """A sentence of a pack in a language; as the pack has it, begun with a capital, where there is no other wording."""
    text = str(sentence or "")
    return _wording(language)["texts"].get(text) or text[:1].upper() + text[1:]


def word(kind: str, code: str, language: str) -> str:
    """A code of a pack in words; the code itself, spelled out, where a pack of one's own brought it."""
    return _wording(language)["words"][kind].get(code) or code.replace("_", " ").capitalize()


def holidays_of(country: str | None, year: int, language: str) -> list[tuple[date, str]]:
    """The closed dates of a country in a year with their names in a language, in order; none where nobody has a calendar."""
    found = holidays_for(country, years=[year], language=language)
    return [(day, _holiday(name, language)) for day, name in sorted(found.days.items())]


def _holiday(names: str, language: str) -> str:
    """The names of a date, each in the language, with a word where the day off was moved to another date."""
    words = _wording(language)
    parts = []
    for name in names.split("; "):
        bare = _MOVED.sub("", name)
        parts.append(words["holidays"].get(bare, bare) + (f" ({words['moved']})" if bare != name else ""))
    return "; ".join(parts)


def _wording(language: str) -> Mapping[str, Any]:
    return load_rules(f"texts/{language}")
