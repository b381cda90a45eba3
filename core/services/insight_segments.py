"""Overdue by segment: the members of today, with what they had overdue on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, text
from sqlmodel import Session, col, select

from core.db.queries import segment_sql
from core.db.tables import Segment
from core.domain.segments import parse
from core.services import profiles, segment_views, segments


@dataclass(frozen=True, slots=True)
class SegmentMoney:
    """One segment: `name` is a message id when it is ready-made; overdue hundredths by currency. Segments overlap: never add them."""

    id: int
    slug: str
    name: str
    is_ready_made: bool
    members: int
    overdue_cents: dict[str, int]


def overdue_by_segment_in(session: Session, as_of: date) -> tuple[SegmentMoney, ...]:
    """Each segment in use with its members and their overdue balances for which its rule holds, as of a day."""
    rows = list(session.exec(select(Segment).where(col(Segment.archived_at).is_(None)).order_by(col(Segment.id))))
    computed_on = profiles.as_of_in(session)
    if not rows or computed_on is None:
        return ()
    if computed_on == as_of:
        views = segment_views.views_in(session, rows)
        return tuple(SegmentMoney(view.id, view.slug, view.name, view.is_ready_made, view.members, view.overdue_cents) for view in views)
    return _then_in(session, rows, as_of)


def _then_in(session: Session, rows: list[Segment], as_of: date) -> tuple[SegmentMoney, ...]:
    parsed, terms = [parse(row.rule) for row in rows], segments.terms_in(session)
    query = text(segment_sql.overdue_then(parsed, terms)).bindparams(bindparam("day", type_=Date))
    owed: list[dict[str, int]] = [{} for _ in rows]
    for currency, *sums in session.execute(query, terms.values | {"day": as_of}):
        for place, cents in enumerate(sums):
            if cents:
                owed[place][currency] = int(cents)
    counts = segment_views.counted_in(session, parsed)
    return tuple(
        SegmentMoney(row.id or 0, row.slug, row.name, row.is_ready_made, count, cents)
        for row, count, cents in zip(rows, counts, owed, strict=True)
    )
