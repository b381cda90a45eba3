"""While you were away: a gap in the scheduler's heartbeat, and what was caught up after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import JobRun, Message, MessageEvent, Payment, Reply
from core.domain.access import Actor, may
from core.services import leases, outbox

GAP = timedelta(minutes=2)
CATCH_UP = timedelta(minutes=30)
SHOWN = timedelta(hours=24)
JOB = "asleep"


@dataclass(frozen=True, slots=True)
class Away:
    """One time in which nothing ran, and what was caught up within half an hour after it."""

    since: datetime
    until: datetime
    replies: int
    payments: int
    sent: int
    expired: int
    moved: int


def note(engine: Engine) -> timedelta | None:
    """Called before each heartbeat: keep a gap of more than two minutes since the last one; returns it."""
    lease = leases.held(engine, leases.SCHEDULER)
    now = clock.now()
    if lease is None or now - lease.beat_at <= GAP:
        return None
    with writing(engine) as session:
        session.add(JobRun(job=JOB, started_at=lease.beat_at, finished_at=now, succeeded=True, outcome=None, owner=leases.owner()))
    return now - lease.beat_at


def last(engine: Engine, actor: Actor) -> Away | None:
    """The latest gap that ended within the last day, with what was caught up; None when there was none."""
    may(actor, "today.view")
    query = select(JobRun).where(JobRun.job == JOB, col(JobRun.finished_at) >= clock.now() - SHOWN).order_by(col(JobRun.id).desc()).limit(1)
    with reading(engine) as session:
        gap = session.exec(query).first()
        return None if gap is None or gap.finished_at is None else _told(session, gap.started_at, gap.finished_at)


def _told(session: Session, since: datetime, until: datetime) -> Away:
    end = until + CATCH_UP

    def events(*conditions: object) -> int:
        query = select(func.count()).select_from(MessageEvent).where(MessageEvent.at >= until, MessageEvent.at <= end, *conditions)  # type: ignore[arg-type]
        return session.exec(query).one()

    heard = select(func.count()).select_from(Reply).where(Reply.received_at >= since, Reply.received_at <= until)
    paid = select(func.count()).select_from(Payment).where(Payment.recorded_at >= since, Payment.recorded_at <= end)
    late = select(col(Message.id)).where(Message.not_before < until)
    return Away(
        since, until, session.exec(heard).one(), session.exec(paid).one(), events(MessageEvent.state == outbox.SENT),
        events(MessageEvent.state == outbox.EXPIRED), events(MessageEvent.state == outbox.QUEUED, ~col(MessageEvent.message_id).in_(late)),
    )  # fmt: skip
