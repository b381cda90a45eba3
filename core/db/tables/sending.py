"""Campaigns, messages, verdicts and replies: the outbox and what comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Field

from core.db.tables.record import Index, Record, big_key, cents, data, instant, key, link, words

# what only waits is in no index of what left, and few follow another
_HAS_LEFT, _IS_KNOWN, _FOLLOWS = text("sent_at IS NOT NULL"), text("provider_id IS NOT NULL"), text("parent_id IS NOT NULL")


class Campaign(Record, table=True):
    """A segment, ordered steps and a holdout; its state follows from when it was launched, paused, stopped, finished."""

    __tablename__ = "campaign"
    id: int | None = key()
    name: str
    segment_id: int = link("segment.id")
    rule: Any = data()
    currency: str | None = Field(default=None, max_length=3)
    start_at: datetime | None = instant()
    ends_at: datetime | None = instant()
    holdout_percent: int = 0
    daily_limit: int | None = None
    spend_limit_micros: int | None = cents(null=True)
    user_id: int | None = link("person.id", null=True)
    created_at: datetime = instant(null=False)
    launched_at: datetime | None = instant()
    launched_by: int | None = link("person.id", null=True)
    launch_token: str | None = Field(default=None, unique=True)
    paused_at: datetime | None = instant()
    stopped_at: datetime | None = instant()
    finished_at: datetime | None = instant()
    version: int = 1


class Step(Record, table=True):
    """One step of a campaign: when, on which channels in which order, with which words."""

    __tablename__ = "step"
    __table_args__ = (Index("uq_step_campaign_position", "campaign_id", "position", unique=True),)
    id: int | None = key()
    campaign_id: int = link("campaign.id")
    position: int
    anchor: str = "launch"
    offset_days: int = 0
    send_at: str = "10:00"
    valid_days: int = 3
    channels: Any = data()
    has_fallback: bool = True


class StepTemplate(Record, table=True):
    """The template that a step uses on one channel in one language."""

    __tablename__ = "step_template"
    __table_args__ = (Index("uq_step_template_step_channel_language", "step_id", "channel", "language", unique=True),)
    id: int | None = key()
    step_id: int = link("step.id")
    channel: str
    language: str = Field(max_length=2)
    template_id: int = link("template.id")


class CampaignMember(Record, table=True):
    """A customer drawn into a campaign, or kept back as its control group."""

    __tablename__ = "campaign_member"
    campaign_id: int = Field(primary_key=True, foreign_key="campaign.id")
    customer_id: int = Field(primary_key=True, foreign_key="customer.id", index=True)
    is_holdout: bool = False
    joined_at: datetime = instant(null=False)
    held_at: datetime | None = instant()
    held_reason: str | None = None


class Message(Record, table=True):
    """One outbound message, from plan to final state."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_state_not_before", "state", "not_before"),
        Index("ix_message_customer_planned", "customer_id", "planned_at"),
        Index("ix_message_campaign_state", "campaign_id", "state"),
        Index("ix_message_sent_at", "sent_at", sqlite_where=_HAS_LEFT, postgresql_where=_HAS_LEFT),
        Index("ix_message_parent_id", "parent_id", sqlite_where=_FOLLOWS, postgresql_where=_FOLLOWS),
        Index("uq_message_provider_id", "provider_id", unique=True, sqlite_where=_IS_KNOWN, postgresql_where=_IS_KNOWN),
    )
    id: int | None = big_key()
    ref: str = Field(unique=True)
    dedupe_key: str = Field(unique=True)
    kind: str = "campaign"
    purpose: str = "reminder"
    campaign_id: int | None = link("campaign.id", null=True)
    step_id: int | None = link("step.id", null=True)
    customer_id: int | None = link("customer.id", null=True)
    contact_point_id: int | None = link("contact_point.id", null=True, index=True)
    template_version_id: int | None = link("template_version.id", null=True)
    parent_id: int | None = link("message.id", null=True)
    about_id: int | None = cents(null=True)  # the promise, payment or reply it hangs on, by its purpose; a reminder: a broken promise
    planned_channel: str
    channel: str
    language: str = Field(max_length=2)
    currency: str | None = Field(default=None, max_length=3)
    to_value: str | None = None
    subject: str | None = None
    body: str | None = words()
    text_hash: str | None = None
    state: str = "queued"
    reason: str | None = None
    attempt: int = 0
    owner: str | None = None
    lease_until: datetime | None = instant()
    claimed_at: datetime | None = instant()
    doubt_at: datetime | None = instant()
    looks: int = 0
    not_before: datetime = instant(null=False)
    not_after: datetime = instant(null=False)
    planned_at: datetime = instant(null=False)
    sent_at: datetime | None = instant()
    delivered_at: datetime | None = instant()
    read_at: datetime | None = instant()
    failed_at: datetime | None = instant()
    provider: str | None = None
    provider_id: str | None = None
    provider_state: str | None = None
    error_code: str | None = None
    segments: int | None = None
    estimate_micros: int | None = cents(null=True)
    price_micros: int | None = cents(null=True)
    price_currency: str | None = Field(default=None, max_length=3)
    is_simulated: bool = False
    user_id: int | None = link("person.id", null=True)


class MessageEvent(Record, table=True):
    """One change of a message's state, with time and reason."""

    __tablename__ = "message_event"
    id: int | None = big_key()
    message_id: int = link("message.id", index=True)
    at: datetime = instant(null=False)
    state: str
    reason: str | None = None
    detail: Any = data()


class MessageInvoice(Record, table=True):
    """An invoice that a message spoke of, with its open amount at that moment."""

    __tablename__ = "message_invoice"
    message_id: int = Field(primary_key=True, foreign_key="message.id")
    invoice_id: int = Field(primary_key=True, foreign_key="invoice.id", index=True)
    open_cents: int = cents()


class Verdict(Record, table=True):
    """What the gate said of a message or a person, on a channel at a moment, and why."""

    __tablename__ = "verdict"
    id: int | None = big_key()
    message_id: int | None = link("message.id", null=True, index=True)
    campaign_id: int | None = link("campaign.id", null=True, index=True)
    customer_id: int | None = link("customer.id", null=True, index=True)
    channel: str
    at: datetime = instant(null=False, index=True)
    moment: datetime = instant(null=False)
    outcome: str
    rule: str
    moved_to: datetime | None = instant()
    explanation: Any = data()
    pack: str
    pack_version: str


class ChannelState(Record, table=True):
    """What stops a channel for now: a person must act (`stopped_at`) or time must pass (`paused_until`); failures in a row."""

    __tablename__ = "channel_state"
    channel: str = Field(primary_key=True)
    stopped_at: datetime | None = instant()
    stopped_code: str | None = None
    paused_until: datetime | None = instant()
    reason: str | None = words()
    failures: int = 0
    changed_at: datetime = instant(null=False)


class Reply(Record, table=True):
    """One inbound message and what it meant."""

    __tablename__ = "reply"
    id: int | None = big_key()
    provider_id: str = Field(unique=True)
    channel: str
    customer_id: int | None = link("customer.id", null=True, index=True)
    message_id: int | None = link("message.id", null=True)
    from_value: str = Field(index=True)
    body: str | None = words()
    received_at: datetime = instant(null=False, index=True)
    meaning: str | None = None
    understood: Any = data()
    handled_at: datetime | None = instant()
    handled_by: int | None = link("person.id", null=True)
    outcome: str | None = None
    is_simulated: bool = False
