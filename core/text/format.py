"""Numbers, money, dates and times as the reader writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from core.text import catalog
from core.text.catalog import language

_LOCALES = {"es": "es", "en": "en_US"}
_SPANISH = {"MX", "PE", "CO", "CL", "AR", "EC", "ES", "UY", "PA", "CR", "DO", "GT", "BO", "PY"}


def locale_of(lang: str | None = None, country: str | None = None) -> str:
    """The Babel locale of a reader: the language, with the country's habits where the language is spoken there."""
    lang, country = lang or language(), country or catalog.country()
    if lang == "es" and country in _SPANISH:
        return f"es_{country}"
    if lang == "en" and country in ("GB", "US"):
        return f"en_{country}"
    return _LOCALES.get(lang, "es")


def format_money(cents: int, currency: str, *, lang: str | None = None, country: str | None = None) -> str:
    """An amount of hundredths with its currency code, the reader's separators and always two places: `ARS 1.234,50`."""
    return f"{currency} {format_number(Decimal(cents) / 100, places=2, lang=lang, country=country)}"


def format_number(value: Decimal | int | float, *, places: int = 0, lang: str | None = None, country: str | None = None) -> str:
    """A number with the reader's separators and a fixed number of places."""
    return _pattern(places).apply(value, _locale(locale_of(lang, country)))


@lru_cache(maxsize=16)
def _pattern(places: int) -> Any:
    """Babel's reading of a pattern, kept because every amount of every message needs it."""
    from babel.numbers import parse_pattern

    return parse_pattern("#,##0" + ("." + "0" * places if places else ""))


@lru_cache(maxsize=64)
def _locale(name: str) -> Any:
    from babel import Locale

    return Locale.parse(name)


def format_percent(ratio: Decimal | float | None, *, lang: str | None = None, country: str | None = None) -> str:
    """A ratio as a percentage with one place, 23.8% or 23,8 %; a dash when there is none."""
    if ratio is None:
        return "–"
    gap = "" if (lang or language()) == "en" else " "
    return f"{format_number(Decimal(str(ratio)) * 100, places=1, lang=lang, country=country)}{gap}%"


def format_date(day: date | None, *, long: bool = False, lang: str | None = None, country: str | None = None) -> str:
    """A date: 21/11/2026, or in full words; English readers in the United States get the month's name to avoid doubt."""
    if day is None:
        return "–"
    lang = lang or language()
    if long:
        return _written(day, "long", locale_of(lang, country))
    return day.strftime("%d/%m/%Y") if lang == "es" else _written(day, "d MMM y", "en_GB")


@lru_cache(maxsize=4096)
def _written(day: date, form: str, locale: str) -> str:
    """A day as Babel writes it; the same few days stand in thousands of messages."""
    from babel.dates import format_date as babel_date

    return babel_date(day, form, locale=locale)


def format_datetime(moment: datetime | None, zone: str, *, lang: str | None = None, country: str | None = None) -> str:
    """An instant as wall-clock time in a zone: date and hour:minute."""
    if moment is None:
        return "–"
    local = moment.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), lang=lang, country=country)} {local:%H:%M}"
