"""Campaigns as people see them: state, steps, members, and what became of their messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from core import clock
from core.db.tables import Campaign, CampaignMember, Message, Segment, Step, StepTemplate

CALL = "call"
"""The channel of a step that a person does; no provider stands behind it."""
CHANNELS = ("whatsapp", "sms", "email", "voice", CALL)
ANCHORS = ("launch", "due", "promise", "broken", "payment")
STATES = ("draft", "scheduled", "running", "paused", "stopped", "finished")


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: days after its anchor, wall-clock hour where the customer lives, channels in order, template per (channel, language)."""

    anchor: str = "launch"
    offset_days: int = 0
    send_at: str = "10:00"
    valid_days: int = 3
    channels: tuple[str, ...] = ()
    templates: Mapping[tuple[str, str], int] = field(default_factory=dict)
    has_fallback: bool = True
    position: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class CampaignView:
    """One campaign with its figures; `messages` counts by state, `costs` are (estimated, real) millionths by currency."""

    id: int
    name: str
    state: str
    segment_id: int
    segment: str
    currency: str | None
    start_at: datetime | None
    ends_at: datetime | None
    holdout_percent: int
    daily_limit: int | None
    spend_limit_micros: int | None
    created_at: datetime
    launched_at: datetime | None
    version: int
    steps: tuple[StepView, ...]
    members: int
    holdout: int
    held: int
    messages: dict[str, int]
    costs: dict[str, tuple[int, int]]
    is_standing: bool


def state_of(campaign: Campaign, now: datetime) -> str:
    """Draft, scheduled, running, paused, stopped or finished, from the campaign's dates."""
    if campaign.stopped_at is not None:
        return "stopped"
    if campaign.finished_at is not None or (campaign.launched_at is not None and campaign.ends_at is not None and campaign.ends_at <= now):
        return "finished"
    if campaign.launched_at is None:
        return "draft"
    if campaign.paused_at is not None:
        return "paused"
    return "scheduled" if campaign.start_at is not None and campaign.start_at > now else "running"


def steps_in(session: Session, campaign_id: int) -> tuple[StepView, ...]:
    """The steps of a campaign in order with their templates."""
    steps = list(session.exec(select(Step).where(Step.campaign_id == campaign_id).order_by(col(Step.position))))
    templates: dict[int, dict[tuple[str, str], int]] = {}
    for row in session.exec(select(StepTemplate).where(col(StepTemplate.step_id).in_([step.id for step in steps]))):
        templates.setdefault(row.step_id, {})[row.channel, row.language] = row.template_id
    return tuple(
        StepView(
            step.anchor,
            step.offset_days,
            step.send_at,
            step.valid_days,
            tuple(step.channels or ()),
            templates.get(step.id or 0, {}),
            step.has_fallback,
            step.position,
            step.id or 0,
        )
        for step in steps
    )


def view_in(session: Session, campaign: Campaign) -> CampaignView:
    """One campaign with its figures."""
    steps = steps_in(session, campaign.id or 0)
    segment = session.get(Segment, campaign.segment_id)
    holdout = func.sum(case((col(CampaignMember.is_holdout), 1), else_=0))
    counts = session.exec(
        select(func.count(), holdout, func.count(col(CampaignMember.held_at))).where(CampaignMember.campaign_id == campaign.id)
    ).one()
    states = dict(session.exec(select(Message.state, func.count()).where(Message.campaign_id == campaign.id).group_by(Message.state)).all())
    return CampaignView(
        id=campaign.id or 0, name=campaign.name, state=state_of(campaign, clock.now()), segment_id=campaign.segment_id,
        segment=segment.name if segment else "", currency=campaign.currency, start_at=campaign.start_at, ends_at=campaign.ends_at,
        holdout_percent=campaign.holdout_percent, daily_limit=campaign.daily_limit, spend_limit_micros=campaign.spend_limit_micros,
        created_at=campaign.created_at, launched_at=campaign.launched_at, version=campaign.version, steps=steps, members=counts[0] or 0,
        holdout=int(counts[1] or 0), held=counts[2] or 0, messages=states, costs=_costs(session, campaign.id or 0),
        is_standing=is_standing(steps),
    )  # fmt: skip


def is_standing(steps: tuple[StepView, ...]) -> bool:
    """Whether a campaign keeps working for whoever comes to match: one of its steps hangs on a due date, a promise or a payment."""
    return any(step.anchor != "launch" for step in steps)


def _costs(session: Session, campaign_id: int) -> dict[str, tuple[int, int]]:
    query = select(Message.price_currency, func.sum(Message.estimate_micros), func.sum(Message.price_micros)).where(
        Message.campaign_id == campaign_id, col(Message.price_currency).is_not(None)
    )
    return {
        str(currency): (int(estimated or 0), int(real or 0))
        for currency, estimated, real in session.exec(query.group_by(Message.price_currency))
    }
