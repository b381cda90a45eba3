"""The monthly proof of lawful contact: what was done, which rules were asked and what they said, and whether anything slipped through.

It is computed from the records alone, beside the gate; it names no person, only customer numbers where an exception needs a pointer.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func
from sqlmodel import select

from core import VERSION, clock
from core.db.engine import reading, writing
from core.db.tables import AuditEntry, Company, Message
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.retention import cutoff_day, instant_of, months_before
from core.services import (
    audit,
    compliance_proof_checks,
    compliance_proof_counts,
    compliance_proof_hours,
    compliance_proof_past,
    house,
    packs,
    retention,
)

SCHEMA = "recaudo.compliance-proof/1"
LONGEST = 120
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month where the business is: the instants at which it begins and the next one begins."""

    first: date
    since: datetime
    until: datetime

    @property
    def name(self) -> str:
        """The month as YYYY-MM."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Proof:
    """A month's proof: the document, its JSON text, and that text's SHA-256."""

    document: dict[str, Any]
    text: str
    digest: str


def month_of(name: str, zone: str) -> Month:
    """A month written YYYY-MM in a zone. Raises Refusal when it is none, or has not begun."""
    found = _MONTH.match(name.strip())
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 2000:
        raise Refusal("bad_month", "“{word}” is not a month. Write it as 2026-10.", word=name[:20])
    first = date(int(found[1]), int(found[2]), 1)
    if first > clock.today(zone):
        raise Refusal("month_to_come", "{month} has not begun yet.", month=name)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Month(first, instant_of(first, zone), instant_of(following, zone))


def months(engine: Engine, actor: Actor) -> list[str]:
    """The months of which there is anything to prove, the present one first, back to the first entry of the trail; at most ten years."""
    may(actor, "compliance.view")
    with reading(engine) as session:
        zone = house.company_in(session).timezone
        known = [session.exec(select(func.min(column))).one() for column in (AuditEntry.at, Message.sent_at)]
    first = min((moment for moment in known if moment), default=clock.now()).astimezone(ZoneInfo(zone))
    here = clock.today(zone)
    count = min((here.year - first.year) * 12 + here.month - first.month + 1, LONGEST)
    return [f"{months_before(here.replace(day=1), ago):%Y-%m}" for ago in range(max(count, 1))]


def prove(engine: Engine, actor: Actor, name: str) -> Proof:
    """The proof of a month, up to now where it is not over yet."""
    may(actor, "compliance.view")
    with reading(engine) as session:
        company = house.company_in(session)
        month, now = month_of(name, company.timezone), clock.now()
        world = compliance_proof_counts.world_in(session, month)
        spans = compliance_proof_past.spans_in(session, month)
        basis = compliance_proof_past.basis_in(session, month, world, spans)
        versions = {one["pack"]: one["version"] for one in basis["packs"]}
        document = _head(company, month, now, world) | {
            "contacts": compliance_proof_counts.contacts_in(session, month, world),
            "verdicts": compliance_proof_counts.verdicts_in(session, month),
            "opt_outs": compliance_proof_counts.opt_outs_in(session, month),
            "consents": compliance_proof_counts.consents_in(session, month),
            "disputes": compliance_proof_counts.disputes_in(session, month, min(month.until, now)),
            "requests": compliance_proof_counts.requests_in(session, month, company.timezone),
            "basis": basis,
            "caps": compliance_proof_checks.caps_in(session, company, month, world, spans, versions),
            "hours": compliance_proof_hours.hours_in(session, company, month, world, spans),
            "records": _records(retention.settings_in(session), month, company),
        }
        own = compliance_proof_counts.trail_in(session, month)
    chain = audit.verify(engine, actor)
    document["audit"] = {
        "is_whole": chain.is_whole, "entries": chain.entries, "head": chain.head, "broken_at": chain.broken_at, "entries_in_month": own,
    }  # fmt: skip
    document["exceptions"] = exceptions_of(document)
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return Proof(document, text, sha256(text.encode()).hexdigest())


def _head(company: Company, month: Month, now: datetime, world: str) -> dict[str, Any]:
    pack = packs.load_pack(company.country)
    return {
        "schema": SCHEMA,
        "product": f"Recaudo {VERSION}",
        "company": company.legal_name or company.name,
        "country": company.country,
        "month": month.name,
        "zone": company.timezone,
        "from": month.since.isoformat(),
        "until": month.until.isoformat(),
        "is_over": now >= month.until,
        "made_at": now.isoformat(),
        "world": world,
        "pack": {"code": pack.code, "version": pack.version, "valid_from": pack.valid_from.isoformat(), "law": pack.source.law},
    }


def _records(settings: retention.Settings, month: Month, company: Company) -> dict[str, Any]:
    """Whether the records that this month is counted from may have been let go already."""
    kept = cutoff_day(settings.clocks["contact_records"], clock.today(company.timezone))
    return {"kept_since": kept.isoformat() if settings.is_on else None, "may_be_gone": settings.is_on and month.first < kept}


def exceptions_of(document: dict[str, Any]) -> dict[str, int]:
    """What a reader must look at, by name, with how many there are; empty when there is nothing."""
    found = {
        "after_opt_out": document["opt_outs"]["after"]["count"],
        "calls_after_opt_out": document["opt_outs"]["calls_after"]["count"],
        "outside_hours": document["hours"]["outside_law"]["count"],
        "over_cap": sum(cap["over"]["count"] for cap in document["caps"]["rules"]),
        "trail_broken": int(not document["audit"]["is_whole"]),
        "requests_late": document["requests"]["late"],
    }
    return {name: count for name, count in found.items() if count}


def pack_up(engine: Engine, actor: Actor, name: str, language: str, *, proof: Proof | None = None) -> tuple[bytes, Proof]:
    """A ZIP with the proof as JSON and as a page in a language that names the JSON's SHA-256; the trail says who made it and which.

    `proof` is the one of this month that was shown just now, so that the file has the seal that the reader saw.
    """
    from core.services.compliance_proof_page import page_of

    may(actor, "export.make")
    proof = proof or prove(engine, actor, name)
    stem, body = f"recaudo-{proof.document['month']}", io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, text in (("json", proof.text), ("html", page_of(proof.document, proof.digest, language))):
            archive.writestr(zipfile.ZipInfo(f"{stem}.{suffix}", clock.now().timetuple()[:6]), text)
    with writing(engine) as session:
        audit.record(
            session, actor, "proof.make", "proof", name, after={"sha256": proof.digest, "exceptions": proof.document["exceptions"]}
        )
    return body.getvalue(), proof
