"""Imports: a file is read, compared and shown as a draft; confirmed, all of it counts in one transaction; afterwards it can be undone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from core.db.engine import reading
from core.db.tables import Company
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.readings import Choices, Reading, Totals
from core.services import house, import_history
from core.services.importing import again, reader, remembering, report, sheets
from core.services.importing import draft as drafts
from core.services.importing.confirming import write_draft
from core.services.importing.draft import Draft
from core.services.importing.preparing import compare, file_hash, new_draft, portfolio_for, portfolio_named
from core.services.importing.undo import plan_undo, undo

__all__ = ["cancel", "confirm", "plan_undo", "prepare", "undo"]

log = logging.getLogger("recaudo")
Told = Callable[..., None]  # hears the share done, 0..1, and the rows read so far where these are counted


def prepare(
    engine: Engine,
    actor: Actor,
    path: Path,
    *,
    file_name: str | None = None,
    kind: str | None = None,
    portfolio: str | None = None,
    choices: Choices | None = None,
    keeps_records: bool = False,
    is_ours: bool = False,
    tell: Told = lambda share, rows=None: None,
) -> Draft:
    """Read a file, compare it with what is there and stage what it would do; nothing is written to the tables.

    `portfolio` by default is the only or first one (payments: any). `tell` hears the share done, 0..1. Raises FileRefused when the
    file cannot be read at all. A draft with questions cannot be confirmed: prepare again with the answers in `choices`.
    """
    may(actor, "import.run")
    chosen = choices or Choices()
    chosen.kind = kind or chosen.kind
    with reading(engine) as session:
        company, named = house.company_in(session), portfolio_named(session, portfolio)
        if not (is_ours or keeps_records) and (found := _same_again(session, actor, company, path, file_name, portfolio, chosen)):
            return found
        remembered = remembering.known_in(session, named)
        reading_ = reader.read(path, file_name or path.name, chosen, remembered, company.country, company.currency)
        draft = new_draft(session, actor, company, path, reading_, chosen, portfolio, file_name, is_ours, keeps_records)
        try:
            compare(session.connection(), draft, company, reading_, tell)
            draft.is_part = import_history.is_mended_in(session, draft.understood.headers, draft.kind)
            draft.counts.gone = 0 if draft.is_part else draft.counts.gone
        except BaseException:
            drafts.forget(draft.id)
            raise
    draft.save()
    return draft


def _same_again(
    session: Session, actor: Actor, company: Company, path: Path, file_name: str | None, portfolio: str | None, chosen: Choices
) -> Draft | None:
    """The draft of a file that was the last one to come in, when nothing changed since; None when it must be read."""
    if chosen.kind not in (None, "portfolio") or not path.is_file():
        return None
    into = portfolio_for(session, "portfolio", portfolio)
    last = again.last_alike(session, company, into.id if into else None, lambda: file_hash(path), path.stat().st_size, chosen)
    if last is None:
        return None
    read = Reading(again.understood(last), [], iter(()), Totals())
    draft = new_draft(session, actor, company, path, read, chosen, portfolio, file_name, False, False)
    again.repeat(session, draft, last)
    draft.save()
    return draft


def waiting(actor: Actor) -> list[Draft]:
    """The drafts that a person has not confirmed or cancelled yet, newest first."""
    may(actor, "import.run")
    return drafts.waiting(actor.user_id)


def find_draft(actor: Actor, draft_id: str) -> Draft:
    """A draft that waits. Raises NotFound when it was confirmed or cancelled."""
    may(actor, "import.run")
    return drafts.load(draft_id)


def confirm(
    engine: Engine, actor: Actor, draft_id: str, *, gone: str = "leave", skip_rejected: bool = True,
    tell: Told = lambda share, rows=None: None,
) -> dict[str, Any]:  # fmt: skip
    """Write what a draft staged, all of it in one transaction; gives the full report with its import_id.

    `gone`: what to do with open invoices of the portfolio that the file no longer has: leave, or paid (as of today). Raises Refusal
    when questions are open or no row can come in, Stale when what it was compared with has changed since.
    """
    may(actor, "import.run")
    draft = drafts.load(draft_id)
    _check(draft, skip_rejected)
    stage = draft.open_stage()
    try:
        import_id = write_draft(engine, actor, draft, stage, "leave" if draft.is_part else gone, tell)
        stage = draft.open_stage()
        told = report.full(draft, stage, "imported", import_id, records=draft.has_records)
        is_idle = stage.is_idle()
        told["other_sheets"] = _other_sheets(engine, draft)
    finally:
        stage.close()
    cancel(actor, draft_id)
    if not is_idle:
        _refresh(engine)
    tell(1.0)
    return told


def _other_sheets(engine: Engine, draft: Draft) -> list[str]:
    """The sheets that are left of a file that just came in; while there are some, the file is kept."""
    with reading(engine) as session:
        left = sheets.left_in(session, draft.file_hash, draft.understood.others)
    sheets.keep(draft, left)
    return left


def _check(draft: Draft, skip_rejected: bool) -> None:
    if draft.questions:
        raise Refusal("question", "Answer the questions about the file first.")
    if not draft.counts.accepted:
        reason = next(iter(draft.reasons), "no_rows")
        raise Refusal(reason, "No row of the file can come in.")
    if draft.counts.rejected and not skip_rejected:
        raise Refusal("has_rejected", "Rows that cannot come in: {n}.", n=draft.counts.rejected)


def cancel(actor: Actor, draft_id: str) -> None:
    """Let a draft go; nothing of it remains, and the file that was put there for it goes with it."""
    may(actor, "import.run")
    try:
        draft = drafts.load(draft_id)
    except NotFound:
        return
    drafts.forget(draft_id)
    if draft.is_ours:
        Path(draft.path).unlink(missing_ok=True)


def _refresh(engine: Engine) -> None:
    """Class the customers anew, so that segments are right at once; should it fail, the import stands and the next job does it."""
    from core.services import profiles

    try:
        profiles.refresh(engine)
    except Exception:  # what was written is written: saying that the import failed would be untrue
        log.exception("customers could not be classed after an import")
