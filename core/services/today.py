"""What needs a person today, and what happened since the day before: counts, each of which opens its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading
from core.db.queries.imports import ledger_mark
from core.db.tables import Activity, Balance, Customer, Dispute, Message, Payment, Promise, Reply, TemplateVersion
from core.domain.access import Actor, is_allowed, may
from core.services import activities, credit, house, privacy_requests, profiles, promises, unchanged
from core.services.campaign_views import CALL
from core.services.outbox import FAILURES, IN_DOUBT, LEFT, NEEDS_PERSON, QUEUED


@dataclass(frozen=True, slots=True)
class Day:
    """The day at a glance. Money maps a currency to hundredths; counts are of rows that exist now; `since` is where "happened" begins."""

    today: date
    now: datetime
    since: datetime
    has_customers: bool
    overdue: dict[str, int]
    paid: dict[str, int]
    customers_late: int
    promises_due: int
    promises_just_broken: int
    callbacks: int
    replies: int
    in_doubt: int
    failed: int
    disputes: int
    credits: int
    approvals: int
    privacy_due: int
    privacy_overdue: int
    queued: int
    next_send_at: datetime | None
    sent: int


def look(engine: Engine, actor: Actor, *, since: datetime | None = None) -> Day:
    """Today's counts; what happened counts from `since`, by default from yesterday's midnight in the business's zone."""
    may(actor, "today.view")
    with reading(engine) as s:
        today = promises.today_in(s)
        since = since or _midnight(s, today - timedelta(days=1))
        return Day(
            today=today, now=clock.now(), since=since, has_customers=s.exec(select(Customer.id).limit(1)).first() is not None,
            **_money(s, since, today), **_promised(s, today), **_work(s, actor, today), **_sending(s, since),
        )  # fmt: skip


def _midnight(s: Session, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(house.company_in(s).timezone)).astimezone(UTC)


def _count(s: Session, query: Any) -> int:
    return int(s.execute(query.with_only_columns(func.count()).order_by(None)).scalar_one())


def _money(s: Session, since: datetime, today: date) -> dict[str, Any]:
    received = unchanged.answer(s, "received", (since, today, ledger_mark(s.connection())), lambda: _received(s, since, today))
    overdue, late = unchanged.answer(s, "overdue", profiles.refreshes_in(s), lambda: _overdue(s))
    return {"overdue": overdue, "paid": received, "customers_late": late}


def _received(s: Session, since: datetime, today: date) -> dict[str, int]:
    paid = select(Payment.currency, func.sum(Payment.amount_cents)).where(Payment.paid_on >= since.date(), Payment.paid_on <= today)
    rows = s.exec(paid.where(col(Payment.is_opening).is_(False)).group_by(Payment.currency))
    return {currency: int(cents) for currency, cents in sorted(rows)}


def _overdue(s: Session) -> tuple[dict[str, int], int]:
    """Hundredths overdue by currency, and how many customers owe them."""
    late = select(Balance.currency, func.sum(Balance.overdue_cents)).where(Balance.overdue_cents > 0).group_by(Balance.currency)
    people = s.exec(select(func.count(func.distinct(Balance.customer_id))).where(Balance.overdue_cents > 0)).one()
    return {currency: int(cents) for currency, cents in sorted(s.exec(late))}, people


def _promised(s: Session, today: date) -> dict[str, Any]:
    """Promises due today and still open, and those whose last day was within the last three days and that were not kept."""
    window = select(Promise).where(Promise.promised_on >= today - timedelta(days=promises.LONGEST_GRACE), Promise.promised_on <= today)
    rows = list(s.exec(window.where(col(Promise.cancelled_at).is_(None))))
    standings = promises.standings_in(s, {row.customer_id for row in rows}, today)
    states = [(row, standings[row.id]) for row in rows if row.id in standings]
    lately = today - timedelta(days=3)
    broken = [found for _row, found in states if found.state in promises.BROKEN and found.decided_on and found.decided_on >= lately]
    return {
        "promises_due": sum(row.promised_on == today and found.state == "open" for row, found in states),
        "promises_just_broken": len(broken),
    }


def _work(s: Session, actor: Actor, today: date) -> dict[str, Any]:
    waits = select(TemplateVersion.id).where(col(TemplateVersion.submitted_at).is_not(None), col(TemplateVersion.decided_at).is_(None))
    return {
        "callbacks": _count(s, select(Activity.id).where(activities.is_due(today))),
        "replies": _count(s, select(Reply.id).where(col(Reply.handled_at).is_(None))),
        "disputes": _count(s, select(Dispute.id).where(col(Dispute.closed_at).is_(None))),
        "credits": unchanged.answer(s, "credits", profiles.refreshes_in(s), lambda: credit.count_in(s)),
        "approvals": _count(s, waits) if is_allowed(actor, "template.decide") else 0,
        **_privacy(s, actor, today),
    }


def _privacy(s: Session, actor: Actor, today: date) -> dict[str, int]:
    """Requests about personal data whose last day is near or over, for those who answer them."""
    if not is_allowed(actor, "privacy.view"):
        return {"privacy_due": 0, "privacy_overdue": 0}
    overdue = privacy_requests.overdue_in(s, today)
    return {"privacy_due": privacy_requests.pressing_in(s, today) - overdue, "privacy_overdue": overdue}


def _sending(s: Session, since: datetime) -> dict[str, Any]:
    queued = select(Message.id).where(Message.state == QUEUED, Message.channel != CALL)
    return {
        "in_doubt": _count(s, select(Message.id).where(col(Message.state).in_((IN_DOUBT, NEEDS_PERSON)))),
        "failed": _count(s, select(Message.id).where(col(Message.state).in_(FAILURES), col(Message.failed_at) >= since)),
        "queued": _count(s, queued),
        "next_send_at": s.exec(select(func.min(Message.not_before)).where(Message.state == QUEUED, Message.channel != CALL)).one(),
        "sent": _count(s, select(Message.id).where(col(Message.state).in_(LEFT), col(Message.sent_at) >= since)),
    }
