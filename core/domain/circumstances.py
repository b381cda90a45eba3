"""Circumstances: what we were told of a person that stops contact until somebody decides, and what each means to the gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.domain.gate_facts import FLAGS

QUIET = "quiet"
VULNERABLE = "vulnerable"
KINDS: dict[str, str] = {
    "illness": VULNERABLE,
    "bereavement": VULNERABLE,
    "disaster": VULNERABLE,
    "vulnerable": VULNERABLE,
    "hardship": "hardship",
    "deceased": "deceased",
    "insolvency": "insolvency",
    "lawsuit": "lawsuit",
    "wrong_number": "wrong_number",
    "minor": "minor",
    QUIET: QUIET,
}
"""Kind to the gate's flag that it raises; quiet raises none, it names a day."""


@dataclass(frozen=True, slots=True)
class Open:
    """One circumstance that holds: since which day, and for quiet until which one."""

    kind: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gate reads of a customer: one flag that stops everything, since when they are vulnerable, until when they want quiet."""

    stop_reason: str | None = None
    vulnerable_since: date | None = None
    quiet_until: date | None = None


def standing_of(held: Iterable[Open]) -> Standing:
    """What several circumstances mean together: the weightiest stop, the earliest day of vulnerability, the latest day of quiet."""
    listed = list(held)
    stops = {KINDS[one.kind] for one in listed} - {VULNERABLE, QUIET}
    since = [one.since for one in listed if KINDS[one.kind] == VULNERABLE]
    quiet = [one.until for one in listed if one.kind == QUIET and one.until is not None]
    return Standing(next((flag for flag in FLAGS if flag in stops), None), min(since, default=None), max(quiet, default=None))
