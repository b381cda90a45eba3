"""A rule pack: what a country's law, its regulators and the platforms say about contacting a person who owes, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

CHANNELS = ("sms", "whatsapp", "email", "voice")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Window = tuple[int, int]
"""Minutes of the local day, start inclusive, end exclusive: 08:00 to 19:00 is (480, 1140)."""
Windows = tuple[Window | None, ...]
"""One window per weekday, Monday first; None is closed all day."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from and how sure the research is of it; `law` None means a setting of the business or of the product."""

    law: str | None = None
    article: str | None = None
    year: int | None = None
    url: str | None = None
    basis: str = ""
    confidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `max` counted contacts in a local day, or in any `days` x 24 hours when `rolling`; the spacing is in local dates."""

    channels: frozenset[str]
    per_channel: bool
    max: int
    days: int
    rolling: bool
    min_spacing_days: int
    scope: str
    measure: str
    source: Source


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a country: its name, other names of it, and the zones that hold there; several when the region alone cannot tell."""

    code: str
    name: str
    zones: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """Contact hours of a country or of one of its regions."""

    windows: Windows
    holidays_allowed: bool
    source: Source


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Which days of the package `holidays` close a country: always those of `categories`, by choice those of `optional_categories`."""

    code: str
    categories: tuple[str, ...]
    optional_categories: tuple[str, ...] = ()
    subdivisions: bool = False
    default_subdivision: str | None = None


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Whether a channel needs the person's recorded permission."""

    required: bool
    source: Source


@dataclass(frozen=True, slots=True)
class RequiredText:
    """Something that a message must contain in this country."""

    item: str
    basis: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RequestTerm:
    """Within how many business days, calendar days or months a request about a person's data is to be answered.

    `extension`: by how much the law lets the time be extended once, when the person is told why before it is over; None where it does not.
    """

    within: int
    counted: str
    source: Source
    extension: RequestTerm | None = None


@dataclass(frozen=True, slots=True)
class PlatformRule:
    """A rule of a carrier or platform; `countries` None means all; `unless` names the approval that lifts it."""

    code: str
    channels: frozenset[str]
    countries: frozenset[str] | None
    when: str
    unless: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the gate knows about a country; `document` is the file as read, for the screen on which a lawyer reviews it."""

    code: str
    country: str | None
    name: str
    version: int
    valid_from: date
    hours: Hours
    suggested: Windows | None
    holidays_suggested: bool
    regional_hours: Mapping[str, Hours]
    caps: tuple[Cap, ...]
    authorisation: Authorisation
    recipients_allowed: frozenset[str]
    recipients_forbidden: frozenset[str]
    recipients_source: Source
    forbidden: frozenset[str]
    required_text: tuple[RequiredText, ...]
    source: Source
    default_zone: str | None = None
    zones: tuple[str, ...] = ()
    regions: Mapping[str, Region] = field(default_factory=dict)
    calendar: HolidayCalendar | None = None
    person_may_widen: bool = False
    answers_at_any_hour: bool = False
    check_registry_before_promotion: bool = False
    platform: tuple[PlatformRule, ...] = ()
    request_terms: Mapping[str, RequestTerm] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def hours_of(self, region: str | None) -> Hours:
        """The contact hours of a region, or of the country where the region has none of its own or is unknown."""
        return self.regional_hours.get(region or "", self.hours)


@dataclass(frozen=True, slots=True)
class Holidays:
    """Closed dates with their names, for the years that were computed; any other date counts as closed: nobody looked."""

    days: Mapping[date, str]
    years: frozenset[int]

    def closing(self, day: date) -> str | None:
        """Why a date is closed: the holiday's name, an empty text for a year that was not computed, or None on an ordinary day."""
        if day.year not in self.years:
            return ""
        return self.days.get(day)


def intersect(one: Windows, other: Windows) -> Windows:
    """The hours that two weeks of windows have in common."""
    return tuple(_overlap(a, b) for a, b in zip(one, other, strict=True))


def _overlap(a: Window | None, b: Window | None) -> Window | None:
    if a is None or b is None:
        return None
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return (start, end) if start < end else None
