"""Leases: a thing that only one process may do, held for a while and renewed; the renewal is also that process's heartbeat."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from functools import lru_cache

from sqlalchemy import Engine
from sqlmodel import Session

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Lease

SCHEDULER = "scheduler"


@lru_cache(maxsize=1)
def _token(pid: int) -> str:
    return f"{socket.gethostname()[:20]}-{pid}-{secrets.token_hex(3)}"


def owner() -> str:
    """The name of this process: its host, number and a random part; a forked child gets its own."""
    return _token(os.getpid())


def take(engine: Engine, name: str, span: timedelta, who: str | None = None) -> bool:
    """Take or renew a lease; False while another process holds it."""
    with writing(engine) as session:
        return take_in(session, name, span, who or owner())


def take_in(session: Session, name: str, span: timedelta, who: str) -> bool:
    """Take or renew a lease within the caller's transaction."""
    now = clock.now()
    lease = session.get(Lease, name, with_for_update=True)
    if lease is None:
        session.add(Lease(name=name, owner=who, until=now + span, beat_at=now))
        return True
    if lease.owner != who and lease.until > now:
        return False
    lease.owner, lease.until, lease.beat_at = who, now + span, now
    return True


def release(engine: Engine, name: str, who: str | None = None) -> None:
    """Give a lease back, if it is ours. The row goes, so that a process whose clock is behind need not wait for it."""
    with writing(engine) as session:
        lease = session.get(Lease, name)
        if lease is not None and lease.owner == (who or owner()):
            session.delete(lease)


def held(engine: Engine, name: str) -> Lease | None:
    """The lease as it stands, or None when nobody holds it."""
    with reading(engine) as session:
        return session.get(Lease, name)
