"""Words on screen: English message ids, Spanish catalogs merged from core/text/es/*.po, numbers and dates with Babel."""

from core.text.catalog import LANGUAGES, N_, _, language, ngettext_, say, speaking, translate
from core.text.format import format_date, format_datetime, format_money, format_number, format_percent, format_short, separators

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "format_date",
    "format_datetime",
    "format_money",
    "format_number",
    "format_percent",
    "format_short",
    "language",
    "ngettext_",
    "say",
    "separators",
    "speaking",
    "translate",
]
