"""Payment plans: an amount agreed on in installments, each of which is a promise and is followed up like one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Customer, Plan, Promise, User
from core.domain import plans as rules
from core.domain import promises as words
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.plans import Installment
from core.domain.promises import Standing, State
from core.services import audit, promises
from core.services.customers import changed_in, customer_in


@dataclass(frozen=True, slots=True)
class Part:
    """One installment as lists show it, in hundredths; its state follows from payments."""

    number: int
    promise_id: int
    amount_cents: int
    due_on: date
    state: str
    paid_cents: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """A plan with its installments, in hundredths. `state` is open, kept, broken or cancelled, and follows from theirs."""

    id: int
    customer_id: int
    customer: str
    currency: str
    total_cents: int
    paid_cents: int
    made_at: datetime
    made_by: str | None
    note: str | None
    state: str
    parts: list[Part]


def agree(
    engine: Engine, actor: Actor, *, customer_id: int, total_cents: int, currency: str, count: int, first_on: date, every: str = "month",
    note: str | None = None, token: str | None = None, replaces: bool = False,
) -> int:  # fmt: skip
    """Agree on a total in `count` installments from a first day on; returns the plan's id. The same token agrees on it once.

    `replaces` takes back open promises of the currency that stand alone. Raises Refusal for more than is owed, a first day that is past or
    far away, or a second plan in the currency while one is open.
    """
    may(actor, "plan.agree")
    with writing(engine) as s:
        if token and (known := s.exec(select(Promise.plan_id).where(Promise.token == f"{token}:1")).first()):
            return known
        customer_in(s, customer_id)
        words.check_note(note)
        currency, today = currency.upper(), promises.today_in(s)
        owed, overdue = promises.owed_in(s, customer_id, currency, today)
        parts = rules.lay_out(total_cents, count, first_on, every)
        rules.check(parts, today=today, owed_cents=owed)
        if any(one.currency == currency and one.state == State.OPEN for one in _agreed_in(s, today, customer_id)):
            raise Refusal("plan_open", "There is an open plan in {currency} already. Cancel it first.", currency=currency)
        if replaces:
            promises.replace_in(s, actor, customer_id, currency)
        made = Plan(
            customer_id=customer_id, currency=currency, total_cents=total_cents, note=(note or "").strip() or None, user_id=actor.user_id,
            made_at=clock.now(),
        )  # fmt: skip
        s.add(made)
        s.flush()
        s.add_all(_promise(made, part, overdue, token) for part in parts)
        after = {"customer_id": customer_id, "total_cents": total_cents, "currency": currency, "installments": count}
        audit.record(s, actor, "plan.agree", "plan", made.id, after=after | {"first_on": first_on.isoformat(), "every": every})
        changed_in(s, customer_id)
        return made.id or 0


def _promise(plan: Plan, part: Installment, overdue_cents: int, token: str | None) -> Promise:
    return Promise(
        customer_id=plan.customer_id, amount_cents=part.amount_cents, currency=plan.currency, promised_on=part.due_on,
        grace_days=words.GRACE_DAYS, overdue_then_cents=overdue_cents, made_at=plan.made_at, channel="plan", user_id=plan.user_id,
        plan_id=plan.id, installment=part.number, token=f"{token}:{part.number}" if token else None,
    )  # fmt: skip


def cancel(engine: Engine, actor: Actor, plan_id: int, reason: str) -> int:
    """Cancel a plan with the reason: its open installments are taken back, decided ones stay; returns how many were taken back."""
    may(actor, "plan.cancel")
    reason = reason.strip()
    if not reason:
        raise Refusal("no_reason", "Say why, so that others understand it later.")
    words.check_note(reason)
    with writing(engine) as s:
        plan = s.get(Plan, plan_id)
        if plan is None:
            raise NotFound("no_plan", "There is no plan with the number {id}.", id=plan_id)
        standings = promises.standings_in(s, [plan.customer_id], promises.today_in(s))
        rows = [row for row in s.exec(select(Promise).where(Promise.plan_id == plan_id)) if standings[row.id or 0].state is State.OPEN]
        if not rows:
            raise Refusal("plan_decided", "Every installment of this plan is decided already; it stays in the record.")
        plan.cancelled_at = clock.now()
        for row in rows:
            row.cancelled_at, row.cancel_reason = plan.cancelled_at, reason
        after, told = {"installments": len(rows)}, {"reason": reason}
        audit.record(s, actor, "plan.cancel", "plan", plan_id, after=after, personal=told, customer_id=plan.customer_id)
        changed_in(s, plan.customer_id)
        return len(rows)


def find(engine: Engine, actor: Actor, *, customer_id: int | None = None, state: str = "") -> list[Agreed]:
    """Plans, newest first: of one customer or of all, in one state or in any."""
    may(actor, "promise.view")
    if state and state not in set(State):
        raise Refusal("bad_state", "A promise is open, kept, partly_kept, broken or cancelled.")
    with reading(engine) as s:
        found = _agreed_in(s, promises.today_in(s), customer_id)
    return [one for one in found if not state or one.state == state]


def _agreed_in(s: Session, today: date, customer_id: int | None) -> list[Agreed]:
    query = select(Plan).order_by(col(Plan.id).desc())
    plans = list(s.exec(query if customer_id is None else query.where(Plan.customer_id == customer_id)))
    of_plan: dict[int | None, list[Promise]] = defaultdict(list)
    for row in s.exec(select(Promise).where(col(Promise.plan_id).in_([plan.id for plan in plans])).order_by(col(Promise.installment))):
        of_plan[row.plan_id].append(row)
    standings = promises.standings_in(s, {plan.customer_id for plan in plans}, today)
    names = dict(s.exec(select(Customer.id, Customer.name).where(col(Customer.id).in_({plan.customer_id for plan in plans}))).all())
    people = dict(s.exec(select(User.id, User.name)).all())
    return [_agreed(plan, of_plan[plan.id], standings, names.get(plan.customer_id, ""), people.get(plan.user_id)) for plan in plans]


def _agreed(plan: Plan, rows: Iterable[Promise], standings: dict[int, Standing], customer: str, by: str | None) -> Agreed:
    found = [(row, standings[row.id or 0]) for row in rows if row.id in standings]
    parts = [
        Part(row.installment or 0, row.id or 0, row.amount_cents, row.promised_on, one.state.value, one.paid_cents) for row, one in found
    ]
    return Agreed(
        id=plan.id or 0, customer_id=plan.customer_id, customer=customer, currency=plan.currency, total_cents=plan.total_cents,
        paid_cents=sum(part.paid_cents for part in parts), made_at=plan.made_at, made_by=by, note=plan.note,
        state=rules.state_of(one for _row, one in found).value, parts=parts,
    )  # fmt: skip
