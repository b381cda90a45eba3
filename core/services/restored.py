"""Restored databases: a file in the data folder remembers the last claim; a database that is older than it was put back from a backup."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func
from sqlmodel import col, select

from core import settings
from core.db.engine import reading, writing
from core.db.tables import Message
from core.domain.access import SCHEDULER
from core.services import audit, house

FILE = "last-claim"
SLACK = timedelta(seconds=1)
_REMEMBERED: dict[Path, datetime] = {}
_CHECKED: set[tuple[str, int]] = set()


def remember(moment: datetime) -> None:
    """Note outside the database when a message was last claimed; twice a second is often enough, because notice() allows for a second."""
    path = settings.load().data / FILE
    last = _REMEMBERED.get(path)
    if last is not None and timedelta() <= moment - last < SLACK / 2:
        return
    _REMEMBERED[path] = moment
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(moment.astimezone(UTC).isoformat())
    draft.replace(path)


def notice(engine: Engine) -> datetime | None:
    """The instant until which messages may have gone that this database does not know of, when it was restored; else None.

    What was due by then is looked up at the provider before anything is sent.
    """
    mark = None if _is_checked(engine) else _mark()
    if mark is None:
        return None
    with reading(engine) as session:
        known = session.exec(select(func.max(col(Message.claimed_at)))).one()
        company = house.company_in(session)
    if company.restored_at is not None and company.restored_at >= mark:
        return company.restored_at
    if known is not None and known >= mark - SLACK:
        return company.restored_at
    with writing(engine) as session:
        company = house.company_in(session)
        company.restored_at = mark
        audit.record(session, SCHEDULER, "database.restored", "company", company.id, after={"sent_until": mark.isoformat()})
    return mark


def _is_checked(engine: Engine) -> bool:
    """Whether this process compared this very file before; a file that was put back is another one. A server's data is compared once."""
    try:
        number = os.stat(str(engine.url.database)).st_ino if engine.dialect.name == "sqlite" else 0
    except OSError:
        return False
    if (str(engine.url), number) in _CHECKED:
        return True
    _CHECKED.add((str(engine.url), number))
    return False


def _mark() -> datetime | None:
    try:
        return datetime.fromisoformat((settings.load().data / FILE).read_text())
    except (OSError, ValueError):
        return None
