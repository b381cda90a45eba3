"""The daily run of the retention clocks: in small steps, each with its entry in the trail; what is left is found again the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Company, Watermark
from core.domain import retention as rules
from core.domain.access import SCHEDULER, Actor, may
from core.domain.errors import Refusal
from core.domain.retention import Clock
from core.services import audit, house, leases, retention, retention_files, retention_imports, retention_ledger, retention_people
from core.services.retention_sweeps import Sweep, sweeps

BATCH = 5_000
PEOPLE = 100  # each has some addresses, notes and messages, all of which are touched
LEASE, HOLD = "job:retention", timedelta(seconds=60)


def run(engine: Engine, actor: Actor) -> dict[str, Any]:
    """The job: once a day of the business what the clocks take, counted by kind; a person may ask again. Nothing while switched off.

    It comes by every hour, because a laptop is seldom awake for a whole day.
    """
    may(actor, "job.run")
    with reading(engine) as session:
        today = clock.today(house.company_in(session).timezone).isoformat()
        done = session.get(Watermark, LEASE)
        if not retention.settings_in(session).is_on or (actor is SCHEDULER and done is not None and done.value == today):
            return {}
    counts = apply(engine, actor)
    with writing(engine) as session:
        session.merge(Watermark(name=LEASE, value=today, checked_at=clock.now()))
    return counts


def apply(engine: Engine, actor: Actor) -> dict[str, Any]:
    """Take what is over, in transactions of at most 5,000 rows, each with its entry in the trail; what is left is found again next time.

    Raises Refusal when another process does the same.
    """
    may(actor, "job.run")
    with reading(engine) as session:
        found, company = retention.settings_in(session), house.company_in(session)
    today, counts = clock.today(company.timezone), {}
    for code, one in found.clocks.items():
        moment = Moment.of(one, today, company)
        if gone := sum(step(engine, actor) for step in _steps(code, moment)):
            counts[code] = gone
    if counts and engine.dialect.name == "sqlite":
        _fold_journal(engine)
    leases.release(engine, LEASE)
    return counts


@dataclass(frozen=True, slots=True)
class Moment:
    """Until when a clock takes: before this local date, which begins at this instant."""

    day: date
    since: datetime

    @classmethod
    def of(cls, one: Clock, today: date, company: Company) -> Moment:
        """The limit of a clock on a local day of the business."""
        day = rules.cutoff_day(one, today)
        return cls(day, rules.instant_of(day, company.timezone))


Step = Callable[[Engine, Actor], int]


def _steps(code: str, moment: Moment) -> Iterator[Step]:
    """What one clock does, step by step."""
    if code == "import_rows":  # first: an import whose rows begin to go can no longer be undone
        yield partial(_by_hand, code=code, due=partial(retention_imports.due, moment.since), act=retention_imports.forget_in)
    for sweep in sweeps():
        if sweep.kind == code:
            yield partial(_sweep, sweep=sweep, moment=moment)
    if code == "reach":
        yield partial(_by_hand, code=code, due=partial(retention_people.resting, moment.day, moment.since), act=retention_people.rest_in)
    if code == "ledger":
        yield partial(_by_hand, code=code, due=partial(retention_ledger.due, moment.day, moment.since), act=retention_ledger.anonymise_in)
    if code in retention_files.KINDS:
        yield partial(_files, code=code, moment=moment)


def _sweep(engine: Engine, actor: Actor, *, sweep: Sweep, moment: Moment) -> int:
    """Walk one table in the order of its numbers, reading without a lock and writing a batch at a time."""
    limit = moment.day if sweep.is_day else moment.since
    conditions, after, gone = (sweep.stamp < limit, *sweep.conditions), 0, 0
    while True:
        with reading(engine) as session:
            query = select(sweep.number).where(*conditions, sweep.number > after).order_by(sweep.number).limit(BATCH)
            ids = list(session.execute(query).scalars())
        if not ids:
            return gone
        with writing(engine) as session:
            _hold_in(session)
            if sweep.kind == "strangers":
                retention_people.keep_strangers_refusals_in(session, ids)
            chosen = (sweep.number.in_(ids), *conditions)
            statement = (
                delete(sweep.table).where(*chosen) if sweep.left is None else update(sweep.table).where(*chosen).values(**sweep.left)
            )
            count = session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
            _record_in(session, actor, sweep.kind, int(count), sweep.table.__tablename__)
        after, gone = ids[-1], gone + int(count)


def _by_hand(engine: Engine, actor: Actor, *, code: str, due: Callable[..., Any], act: Callable[[Session, Actor, list[int]], int]) -> int:
    """What one statement cannot say: found without a lock, then some at a time, asked again in the transaction that acts on them."""
    with reading(engine) as session:
        found, gone = sorted(session.execute(due()).scalars()), 0
    for start in range(0, len(found), PEOPLE):
        with writing(engine) as session:
            _hold_in(session)
            ids = list(session.execute(due(among=found[start : start + PEOPLE])).scalars())
            if ids:
                _record_in(session, actor, code, len(ids), code, rows=act(session, actor, ids))
        gone += len(ids)
    return gone


def _files(engine: Engine, actor: Actor, *, code: str, moment: Moment) -> int:
    gone = retention_files.remove(code, moment.since)
    if gone:
        with writing(engine) as session:
            _record_in(session, actor, code, gone, "file")
    return gone


def _record_in(session: Session, actor: Actor, code: str, count: int, what: str, **more: int) -> None:
    if count:
        audit.record(session, actor, "retention.apply", "retention", code, after={"kind": code, "of": what, "count": count, **more})


def _hold_in(session: Session) -> None:
    """Stay the only one: the lease is renewed with each batch, and a process that lost it stops."""
    if not leases.take_in(session, LEASE, HOLD, leases.owner()):
        raise Refusal("job_running", "The job {name} is running already.", name="retention")


def _fold_journal(engine: Engine) -> None:
    """Bring SQLite's journal into the file and empty it, so that it does not keep what just went; it waits for nobody."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.rollback()
        raw = connection.connection.cursor()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
