"""What an import leaves behind beside its result: samples of rows in its report, for a while of use to whoever wonders or undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import clock
from core.db.tables import Import
from core.domain.access import Actor

KEPT = ("counts", "warnings", "reasons")
GONE = "rows_gone_at"


def due(since: datetime, *, among: Sequence[int] | None = None) -> Any:
    """The ids of imports confirmed before an instant whose rows are still kept; `among` asks only about some."""
    marked = col(Import.report)[GONE].as_string()
    query = select(Import.id).where(col(Import.confirmed_at) < since, marked.is_(None))
    return query if among is None else query.where(col(Import.id).in_(among))


def forget_in(session: Session, actor: Actor, ids: Sequence[int]) -> int:
    """Keep of each report only the counts and say when the rows went, within the caller's transaction; from now on there is no undoing."""
    for row in session.exec(select(Import).where(col(Import.id).in_(ids))):
        told = row.report or {}
        row.report = {name: told[name] for name in KEPT if name in told} | {GONE: clock.now().isoformat()}
        session.add(row)
    session.flush()
    return len(ids)
