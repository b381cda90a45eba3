"""Campaigns: built as drafts, launched once with their numbers in sight, paused, resumed, stopped; their state follows from dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Campaign, Message, Segment, Step, StepTemplate, Template
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal, Stale
from core.services import audit, members, outbox
from core.services.campaign_views import ANCHORS, CALL, CHANNELS, CampaignView, StepView, state_of, steps_in, view_in
from core.services.template_views import approved_version_in

EDITABLE = ("name", "segment_id", "currency", "holdout_percent", "daily_limit", "spend_limit_micros", "start_at", "ends_at")

NEEDS_ANCHOR = {"promise_reminder": ("promise",), "promise_broken": ("broken",), "payment_received": ("payment",)}
"""Which anchors give these words the promise or payment that they speak of."""


def create(engine: Engine, actor: Actor, *, name: str, segment_id: int, steps: Sequence[StepView] = (), **fields: Any) -> int:
    """A new campaign as a draft; `fields` are those of EDITABLE, `steps` its steps in order. Returns its id."""
    may(actor, "campaign.edit")
    with writing(engine) as session:
        campaign = Campaign(name=_name(name), segment_id=_segment_in(session, segment_id), user_id=actor.user_id, created_at=clock.now())
        _fill(session, campaign, fields)
        session.add(campaign)
        session.flush()
        _set_steps_in(session, campaign, steps)
        audit.record(session, actor, "campaign.create", "campaign", campaign.id, after={"name": campaign.name, "segment": segment_id})
        return campaign.id or 0


def edit(engine: Engine, actor: Actor, campaign_id: int, version: int, *, steps: Sequence[StepView] | None = None, **fields: Any) -> None:
    """Change a draft from the version it was read at; `steps` replaces all of them. Raises Stale, Refusal once it was launched."""
    may(actor, "campaign.edit")
    with writing(engine) as session:
        campaign = campaign_in(session, campaign_id)
        if campaign.launched_at is not None:
            raise Refusal("launched", "{name} was launched already. Make a new campaign for other words or people.", name=campaign.name)
        if campaign.version != version:
            raise Stale("stale_campaign", "Somebody else changed this campaign meanwhile. Look at their version and try again.")
        if "name" in fields:
            fields["name"] = _name(fields["name"])
        _fill(session, campaign, fields)
        if steps is not None:
            _set_steps_in(session, campaign, steps)
        campaign.version += 1
        audit.record(session, actor, "campaign.edit", "campaign", campaign_id, after={"fields": sorted(fields), "steps": steps is not None})


def _fill(session: Session, campaign: Campaign, fields: dict[str, Any]) -> None:
    from core.intake.currencies import CODES

    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise Refusal("unknown_field", "A campaign has no field {name}.", name=", ".join(sorted(unknown)))
    if "segment_id" in fields:
        _segment_in(session, fields["segment_id"])
    if fields.get("currency") and fields["currency"] not in CODES:
        raise Refusal("bad_currency", "“{currency}” is not the code of a currency. An example is COP.", currency=fields["currency"])
    if not 0 <= int(fields.get("holdout_percent") or 0) <= 50:
        raise Refusal("bad_holdout", "The control group is between 0 and 50 percent.")
    for name, value in fields.items():
        setattr(campaign, name, value)


def _name(name: str) -> str:
    if not (name or "").strip():
        raise Refusal("no_name", "Give the campaign a name.")
    return name.strip()[:120]


def _segment_in(session: Session, segment_id: int) -> int:
    if session.get(Segment, segment_id) is None:
        raise NotFound("no_segment", "There is no segment {number}.", number=segment_id)
    return segment_id


def _set_steps_in(session: Session, campaign: Campaign, steps: Sequence[StepView]) -> None:
    old = [step.id for step in session.exec(select(Step).where(Step.campaign_id == campaign.id))]
    session.execute(delete(StepTemplate).where(col(StepTemplate.step_id).in_(old)))
    session.execute(delete(Step).where(col(Step.id).in_(old)))
    for position, view in enumerate(steps, 1):
        _check_step(session, view, position)
        step = Step(
            campaign_id=campaign.id or 0,
            position=position,
            anchor=view.anchor,
            offset_days=view.offset_days,
            send_at=view.send_at,
            valid_days=view.valid_days,
            channels=list(view.channels),
            has_fallback=view.has_fallback,
        )
        session.add(step)
        session.flush()
        for (channel, language), template_id in view.templates.items():
            session.add(StepTemplate(step_id=step.id or 0, channel=channel, language=language, template_id=template_id))


def _check_step(session: Session, view: StepView, position: int) -> None:
    is_timely = re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", view.send_at) and abs(view.offset_days) <= 366
    if view.anchor not in ANCHORS or not is_timely or not 1 <= view.valid_days <= 60:
        raise Refusal("bad_step", "Step {position}: check its day, its hour and how long it stays useful.", position=position)
    if not view.channels or set(view.channels) - set(CHANNELS):
        raise Refusal("no_channels", "Step {position} needs at least one channel.", position=position)
    for (channel, language), template_id in view.templates.items():
        template = session.get(Template, template_id)
        if template is None or template.channel != channel or template.language != language:
            raise Refusal(
                "bad_template",
                "Step {position}: template {number} is not for {channel} in that language.",
                position=position,
                number=template_id,
                channel=channel,
            )
        if template.purpose in NEEDS_ANCHOR and view.anchor not in NEEDS_ANCHOR[template.purpose]:
            raise Refusal(
                "words_need_anchor",
                "Step {position}: words about a promise or a payment only fit a step that follows one.",
                position=position,
            )


def launch(engine: Engine, actor: Actor, campaign_id: int, token: str, *, start_at: datetime | None = None) -> int:
    """Set a draft to work, once per intent token; draws its members and control group. Returns how many members it has now."""
    may(actor, "campaign.launch")
    with writing(engine) as session:
        campaign = campaign_in(session, campaign_id)
        if campaign.launched_at is not None:
            if campaign.launch_token == token:
                return members.count_in(session, campaign_id)
            raise Refusal("launched_before", "{name} was launched already.", name=campaign.name)
        check_ready_in(session, campaign)
        campaign.launched_at, campaign.launched_by, campaign.launch_token = clock.now(), actor.user_id, token
        # The minute, not the instant: another process whose clock is a second behind must find the campaign running.
        campaign.start_at = start_at or campaign.start_at or campaign.launched_at.replace(second=0, microsecond=0)
        segment = session.get(Segment, campaign.segment_id)
        campaign.rule = segment.rule if segment else None
        session.flush()
        drawn = members.draw_in(session, campaign)
        campaign.version += 1
        audit.record(
            session, actor, "campaign.launch", "campaign", campaign_id, after={"members": drawn, "start_at": str(campaign.start_at)}
        )
        return drawn


def check_ready_in(session: Session, campaign: Campaign) -> None:
    """Raises Refusal naming what a campaign lacks: steps, or an approved template for each step."""
    steps = steps_in(session, campaign.id or 0)
    if not steps:
        raise Refusal("no_steps", "Add at least one step before the launch.")
    for step in steps:
        approved = [1 for template_id in step.templates.values() if approved_version_in(session, template_id)]
        if not approved and CALL not in step.channels:
            raise Refusal(
                "no_approved", "Step {position} has no approved template. Nothing is sent but approved words.", position=step.position
            )


def pause(engine: Engine, actor: Actor, campaign_id: int) -> None:
    """Hold a running campaign: nothing new is planned or sent until it is resumed."""
    with _changing(engine, actor, campaign_id, "campaign.pause", ("running", "scheduled")) as campaign:
        campaign.paused_at = clock.now()


def resume(engine: Engine, actor: Actor, campaign_id: int) -> None:
    """Let a paused campaign go on where it stopped; what expired meanwhile stays unsent."""
    with _changing(engine, actor, campaign_id, "campaign.resume", ("paused",)) as campaign:
        campaign.paused_at = None


def stop(engine: Engine, actor: Actor, campaign_id: int) -> int:
    """End a campaign for good and cancel what still waits; returns how many messages were cancelled."""
    may(actor, "campaign.launch")
    with writing(engine) as session:
        campaign = campaign_in(session, campaign_id)
        if state_of(campaign, clock.now()) not in ("scheduled", "running", "paused"):
            raise Refusal("not_running", "{name} is not running.", name=campaign.name)
        campaign.stopped_at = clock.now()
        campaign.version += 1
        waiting = select(Message).where(Message.campaign_id == campaign_id, Message.state == outbox.QUEUED)
        cancelled = 0
        for message in session.exec(waiting.with_for_update()):
            outbox.move(session, message, outbox.CANCELED, "campaign.stopped")
            cancelled += 1
        audit.record(session, actor, "campaign.stop", "campaign", campaign_id, after={"cancelled": cancelled})
        return cancelled


class _changing:
    """One audited change of a campaign that must be in one of some states."""

    def __init__(self, engine: Engine, actor: Actor, campaign_id: int, action: str, states: tuple[str, ...]) -> None:
        may(actor, "campaign.launch")
        self.actor, self.campaign_id, self.action, self.states = actor, campaign_id, action, states
        self.transaction = writing(engine)

    def __enter__(self) -> Campaign:
        self.session = self.transaction.__enter__()
        try:
            campaign = campaign_in(self.session, self.campaign_id)
            state = state_of(campaign, clock.now())
            if state not in self.states:
                raise Refusal("wrong_state", "{name} is {state}, so this cannot be done now.", name=campaign.name, state=state)
        except BaseException as problem:
            self.transaction.__exit__(type(problem), problem, problem.__traceback__)
            raise
        campaign.version += 1
        return campaign

    def __exit__(self, *problem: Any) -> bool | None:
        if problem[0] is None:
            audit.record(self.session, self.actor, self.action, "campaign", self.campaign_id)
        return self.transaction.__exit__(*problem)


def campaign_in(session: Session, campaign_id: int) -> Campaign:
    """A campaign by its id. Raises NotFound."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound("no_campaign", "There is no campaign {number}.", number=campaign_id)
    return campaign


def status(engine: Engine, actor: Actor, campaign_id: int) -> CampaignView:
    """Everything a person watches: state, steps, members, messages by state, cost."""
    may(actor, "campaign.view")
    with reading(engine) as session:
        return view_in(session, campaign_in(session, campaign_id))


def listed(engine: Engine, actor: Actor, *, state: str | None = None) -> list[CampaignView]:
    """Every campaign, newest first, on demand only those in one state."""
    may(actor, "campaign.view")
    with reading(engine) as session:
        views = [view_in(session, campaign) for campaign in session.exec(select(Campaign).order_by(col(Campaign.id).desc()))]
    return [view for view in views if state is None or view.state == state]
