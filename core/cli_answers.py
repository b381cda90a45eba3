"""Answers about a file that is to be imported, from the options and from a --map file; what cannot be one is wrong usage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

from core.domain.readings import Choices
from core.domain.records import ABOUT, FIELDS, KINDS
from core.text import _

WORDS = {"kind": KINDS, "date_order": ("dmy", "mdy", "ymd"), "decimal": ("comma", "point")}


def chosen(path: Path | None, named: dict[str, Any]) -> Choices:
    """The answers of a --map file, overruled by those of the options."""
    told = {name: value for name, value in (_written(path) | named).items() if value is not None}
    if unknown := set(told) - set(ABOUT):
        raise typer.BadParameter(_("The map has unknown keys: {keys}.", keys=", ".join(sorted(unknown))))
    for name, value in told.items():
        if not _is_answer(name, value):
            words = " | ".join(WORDS.get(name, ()))
            raise typer.BadParameter(f"{json.dumps(value, ensure_ascii=False)[:60]}  {words}", param_hint="--" + name.replace("_", "-"))
    if strange := set(told.get("columns", {})) - {field for fields in FIELDS.values() for field in fields}:
        raise typer.BadParameter(_("The map has unknown fields: {keys}.", keys=", ".join(sorted(strange))))
    return Choices(**told | {name: told[name].upper() for name in ("country", "currency") if name in told})


def _written(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        raise typer.BadParameter(_("The map {name} is not a readable JSON file.", name=path.name)) from None
    if not isinstance(told, dict):
        raise typer.BadParameter(_("The map {name} is not a JSON object.", name=path.name))
    return told


def _is_answer(name: str, value: Any) -> bool:
    """Whether a value can be the answer to a question about this."""
    if name == "columns":
        return isinstance(value, dict) and all(map(_is_column, value.values()))
    if name == "header_row":
        return type(value) is int and value >= 0
    if not isinstance(value, str):
        return False
    if name in WORDS:
        return value in WORDS[name]
    return _is_code(name, value.upper()) if name in ("country", "currency") else bool(value)


def _is_column(value: Any) -> bool:
    """A column's header or position, several of these, or None for no such column."""
    several = value if isinstance(value, list) else [value]
    return value is None or all(type(one) in (str, int) for one in several)


def _is_code(name: str, value: str) -> bool:
    from phonenumbers import SUPPORTED_REGIONS

    from core.intake.currencies import CODES

    return value in (CODES if name == "currency" else SUPPORTED_REGIONS)
