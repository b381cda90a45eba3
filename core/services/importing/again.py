"""The very file of the last import once more: where nothing changed since, it changes nothing, and need not be read to know that.

Recognised only when all that could tell otherwise is the same: the bytes, the answers, the company, the program that reads, and every mark
that a change of invoices, payments, customers or contacts leaves. Anything else is compared row by row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from core.db.queries import imports as known
from core.db.tables import Company, Import, ImportReject
from core.domain.readings import Choices, Understood
from core.services.importing.counts import Counts
from core.services.importing.draft import Draft
from core.services.importing.stage import Stage, packed

MOST = 200  # notes that are kept to be told again
_COMPARED = frozenset({"name_differs", "payment_kept", "erased_kept", "erased_before"})  # warnings that depend on what was there before
_PROGRAM = (Path(__file__).parent, Path(__file__).parents[2] / "intake")


def note(session: Session, draft: Draft, stage: Stage) -> dict[str, Any] | None:
    """What must be the same for the file to be recognised, kept with its import; None when it would have to be compared anyway."""
    counts = draft.counts
    is_plain = draft.kind == "portfolio" and counts.new + counts.unchanged == counts.accepted
    if (
        not is_plain
        or counts.gone
        or counts.changed_customers
        or counts.phones_known
        or counts.ignored > MOST
        or _COMPARED & draft.warnings.keys()
    ):
        return None
    warned = list(stage.rows("warning", limit=MOST + 1))
    if len(warned) > MOST or not (program := _program()):
        return None
    notes = {"ignored": [list(row) for row in stage.rows("ignored")], "warnings": [list(row) for row in warned]}
    company = session.exec(select(Company)).one()
    asked = _asked(company, draft.choices, draft.kind)
    return notes | {"asked": asked, "program": program, "mark": known.standing_mark(session.connection())}


def last_alike(session: Session, company: Company, portfolio_id: int | None, file_hash: Callable[[], str], size: int,
               choices: Choices) -> Import | None:  # fmt: skip
    """The last import of all, when it was this file and nothing changed since."""
    last = session.exec(select(Import).order_by(col(Import.id).desc()).limit(1)).first()
    if last is None or last.undone_at or last.size != size or last.portfolio_id != portfolio_id:
        return None
    kept = (last.report or {}).get("again")
    if not kept or kept["program"] != _program() or kept["asked"] != _asked(company, choices, last.kind):
        return None
    is_same = file_hash() == last.file_hash and kept["mark"] == known.standing_mark(session.connection())
    return last if is_same else None


def repeat(session: Session, draft: Draft, last: Import) -> None:
    """Fill a draft with what comparing would find: everything is unchanged, and what was rejected is rejected again."""
    connection, report = session.connection(), last.report
    told, kept = report["counts"], report["again"]
    money = {currency: list(pair) for currency, pair in known.money(connection, draft.portfolio_id).items()}
    numbers = {name: told[name] for name in ("accepted", "rejected", "ignored", "sums", "totals_agree", "totals_differ")}
    draft.counts = Counts(**numbers, unchanged=told["accepted"], before=money, after={code: list(pair) for code, pair in money.items()})
    draft.preview, draft.fingerprint = report["preview"], known.fingerprint(connection)
    draft.warnings, draft.reasons = report["warnings"], report["reasons"]
    stage = Stage(draft.folder / "stage.db")
    try:
        stage.add("ignored", map(tuple, kept["ignored"]))
        stage.add("warning", map(tuple, kept["warnings"]))
        stage.add("reject", _rejected(connection, last.id or 0))
    finally:
        stage.close()


def understood(last: Import) -> Understood:
    """How the file was read, recognised this time."""
    return Understood(**(last.understood | {"remembered": True}))


def _rejected(connection: Connection, import_id: int) -> list[tuple[Any, ...]]:
    query = select(ImportReject).where(ImportReject.import_id == import_id).order_by(col(ImportReject.id))
    with Session(connection) as session:
        return [(one.row, one.column, one.reason, packed(one.message), packed(one.cells)) for one in session.exec(query)]


def _asked(company: Company, choices: Choices, kind: str) -> dict[str, Any]:
    return asdict(choices) | {"kind": choices.kind or kind, "company": [company.country, company.currency]}


@lru_cache(maxsize=1)
def _program() -> str | None:
    """A digest of the modules that read and compare; None where they cannot be seen, as in a frozen program."""
    digest, sources = sha256(), [path for folder in _PROGRAM for path in sorted(folder.glob("*.py"))]
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest() if sources else None
