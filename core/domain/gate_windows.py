"""The gate's hours: when contact is open where the person lives, in every zone that the person may live in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from core.domain.gate_facts import BusinessRules, Facts
from core.domain.packs import Holidays, Pack, Windows, intersect

LOOK_AHEAD = 45
"""Days searched for the next open one; longer than any horizon that a message may be moved over."""


class Day(NamedTuple):
    """One local day: open from `start` until before `end` (UTC), or closed with the code of the reason."""

    start: datetime | None
    end: datetime | None
    code: str
    values: Mapping[str, Any]


class Opening:
    """Open hours in a set of zones; each local day is worked out once and kept."""

    def __init__(self, zones: tuple[str, ...], windows: Windows, closing: Callable[[date], tuple[str, Mapping[str, Any]] | None]) -> None:
        self.zones, self.windows, self.closing = zones, windows, closing
        self._days: dict[tuple[str, date], Day] = {}

    def stop_at(self, moment: datetime) -> tuple[str, Mapping[str, Any]] | None:
        """Why an instant is closed in one of the zones (code and values), or None where it is open in all of them."""
        for zone in self.zones:
            day = self.day(zone, local_date(zone, moment))
            if day.start is None or day.end is None or not day.start <= moment < day.end:
                return day.code, day.values
        return None

    def next_open(self, moment: datetime) -> datetime:
        """No earlier instant from `moment` on is open in all zones; `moment` itself when it is open."""
        return max(self._next_in(zone, moment) for zone in self.zones)

    def day(self, zone: str, day: date) -> Day:
        """The open hours of a local day."""
        known = self._days.get((zone, day))
        if known is None:
            known = self._days[zone, day] = self._work_out(zone, day)
        return known

    def _next_in(self, zone: str, moment: datetime) -> datetime:
        first = local_date(zone, moment)
        for ahead in range(LOOK_AHEAD):
            day = self.day(zone, first + timedelta(days=ahead))
            if day.start is not None and day.end is not None and moment < day.end:
                return max(moment, day.start)
        return moment + timedelta(days=LOOK_AHEAD)

    def _work_out(self, zone: str, day: date) -> Day:
        closed, window = self.closing(day), self.windows[day.weekday()]
        if closed is not None:
            return Day(None, None, *closed)
        if window is None:
            return Day(None, None, "hours.closed_day", {})
        values = {"opens": _clock(window[0]), "closes": _clock(window[1]), "zone": zone}
        return Day(instant_of(zone, day, window[0]), instant_of(zone, day, window[1]), "hours.closed", values)


def hours_for(facts: Facts, pack: Pack, settings: BusinessRules) -> Windows:
    """The windows that hold for a person: law and business together, and what the person asked for."""
    legal = pack.hours_of(facts.region).windows
    chosen = intersect(legal, settings.windows or pack.suggested or legal)
    if facts.asked_windows is None:
        return chosen
    return facts.asked_windows if pack.person_may_widen else intersect(chosen, facts.asked_windows)


def closing_for(region: str | None, pack: Pack, holidays: Holidays, settings: BusinessRules) -> Callable[[date], Any]:
    """A function that says why a local date is closed as a whole (code and values), or None."""
    wanted = pack.holidays_suggested if settings.contact_on_holidays is None else settings.contact_on_holidays
    open_on_holidays = pack.hours_of(region).holidays_allowed and wanted

    def closing(day: date) -> tuple[str, Mapping[str, Any]] | None:
        if day in settings.extra_closed:
            return "hours.business_closed", {"day": day.isoformat()}
        name = None if open_on_holidays else holidays.closing(day)
        if name is None:
            return None
        values = {"day": day.isoformat(), "name": name}
        return ("hours.holiday", values) if name else ("hours.unknown_holidays", values)

    return closing


def local_date(zone: str, moment: datetime) -> date:
    """The calendar date in a zone."""
    return moment.astimezone(_zone(zone)).date()


def instant_of(zone: str, day: date, minute: int = 0) -> datetime:
    """The UTC instant of a wall-clock minute of a local day; where a clock change skips it, the instant of the change."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    return wall.replace(tzinfo=_zone(zone)).astimezone(UTC)


@lru_cache(maxsize=4096)
def distinct_zones(zones: tuple[str, ...], day: date, back: int) -> tuple[str, ...]:
    """One zone for each course of the clock from `back` days before a date to `LOOK_AHEAD` days after it, in the order given."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    moments = [noon + timedelta(days=ahead) for ahead in range(-back, LOOK_AHEAD)]
    kept: dict[tuple[Any, ...], str] = {}
    for zone in zones:
        kept.setdefault(tuple(moment.astimezone(_zone(zone)).utcoffset() for moment in moments), zone)
    return tuple(kept.values())


_zone = lru_cache(maxsize=None)(ZoneInfo)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
