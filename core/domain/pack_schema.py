"""Reads a rule pack's document into values and names the place of whatever is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.domain.pack_parts import Part
from core.domain.packs import (
    CHANNELS,
    WEEKDAYS,
    Authorisation,
    Cap,
    HolidayCalendar,
    Hours,
    Pack,
    PlatformRule,
    Region,
    RequestTerm,
    RequiredText,
    Source,
    Window,
    Windows,
)

BASES = ("statute", "regulation", "guideline", "state_or_city", "conservative_default")
CONFIDENCES = ("confirmed", "unconfirmed")
MEASURES = ("contacts", "attempts", "conversations", "distinct_channels")
COUNTED = ("business", "calendar", "month")
CONDITIONS = ("always", "third_party", "no_opt_in", "marketing")
PERIODS = {"day": (1, False), "week": (7, True)}
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


def read_pack(document: Any, code: str) -> Pack:
    """The Pack of a parsed document. Raises BadPack with the file and the place of what is missing or wrong."""
    root = Part(document, code)
    root.at("schema").word(("contact-rules/1",))
    source = _read_source(root)
    basis = root.at("windows_basis" if root.at("windows_basis").value else "basis").word(BASES)
    confidence = root.at("windows_confidence" if root.at("windows_confidence").value else "confidence").word(CONFIDENCES)
    legal = replace(source, basis=basis, confidence=confidence, note=str(root.at("windows_note").value or ""))
    zone, recipients, suggested = root.at("timezone"), root.at("recipients"), root.at("suggested_windows")
    allowed = root.at("holidays_allowed").flag()
    return Pack(
        code=code,
        country=root.at("country").value,
        name=root.at("name").text(),
        version=root.at("version").number(),
        valid_from=root.at("valid_from").day(),
        hours=Hours(read_windows(root.at("windows")), allowed, legal),
        suggested=read_windows(suggested) if suggested.value else None,
        holidays_suggested=root.at("holidays_suggested").flag(default=allowed),
        regional_hours={key: _read_region_hours(part) for key, part in root.at("subdivisions").named().items()},
        caps=tuple(_read_cap(part, source) for part in root.at("caps").parts()),
        authorisation=_read_authorisation(root.at("channel_authorisation"), source),
        recipients_allowed=frozenset(recipients.at("allowed").words()),
        recipients_forbidden=frozenset(recipients.at("forbidden").words()),
        recipients_source=replace(source, basis="", confidence=recipients.at("confidence").word(CONFIDENCES)),
        forbidden=frozenset(root.at("forbidden").words()),
        required_text=tuple(_read_required(part) for part in root.at("required_text").parts()),
        source=source,
        default_zone=zone.at("default").text() if zone.value else None,
        zones=zone.at("all").words() if zone.value else (),
        regions={key: _read_region(key, part) for key, part in root.at("regions").named().items()},
        calendar=_read_calendar(root.at("holiday_calendar")),
        person_may_widen=_has(root.at("debtor_may_widen_window"), "allowed"),
        answers_at_any_hour=_has(root.at("answers"), "at_any_hour"),
        check_registry_before_promotion=_has(root.at("do_not_contact_registry"), "check_before_promotional"),
        request_terms=_read_terms(root),
        document=document,
    )


def read_platform_rules(document: Any, code: str) -> tuple[PlatformRule, ...]:
    """The rules of platforms and carriers that the gate enforces. Raises BadPack like `read_pack`."""
    root = Part(document, code)
    root.at("schema").word(("platform-rules/1",))
    return tuple(_read_gate(part, root) for part in root.at("gates").parts())


def read_windows(part: Part) -> Windows:
    """Windows of a week; each weekday must be named, closed ones with null."""
    if not isinstance(part.value, Mapping) or set(part.value) != set(WEEKDAYS):
        raise part.wrong(", ".join(WEEKDAYS))
    return tuple(_read_window(part.at(day)) for day in WEEKDAYS)


def _has(part: Part, key: str) -> bool:
    return part.value is not None and part.at(key).flag(default=False)


def _read_window(part: Part) -> Window | None:
    if part.value is None:
        return None
    hours = part.value if isinstance(part.value, list) else []
    if len(hours) != 2 or not all(isinstance(hour, str) and _CLOCK.fullmatch(hour) for hour in hours):
        raise part.wrong('["HH:MM", "HH:MM"]')
    start, end = (int(hour[:2]) * 60 + int(hour[3:]) for hour in hours)
    if start >= end:
        raise part.wrong("start < end")
    return start, end


def _read_source(part: Part) -> Source:
    source, at = part.at("source"), part.at("source").named()
    if not at:
        raise source.wrong("law, article, year, url")
    confidence = part.at("confidence").value or "unconfirmed"
    article = at["article"].value if "article" in at else None
    found = {key: at[key].value for key in ("year", "url") if key in at}
    return Source(law=at["law"].value, article=None if article is None else str(article), confidence=confidence, **found)


def _read_region(code: str, part: Part) -> Region:
    return Region(code, part.at("name").text(), part.at("zones").words(), part.at("also").words())


def _read_region_hours(part: Part) -> Hours:
    source = replace(_read_source(part), basis=part.at("basis").word(BASES), confidence=part.at("confidence").word(CONFIDENCES))
    return Hours(read_windows(part.at("windows")), part.at("holidays_allowed").flag(), source)


def _read_cap(part: Part, source: Source) -> Cap:
    basis, confidence = part.at("basis").word(BASES), part.at("confidence").word(CONFIDENCES)
    days, rolling = _read_period(part.at("per"))
    spacing = part.at("min_spacing_days")
    return Cap(
        channels=frozenset(part.at("channels").words(CHANNELS)),
        per_channel=part.at("per_channel").flag(),
        max=part.at("max").number(),
        days=days,
        rolling=rolling,
        min_spacing_days=0 if spacing.value is None else spacing.number(),
        scope=part.at("scope").word(("debtor", "debt")),
        measure=part.at("measure").word(MEASURES),
        source=replace(source, basis=basis, confidence=confidence, note=str(part.at("note").value or "")),
    )


def _read_period(part: Part) -> tuple[int, bool]:
    found = re.fullmatch(r"(\d+) days", part.text())
    if found:
        return int(found[1]), True
    return PERIODS[part.word(tuple(PERIODS))]


def _read_authorisation(part: Part, source: Source) -> Authorisation:
    confidence = part.at("confidence").word(CONFIDENCES)
    return Authorisation(part.at("required").flag(), replace(source, confidence=confidence, note=part.at("detail").text()))


def _read_required(part: Part) -> RequiredText:
    return RequiredText(part.at("item").text(), part.at("basis").word(BASES), str(part.at("note").value or ""))


def _read_terms(root: Part) -> dict[str, RequestTerm]:
    """What the data-protection law says of the time for an answer; nothing where the research found none."""
    part, law = root.at("request_terms"), root.at("data_protection")
    if part.value is None:
        return {}
    source = Source(law=law.at("law").text(), basis=part.at("basis").word(BASES), confidence=part.at("confidence").word(CONFIDENCES))
    more = part.at("extension")
    granted = replace(source, confidence=more.at("confidence").word(CONFIDENCES)) if more.value is not None else source
    longer = {kind: _read_term(more.at(kind), granted) if more.value is not None else None for kind in ("access", "change")}
    return {kind: replace(_read_term(part.at(kind), source), extension=longer[kind]) for kind in ("access", "change")}


def _read_term(part: Part, source: Source) -> RequestTerm:
    return RequestTerm(part.at("within").number(), part.at("counted").word(COUNTED), source)


def _read_calendar(part: Part) -> HolidayCalendar | None:
    if part.value is None:
        return None
    return HolidayCalendar(
        code=part.at("code").text(),
        categories=part.at("categories").words(),
        optional_categories=part.at("optional_categories").words(),
        subdivisions=part.at("subdivisions").flag(default=False),
        default_subdivision=part.at("default_subdiv").value,
    )


def _read_gate(part: Part, root: Part) -> PlatformRule:
    rule = root
    for step in part.at("rule").text().split("."):
        rule = rule.at(step)
    countries = part.at("countries")
    return PlatformRule(
        code=part.at("code").text(),
        channels=frozenset(part.at("channels").words(CHANNELS)),
        countries=frozenset(countries.words()) if countries.value else None,
        when=part.at("when").word(CONDITIONS),
        unless=part.at("unless").value,
        source=replace(_read_source(rule), basis="platform", note=rule.at("rule").text()),
    )
