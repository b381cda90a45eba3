"""Segments as people see them: each with its members and money per currency, and the people of one, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from core.db.engine import reading
from core.db.queries import segment_sql as sql
from core.db.tables import Customer, Segment
from core.domain.access import Actor, may
from core.domain.money import from_cents
from core.domain.profile import Profile
from core.domain.segments import Rule, matching_balances, parse
from core.domain.sentences import Sentence
from core.services import profiles, segments

PAGE = 25
MOST_KEPT = 500
_counted: dict[tuple[Any, Rule], tuple[int, dict[str, tuple[int, int]]]] = {}  # of a state of the profiles, for each rule


@dataclass(frozen=True, slots=True)
class SegmentView:
    """One segment now. `name` and `description` are message ids when it is ready-made; money in hundredths by currency."""

    id: int
    slug: str
    name: str
    description: str | None
    rule: Rule
    is_ready_made: bool
    is_archived: bool
    members: int
    open_cents: dict[str, int]
    overdue_cents: dict[str, int]


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a segment, with the facts that put them there; `balances` are (open, overdue) hundredths by currency."""

    customer_id: int
    name: str
    code: str | None
    behaviour: str
    bucket: str
    days_past_due: int
    score: int
    reach: tuple[str, ...]
    has_promise: bool
    has_dispute: bool
    last_payment_on: date | None
    balances: dict[str, tuple[int, int]]
    why: tuple[Sentence, ...]


def listed(engine: Engine, actor: Actor, *, with_archived: bool = False) -> list[SegmentView]:
    """Every segment with its members and money, ready-made ones first."""
    may(actor, "segment.view")
    with reading(engine) as session:
        query = select(Segment).order_by(col(Segment.is_ready_made).desc(), col(Segment.id))
        if not with_archived:
            query = query.where(col(Segment.archived_at).is_(None))
        return views_in(session, list(session.exec(query)))


def one(engine: Engine, actor: Actor, segment_id: int) -> SegmentView:
    """One segment with its members and money. Raises NotFound."""
    may(actor, "segment.view")
    with reading(engine) as session:
        return views_in(session, [segments.segment_in(session, segment_id)])[0]


def tried(engine: Engine, actor: Actor, rule: Any) -> SegmentView:
    """What a rule that is not stored would catch. Raises Refusal when it cannot be meant."""
    may(actor, "segment.view")
    with reading(engine) as session:
        return views_in(session, [Segment(id=0, slug="", name="", rule=rule)])[0]


def views_in(session: Session, rows: list[Segment]) -> list[SegmentView]:
    """Segments with their figures; what is not known of this state of the profiles is counted in two passes whatever their number."""
    parsed = [parse(row.rule) for row in rows]
    state = (str(session.get_bind().engine.url), profiles.refreshes_in(session))
    unknown = [rule for rule in dict.fromkeys(parsed) if (state, rule) not in _counted]
    if unknown:
        if len(_counted) > MOST_KEPT:
            _counted.clear()
        found = zip(counted_in(session, unknown), money_in(session, unknown), strict=True)
        _counted.update({(state, rule): one for rule, one in zip(unknown, found, strict=True)})
    known = [_counted[state, rule] for rule in parsed]
    return [
        SegmentView(row.id or 0, row.slug, row.name, row.description, rule, row.is_ready_made, row.archived_at is not None, count,
                    {currency: cents[0] for currency, cents in owed.items() if cents[0]},
                    {currency: cents[1] for currency, cents in owed.items() if cents[1]})
        for row, rule, (count, owed) in zip(rows, parsed, known, strict=True)
    ]  # fmt: skip


def counted_in(session: Session, parsed: list[Rule]) -> list[int]:
    """The number of members of each rule."""
    terms = segments.terms_in(session)
    return [int(count) for count in session.execute(text(sql.counts(parsed, terms)), terms.values).one()]


def money_in(session: Session, parsed: list[Rule]) -> list[dict[str, tuple[int, int]]]:
    """(open, overdue) hundredths by currency of each rule: the balances for which it holds."""
    terms = segments.terms_in(session)
    found: list[dict[str, tuple[int, int]]] = [{} for _ in parsed]
    for currency, *sums in session.execute(text(sql.money(parsed, terms)), terms.values):
        for place, owed in enumerate(found):
            owed[currency] = (int(sums[2 * place]), int(sums[2 * place + 1]))
    return found


def members(engine: Engine, actor: Actor, segment_id: int, *, limit: int = PAGE, offset: int = 0) -> tuple[int, list[Member]]:
    """How many members there are and one page of them, first whom to care for first."""
    may(actor, "segment.view")
    with reading(engine) as session:
        rule = parse(segments.segment_in(session, segment_id).rule)
        return counted_in(session, [rule])[0], page_in(session, rule, limit, offset)


def page_in(session: Session, rule: Rule, limit: int, offset: int) -> list[Member]:
    """One page of a rule's members."""
    terms = segments.terms_in(session)
    query = sql.page(rule, terms)
    numbers = [row[0] for row in session.execute(text(query), terms.values | {"limit": limit, "offset": offset})]
    found, told = profiles.of(session, numbers), segments.why_in(session, rule, numbers)
    people = session.exec(select(Customer.id, Customer.name, Customer.code).where(col(Customer.id).in_(numbers)))
    names = {customer_id: (name, code) for customer_id, name, code in people}
    return [_member(number, *names[number], found[number], rule, terms.references, tuple(told[number])) for number in numbers]


def _member(number: int, name: str, code: str | None, profile: Profile, rule: Rule, references: Any, told: tuple[Sentence, ...]) -> Member:
    owed = matching_balances(rule, profile, references)
    return Member(number, name, code, profile.behaviour, profile.bucket, profile.days_past_due, profile.score, profile.reach,
                  profile.has_promise, profile.has_dispute, profile.last_payment_on,
                  {balance.currency: (balance.open_cents, balance.overdue_cents) for balance in owed}, told)  # fmt: skip


def all_members(engine: Engine, actor: Actor, segment_id: int, *, portion: int = 500) -> Iterator[Member]:
    """Every member in the order of the pages, read in portions, for exports."""
    offset = 0
    while True:
        _total, found = members(engine, actor, segment_id, limit=portion, offset=offset)
        yield from found
        offset += portion
        if len(found) < portion:
            return


def as_json(view: SegmentView) -> dict[str, Any]:
    """A segment for programs: money as decimal strings."""
    return {
        "id": view.id, "slug": view.slug, "name": view.name, "description": view.description, "ready_made": view.is_ready_made,
        "archived": view.is_archived, "members": view.members,
        "open": {currency: str(from_cents(cents)) for currency, cents in view.open_cents.items()},
        "overdue": {currency: str(from_cents(cents)) for currency, cents in view.overdue_cents.items()},
        "rule": [{"field": one.field, "op": one.op, "value": one.value} for one in view.rule],
    }  # fmt: skip
