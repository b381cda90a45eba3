"""What was imported: each file with what it did, its rejected rows, and whether it was undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from core.db.engine import reading
from core.db.tables import Import, ImportReject, Portfolio, User
from core.domain.access import Actor, may
from core.domain.errors import NotFound
from core.services import house
from core.services.importing import sheets
from core.services.importing.rejected import REASON
from core.services.importing.report import sentence
from core.text import LANGUAGES, translate

LATEST = 100  # as many imports are looked through for one alike


@dataclass(frozen=True, slots=True)
class Imported:
    """One import as a list shows it; the numbers are of invoices, payments or customers by its kind, sums in hundredths."""

    id: int
    kind: str
    portfolio: str | None
    file_name: str
    file_hash: str
    user: str | None
    confirmed_at: datetime | None
    undone_at: datetime | None
    accepted: int
    rejected: int
    new: int
    changed: int
    unchanged: int
    gone: int
    sums: dict[str, list[int]]
    understood: dict[str, Any]
    warnings: dict[str, int]
    reasons: dict[str, int]


def imports(engine: Engine, actor: Actor, *, limit: int = 20, offset: int = 0) -> tuple[int, list[Imported]]:
    """How many imports there are and one page of them, newest first."""
    may(actor, "portfolio.view")
    with reading(engine) as session:
        total = session.exec(select(func.count()).select_from(Import)).one()
        query = _query().order_by(col(Import.id).desc()).limit(limit).offset(offset)
        return total, [_imported(*row) for row in session.exec(query)]


def one(engine: Engine, actor: Actor, import_id: int) -> Imported:
    """One import. Raises NotFound."""
    may(actor, "portfolio.view")
    with reading(engine) as session:
        return _imported(*_found(session, import_id))


def other_sheets(engine: Engine, actor: Actor, import_id: int) -> tuple[list[str], bool]:
    """The sheets of an import's file that look like tables and did not come in yet, and whether the file is still kept."""
    may(actor, "portfolio.view")
    with reading(engine) as session:
        row = _found(session, import_id)[0]
        left = sheets.left_in(session, row.file_hash, (row.understood or {}).get("others", ()))
    return left, sheets.kept_path(row.file_hash).exists()


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier import of a file with the same columns: `on` is its day in the company's zone."""

    id: int
    file_name: str
    portfolio: str | None
    on: date


def last_alike(engine: Engine, actor: Actor, headers: list[str], kind: str) -> Alike | None:
    """The last import of a kind whose file had these headers, among the latest of them."""
    may(actor, "portfolio.view")
    with reading(engine) as session:
        return alike_in(session, headers, kind)


def alike_in(session: Session, headers: list[str], kind: str, *, rejected: bool = False) -> Alike | None:
    """The same within a transaction; with `rejected` only an import that rejected rows."""
    zone = ZoneInfo(house.company_in(session).timezone)
    query = _query().where(Import.kind == kind, col(Import.undone_at).is_(None)).order_by(col(Import.id).desc()).limit(LATEST)
    for row, portfolio, _user in session.exec(query):
        has_rejects = bool((row.report or {}).get("counts", {}).get("rejected"))
        if headers and (row.understood or {}).get("headers") == headers and (has_rejects or not rejected) and row.confirmed_at:
            return Alike(row.id or 0, row.file_name, portfolio, row.confirmed_at.astimezone(zone).date())
    return None


def is_mended_in(session: Session, headers: list[str], kind: str) -> bool:
    """Whether a file brings back the rejected rows of an import, known by our column of reasons at its end: it is but a part."""
    is_ours = len(headers) > 1 and headers[-1] in {translate(REASON, lang) for lang in LANGUAGES}
    return is_ours and alike_in(session, headers[:-1], kind, rejected=True) is not None


def _query() -> Any:
    joined = select(Import, Portfolio.name, User.name).join(Portfolio, col(Portfolio.id) == Import.portfolio_id, isouter=True)
    return joined.join(User, col(User.id) == Import.user_id, isouter=True)


def _found(session: Session, import_id: int) -> Any:
    found = session.exec(_query().where(Import.id == import_id)).first()
    if found is None:
        raise NotFound("unknown_import", "There is no import {id}.", id=import_id)
    return found


def _imported(row: Import, portfolio: str | None, user: str | None) -> Imported:
    told = row.report or {}
    counts = told.get("counts", {})
    numbers = {name: counts.get(name, 0) for name in ("accepted", "rejected", "new", "changed", "unchanged", "gone")}
    return Imported(
        id=row.id or 0, kind=row.kind, portfolio=portfolio, file_name=row.file_name, file_hash=row.file_hash, user=user,
        confirmed_at=row.confirmed_at,
        undone_at=row.undone_at, sums=counts.get("sums", {}), understood=row.understood or {}, warnings=told.get("warnings", {}),
        reasons=told.get("reasons", {}), **numbers,
    )  # fmt: skip


def rejects(engine: Engine, actor: Actor, import_id: int) -> tuple[list[str], Iterator[list[str]]]:
    """The rejected rows of an import as a table of the file's own shape plus row and reason: (headers, rows)."""
    may(actor, "portfolio.view")
    from core.services.importing.rejected import table_of

    with reading(engine) as session:
        understood = _found(session, import_id)[0].understood or {}
        query = select(ImportReject).where(ImportReject.import_id == import_id).order_by(col(ImportReject.row), col(ImportReject.id))
        rows = [(one.row, sentence(one.message), one.cells) for one in session.exec(query)]
    return table_of(understood.get("headers") or [], understood.get("positions") or {}, rows)
