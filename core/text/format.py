"""Numbers, money, dates and times as the reader writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
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
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, format=pattern, locale=locale_of(lang, country), group_separator=True)


def format_percent(ratio: Decimal | float | None, *, lang: str | None = None, country: str | None = None) -> str:
    """A ratio as a percentage with one place; a dash when there is none."""
    if ratio is None:
        return "–"
    return f"{format_number(Decimal(str(ratio)) * 100, places=1, lang=lang, country=country)} %"


def format_date(day: date | None, *, long: bool = False, lang: str | None = None, country: str | None = None) -> str:
    """A date: 21/11/2026, or in full words; English readers in the United States get the month's name to avoid doubt."""
    if day is None:
        return "–"
    from babel.dates import format_date as babel_date

    lang = lang or language()
    if long:
        return babel_date(day, "long", locale=locale_of(lang, country))
    return day.strftime("%d/%m/%Y") if lang == "es" else babel_date(day, "d MMM y", locale="en_GB")


def format_datetime(moment: datetime | None, zone: str, *, lang: str | None = None, country: str | None = None) -> str:
    """An instant as wall-clock time in a zone: date and hour:minute."""
    if moment is None:
        return "–"
    local = moment.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), lang=lang, country=country)} {local:%H:%M}"
