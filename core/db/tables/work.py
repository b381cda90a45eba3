"""What people do and agree: activities, promises, plans, appointments."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from core.db.tables.record import Record, big_key, cents, instant, link, words


class Activity(Record, table=True):
    """One human contact: call, visit, meeting, message or note, with its outcome."""

    __tablename__ = "activity"
    id: int | None = big_key()
    customer_id: int = link("customer.id", index=True)
    kind: str
    outcome: str | None = None
    reason: str | None = None
    note: str | None = words()
    contact_point_id: int | None = link("contact_point.id", null=True, index=True)
    at: datetime = instant(null=False, index=True)
    next_on: date | None = Field(default=None, index=True)
    user_id: int = link("person.id", index=True)
    message_id: int | None = link("message.id", null=True)
    token: str | None = Field(default=None, unique=True)


class Plan(Record, table=True):
    """An agreement to pay in installments, which are promises in series."""

    __tablename__ = "plan"
    id: int | None = big_key()
    customer_id: int = link("customer.id", index=True)
    currency: str = Field(max_length=3)
    total_cents: int = cents()
    note: str | None = words()
    user_id: int | None = link("person.id", null=True)
    made_at: datetime = instant(null=False)
    cancelled_at: datetime | None = instant()


class Promise(Record, table=True):
    """An amount and a date that a customer committed to; kept, partly kept or broken is derived from payments."""

    __tablename__ = "promise"
    id: int | None = big_key()
    customer_id: int = link("customer.id", index=True)
    amount_cents: int = cents()
    currency: str = Field(max_length=3)
    promised_on: date = Field(index=True)
    grace_days: int = 1
    overdue_then_cents: int | None = cents(null=True)
    made_at: datetime = instant(null=False)
    channel: str | None = None
    note: str | None = words()
    user_id: int | None = link("person.id", null=True, index=True)
    activity_id: int | None = link("activity.id", null=True)
    reply_id: int | None = link("reply.id", null=True)
    plan_id: int | None = link("plan.id", null=True, index=True)
    installment: int | None = None
    token: str | None = Field(default=None, unique=True)
    cancelled_at: datetime | None = instant()
    cancel_reason: str | None = None


class Appointment(Record, table=True):
    """An agreed call, meeting or video call."""

    __tablename__ = "appointment"
    id: int | None = big_key()
    customer_id: int = link("customer.id", index=True)
    kind: str
    at: datetime = instant(null=False, index=True)
    minutes: int = 15
    place: str | None = None
    note: str | None = words()
    user_id: int | None = link("person.id", null=True, index=True)
    made_at: datetime = instant(null=False)
    done_at: datetime | None = instant()
    outcome: str | None = None
    cancelled_at: datetime | None = instant()
