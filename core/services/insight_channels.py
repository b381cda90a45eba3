"""What the channels did in a period, what it cost, and what it really brought: never without the control group beside it, or a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Date, bindparam, text
from sqlmodel import Session

from core.db.queries import insight_sql as sql
from core.db.tables.record import Instant
from core.domain.kpis_channels import ChannelCounts
from core.domain.kpis_effect import Uplift, uplift
from core.domain.ratio import Ratio

WINDOW_DAYS = 7  # a payment up to this many days after a message is counted as following it


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """One channel in a period; `costs` by currency, `is_estimated` when the provider has not said all prices yet."""

    counts: ChannelCounts
    costs: dict[str, Decimal]
    is_estimated: bool
    simulated: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Paid within WINDOW_DAYS after a message, of the people written to; and the difference to the control group, None without one."""

    after_message: Ratio
    uplift: Uplift | None


def span_of(as_of: date, since: date, zone: str) -> dict[str, datetime]:
    """The instants at which the business closes both days."""
    place = ZoneInfo(zone)
    return {name: datetime.combine(day + timedelta(days=1), time(), place) - timedelta(microseconds=1)
            for name, day in (("after", since), ("upto", as_of))}  # fmt: skip


def channels_in(session: Session, as_of: date, since: date, zone: str) -> tuple[tuple[ChannelFigures, ...], Effect]:
    """Each channel that was used in the period, and the effect of all of them together."""
    span, dialect = span_of(as_of, since, zone), session.get_bind().dialect.name
    rows = list(session.execute(_dated(sql.channels()), span))
    named = session.execute(_dated(sql.people(dialect, WINDOW_DAYS), True), span | {"day": as_of, "no": False}).all()
    people = {channel: (int(all_), int(paid)) for channel, all_, paid in named}
    gone = {channel: int(count) for channel, count in session.execute(_dated(sql.opted_out()), span)}
    named_rows = {name: [row for row in rows if row[0] == name] for name in sorted({row[0] for row in rows})}
    found = tuple(_one(name, own, people.get(name, (0, 0)), gone.get(name, 0)) for name, own in named_rows.items())
    after = Ratio(sum(paid for _all, paid in people.values()), sum(all_ for all_, _paid in people.values()))
    return found, Effect(after, _uplift_in(session, dialect, span, as_of))


def _one(name: str, rows: list[Any], people: tuple[int, int], opted_out: int) -> ChannelFigures:
    accepted, rejected, delivered, read, undelivered = (sum(int(row[place] or 0) for row in rows) for place in range(2, 7))
    costs = {row[1]: Decimal(int(row[7] or 0)) / 1_000_000 for row in rows if row[7]}
    counts = ChannelCounts(name, accepted, rejected, delivered, read, undelivered, opted_out, *people)
    return ChannelFigures(counts, costs, any(row[8] for row in rows), sum(int(row[9] or 0) for row in rows))


def _uplift_in(session: Session, dialect: str, span: dict[str, datetime], as_of: date) -> Uplift | None:
    rows = session.execute(_dated(sql.lots(dialect, WINDOW_DAYS), True), span | {"day": as_of, "no": False})
    found = {bool(is_holdout): Ratio(int(paid or 0), int(members)) for is_holdout, members, paid in rows}
    return uplift(found.get(False, Ratio(0, 0)), found.get(True, Ratio(0, 0)))


def _dated(query: str, has_day: bool = False) -> Any:
    made = text(query).bindparams(bindparam("after", type_=Instant), bindparam("upto", type_=Instant))
    return made.bindparams(bindparam("day", type_=Date), bindparam("no", type_=Boolean)) if has_day else made
