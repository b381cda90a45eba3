"""Rule packs as the gate needs them: read once from core/rules, with the holidays of a country and the zones of a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.errors import Refusal
from core.domain.gate import BusinessRules, Planner
from core.domain.pack_parts import BadPack
from core.domain.pack_schema import read_pack, read_platform_rules
from core.domain.packs import HolidayCalendar, Holidays, Pack

RULES = Path(__file__).parent.parent / "rules"
STRICTEST, NO_STATUTE = "strictest", "no_statute"
_OTHERS = frozenset({"platform", "words", "holidays"})


@cache
def pack_codes() -> tuple[str, ...]:
    """The codes of all packs, countries first: lower-case country codes, then the two defaults."""
    countries = sorted(path.stem for path in RULES.glob("*.yaml") if path.stem not in _OTHERS | {STRICTEST, NO_STATUTE})
    return (*countries, NO_STATUTE, STRICTEST)


def load_pack(country: str | None) -> Pack:
    """The pack of a country code or of a default; where the country is unknown or has no pack, the strictest of all."""
    code = (country or STRICTEST).lower()
    return _load(code if code in pack_codes() else STRICTEST)


def load_version(code: str, version: str | int | None) -> Pack | None:
    """A pack as it was in a version: the present one, or the file that core/rules/past keeps of it; None where it is kept no more."""
    present = _load(code) if code in pack_codes() else None
    if present is not None and str(present.version) == str(version):
        return present
    name = f"past/{code}-{version}"
    return _load(name) if re.fullmatch(r"[a-z_]+", code) and str(version).isdecimal() and (RULES / f"{name}.yaml").is_file() else None


@cache
def load_rules(name: str) -> Mapping[str, Any]:
    """A document of core/rules as it stands: platform, words, holidays, or a pack. Raises BadPack when it cannot be read."""
    import yaml

    try:
        return yaml.safe_load((RULES / f"{name}.yaml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadPack("bad_pack", "The rule pack {file} cannot be read.", file=name) from error


def holidays_for(
    country: str | None, region: str | None = None, *, years: Iterable[int], optional: bool = True, language: str | None = None
) -> Holidays:
    """The closed dates of a country and region: those of the law, by choice the optional ones, and the override list.

    A country nobody has a calendar for gets no computed year at all, and the gate then blocks. The names are in the country's own language,
    or in `language` where the package knows them in it.
    """
    pack = load_pack(country)
    calendar = pack.calendar or HolidayCalendar((country or "").upper(), ("public",))
    return _holidays(calendar, region, frozenset(years), optional, language)


def certain_holidays_for(country: str | None, region: str | None = None, *, years: Iterable[int]) -> Holidays:
    """The holidays that every list agrees on and that the law knows: only for these a term for an answer runs longer."""
    found = holidays_for(country, region, years=years, optional=False)
    doubted = [entry["name"] for entry in load_rules("holidays")["uncertain"] if entry["country"] == (country or "").upper()]
    listed = _overrides((country or "").upper(), region, found.years)
    days = {day: name for day, name in found.days.items() if not any(word in name for word in doubted) and listed.get(day) != name}
    return Holidays(days, found.years)


def zones_of(country: str | None, region: str | None = None, *, explicit: str | None = None, phone: str | None = None) -> tuple[str, ...]:
    """The zones a person may live in: the one stated, else the region's, the country's only one, the landline's, else all of the country's.

    Nothing is returned for an unknown country; the gate then blocks. Raises Refusal on a stated zone that does not exist.
    """
    if explicit:
        return (_existing(explicit),)
    pack = load_pack(country)
    if pack.country is None:
        return _zones_without_pack(country)
    code = region_code(country, region)
    if code is not None:
        return pack.regions[code].zones
    if len(pack.zones) > 1 and phone and (certain := _zone_of_landline(phone)) in pack.zones:
        return (certain,)
    return pack.zones


def zone_of(country: str | None, region: str | None = None, *, explicit: str | None = None, phone: str | None = None) -> str | None:
    """The zone in which to show a person's times: the certain one, else the country's usual one."""
    zones = zones_of(country, region, explicit=explicit, phone=phone)
    usual = load_pack(country).default_zone
    return usual if usual in zones else next(iter(zones), None)


@cache
def phone_prefixes(country: str) -> tuple[str, ...]:
    """How phones of a country begin in E.164; where several countries share a code, those of the smaller ones by their area codes."""
    import phonenumbers

    areas = {"DO": ("809", "829", "849"), "PR": ("787", "939")}.get(country.upper(), ("",))
    code = phonenumbers.country_code_for_region(country.upper())
    return tuple(f"+{code}{area}" for area in areas) if code else ("+",)


@lru_cache(maxsize=4096)
def country_of_phone(number: str) -> str | None:
    """The country of a phone in E.164, or None where it is not certain."""
    import phonenumbers

    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None


def region_code(country: str | None, region: str | None) -> str | None:
    """The code of a region written as code (B, AR-B) or by its name in any spelling, or None where it is not recognised."""
    if not region:
        return None
    return _regions_by_spelling(load_pack(country).code).get(_fold(region))


def planner_for(country: str | None, region: str | None, settings: BusinessRules, *, around: date, calendar: str | None = None) -> Planner:
    """The gate for the people of one country and region near a date; `calendar` names whose holidays count where the country is unknown."""
    holidays = holidays_for(country or calendar, region, years=range(around.year - 1, around.year + 2))
    return Planner(load_pack(country), holidays, settings)


@cache
def _load(code: str) -> Pack:
    platform = read_platform_rules(load_rules("platform"), "platform")
    return replace(read_pack(load_rules(code), code), platform=platform)


@lru_cache(maxsize=512)
def _holidays(calendar: HolidayCalendar, region: str | None, years: frozenset[int], optional: bool, language: str | None) -> Holidays:
    import holidays

    supported = holidays.list_supported_countries(include_aliases=False)
    if calendar.code not in supported:
        return Holidays({}, frozenset())
    wanted = region_code(calendar.code, region) or calendar.default_subdivision
    subdivision = wanted if calendar.subdivisions and wanted in supported[calendar.code] else None
    categories = (*calendar.categories, *(calendar.optional_categories if optional else ()))
    known = getattr(holidays, calendar.code)
    spoken = next((one for one in known.supported_languages if language and one.startswith(language)), known.default_language)
    found = holidays.country_holidays(calendar.code, subdiv=subdivision, years=years, categories=categories, language=spoken)
    days = {day: name for day, name in found.items() if day.year in years}
    return Holidays(_overrides(calendar.code, region, years) | days, years)


def _overrides(country: str, region: str | None, years: frozenset[int]) -> dict[date, str]:
    found = {}
    for entry in load_rules("holidays")["override"]:
        day = date.fromisoformat(entry["date"])
        if entry["country"] == country and entry.get("region") in (None, region) and day.year in years:
            found[day] = entry["name"]
    return found


def _existing(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ValueError, OSError, LookupError):
        raise Refusal("unknown_zone", "There is no time zone “{zone}”.", zone=zone) from None


@cache
def _zones_without_pack(country: str | None) -> tuple[str, ...]:
    from babel.core import get_global

    territories = get_global("zone_territories")
    return tuple(sorted(zone for zone, territory in territories.items() if country and territory == country.upper()))


def _zone_of_landline(phone: str) -> str | None:
    """The zone of a landline number in E.164; a mobile travels and tells nothing."""
    import phonenumbers
    from phonenumbers import timezone

    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return None
    zones = timezone.time_zones_for_number(number)
    is_landline = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
    return zones[0] if is_landline and len(zones) == 1 else None


@cache
def _regions_by_spelling(code: str) -> dict[str, str]:
    pack = _load(code)
    spellings: dict[str, str] = {}
    for region in pack.regions.values():
        spellings |= {_fold(name): region.code for name in (region.name, *region.also)}
    for region in pack.regions.values():
        spellings[_fold(region.code)] = spellings[_fold(f"{pack.country}-{region.code}")] = region.code
    return spellings


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if char.isalnum()).casefold()
