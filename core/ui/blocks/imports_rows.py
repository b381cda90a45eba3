"""The rows of the tables that show what a file would do: first records, changes, rows that cannot come in, warnings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from core.services.importing import changed, report
from core.services.importing.draft import Draft
from core.services.importing.stage import Stage
from core.text import _, format_number
from core.ui.blocks import imports_columns
from core.ui.guard import Visit
from core.ui.import_words import field_word, why_word
from core.ui.widgets import day, money
from core.ui.words import channel_word

SHOWN = 100
DAYS, AMOUNTS = ("issued_on", "due_on", "paid_on", "settled_on"), ("amount", "open_amount", "paid")


def rows(visit: Visit, draft: Draft, stage: Stage, chosen: str) -> list[dict[str, Any]]:
    """The rows of one table; those of an unknown one are the first records."""
    found = {
        "rejected": lambda: _rejected(stage), "changed": lambda: _changed(visit, stage), "warnings": lambda: _warned(stage),
        "ignored": lambda: _ignored(stage), "gone": lambda: _gone(stage), "columns": lambda: imports_columns.table(draft),
    }  # fmt: skip
    return found.get(chosen, lambda: _preview(draft))()


def _preview(draft: Draft) -> list[dict[str, Any]]:
    """The first records as they would be stored; fields that none of them has stay out."""
    told = [name for name in (draft.preview or [{}])[0] if name != "customer_id" and any(record[name] for record in draft.preview)]
    return [{_("Row") if name == "row" else field_word(name): _shown(name, record[name]) for name in told} for record in draft.preview]


def _shown(name: str, value: Any) -> Any:
    """A field as the reader writes it: days and amounts in their habit, several values in one cell."""
    if value is None:
        return ""
    if name in DAYS:
        return day(date.fromisoformat(value))
    if name in AMOUNTS:
        return format_number(Decimal(value), places=2)
    if name in ("authorised", "opted_out"):
        return ", ".join(map(channel_word, value))
    return ", ".join(value) if isinstance(value, list) else value


def _rejected(stage: Stage) -> list[dict[str, Any]]:
    found = report.rejected(stage, limit=SHOWN)
    return [{_("Row"): one["row"], _("Column"): one["column"] or "–", _("Reason"): one["message"]} for one in found]


def _warned(stage: Stage) -> list[dict[str, Any]]:
    found = report.warnings(stage, limit=SHOWN)
    return [{_("Row"): one["row"], _("What was noticed"): one["message"]} for one in found]


def _ignored(stage: Stage) -> list[dict[str, Any]]:
    return [{_("Row"): row, _("Why"): why_word(why)} for row, why in stage.rows("ignored", limit=SHOWN, order="row")]


def _gone(stage: Stage) -> list[dict[str, Any]]:
    found = stage.rows("gone", limit=SHOWN)
    return [{field_word("invoice"): number, field_word("open_amount"): money(cents, currency)} for _i, _c, number, cents, currency in found]


def _changed(visit: Visit, stage: Stage) -> list[dict[str, Any]]:
    found = list(islice(report.changes(stage), SHOWN))
    names = changed.names(visit.engine, visit.actor, {(one["noun"], one["id"]) for one in found})
    return [
        {
            _("Row"): one["row"],
            _("What"): names.get((one["noun"], one["id"]), "–"),
            _("Field"): field_word(one["field"]),
            _("From"): _told(visit, one["field"], one["from"], names),
            _("To"): _told(visit, one["field"], one["to"], names),
        }
        for one in found
    ]


def _told(visit: Visit, field: str, value: Any, names: dict[tuple[str, int], str]) -> str:
    """One side of a change in words: days and amounts in the reader's habit, a customer by name."""
    if value in (None, ""):
        return "–"
    if field == "customer" and isinstance(value, int):
        return names.get(("customer", value)) or next(iter(changed.names(visit.engine, visit.actor, {("customer", value)}).values()), "–")
    return str(_shown(field, value))
