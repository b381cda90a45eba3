"""Profiles: one computed row per customer, rebuilt as a set after an import and each night, or for a few customers after a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, exists, text, update
from sqlmodel import Session, col, select

from core import clock
from core.db.bulk import read_rows
from core.db.engine import reading, writing
from core.db.queries import profile_sql as sql
from core.db.queries.withheld_sql import WITHHELD
from core.db.tables import Balance, Company, Customer, Invoice, Payment, Profile, Promise, Summary
from core.domain import profile as domain
from core.domain import promises as words
from core.services import packs

REFERENCES = "overdue references"
REFRESHES = "profiles"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many customers were computed anew, as of which day; and of how many what is kept has changed by it."""

    customers: int
    as_of: date
    changed: int


def refresh(engine: Engine, customer_ids: Iterable[int] | None = None) -> Refreshed:
    """Compute profiles and balances anew as of today in the business's zone: all, or those named. One transaction."""
    with writing(engine) as session:
        return refresh_in(session, customer_ids)


def refresh_in(session: Session, customer_ids: Iterable[int] | None = None, today: date | None = None) -> Refreshed:
    """The same within the caller's transaction, so that a payment and the new balance are seen together; on demand as of another day."""
    company = session.exec(select(Company)).first()
    today = today or clock.today(company.timezone if company else "UTC")
    chosen = None if customer_ids is None else sorted(set(customer_ids))
    session.flush()
    _wake_in(session)
    _scope_in(session, chosen)
    customers, changed = _rebuild_in(session, company, chosen, today)
    _count_in(session, today, is_partial=chosen is not None)
    session.expire_all()
    return Refreshed(customers, today, changed)


def _wake_in(session: Session) -> None:
    """Whoever was let rest because nothing was owed, and owes again, is looked at again."""
    resting = col(Customer.rested_at).is_not(None)
    if session.exec(select(Customer.id).where(resting).limit(1)).first() is None:
        return
    left = exists().where(
        col(Invoice.customer_id) == Customer.id, col(Invoice.amount_cents) != col(Invoice.paid_cents), col(Invoice.gone_on).is_(None)
    )  # fmt: skip
    session.execute(update(Customer).where(resting, left).values(rested_at=None).execution_options(synchronize_session=False))


def _count_in(session: Session, today: date, *, is_partial: bool) -> None:
    """Count the refreshes: whoever keeps figures sees by it that they are of an earlier state. The day is that of all profiles."""
    kept = session.exec(select(Summary).where(Summary.name == REFRESHES)).first()
    kept = kept or Summary(name=REFRESHES, as_of=today, body=0, made_at=clock.now())
    kept.as_of, kept.body, kept.made_at = kept.as_of if is_partial else today, int(kept.body) + 1, clock.now()
    session.add(kept)
    session.flush()


def refreshes_in(session: Session) -> int:
    """How many times profiles were computed: the same number means the same profiles."""
    kept = session.exec(select(Summary).where(Summary.name == REFRESHES)).first()
    return 0 if kept is None else int(kept.body)


def as_of_in(session: Session) -> date | None:
    """The day as of which everybody's profile was computed; None before the first time."""
    return session.exec(select(col(Summary.as_of)).where(Summary.name == REFRESHES)).first()


def is_stale(engine: Engine) -> bool:
    """Whether profiles are of an earlier day than today, or customers have none yet."""
    with reading(engine) as session:
        company, computed_on = session.exec(select(Company)).first(), as_of_in(session)
        if computed_on is None:
            return session.exec(select(Customer.id).limit(1)).first() is not None
        return company is not None and computed_on < clock.today(company.timezone)


def _scope_in(session: Session, chosen: list[int] | None) -> None:
    """Fill the temporary table of those chosen; it stays with the connection, because making one has every statement prepared anew."""
    session.execute(text("CREATE TEMPORARY TABLE IF NOT EXISTS profile_scope (customer_id BIGINT PRIMARY KEY)"))
    session.execute(text("DELETE FROM profile_scope"))
    if chosen:
        session.execute(text("INSERT INTO profile_scope VALUES (:id)"), [{"id": number} for number in chosen])


def standings_in(session: Session, today: date, customer_ids: Sequence[int] | None = None) -> dict[int, list[words.Standing]]:
    """What became of every promise, by customer, in order of the promised date."""
    company = session.exec(select(Company)).first()
    zone = ZoneInfo(company.timezone if company else "UTC")
    p = Promise
    columns: Any = (p.id, p.customer_id, p.amount_cents, p.currency, p.promised_on, p.made_at, p.grace_days, p.cancelled_at, p.plan_id)
    query = select(*columns).order_by(col(p.promised_on), col(p.id))
    paid = select(Payment.customer_id, col(Payment.paid_on), Payment.amount_cents, Payment.currency)
    paid = paid.where(col(Payment.is_opening).is_(False))
    if customer_ids is not None and len(customer_ids) <= 500:
        query = query.where(col(Promise.customer_id).in_(customer_ids))
        paid = paid.where(col(Payment.customer_id).in_(customer_ids))
    promised: dict[int, list[words.Promise]] = {}
    for row in read_rows(session, query):
        promised.setdefault(row.customer_id, []).append(of_row(row, zone))
    if not promised:
        return {}
    received: dict[int, list[words.Payment]] = {}
    for customer_id, paid_on, cents, currency in read_rows(session, paid.where(col(Payment.customer_id).in_(select(Promise.customer_id)))):
        received.setdefault(customer_id, []).append(words.Payment(paid_on, cents, currency))
    return {number: list(words.derive(listed, received.get(number, []), today).values()) for number, listed in promised.items()}


def of_row(row: Any, zone: ZoneInfo) -> words.Promise:
    """A promise as the rules see it: its days are those of the business's zone."""
    cancelled = row.cancelled_at.astimezone(zone).date() if row.cancelled_at else None
    made = row.made_at.astimezone(zone).date()
    return words.Promise(row.id or 0, row.amount_cents, row.currency, row.promised_on, made, row.grace_days, cancelled, row.plan_id)


def _rebuild_in(session: Session, company: Company | None, chosen: list[int] | None, today: date) -> tuple[int, int]:
    """Read the facts, compute by the column, and write what has changed; returns how many customers were computed and written."""
    from core.services import profile_facts, profile_rows, profile_sums

    connection, needs = session.connection(), bool(channels_that_need_authorisation(company.country if company else None))
    facts = profile_facts.read(connection, chosen is not None, needs)
    owed = profile_sums.balances(facts, today.toordinal())
    points_at = _kept_references(session) if chosen is not None else None
    if points_at is None:
        points_at = profile_sums.references(facts.currencies, owed, _others_overdue(session) if chosen is not None else {})
        _keep_references(session, points_at, today)
    promised = profile_rows.promised(facts.ids, standings_in(session, today, chosen))
    found = profile_sums.profiles(facts, owed, points_at, promised, today.toordinal())
    if withheld := [row[0] for row in session.execute(text(WITHHELD))]:
        profile_sums.withhold(facts, found, withheld)
    changed = profile_rows.write(connection, facts, owed, found, is_everybody=chosen is None)
    return int(facts.lives.sum()), changed


def channels_that_need_authorisation(country: str | None) -> tuple[str, ...]:
    """The channels that the country's rules close until the customer authorised them."""
    return ("sms", "whatsapp", "email", "voice") if packs.load_pack(country).authorisation.required else ()


def _others_overdue(session: Session) -> dict[str, list[int]]:
    overdue: dict[str, list[int]] = {}
    for currency, cents in session.execute(text(sql.others_overdue())):
        overdue.setdefault(currency, []).append(int(cents))
    return overdue


def _kept_references(session: Session) -> dict[str, int] | None:
    kept = session.exec(select(Summary).where(Summary.name == REFERENCES)).first()
    return None if kept is None else {currency: int(cents) for currency, cents in kept.body.items()}


def _keep_references(session: Session, found: dict[str, int], today: date) -> None:
    kept = session.exec(select(Summary).where(Summary.name == REFERENCES)).first()
    kept = kept or Summary(name=REFERENCES, as_of=today, body={}, made_at=clock.now())
    kept.as_of, kept.body, kept.made_at = today, found, clock.now()
    session.add(kept)
    session.flush()


def references_in(session: Session) -> dict[str, int]:
    """Each currency's reference amount for a high balance, in hundredths."""
    return _kept_references(session) or {}


def of(session: Session, customer_ids: Sequence[int]) -> dict[int, domain.Profile]:
    """The profiles of some customers as the rules see them, by id."""
    rows, as_of = session.exec(select(Profile).where(col(Profile.customer_id).in_(customer_ids))).all(), as_of_in(session)
    balances: dict[int, list[domain.Balance]] = {}
    for row in session.exec(select(Balance).where(col(Balance.customer_id).in_(customer_ids))):
        made = domain.Balance(row.currency, row.open_cents, row.overdue_cents, row.credit_cents, row.invoices_open, row.invoices_overdue)
        balances.setdefault(row.customer_id, []).append(made)
    return {row.customer_id: _profile(row, as_of, tuple(balances.get(row.customer_id, ()))) for row in rows if as_of is not None}


def _profile(row: Profile, as_of: date, balances: tuple[domain.Balance, ...]) -> domain.Profile:
    return domain.Profile(
        as_of=as_of,
        behaviour=row.behaviour,
        oldest_due_on=row.oldest_due_on,
        next_due_on=row.next_due_on,
        invoices=row.invoices,
        paid_late=row.paid_late,
        rating=row.rating,
        reach=tuple(word for word in row.reach.split(",") if word),
        score=row.score,
        has_promise=row.has_promise,
        has_broken_promise=row.has_broken_promise,
        has_dispute=row.has_dispute,
        last_payment_on=row.last_payment_on,
        last_contact_on=row.last_contact_at.date() if row.last_contact_at else None,
        balances=balances,
    )
