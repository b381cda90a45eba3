"""Stored sentences read out: the msgid in the reader's language, amounts and dates as the reader writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.text.catalog import language, translate
from core.text.format import format_date, format_money


def read_out(msgid: str, values: Mapping[str, Any], *, lang: str | None = None, country: str | None = None) -> str:
    """A sentence with its values: `x_cents` beside `currency` fills {x} as money, an ISO date `x_on` fills {x}; the others as they are."""
    lang = lang or language()
    filled = dict(values)
    for name, value in values.items():
        if name.endswith("_cents"):
            filled[name.removesuffix("_cents")] = format_money(value, values["currency"], lang=lang, country=country)
        elif name.endswith("_on"):
            day = value if isinstance(value, date) else date.fromisoformat(value)
            filled[name.removesuffix("_on")] = format_date(day, lang=lang, country=country)
    return translate(msgid, lang, **filled)
