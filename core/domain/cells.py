"""Cells of exported tables: text that a spreadsheet would run is marked as text, numbers stay numbers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

_RUNS = frozenset("=+-@\t\r\n＝＋－＠")
_UNSEEN = frozenset("\0\ufeff\u200b\u200c\u200d\u2060\u00ad \u00a0")
MARK = "'"


def is_risky(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula: what counts is its first visible character (OWASP, CSV injection)."""
    first = next((c for c in text if c not in _UNSEEN), "")
    return first in _RUNS if first else False


def marked(value: Any) -> Any:
    """A cell ready to be written: risky text gets a leading apostrophe, which the importer takes off again; instants become ISO text."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    return MARK + text if is_risky(text) else text
