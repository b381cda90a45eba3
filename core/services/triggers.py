"""Whom a step concerns today: members after the launch, invoices around their due date, promises and payments around theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.db.tables import Campaign, Company, Invoice, Message, MessageInvoice, Payment, Promise
from core.domain.promises import BROKEN_STATES, State
from core.services.campaign_views import StepView
from core.services.owed import disputed_invoices
from core.services.promises import standings_in

PURPOSES = {"launch": "reminder", "due": "reminder", "promise": "promise_reminder", "broken": "reminder", "payment": "payment_received"}


class Target(NamedTuple):
    """One message to plan: whom, which day, which currency (None: each one owed), the promise or payment behind it; `mark` ends its key."""

    customer_id: int
    day: date
    mark: str
    currency: str | None = None
    due_on: date | None = None
    invoices: tuple[tuple[int, int], ...] = ()
    about_id: int | None = None


def targets_in(session: Session, company: Company, campaign: Campaign, step: StepView, members: list[int], now: datetime) -> list[Target]:
    """What a step has to plan now for some members; what it planned before is left out."""
    zone = ZoneInfo(company.timezone)
    today = now.astimezone(zone).date()
    last = today - timedelta(days=step.offset_days)
    first = last - timedelta(days=step.valid_days - 1)
    if step.anchor == "launch":
        started = (campaign.start_at or now).astimezone(zone).date()
        return _after_launch(session, step, members, started) if first <= started <= last else []
    wanted = set(members)
    find: Any = {"due": _around_due, "promise": _around_promise, "broken": _after_broken, "payment": _after_payment}[step.anchor]
    found = find(session, campaign, step, first, last, now.astimezone(zone))
    return [target for target in found if target.customer_id in wanted]


def _after_launch(session: Session, step: StepView, members: list[int], started: date) -> list[Target]:
    day = started + timedelta(days=step.offset_days)
    done = set(session.exec(select(Message.customer_id).where(Message.step_id == step.id).distinct())) if step.id else set()
    return [Target(number, day, "launch") for number in members if number not in done]


def _around_due(session: Session, campaign: Campaign, step: StepView, first: date, last: date, local: datetime) -> Iterable[Target]:
    left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
    spoken = select(MessageInvoice.invoice_id).join(Message, col(Message.id) == MessageInvoice.message_id).where(Message.step_id == step.id)
    columns: Any = (Invoice.customer_id, Invoice.currency, Invoice.id, Invoice.due_on, left)
    query = select(*columns).where(
        col(Invoice.due_on).between(first, last), left > 0, col(Invoice.gone_on).is_(None), col(Invoice.id).not_in(disputed_invoices()),
        col(Invoice.id).not_in(spoken),
    )  # fmt: skip
    if campaign.currency:
        query = query.where(Invoice.currency == campaign.currency)
    grouped: dict[tuple[int, str], list[tuple[date, int, int]]] = defaultdict(list)
    for customer_id, currency, number, due_on, cents in session.exec(query):
        grouped[customer_id, currency].append((due_on, number or 0, cents))
    for (customer_id, currency), rows in grouped.items():
        newest = max(due_on for due_on, _, _ in rows)
        invoices = tuple((number, cents) for _, number, cents in sorted(rows))
        yield Target(customer_id, newest + timedelta(days=step.offset_days), f"due:{newest}", currency, min(rows)[0], invoices)


def _around_promise(session: Session, campaign: Campaign, step: StepView, first: date, last: date, local: datetime) -> Iterable[Target]:
    query = select(Promise).where(col(Promise.promised_on).between(first, last), col(Promise.cancelled_at).is_(None))
    yield from _of_promises(session, campaign, step, list(session.exec(query)), {State.OPEN}, local.date())


def _after_broken(session: Session, campaign: Campaign, step: StepView, first: date, last: date, local: datetime) -> Iterable[Target]:
    earliest = first - timedelta(days=31)
    query = select(Promise).where(col(Promise.promised_on).between(earliest, last), col(Promise.cancelled_at).is_(None))
    rows = [row for row in session.exec(query) if first <= row.promised_on + timedelta(days=row.grace_days + 1) <= last]
    yield from _of_promises(session, campaign, step, rows, BROKEN_STATES, local.date())


def _of_promises(
    session: Session, campaign: Campaign, step: StepView, rows: list[Promise], states: Collection[State], today: date
) -> Iterable[Target]:
    standings = standings_in(session, {row.customer_id for row in rows}, today)
    for row in rows:
        standing = standings.get(row.id or 0)
        if standing is None or standing.has_lapsed or standing.state not in states:
            continue
        if campaign.currency and row.currency != campaign.currency:
            continue
        anchor = row.promised_on + timedelta(days=row.grace_days + 1) if step.anchor == "broken" else row.promised_on
        day = anchor + timedelta(days=step.offset_days)
        yield Target(row.customer_id, day, f"promise:{row.id}", row.currency, about_id=row.id)


def _after_payment(session: Session, campaign: Campaign, step: StepView, first: date, last: date, local: datetime) -> Iterable[Target]:
    since = max(datetime.combine(first, datetime.min.time(), local.tzinfo), campaign.launched_at or local)
    query = select(Payment).where(
        Payment.recorded_at >= since,
        col(Payment.is_opening).is_(False),
        Payment.amount_cents > 0,
        Payment.paid_on >= first - timedelta(days=7),
    )
    newest: dict[tuple[int, str, date], Payment] = {}
    for row in session.exec(query.order_by(col(Payment.id))):
        if not campaign.currency or row.currency == campaign.currency:
            newest[row.customer_id, row.currency, row.recorded_at.astimezone(local.tzinfo).date()] = row
    for (customer_id, currency, recorded), row in newest.items():
        if recorded <= last:
            yield Target(customer_id, recorded + timedelta(days=step.offset_days), f"payment:{recorded}", currency, about_id=row.id)
