"""What held when a message went: the pack and version that judged it, the place it was judged for, the business's own limits of the day.

Where that is no longer known, today's is taken instead and counted, so that the proof can say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from core.db.bulk import read_rows
from core.db.tables import AuditEntry, Message, Verdict
from core.domain.gate import BusinessRules
from core.domain.packs import Pack
from core.services import packs
from core.services.compliance_proof_counts import went
from core.services.facts import SETTING, rules_of
from core.services.house import setting_in
from core.services.own_hours import heard_hours

if TYPE_CHECKING:
    from core.services.compliance_proof import Month

Judged = tuple[str | None, str | None]
"""Code and version of the pack that let a message go; None where no verdict is kept."""


PLACE = {name: col(Verdict.explanation)["place"][name].as_string() for name in ("country", "region", "zone")}
"""Where the person lived when the message was judged; empty where an older verdict did not keep it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the month with the business's own limits that held in it; `since` inclusive, `until` exclusive."""

    since: datetime
    until: datetime
    rules: BusinessRules


def spans_in(session: Session, month: Month) -> list[Span]:
    """The business's own limits through a month, from the present ones back through what the audit trail says of each change."""
    changed = select(AuditEntry).where(AuditEntry.action == "contact_rules.edit", col(AuditEntry.at) >= month.since)
    changes = session.exec(changed.order_by(col(AuditEntry.id).desc())).all()
    stored: dict[str, Any] = dict(setting_in(session, SETTING) or {})
    found, until = list[Span](), month.until
    for entry in changes:
        if entry.at < until:
            found.append(Span(entry.at, until, rules_of(stored)))
            until = entry.at
        before = dict(entry.before or {})
        stored |= before | ({"windows": heard_hours(before["windows"])} if "windows" in before else {})
    found.append(Span(month.since, until, rules_of(stored)))
    return found[::-1]


def judged_by() -> Any:
    """For a query over messages, what joins the verdict that let each go: it is of the very instant of the claim."""
    of_claim = (col(Verdict.message_id) == col(Message.id), col(Verdict.at) == col(Message.claimed_at))
    return and_(*of_claim, col(Verdict.outcome) == "allowed")


def pack_of(judged: Judged, country: str) -> Pack:
    """The pack that judged; where its version is no longer here or no verdict is kept, the present one of the same law."""
    code, version = judged
    if code is None:
        return packs.load_pack(country)
    return packs.load_version(code, version) or packs.load_pack(code)


def basis_in(session: Session, month: Month, world: str, spans: list[Span]) -> dict[str, Any]:
    """By which rules the month is checked afresh: packs with their version then and the one used, limits by date, and what is not known."""
    by: tuple[Any, ...] = (Verdict.pack, Verdict.pack_version, (PLACE["country"] != "").label("placed"))
    query: Any = select(*by, func.count()).select_from(Message)  # type: ignore[call-overload]
    query = query.outerjoin(Verdict, judged_by())
    query = query.where(*went(month, world)).group_by(*by)
    told, unjudged, unplaced = dict[Judged, int](), 0, 0
    for code, version, is_placed, count in read_rows(session, query):
        unjudged += count if code is None else 0
        unplaced += 0 if is_placed else count
        if code is not None:
            told[code, version] = told.get((code, version), 0) + count
    used = [
        {"pack": code, "version": version, "messages": count, "checked_by": str(pack_of((code, version), "").version)}
        for (code, version), count in sorted(told.items())
    ]
    limits = [{"from": span.since.isoformat(), "until": span.until.isoformat()} for span in spans]
    return {"packs": used, "own_limits": limits, "without_verdict": unjudged, "place_of_today": unplaced}
