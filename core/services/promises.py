"""Promises of payment: logged once, cancelled with a reason, listed in the state that payments give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Customer, Invoice, Payment, Promise, User
from core.domain import promises as rules
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.promises import KeptRates, Standing, State
from core.services import audit, house
from core.services.customers import changed_in, customer_in
from core.text import N_, translate

BROKEN = rules.BROKEN_STATES
LONGEST_GRACE = 30  # days: a promise of an earlier date than this ago has its final state


@dataclass(frozen=True, slots=True)
class Listed:
    """A promise as lists show it; amounts in hundredths, `state` derived from payments as of the day asked for."""

    id: int
    customer_id: int
    customer: str
    amount_cents: int
    currency: str
    promised_on: date
    made_at: datetime
    made_by: str | None
    channel: str | None
    note: str | None
    plan_id: int | None
    installment: int | None
    state: str
    paid_cents: int
    decided_on: date | None
    cancel_reason: str | None


def log(
    engine: Engine, actor: Actor, *, customer_id: int, amount_cents: int, currency: str, promised_on: date, channel: str | None = "call",
    note: str | None = None, activity_id: int | None = None, reply_id: int | None = None, token: str | None = None, replaces: bool = False,
) -> int:  # fmt: skip
    """Log a promise; returns its id. The same token logs it once, however often it is pressed. `replaces` takes back open ones."""
    may(actor, "promise.log")
    with writing(engine) as s:
        return log_in(
            s, actor, customer_id=customer_id, amount_cents=amount_cents, currency=currency, promised_on=promised_on, channel=channel,
            note=note, activity_id=activity_id, reply_id=reply_id, token=token, replaces=replaces,
        )  # fmt: skip


def log_in(
    s: Session, actor: Actor, *, customer_id: int, amount_cents: int, currency: str, promised_on: date, replaces: bool = False, **told: Any
) -> int:  # fmt: skip
    """Log a promise within the caller's transaction. Raises Refusal when it cannot be meant: too much, past, too far away."""
    if told.get("token"):
        known = s.exec(select(Promise.id).where(Promise.token == told["token"])).first()
        if known is not None:
            return known
    customer_in(s, customer_id)
    rules.check_note(told.get("note"))
    currency = currency.upper()
    owed, overdue = owed_in(s, customer_id, currency, today_in(s))
    rules.check(amount_cents, promised_on, today=today_in(s), owed_cents=owed)
    if replaces:
        replace_in(s, actor, customer_id, currency)
    made = Promise(
        customer_id=customer_id, amount_cents=amount_cents, currency=currency, promised_on=promised_on, grace_days=rules.GRACE_DAYS,
        overdue_then_cents=overdue, made_at=clock.now(), user_id=actor.user_id, **told,
    )  # fmt: skip
    s.add(made)
    s.flush()
    after = {"customer_id": customer_id, "amount_cents": amount_cents, "currency": currency, "promised_on": promised_on.isoformat()}
    audit.record(s, actor, "promise.log", "promise", made.id, after=after)
    changed_in(s, customer_id)
    return made.id or 0


def today_in(s: Session) -> date:
    """The business's date."""
    return clock.today(house.company_in(s).timezone)


def owed_in(s: Session, customer_id: int, currency: str, today: date) -> tuple[int, int]:
    """What a customer owes in a currency and how much of it is overdue, in hundredths, straight from the invoices."""
    left = Invoice.amount_cents - Invoice.paid_cents
    query = select(func.coalesce(func.sum(left), 0)).where(
        Invoice.customer_id == customer_id, Invoice.currency == currency, col(Invoice.gone_on).is_(None)
    )
    return int(s.exec(query).one()), int(s.exec(query.where(Invoice.due_on < today)).one())


def cancel(engine: Engine, actor: Actor, promise_id: int, reason: str) -> None:
    """Cancel a promise that is not to be counted, with the reason. One that is decided already stays as it is."""
    may(actor, "promise.cancel")
    if not reason.strip():
        raise Refusal("no_reason", "Say why, so that others understand it later.")
    with writing(engine) as s:
        promise = s.get(Promise, promise_id)
        if promise is None:
            raise NotFound("no_promise", "There is no promise with the number {id}.", id=promise_id)
        standing = standings_in(s, [promise.customer_id], today_in(s))[promise_id]
        if standing.state is not State.OPEN:
            raise Refusal("promise_decided", "This promise is decided already and stays in the record.")
        _take_back(s, actor, promise, reason.strip())
        changed_in(s, promise.customer_id)


def replace_in(s: Session, actor: Actor, customer_id: int, currency: str) -> int:
    """Take back the open promises of a currency that belong to no plan, because what is agreed now stands for them; how many."""
    standings = standings_in(s, [customer_id], today_in(s))
    why = translate(N_("Something newer was agreed."), house.company_in(s).language)
    query = select(Promise).where(Promise.customer_id == customer_id, Promise.currency == currency, col(Promise.plan_id).is_(None))
    rows = [row for row in s.exec(query) if row.id in standings and standings[row.id].state is State.OPEN]
    for row in rows:
        _take_back(s, actor, row, why)
    s.flush()
    return len(rows)


def _take_back(s: Session, actor: Actor, promise: Promise, reason: str) -> None:
    promise.cancelled_at, promise.cancel_reason = clock.now(), reason
    audit.record(s, actor, "promise.cancel", "promise", promise.id, personal={"reason": reason}, customer_id=promise.customer_id)


def standings_in(s: Session, customer_ids: Collection[int], as_of: date) -> dict[int, Standing]:
    """The standing of every promise of some customers as of a day, by promise id."""
    zone = ZoneInfo(house.company_in(s).timezone)
    promises: dict[int, list[rules.Promise]] = defaultdict(list)
    for row in s.exec(select(Promise).where(col(Promise.customer_id).in_(customer_ids))):
        made_on = row.made_at.astimezone(zone).date()
        if made_on <= as_of:
            promises[row.customer_id].append(_value(row, made_on, zone))
    payments = _payments_in(s, promises)
    found: dict[int, Standing] = {}
    for customer_id, listed in promises.items():
        found |= rules.derive(listed, payments[customer_id], as_of)
    return found


def customers_of_in(s: Session, promise_ids: Collection[int]) -> dict[int, int]:
    """The customer of each promise, by promise id."""
    rows = s.exec(select(Promise.id, Promise.customer_id).where(col(Promise.id).in_(promise_ids)))
    return {number or 0: customer_id for number, customer_id in rows}


def _value(row: Promise, made_on: date, zone: ZoneInfo) -> rules.Promise:
    cancelled = row.cancelled_at.astimezone(zone).date() if row.cancelled_at else None
    return rules.Promise(row.id or 0, row.amount_cents, row.currency, row.promised_on, made_on, row.grace_days, cancelled, row.plan_id)


def _payments_in(s: Session, promises: dict[int, list[rules.Promise]]) -> dict[int, list[rules.Payment]]:
    """Payments since the earliest of these promises; what was paid before we knew the customer keeps no promise."""
    found: dict[int, list[rules.Payment]] = defaultdict(list)
    if not promises:
        return found
    since = min(promise.made_on for listed in promises.values() for promise in listed)
    query = select(*map(col, (Payment.customer_id, Payment.paid_on, Payment.amount_cents, Payment.currency))).where(
        col(Payment.customer_id).in_(promises), Payment.paid_on >= since, col(Payment.is_opening).is_(False)
    )
    for customer_id, paid_on, cents, currency in s.execute(query):
        found[customer_id].append(rules.Payment(paid_on, cents, currency))
    return found


def find(
    engine: Engine, actor: Actor, *, state: str = "", customer_id: int | None = None, since: date | None = None, until: date | None = None,
    as_of: date | None = None, limit: int = 25, offset: int = 0,
) -> tuple[int, list[Listed]]:  # fmt: skip
    """How many promises there are in a state and between two promised dates, and one page: open ones by date, others latest first."""
    may(actor, "promise.view")
    if state and state not in set(State):
        raise Refusal("bad_state", "A promise is open, kept, partly_kept, broken or cancelled.")
    with reading(engine) as s:
        as_of = as_of or today_in(s)
        query = _between(select(Promise), customer_id, since, until)
        if state == State.OPEN:
            query = query.where(Promise.promised_on >= as_of - timedelta(days=LONGEST_GRACE))
        rows = list(s.exec(query))
        standings = standings_in(s, {row.customer_id for row in rows}, as_of)
        kept = [row for row in rows if row.id in standings and (not state or standings[row.id].state == state)]
        kept.sort(key=lambda row: (row.promised_on, row.id), reverse=state != State.OPEN)
        return len(kept), _listed(s, kept[offset : offset + limit], standings)


def counts(engine: Engine, actor: Actor, *, since: date) -> dict[str, int]:
    """How many promises for days from `since` on stand in each state now, and under `today` how many open ones are for today."""
    may(actor, "promise.view")
    with reading(engine) as s:
        today = today_in(s)
        rows = list(s.exec(_between(select(Promise), None, min(since, today - timedelta(days=LONGEST_GRACE)), None)))
        standings = standings_in(s, {row.customer_id for row in rows}, today)
    found = dict.fromkeys((*State, "today"), 0)
    for row in rows:
        state = standings[row.id].state if row.id in standings else None
        if state is not None and (state is State.OPEN or row.promised_on >= since):
            found[state] += 1
            found["today"] += state is State.OPEN and row.promised_on == today
    return {str(name): count for name, count in found.items()}


def _between(query: Any, customer_id: int | None, since: date | None, until: date | None) -> Any:
    if customer_id is not None:
        query = query.where(Promise.customer_id == customer_id)
    if since is not None:
        query = query.where(Promise.promised_on >= since)
    return query if until is None else query.where(Promise.promised_on <= until)


def _listed(s: Session, rows: list[Promise], standings: dict[int, Standing]) -> list[Listed]:
    names = dict(s.exec(select(Customer.id, Customer.name).where(col(Customer.id).in_({row.customer_id for row in rows}))).all())
    people = dict(s.exec(select(User.id, User.name)).all())
    kept = (
        "id", "customer_id", "amount_cents", "currency", "promised_on", "made_at", "channel", "note", "plan_id", "installment",
        "cancel_reason",
    )  # fmt: skip
    found = []
    for row in rows:
        standing = standings[row.id or 0]
        own = {name: getattr(row, name) for name in kept} | {"customer": names.get(row.customer_id, ""), "made_by": people.get(row.user_id)}
        found.append(Listed(**own, state=standing.state.value, paid_cents=standing.paid_cents, decided_on=standing.decided_on))
    return found


def rates(engine: Engine, actor: Actor, *, since: date, until: date | None = None, as_of: date | None = None) -> dict[str, KeptRates]:
    """Kept rates by currency of the promises made for days between two dates, in their state as of a day, by default today."""
    may(actor, "promise.view")
    with reading(engine) as s:
        as_of = as_of or today_in(s)
        rows = list(s.exec(_between(select(Promise), None, since, until)))
        standings = standings_in(s, {row.customer_id for row in rows}, as_of)
    by_currency: dict[str, list[Standing]] = defaultdict(list)
    for row in rows:
        if row.id in standings:
            by_currency[row.currency].append(standings[row.id])
    return {currency: rules.kept_rates(listed, as_of) for currency, listed in sorted(by_currency.items())}
