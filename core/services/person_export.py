"""Everything that is kept of a person, as one object for programs; table by table, so that nothing is forgotten."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from core import clock
from core.db.engine import reading, writing
from core.domain.access import Actor, may
from core.domain.money import from_cents
from core.services import audit, erasure_files, house, segments, verdicts, worklist
from core.services.customers import customer_in
from core.services.privacy_tables import WHOSE, Traces, rows_in, traces_in
from core.text.catalog import translate
from core.text.reasons import read_out

FORM = "recaudo-person/1"
_STAFF = "who works here, not the person"
_INNER = "bookkeeping of the program, without meaning for the person"
HIDDEN: dict[str, str] = {
    **dict.fromkeys(("user_id", "agent_id", "opened_by", "closed_by", "identified_by", "handled_by", "ended_by"), _STAFF),
    **dict.fromkeys(("token", "dedupe_key", "owner", "lease_until", "looks", "attempt", "text_hash", "previous", "chained"), _INNER),
    **dict.fromkeys(("salt", "name_key", "tax_id_key", "version", "address_hash", "mark"), _INNER),
    "audit_entry.actor": _STAFF,
    "audit_entry.address": _STAFF,
}
"""Columns that are left out, as `column` or `table.column`, and why."""


def collect(engine: Engine, actor: Actor, customer_id: int, *, language: str) -> dict[str, Any]:
    """All data of a customer: {form, made_at, business, tables: {name: rows}, segments, score, files}. Money as decimal text, ISO dates.

    Codes stay codes; the sentences of verdicts, segments and score are in `language`. Written to the trail.
    """
    may(actor, "privacy.export")
    with writing(engine) as s:
        customer_in(s, customer_id)
        audit.record(s, actor, "privacy.export", "customer", customer_id)
    with reading(engine) as s:
        customer, company = customer_in(s, customer_id), house.company_in(s)
        traces = traces_in(s, customer)
        tables = {name: _rows(s, name, traces, language) for name in WHOSE}
        files = erasure_files.found_in(s, traces)
    business = {name: getattr(company, name) for name in _BUSINESS}
    return {
        "form": FORM, "made_at": clock.now().isoformat(), "language": language, "business": business, "tables": tables,
        "segments": _segments(engine, actor, customer_id, language),
        "score": _score(engine, actor, customer_id, language, company.country), "files": files,
    }  # fmt: skip


_BUSINESS = ("name", "legal_name", "tax_id", "country", "address", "phone", "email", "privacy_link")


def _rows(s: Session, name: str, traces: Traces, language: str) -> list[dict[str, Any]]:
    rows = [_told(name, row) for row in rows_in(s, name, traces)]
    if name == "verdict":
        for row in rows:
            row["sentence"] = verdicts.tell_compact(row["explanation"] or {"rule": row["rule"]}, language)
    return rows


def _told(table: str, row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if not is_hidden(table, name)}
    return dict(_plain(name, value) for name, value in shown.items())


def is_hidden(table: str, column: str) -> bool:
    """Whether a column is left out, for a reason that HIDDEN gives."""
    return column in HIDDEN or f"{table}.{column}" in HIDDEN


def _plain(name: str, value: Any) -> tuple[str, Any]:
    """A column as programs elsewhere read it: hundredths and millionths as decimal text under the bare name, instants and days as ISO."""
    if name.endswith("_cents"):
        return name.removesuffix("_cents"), None if value is None else str(from_cents(value))
    if name.endswith("_micros"):
        return name.removesuffix("_micros"), None if value is None else str(Decimal(value).scaleb(-6))
    return name, value.isoformat() if isinstance(value, datetime | date) else value


def _segments(engine: Engine, actor: Actor, customer_id: int, language: str) -> list[dict[str, Any]]:
    found = segments.of_customer(engine, actor, customer_id)
    return [
        {
            "name": translate(name, language) if is_msgid else name,
            "why": [read_out(one.msgid, one.values, lang=language) for one in sentences],
        }
        for _number, name, is_msgid, sentences in found
    ]  # fmt: skip


def _score(engine: Engine, actor: Actor, customer_id: int, language: str, country: str) -> dict[str, Any] | None:
    found = worklist.reasons(engine, actor, customer_id)
    if found is None:
        return None
    return {"points": found.points, "why": [read_out(one.msgid, one.values, lang=language, country=country) for one in found.reasons]}
