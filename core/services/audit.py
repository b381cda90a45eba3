"""The audit trail: each change that matters, in its own transaction, chained by a keyed hash.

What names a person stands beside the entry, which keeps only a salted digest of it: erased, it is gone for good and the chain verifies.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading
from core.db.tables import AuditDetail, AuditEntry
from core.domain.access import Actor, may
from core.services import keys

ORIGIN = "0" * 64
DIGEST = "personal"


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking the chain found: how many entries, the head, the first entry that does not fit, if any, and of how many entries the
    personal part was erased."""

    is_whole: bool
    entries: int
    head: str
    broken_at: int | None
    erased: int = 0


def record(
    session: Session, actor: Actor, action: str, noun: str | None = None, noun_id: Any = None, *, before: Any = None, after: Any = None,
    personal: dict[str, Any] | None = None, customer_id: int | None = None,
) -> None:  # fmt: skip
    """Add one entry to the trail within the caller's transaction. `before` and `after` are small JSON-able dicts without secrets.

    What names a person, or a person wrote, goes into `personal` with the `customer_id` it is about: it can be erased one day.
    """
    detail = _detail(personal, customer_id) if personal else None
    if detail is not None:
        after = (after or {}) | {DIGEST: _digest(detail)}
    previous = session.exec(select(AuditEntry.chained).order_by(col(AuditEntry.id).desc()).limit(1)).first() or ORIGIN
    entry = AuditEntry(
        at=clock.now(),
        user_id=actor.user_id,
        actor=actor.name,
        action=action,
        noun=noun,
        noun_id=None if noun_id is None else str(noun_id),
        before=before,
        after=after,
        address=actor.address,
        previous=previous,
        chained="",
    )
    entry.chained = _chain(entry, keys.derived("audit"))
    session.add(entry)
    session.flush()
    if detail is not None:
        detail.entry_id = entry.id or 0
        session.add(detail)
        session.flush()


def _detail(personal: dict[str, Any], customer_id: int | None) -> AuditDetail:
    body = json.loads(json.dumps(personal, default=str))  # as it will be read back, so that the digest fits
    return AuditDetail(entry_id=0, customer_id=customer_id, salt=secrets.token_hex(16), body=body)


def _digest(detail: AuditDetail) -> str:
    told = json.dumps(detail.body, sort_keys=True, ensure_ascii=False)
    return sha256(f"{detail.salt}{told}".encode()).hexdigest()


def _chain(entry: AuditEntry, key: bytes) -> str:
    facts = [
        entry.previous,
        entry.at.isoformat(),
        entry.user_id,
        entry.actor,
        entry.action,
        entry.noun,
        entry.noun_id,
        entry.before,
        entry.after,
        entry.address,
    ]
    return hmac.new(key, json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str).encode(), sha256).hexdigest()


def verify(engine: Engine, actor: Actor) -> Verification:
    """Walk the whole chain and say whether every entry is as it was written."""
    may(actor, "audit.verify")
    key, previous, count, erased = keys.derived("audit"), ORIGIN, 0, 0
    query = select(AuditEntry, AuditDetail).outerjoin(AuditDetail, col(AuditDetail.entry_id) == col(AuditEntry.id))
    with reading(engine) as session:
        for entry, detail in session.exec(query.order_by(col(AuditEntry.id)).execution_options(yield_per=1000)):
            is_chained = entry.previous == previous and hmac.compare_digest(entry.chained, _chain(entry, key))
            digest = entry.after.get(DIGEST) if isinstance(entry.after, dict) else None
            if not is_chained or (detail is not None and digest != _digest(detail)):
                return Verification(False, count, previous, entry.id, erased)
            previous, count, erased = entry.chained, count + 1, erased + (digest is not None and detail is None)
    return Verification(True, count, previous, None, erased)


def is_of_this_key(engine: Engine) -> bool:
    """Whether the data key is the one that the trail was written with: its first or its last entry says so. True for an empty trail."""
    key = keys.derived("audit")
    with reading(engine) as session:
        orders = (col(AuditEntry.id), col(AuditEntry.id).desc())
        ends = [session.exec(select(AuditEntry).order_by(order).limit(1)).first() for order in orders]
    return ends[0] is None or any(entry is not None and hmac.compare_digest(entry.chained, _chain(entry, key)) for entry in ends)


def entries(engine: Engine, actor: Actor, *, limit: int = 50, offset: int = 0, action: str | None = None) -> tuple[int, list[AuditEntry]]:
    """How many entries there are and one page of them, newest first."""
    may(actor, "audit.view")
    with reading(engine) as session:
        query = select(AuditEntry)
        if action:
            query = query.where(col(AuditEntry.action).startswith(action))
        total = session.exec(select(func.count()).select_from(query.subquery())).one()
        return total, list(session.exec(query.order_by(col(AuditEntry.id).desc()).limit(limit).offset(offset)))


def details(engine: Engine, actor: Actor, entry_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What stands beside some entries about the person concerned, by entry id; what was erased is not there."""
    may(actor, "audit.view")
    with reading(engine) as session:
        found = session.exec(select(AuditDetail).where(col(AuditDetail.entry_id).in_(entry_ids)))
        return {detail.entry_id: dict(detail.body or {}) for detail in found}
