"""What stands in the lines for people: amounts, days and moments as the reader writes them. Programs get codes and ISO with --json."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from core.cli_edge import Call
from core.text import format_date, format_datetime, format_money


def money(cents: int | None, currency: str) -> str:
    """An amount of hundredths with its currency, or a dash."""
    return "–" if cents is None else format_money(cents, currency)


def moneys(totals: Mapping[str, int]) -> str:
    """Amounts of several currencies side by side, never added."""
    return " · ".join(money(cents, currency) for currency, cents in totals.items())


def day(value: date | None) -> str:
    """A date, or a dash."""
    return format_date(value)


def moment(call: Call, value: datetime | None) -> str:
    """An instant on the business's clock, or a dash."""
    from core.services.house import company_of

    return "–" if value is None else format_datetime(value, company_of(call.engine).timezone)
