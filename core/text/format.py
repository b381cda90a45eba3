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
_INHERITED = {"es_BR"}  # Brazil writes 1.234,50, whatever CLDR lets the Spanish of Brazil inherit


def locale_of(lang: str | None = None, country: str | None = None) -> str:
    """The Babel locale of a reader: the language as CLDR knows it in the business's country, else as it is mostly written."""
    lang, country = lang or language(), country or catalog.country()
    return _known_locale(lang, country) if country else _LOCALES.get(lang, "es")


@lru_cache(maxsize=256)
def _known_locale(lang: str, country: str) -> str:
    from babel.localedata import exists

    name = f"{lang}_{country.upper()}"
    return name if lang in _LOCALES and name not in _INHERITED and exists(name) else _LOCALES.get(lang, "es")


def format_money(cents: int, currency: str, *, lang: str | None = None, country: str | None = None) -> str:
    """An amount of hundredths with its currency code and the reader's separators: `ARS 1.234,50`, `MXN 1,234.50`.

    Always two places, but for whole amounts in a currency that has no smaller unit: `CLP 1.234`.
    """
    places = 0 if not cents % 100 and _is_whole(currency) else 2
    return f"{currency} {format_number(Decimal(cents) / 100, places=places, lang=lang, country=country)}"


@lru_cache(maxsize=256)
def _is_whole(currency: str) -> bool:
    """Whether ISO 4217 gives a currency no smaller unit."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency) == 0


def format_number(value: Decimal | int | float, *, places: int = 0, lang: str | None = None, country: str | None = None) -> str:
    """A number with the reader's separators and a fixed number of places; no space in it breaks, nor is dear in a text message."""
    return _pattern(places).apply(value, _locale(locale_of(lang, country))).replace("\u202f", "\xa0")


def format_short(value: float) -> str:
    """A large number as an axis names it, 60,5 mil M or 60.5B, with the reader's separators."""
    from babel.numbers import format_compact_decimal

    spoken = _LOCALES.get(language(), "es")
    told = format_compact_decimal(value, locale=spoken, fraction_digits=1)
    return told.replace(_locale(spoken).number_symbols["latn"]["decimal"], separators()[0])


def separators() -> str:
    """The reader's decimal sign and the one between thousands, as Plotly takes them: `,.` or `.,`."""
    signs = _locale(locale_of()).number_symbols["latn"]
    return signs["decimal"] + signs["group"]


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
    sign = _locale(locale_of(lang, country)).percent_formats[None].pattern.removeprefix("#,##0")
    return f"{format_number(Decimal(str(ratio)) * 100, places=1, lang=lang, country=country)}{sign}"


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
