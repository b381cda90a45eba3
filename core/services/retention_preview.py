"""What the retention clocks would take today, counted without a lock and without touching anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, case, func
from sqlmodel import Session, select

from core import clock
from core.db.engine import reading
from core.domain import retention as rules
from core.domain.access import Actor, may
from core.domain.retention import Clock
from core.services import house, retention, retention_files, retention_people
from core.services.retention_run import Moment
from core.services.retention_sweeps import Sweep, sweeps


@dataclass(slots=True)
class Due:
    """What one clock would take today: how many, the oldest, and on which day the next that is still kept goes. `of`: counts by table."""

    clock: Clock
    before: date
    count: int = 0
    kept: int = 0
    oldest: date | None = None
    next_on: date | None = None
    of: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """Every clock with what it would take on a day of the business."""

    today: date
    is_on: bool
    kinds: tuple[Due, ...]

    @property
    def total(self) -> int:
        """How many rows, people and files would go."""
        return sum(one.count for one in self.kinds)


def look(engine: Engine, actor: Actor) -> Preview:
    """Count what would go if the clocks ran now."""
    may(actor, "compliance.view")
    with reading(engine) as session:
        settings, company = retention.settings_in(session), house.company_in(session)
        today, zone = clock.today(company.timezone), ZoneInfo(company.timezone)
        found = {code: Due(one, rules.cutoff_day(one, today)) for code, one in settings.clocks.items()}
        for sweep in sweeps():
            moment = Moment.of(found[sweep.kind].clock, today, company)
            _add(found[sweep.kind], sweep.table.__tablename__, *_count(session, sweep, moment), zone)
        for code in ("reach", "ledger"):
            _people(session, found[code], Moment.of(found[code].clock, today, company))
    for code in sorted(retention_files.KINDS):
        _files(found[code], Moment.of(found[code].clock, today, company), zone)
    return Preview(today, settings.is_on, tuple(found.values()))


def _count(session: Session, sweep: Sweep, moment: Moment) -> tuple[int, int, Any, Any]:
    """(over, still kept, the oldest that is over, the oldest that is kept)."""
    limit = moment.day if sweep.is_day else moment.since
    kind = sweep.stamp.type
    aged = select(sweep.stamp.label("at")).where(sweep.stamp.is_not(None), *sweep.conditions).subquery()
    is_over = aged.c.at < limit
    query = select(
        func.coalesce(func.sum(case((is_over, 1), else_=0)), 0), func.count(),
        func.min(case((is_over, aged.c.at)), type_=kind), func.min(case((~is_over, aged.c.at)), type_=kind),
    ).select_from(aged)  # fmt: skip
    over, total, oldest, following = session.execute(query).one()
    return int(over), int(total) - int(over), oldest, following


def _add(due: Due, table: str, over: int, kept: int, oldest: Any, following: Any, zone: ZoneInfo) -> None:
    due.count, due.kept = due.count + over, due.kept + kept
    if over:
        due.of[table] = due.of.get(table, 0) + over
    due.oldest = _earlier(due.oldest, _day(oldest, zone))
    if following is not None:
        due.next_on = _earlier(due.next_on, rules.due_day(due.clock, _day(following, zone) or due.before))


def _day(value: Any, zone: ZoneInfo) -> date | None:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def _people(session: Session, due: Due, moment: Moment) -> None:
    """Customers, not rows: whom nothing binds to us any more. When the next one's time comes depends on what they do."""
    rested = due.clock.kind.code == "ledger"
    numbers = retention_people.resting(moment.day, moment.since, rested=rested)
    due.count = session.execute(select(func.count()).select_from(numbers.subquery())).scalar_one()
    if due.count:
        due.of["customer"] = due.count
        moved = retention_people.last_moved(numbers).subquery()
        due.oldest = session.execute(select(func.min(moved.c.day))).scalar_one()


def _files(due: Due, moment: Moment, zone: ZoneInfo) -> None:
    code = due.clock.kind.code
    over = retention_files.due(code, moment.since)
    left = [entry for entry in retention_files.listed(code) if entry not in over]
    _add(due, "file", len(over), len(left), over[0][0] if over else None, left[0][0] if left else None, zone)
