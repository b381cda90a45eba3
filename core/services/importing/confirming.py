"""Confirming a draft: the import and all it brings, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from core import clock
from core.db.queries import imports as known
from core.db.tables import Import, Portfolio
from core.domain.access import Actor
from core.domain.errors import Stale
from core.services import audit, erasure_log
from core.services.importing import again, remembering, report
from core.services.importing import writing as written
from core.services.importing.draft import Draft
from core.services.importing.gone import money_after, stage_gone
from core.services.importing.stage import Stage
from core.text import _

Told = Callable[..., None]


def write_draft(engine: Engine, actor: Actor, draft: Draft, stage: Stage, gone: str, tell: Told) -> int:
    """Write everything that a draft staged; gives the id of the import. Raises Stale when what it was compared with has changed."""
    with written.transaction(engine) as session:
        connection = session.connection()
        draft.counts.after = money_after(draft.counts, gone)
        if known.fingerprint(connection) != draft.fingerprint:
            raise Stale("stale_draft", "Something changed since the file was compared. Compare it again, then confirm.")
        made = _record_import(session, actor, draft, stage)
        import_id = made.id or 0
        if gone == "paid":
            stage_gone(stage, draft, import_id)
        written.write_rejects(connection, stage, import_id)
        written.write(connection, stage, _constants(import_id, made.portfolio_id, draft), tell)
        written.write_changes(connection, draft, import_id)
        session.flush()
        _note(session, draft, made)
        erasure_log.remember_imported(session, import_id)
    return import_id


def _note(session: Session, draft: Draft, made: Import) -> None:
    """Keep by what the same file is recognised the next time."""
    stage = draft.open_stage()
    try:
        if kept := again.note(session, draft, stage):
            made.report = made.report | {"again": kept}
    finally:
        stage.close()


def _record_import(session: Session, actor: Actor, draft: Draft, stage: Stage) -> Import:
    portfolio_id = draft.portfolio_id
    if portfolio_id is None and (draft.kind == "portfolio" or draft.portfolio):
        portfolio_id = _new_portfolio(session, draft)
    now = clock.now()
    made = Import(
        portfolio_id=portfolio_id, kind=draft.kind, state="done", file_name=draft.file_name[:200], file_hash=draft.file_hash,
        size=draft.size, understood=report.understood(draft.understood, whole=True), report=report.short(draft, stage),
        as_of=date.fromisoformat(draft.as_of),
        user_id=actor.user_id, created_at=now, confirmed_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    remembering.remember_in(session, portfolio_id, draft)
    counts = {name: getattr(draft.counts, name) for name in ("accepted", "rejected", "new", "changed", "unchanged", "gone")}
    audit.record(session, actor, "import.confirm", "import", made.id, after={"kind": draft.kind, "sha256": draft.file_hash, **counts})
    return made


def _new_portfolio(session: Session, draft: Draft) -> int:
    found = Portfolio(name=draft.portfolio or _("Main portfolio"), created_at=clock.now())
    session.add(found)
    session.flush()
    draft.portfolio = found.name
    return found.id or 0


def _constants(import_id: int, portfolio_id: int | None, draft: Draft) -> dict[str, dict[str, Any]]:
    """What the rows of one import have in common, by table."""
    now = clock.now().replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    mine = {"import_id": import_id}
    return {
        "customer": mine | {"created_at": now, "updated_at": now, "version": 1},
        "contact_point": mine | {"created_at": now},
        "invoice": mine | {"portfolio_id": portfolio_id},
        "payment": mine | {"recorded_at": now} | ({"portfolio_id": portfolio_id} if draft.kind == "portfolio" else {}),
        "dispute": mine,
        "authorisation": mine,
        "opt_out": mine,
    }
