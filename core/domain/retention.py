"""Retention clocks: which kinds of data there are, how long each is kept by default, and the least that the law allows."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.errors import Refusal

DAYS, MONTHS = "days", "months"
LONGEST = "audit_details"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data: its period counted in `unit`, and how short and how long the owner may make it."""

    code: str
    unit: str
    usual: int
    least: int
    most: int


KINDS: tuple[Kind, ...] = (
    Kind("message_texts", MONTHS, 24, 6, 120),
    Kind("notes", MONTHS, 24, 6, 120),
    Kind("strangers", DAYS, 90, 7, 730),
    Kind("contact_records", MONTHS, 60, 12, 240),
    Kind("import_rows", DAYS, 180, 30, 730),
    Kind("import_files", DAYS, 1, 1, 1),
    Kind("exports", DAYS, 7, 1, 90),
    Kind("sessions", DAYS, 90, 30, 730),
    Kind("backups", MONTHS, 12, 1, 36),
    Kind("reach", MONTHS, 24, 6, 120),
    Kind("ended_permissions", MONTHS, 60, 24, 240),
    Kind("audit_details", MONTHS, 120, 60, 360),
    Kind("ledger", MONTHS, 120, 60, 480),
)
"""Every clock in the order in which it is run. The entries of the audit trail and the figures of the ledger have none: they stay."""
BY_CODE = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Duty:
    """A legal duty to keep something for at least `months`; `law` None where only caution asks for it."""

    months: int
    law: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One kind's period as it holds: `least` includes the duty of the country's law, `is_own` says that the owner chose it."""

    kind: Kind
    period: int
    usual: int
    least: int
    duty: Duty | None
    is_own: bool


def clocks(chosen: Mapping[str, int], duties: Mapping[str, Duty]) -> dict[str, Clock]:
    """Every clock by its code; a chosen period below what the law now asks for is lifted to it."""
    found = {}
    for kind in KINDS:
        duty = duties.get(kind.code)
        least = max(kind.least, duty.months) if duty else kind.least
        usual = least if kind.code == "ledger" and duty else max(kind.usual, least)
        own = chosen.get(kind.code)
        period = usual if own is None else min(max(own, least), max(kind.most, least))
        found[kind.code] = Clock(kind, period, usual, least, duty, own is not None)
    return _longest_last(found)


def _longest_last(found: dict[str, Clock]) -> dict[str, Clock]:
    """The personal part of the trail never goes before what it tells of."""
    longest = max(_days(clock) for code, clock in found.items() if code not in (LONGEST, "ledger"))
    trail = found[LONGEST]
    least = max(trail.least, -(-longest // 31))
    period = max(trail.period, least)
    return found | {LONGEST: replace(trail, least=least, period=period, usual=max(trail.usual, least))}


def _days(clock: Clock) -> int:
    return clock.period * 31 if clock.kind.unit == MONTHS else clock.period


def check(chosen: Mapping[str, int | None], duties: Mapping[str, Duty]) -> dict[str, int]:
    """The chosen periods without those left to the default. Raises Refusal on an unknown kind or a period that may not be."""
    told = {}
    for code, period in chosen.items():
        if code not in BY_CODE:
            raise Refusal(
                "unknown_clock", "There is no retention clock {name}. The clocks are {names}.", name=code, names=", ".join(BY_CODE)
            )
        if period is None:
            continue
        kind, duty = BY_CODE[code], duties.get(code)
        least = max(kind.least, duty.months if duty else 0)
        if isinstance(period, bool) or not isinstance(period, int) or not least <= period <= max(kind.most, least):
            _refuse(code, least, max(kind.most, least), duty)
        told[code] = period
    trail = told.get(LONGEST)
    if trail is not None and trail < (least := clocks(told, duties)[LONGEST].least):
        _refuse(LONGEST, least, BY_CODE[LONGEST].most, None)
    return told


def _refuse(code: str, least: int, most: int, duty: Duty | None) -> None:
    if duty is not None and duty.law and least == duty.months:
        raise Refusal(
            "clock_law", "{name} must be kept for at least {least} months: {law}.", name=code, least=least, law=duty.law
        )  # fmt: skip
    raise Refusal("clock_range", "{name} lies between {least} and {most}.", name=code, least=least, most=most)


def cutoff_day(clock: Clock, today: date) -> date:
    """The first local date that is still kept: `today` less the period."""
    return today - timedelta(days=clock.period) if clock.kind.unit == DAYS else months_before(today, clock.period)


def instant_of(day: date, zone: str) -> datetime:
    """The UTC instant at which a local date begins; where a clock change skips midnight, the instant of the change."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last of that month where it is shorter; never before year 1."""
    return _shifted(day, -months)


def due_day(clock: Clock, day: date) -> date:
    """The date on which something of a day goes."""
    if clock.kind.unit == DAYS:
        return day + timedelta(days=clock.period + 1)
    found = _shifted(day, clock.period)
    while months_before(found, clock.period) <= day:
        found += timedelta(days=1)
    return found


def _shifted(day: date, months: int) -> date:
    place = max(day.year * 12 + day.month - 1 + months, 12)
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
