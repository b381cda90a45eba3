"""What the invented people did and agreed: promises kept and broken, calls, callbacks, disputes, opt-outs, appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session

from core import clock
from core.db.tables import Activity, Appointment, Customer, Dispute, Invoice, OptOut, Promise

if TYPE_CHECKING:
    from core.services.demo_history import Stage

OUTCOMES = ("no_answer", "no_answer", "voicemail", "informed", "refused", "callback", "third_party", "wrong_number")
REASONS = (None, None, "forgot", "cash_flow", "cash_flow", "waiting_for_payment", "illness", "unemployment", "no_invoice")


@dataclass(slots=True)
class Count:
    """How many promises, and how many payments were made to keep them."""

    count: int = 0
    payments: int = 0


def invent_in(s: Session, stage: Stage, customers: list[Customer], invoices: list[Invoice]) -> Count:
    """Invent the work of the last months within the caller's transaction."""
    late = [
        invoice for invoice in invoices if invoice.paid_cents < invoice.amount_cents and invoice.due_on < stage.today - timedelta(days=8)
    ]
    made = _promises_in(s, stage, late)
    made.count += _kept_in(s, stage, invoices)
    _contacts_in(s, stage, late)
    _disputes_in(s, stage, late)
    _rest_in(s, stage, customers)
    s.flush()
    return made


def _kept_in(s: Session, stage: Stage, invoices: list[Invoice]) -> int:
    """Promises that the payments of late payers kept."""
    from sqlmodel import select

    from core.db.tables import Allocation

    paid = s.exec(select(Allocation).where(Allocation.paid_on > stage.today - timedelta(days=150))).all()
    due = {invoice.id: invoice.due_on for invoice in invoices}
    late = [row for row in paid if (row.paid_on - due[row.invoice_id]).days > 12][::4]
    seen: set[int] = set()
    for row in late:
        if row.customer_id not in seen:
            _promise(s, stage, row.customer_id, row.amount_cents, row.currency, row.paid_on - timedelta(days=5), 5)
            seen.add(row.customer_id)
    return len(seen)


def _promises_in(s: Session, stage: Stage, late: list[Invoice]) -> Count:
    """On what is still unpaid: some promises broken, some partly kept, some open, two of them due today. One per customer."""
    from core.services.demo_history import pay_in

    count, seen = Count(), set()
    for place, invoice in enumerate(late):
        if invoice.customer_id in seen or place % 2:
            continue
        seen.add(invoice.customer_id)
        left = invoice.amount_cents - invoice.paid_cents
        days = (len(seen) * 7) % 50
        if len(seen) % 5 in (2, 4):
            _promise(s, stage, invoice.customer_id, left, invoice.currency, stage.today - timedelta(days=3), 3 + max(0, len(seen) - 5) % 11)
        else:
            _promise(s, stage, invoice.customer_id, left, invoice.currency, stage.today - timedelta(days=days + 12), 6)
            if len(seen) % 5 == 0:
                pay_in(s, stage, invoice, stage.today - timedelta(days=days + 8), left // 3)
                count.payments += 1
        count.count += 1
    return count


def _promise(s: Session, stage: Stage, customer_id: int, cents: int, currency: str, made_on, days: int) -> None:  # type: ignore[no-untyped-def]
    agent = stage.users[stage.random.choice((1, 2, 2))]
    at = stage.instant(made_on, stage.random.randint(9, 17), stage.random.randrange(60))
    call = Activity(customer_id=customer_id, kind="call", outcome="promise", reason=stage.random.choice(REASONS), at=at, user_id=agent)
    s.add(call)
    s.flush()
    s.add(
        Promise(
            customer_id=customer_id,
            amount_cents=cents,
            currency=currency,
            promised_on=made_on + timedelta(days=days),
            overdue_then_cents=cents,
            made_at=at,
            channel="call",
            user_id=agent,
            activity_id=call.id,
        )
    )


def _contacts_in(s: Session, stage: Stage, late: list[Invoice]) -> None:
    """Calls of the last two months on what is late; some ask to be called today or soon."""
    draw = stage.random
    for customer_id in dict.fromkeys(invoice.customer_id for invoice in late):
        for attempt in range(draw.randint(0, 3)):
            outcome = draw.choice(OUTCOMES)
            day = stage.today - timedelta(days=draw.randint(1, 18) + 18 * attempt)  # nobody is called twice on a day
            next_on = stage.today + timedelta(days=draw.choice((0, 0, 1, 3))) if outcome == "callback" else None
            s.add(
                Activity(
                    customer_id=customer_id,
                    kind=draw.choice(("call", "call", "call", "visit")),
                    outcome=outcome,
                    at=stage.instant(day, draw.randint(9, 17)),
                    reason=draw.choice(REASONS) if outcome in ("informed", "refused", "callback") else None,
                    next_on=next_on,
                    user_id=stage.users[draw.choice((1, 2))],
                )
            )


def _disputes_in(s: Session, stage: Stage, late: list[Invoice]) -> None:
    """Every eleventh late invoice is or was contested."""
    for place, invoice in enumerate(late[5::11]):
        opened = stage.instant(stage.today - timedelta(days=6 + 3 * place), 11)
        closed = opened + timedelta(days=4) if place % 3 == 2 else None
        reason = ("wrong_amount", "not_received", "paperwork", "wrong_price")[place % 4]
        s.add(
            Dispute(
                customer_id=invoice.customer_id,
                invoice_id=invoice.id,
                opened_at=opened,
                reason=reason,
                closed_at=closed,
                outcome="rejected" if closed else None,
                user_id=stage.users[2],
            )
        )


def _rest_in(s: Session, stage: Stage, customers: list[Customer]) -> None:
    """Clara and some others want no messages on a channel; a few appointments stand in the agenda."""
    for place, customer in enumerate([customers[2], *customers[20::25]]):
        at = stage.instant(stage.today - timedelta(days=10 + 45 * place), 12)
        s.add(OptOut(customer_id=customer.id, channel="all" if place == 0 else "sms", at=at, how="customer", words="BAJA"))
    for place, customer in enumerate(customers[4:40:12]):
        at = stage.instant(stage.today + timedelta(days=place + 1), 9 + place * 2, 30)
        s.add(
            Appointment(
                customer_id=customer.id or 0,
                kind=("call", "meeting", "video")[place % 3],
                at=at,
                minutes=20,
                made_at=clock.now(),
                user_id=stage.users[2],
            )
        )
