"""A person's data as one page to read and print: self-contained, without scripts, every text escaped, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from core.services.audit_words import ACTIONS
from core.services.pack_texts import asked_hours_word
from core.services.person_export_words import CODES, LABELS, SECTIONS, Column, Section
from core.text import N_, _, format_date, format_datetime, format_number, speaking

TITLE = N_("Your data at {business}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:2rem 0 .4rem;border-bottom:1px solid #d5dbe3;padding-bottom:.2rem}
p{margin:.2rem 0}.quiet{color:#5a6675}table{border-collapse:collapse;width:100%;font-size:.87rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #e6eaf0;overflow-wrap:anywhere}
th{font-weight:600;color:#5a6675;overflow-wrap:normal}td{white-space:pre-wrap}.tall th{width:16rem}
@media print{body{margin:0;max-width:none;font-size:11px}h2{break-after:avoid}tr{break-inside:avoid}}
"""


def render(data: dict[str, Any], *, language: str, zone: str) -> str:
    """The page of collected data (see person_export.collect), with instants in the business's zone."""
    with speaking(language):
        person = data["tables"]["customer"][0]
        land = {"land": data["business"]["country"]}  # whose separators numbers have
        parts = [_section(section, [row | land for row in data["tables"].get(section.table, [])], zone) for section in SECTIONS]
        parts += [_list(_("Groups you are in, and why"), ((row["name"], row["why"]) for row in data["segments"]))]
        score = [(_order(data["score"]), data["score"]["why"])] if data["score"] else []
        parts += [_list(_("Why you are contacted sooner or later"), score), _files(data["files"])]
        title, made = _(TITLE, business=data["business"]["name"]), format_datetime(datetime.fromisoformat(data["made_at"]), zone)
        head = f"<h1>{escape(title)}</h1><p><strong>{escape(person['name'])}</strong></p>"
        told = _("Made on {moment}. The file data.json beside this page holds everything, also for programs.", moment=made)
        intro = [told, *_contact(data)]
        parts.append(_rights(data))
        body = head + "".join(f'<p class="quiet">{escape(line)}</p>' for line in intro) + "".join(parts)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>{body}</body></html>'
    )


def _order(score: dict[str, Any]) -> str:
    return _("Points that order the day's work: {points} of 100", points=score["points"])


def _contact(data: dict[str, Any]) -> Iterable[str]:
    reach = [data["business"][name] for name in ("email", "phone", "address", "privacy_link") if data["business"][name]]
    if reach:
        yield _("Ask, correct or object at: {places}", places=" · ".join(reach))


def _rights(data: dict[str, Any]) -> str:
    """What the person may do with this page; why the data is kept, who sees it and for how long stands in the notice."""
    link = data["business"]["privacy_link"]
    lines = [
        _("Why this data is kept, who receives it and for how long: our privacy notice says so.") + (f" {link}" if link else ""),
        _("If something is wrong, we correct it. You may also ask that the data is used less, object to its use, or have it erased."),
        _("It costs nothing. If our answer does not satisfy you, you may complain to your country's authority for data protection."),
    ]
    told = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<h2>{escape(_('What you can do'))}</h2>{told}"


def _section(section: Section, rows: list[dict[str, Any]], zone: str) -> str:
    if not rows:
        return ""
    columns = [column for column in section.columns if any(row.get(column.name) not in (None, "", {}) for row in rows)]
    if section.is_tall:
        told = "".join(f"<tr><th>{escape(_(one.label))}</th><td>{escape(_cell(one, rows[0], zone))}</td></tr>" for one in columns)
        return f'<h2>{escape(_(section.title))}</h2><table class="tall"><tbody>{told}</tbody></table>'
    heads = "".join(f"<th>{escape(_(column.label))}</th>" for column in columns)
    lines = "".join("<tr>" + "".join(f"<td>{escape(_cell(column, row, zone))}</td>" for column in columns) + "</tr>" for row in rows)
    return f"<h2>{escape(_(section.title))}</h2><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _list(title: str, entries: Iterable[tuple[str, list[str]]]) -> str:
    lines = "".join(f"<tr><td>{escape(name)}</td><td>{escape(chr(10).join(why))}</td></tr>" for name, why in entries)
    return f"<h2>{escape(title)}</h2><table><tbody>{lines}</tbody></table>" if lines else ""


def _files(files: dict[str, list[dict[str, Any]]]) -> str:
    rows = [(_("Row {row} of import {id}", row=one["row"], id=one["import_id"]), one["cells"]) for one in files["import_reject"]]
    entries = [(name, [" · ".join(str(cell) for cell in (cells.values() if isinstance(cells, dict) else cells))]) for name, cells in rows]
    return _list(_("Rows of files that could not come in"), entries)


def _cell(column: Column, row: dict[str, Any], zone: str) -> str:
    value = row.get(column.name)
    if value in (None, "", {}, []):
        return "–"
    shown: dict[str, Callable[[Any], str]] = {
        "moment": lambda one: format_datetime(datetime.fromisoformat(one).astimezone(ZoneInfo(zone)), zone),
        "day": lambda one: format_date(date.fromisoformat(one)),
        "money": lambda one: f"{row.get('currency') or ''} {format_number(_decimal(one), places=2, country=row.get('land'))}".strip(),
        "code": _code,
        "act": lambda one: _(ACTIONS[one]) if one in ACTIONS else one,
        "flag": lambda one: _("Yes") if one else _("No"),
        "number": lambda one: format_number(one, country=row.get("land")),
        "whole": _whole,
        "change": _change,
        "hours": asked_hours_word,
    }
    return shown.get(column.kind, str)(value)


def _code(value: Any) -> str:
    """A code in words; one that has none is spelled out, and several are listed."""
    return ", ".join(_(CODES[one]) if one in CODES else one.replace("_", " ") for one in str(value).strip(",").split(",") if one)


def _whole(value: Any) -> str:
    """A small document as lines: name and value."""
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_whole(inner)}" for name, inner in value.items())
    return ", ".join(_whole(inner) for inner in value) if isinstance(value, list) else str(value)


def _change(value: Any) -> str:
    """What the trail keeps of a change, as lines: the field in words, what stood before and after; codes and days as they are read."""
    if not isinstance(value, dict):
        return _whole(value)
    lines = []
    for name, told in value.items():
        both = told if isinstance(told, list) and len(told) == 2 else [told]
        label = _(LABELS[name]) if name in LABELS else name.replace("_", " ")
        lines.append(f"{label}: {' → '.join(_told(one) for one in both)}")
    return "\n".join(lines)


def _told(value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, str) and _DAY.fullmatch(value):
        return format_date(date.fromisoformat(value))
    return _code(value) if isinstance(value, str) and value in CODES else _whole(value)


def _decimal(value: str) -> Any:
    from decimal import Decimal

    return Decimal(value)
