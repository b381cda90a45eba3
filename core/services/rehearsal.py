"""Rehearsal: what a campaign would do in the next days if nobody pays, answers or changes anything; asked of the gate, written nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from core import clock
from core.db.engine import reading
from core.db.tables import Campaign
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.gate_windows import instant_of, local_date
from core.services import campaigns, channels, house, routes
from core.services.campaign_views import CampaignView, StepView, steps_in
from core.services.stage import Rehearsal, Stage

DAYS, LONGEST = 14, 60


@dataclass(frozen=True, slots=True)
class Strategy:
    """A campaign that nobody has written down yet: its people, its steps, and its limits."""

    segment_id: int
    steps: tuple[StepView, ...]
    currency: str | None = None
    start_at: datetime | None = None
    holdout_percent: int = 0
    daily_limit: int | None = None
    spend_limit_micros: int | None = None


def strategy_of(view: CampaignView) -> Strategy:
    """What a campaign does, as a strategy that begins anew: so that one that has ended can be rehearsed as well."""
    return Strategy(
        view.segment_id, view.steps, view.currency, None, view.holdout_percent, view.daily_limit, view.spend_limit_micros
    )  # fmt: skip


def rehearse(
    engine: Engine, actor: Actor, campaign: int | Strategy, days: int = DAYS, tell: Callable[[float], None] = lambda share: None
) -> Rehearsal:
    """Rehearse a campaign by its id, or a strategy. Each planned contact counts for the ones after it. Raises Refusal without steps.

    `tell` hears the share done.
    """
    may(actor, "campaign.view")
    if not 1 <= days <= LONGEST:
        raise Refusal("rehearsal_days", "A rehearsal covers between 1 and {most} days.", most=LONGEST)
    active, now = channels.active(engine), clock.now()
    with reading(engine) as session:
        acted, steps = strategy_in(session, campaign, now)
        company = house.company_in(session)
        today = local_date(company.timezone, now)
        mornings = [now, *(instant_of(company.timezone, today + timedelta(days=n)) for n in range(1, days))]
        stage = Stage(session, company, acted, active, mornings)
        stage.count_outbox(now)
        wanted = stage.members(steps)
        wording = {step.position: routes.wording_in(session, step, active) for step in steps}
        for place, at in enumerate(stage.mornings):
            for number, step in enumerate(steps):
                tell((place + number / len(steps)) / len(stage.mornings))
                stage.act(step, wording[step.position], wanted, at)
    return stage.result()


def strategy_in(session: Session, campaign: int | Strategy, now: datetime) -> tuple[Campaign, tuple[StepView, ...]]:
    """The campaign as it would be if it were launched now, apart from the session, and its steps. Raises Refusal without steps."""
    if isinstance(campaign, Strategy):
        told = {name: getattr(campaign, name) for name in Strategy.__slots__ if name != "steps"}
        acted = Campaign(id=0, name="", created_at=now, **told)
        steps = tuple(replace(step, position=place) for place, step in enumerate(campaign.steps, 1))
    else:
        acted = Campaign(**campaigns.campaign_in(session, campaign).model_dump())
        steps = steps_in(session, campaign)
    if not steps:
        raise Refusal("no_steps_to_rehearse", "Add at least one step before the rehearsal.")
    acted.start_at, acted.launched_at = acted.start_at or now, acted.launched_at or now
    return acted, steps
