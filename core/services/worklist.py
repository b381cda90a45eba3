"""Whom to call next: by score, with the reasons, leaving out those who wait for nothing from us or were spoken with today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, or_
from sqlmodel import Session, col, select

from core.db.engine import reading
from core.db.tables import Activity, Balance, Customer, Profile, User
from core.domain import score as rules
from core.domain.access import Actor, may
from core.domain.aging import days_past_due
from core.domain.promises import BROKEN_STATES
from core.domain.sentences import Sentence
from core.services import house, profiles, promises, unchanged
from core.services.customers import ERASED, WITHHELD, balances_in


@dataclass(frozen=True, slots=True)
class Next:
    """One customer to take care of: score from 0 to 100 with its reasons, and what is overdue by currency in hundredths."""

    customer_id: int
    name: str
    code: str | None
    score: int
    reasons: tuple[Sentence, ...]
    overdue: dict[str, int]
    days_late: int
    behaviour: str
    reach: str
    agent: str | None
    last_contact_at: datetime | None


def find(engine: Engine, actor: Actor, *, agent_id: int | None = None, limit: int = 25, offset: int = 0) -> list[Next]:
    """One page of the customers who want care, the most pressing first; `agent_id` narrows to those of one person."""
    may(actor, "worklist.view")
    with reading(engine) as s:
        today = promises.today_in(s)
        query = _waiting(s, today, agent_id)
        ids = list(s.execute(query.order_by(col(Profile.score).desc(), col(Profile.customer_id)).limit(limit).offset(offset)).scalars())
        rows = s.execute(
            select(Profile, Customer, User.name)
            .join(Customer, col(Customer.id) == col(Profile.customer_id))
            .outerjoin(User, col(User.id) == col(Customer.agent_id))
            .where(col(Profile.customer_id).in_(ids))
        ).all()
        balances, scores = balances_in(s, ids), scores_in(s, ids, today)
    found = {profile.customer_id: _next(profile, customer, agent, balances, scores, today) for profile, customer, agent in rows}
    return [found[number] for number in ids]


def count(engine: Engine, actor: Actor, *, agent_id: int | None = None) -> int:
    """How many customers want care."""
    may(actor, "worklist.view")
    with reading(engine) as s:
        if agent_id is None:
            pressing = unchanged.answer(s, "pressing", profiles.refreshes_in(s), lambda: _number(s, _pressing(None)))
        else:  # one person's customers are few, and change hands
            pressing = _number(s, _pressing(agent_id))
        left_out = _pressing(agent_id).where(or_(*(col(Profile.customer_id).in_(some) for some in _left_out(s, promises.today_in(s)))))
        return pressing - _number(s, left_out)


def _number(s: Session, query: Any) -> int:
    return int(s.execute(query.with_only_columns(func.count())).scalar_one())


def _waiting(s: Session, today: date, agent_id: int | None) -> Any:
    """Ids of those who press, without those who are left out."""
    return _pressing(agent_id).where(*(col(Profile.customer_id).notin_(some) for some in _left_out(s, today)))


def _pressing(agent_id: int | None) -> Any:
    """Ids of those with a score and without a dispute or an open promise."""
    query = select(col(Profile.customer_id)).where(
        Profile.score > 0, col(Profile.has_dispute).is_(False), col(Profile.has_promise).is_(False)
    )
    mine = select(Customer.id).where(Customer.agent_id == agent_id)
    return query if agent_id is None else query.where(col(Profile.customer_id).in_(mine))


def _left_out(s: Session, today: date) -> tuple[Any, ...]:
    """Those whom somebody spoke with today, who asked for quiet or may not be contacted, and who were erased."""
    spoken = select(Activity.customer_id).where(Activity.at >= _midnight(s, today), Activity.kind != "note")
    quiet, stop = col(Customer.quiet_until), col(Customer.stop_reason)
    held = select(Customer.id).where(or_(quiet.is_not(None), stop.is_not(None)), or_(stop.is_not(None), quiet >= today))
    return spoken, held, ERASED


def _midnight(s: Session, today: date) -> datetime:
    return datetime.combine(today, time(), ZoneInfo(house.company_in(s).timezone)).astimezone(UTC)


def _next(
    profile: Profile, customer: Customer, agent: str | None, balances: dict[int, dict[str, tuple[int, int]]],
    scores: dict[int, rules.Score], today: date,
) -> Next:  # fmt: skip
    late = {currency: pair[1] for currency, pair in balances.get(customer.id or 0, {}).items() if pair[1]}
    return Next(
        customer.id or 0, customer.name, customer.code, profile.score, scores[customer.id or 0].reasons, late,
        days_past_due(today, profile.oldest_due_on), profile.behaviour, profile.reach, agent, profile.last_contact_at,
    )  # fmt: skip


def scores_in(s: Session, ids: Sequence[int], today: date) -> dict[int, rules.Score]:
    """The score of some customers with the reasons behind it, by id."""
    references, standings = profiles.references_in(s), promises.standings_in(s, ids, today)
    of_customer = promises.customers_of_in(s, list(standings))
    broken = Counter(of_customer[number] for number, standing in standings.items() if standing.state in BROKEN_STATES)
    overdue: dict[int, list[tuple[str, int, int]]] = {}
    for row in s.exec(select(Balance).where(col(Balance.customer_id).in_(ids))):
        overdue.setdefault(row.customer_id, []).append((row.currency, row.overdue_cents, references.get(row.currency, row.overdue_cents)))
    return {
        row.customer_id: rules.score(
            overdue.get(row.customer_id, []),
            days_past_due(today, row.oldest_due_on),
            row.behaviour,
            has_promise=row.has_promise,
            broken_promises=broken[row.customer_id],
            is_reachable=bool(row.reach.strip(",")),
            has_dispute=row.has_dispute,
        )
        for row in s.exec(select(Profile).where(col(Profile.customer_id).in_(ids), col(Profile.customer_id).not_in(WITHHELD)))
    }


def reasons(engine: Engine, actor: Actor, customer_id: int) -> rules.Score | None:
    """The score of one customer with its reasons; None while nothing is computed of them."""
    may(actor, "customer.view")
    with reading(engine) as s:
        return scores_in(s, [customer_id], promises.today_in(s)).get(customer_id)
