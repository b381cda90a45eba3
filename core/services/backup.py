"""Backups: a copy made while the database is in use, checked before it counts, and old ones thinned out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from core import clock, settings
from core.db.engine import open_engine, writing
from core.domain.access import SCHEDULER, Actor, may
from core.domain.errors import Refusal
from core.services import audit, keys

DAYS, WEEKS, MONTHS = 7, 4, 12
_STAMP = "recaudo-%Y%m%d-%H%M%S.db"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that was checked: its file, size in bytes, when it was made, and the audit entries in it with the head of their chain."""

    path: Path
    size: int
    made_at: datetime
    entries: int
    head: str


def make(engine: Engine, actor: Actor) -> Backup:
    """Copy the database to data/backups, check the copy, and drop backups beyond 7 days, 4 weeks and 12 months.

    The copy is encrypted when the database is; the data key is never in it. Raises Refusal when the copy does not pass its checks.
    """
    may(actor, "backup.make")
    if engine.dialect.name != "sqlite":
        raise Refusal("backup_elsewhere", "This database is PostgreSQL: back it up with pg_dump.")
    now = clock.now()
    path = folder() / now.strftime(_STAMP)
    half = path.with_suffix(".part")
    half.unlink(missing_ok=True)
    try:
        _copy(engine, half)
        entries, head = check(half, encrypted=settings.load().recaudo_encrypt)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
    rotate(now.date())
    with writing(engine) as s:
        audit.record(s, actor, "backup.make", "backup", path.name, after={"size": path.stat().st_size, "entries": entries, "head": head})
    return Backup(path, path.stat().st_size, now, entries, head)


def folder() -> Path:
    """The folder of the backups, made when it is missing and closed to other users of the machine."""
    place = settings.load().data / "backups"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def _copy(engine: Engine, target: Path) -> None:
    """VACUUM INTO reads one steady state of the database beside its writers; it must not run inside a transaction."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()


def check(path: Path, *, encrypted: bool = False) -> tuple[int, str]:
    """How many audit entries a copy holds and the head of their chain. Raises Refusal when its pages, keys or chain are not whole."""
    copy = open_engine(f"sqlite:///{path.as_posix()}", keys.derived("database").hex() if encrypted else None)
    pages, stray, chain = None, None, audit.Verification(False, 0, "", None)
    try:
        with copy.connect() as connection:
            pages = connection.execute(text("PRAGMA integrity_check")).scalar()
            stray = connection.execute(text("PRAGMA foreign_key_check")).first()
            chain = audit.verify(copy, SCHEDULER)
    except DatabaseError:
        pages = "unreadable"
    finally:
        copy.dispose()
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
    if pages != "ok" or stray is not None or not chain.is_whole:
        raise Refusal(
            "backup_broken", "The copy did not pass its checks and was thrown away. The database itself may be damaged: ask for help."
        )
    return chain.entries, chain.head


def made() -> list[tuple[datetime, Path]]:
    """The backups there are, newest first, each with the moment in its name (UTC)."""
    found = []
    for path in folder().glob("recaudo-*.db"):
        try:
            found.append((datetime.strptime(path.name, _STAMP).replace(tzinfo=clock.now().tzinfo), path))
        except ValueError:
            continue
    return sorted(found, reverse=True)


def rotate(today: date) -> list[Path]:
    """Delete the backups that no rule keeps: every one of today, then the newest of 7 days, 4 weeks and 12 months. Gives the deleted."""
    kept: set[Path] = {path for moment, path in made() if moment.date() == today}
    for form, limit in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        newest: dict[str, Path] = {}
        for moment, path in made():
            newest.setdefault(moment.strftime(form), path)
        kept |= set(list(newest.values())[:limit])
    gone = [path for _moment, path in made() if path not in kept]
    for path in gone:
        path.unlink()
    return gone
