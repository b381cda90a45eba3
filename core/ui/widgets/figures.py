"""Figures as the reader writes them, in the business's zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core import clock
from core.text import format_date, format_datetime, format_money, language


def money(cents: int | None, currency: str) -> str:
    """An amount with its currency, or a dash."""
    return "–" if cents is None else format_money(cents, currency)


def moneys(totals: dict[str, int]) -> str:
    """Amounts of several currencies side by side, never added."""
    return " · ".join(money(cents, currency) for currency, cents in totals.items()) or "–"


def day(value: date | None) -> str:
    """A date, or a dash."""
    return format_date(value)


def day_format() -> str:
    """How a date column writes its days, as `day` does."""
    return "DD/MM/YYYY" if language() == "es" else "D MMM YYYY"


def moment(value: datetime | None, zone: str) -> str:
    """An instant as wall-clock time of the business, or a dash."""
    return format_datetime(value, zone)


def soon(value: datetime | None, zone: str) -> str:
    """An instant ahead: `08:00` when it is still today, else with its date."""
    if value is None:
        return moment(value, zone)
    local = value.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}" if local.date() == clock.today(zone) else moment(value, zone)
