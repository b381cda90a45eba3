"""The end of campaigns: at the date set for it, or when the last step is over and nothing is left to plan, send or wait for."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.db.tables import Campaign, Message
from core.domain.access import SCHEDULER
from core.services import audit, house, outbox
from core.services.campaign_views import StepView, is_standing, steps_in


def finish_in(session: Session, now: datetime) -> int:
    """Mark the campaigns that are over as finished; returns how many. A standing one ends only at its date."""
    live = select(Campaign).where(
        col(Campaign.launched_at).is_not(None), col(Campaign.finished_at).is_(None), col(Campaign.stopped_at).is_(None)
    )
    zone, count = ZoneInfo(house.company_in(session).timezone), 0
    for campaign in session.exec(live.with_for_update()):
        if (campaign.ends_at is not None and campaign.ends_at <= now) or _is_done(session, campaign, now, zone):
            campaign.finished_at = now
            audit.record(session, SCHEDULER, "campaign.finish", "campaign", campaign.id)
            count += 1
    return count


def _is_done(session: Session, campaign: Campaign, now: datetime, zone: ZoneInfo) -> bool:
    """Whether no step will plan any more, no message can lead to another one, and none waits or is in doubt.

    A message that leads to another channel gives it its own `not_after`; past that, nothing of it can go.
    """
    steps = steps_in(session, campaign.id or 0)
    if is_standing(steps) or any(not _is_over(campaign, step, now, zone) for step in steps):
        return False
    waiting = select(Message.id).where(Message.campaign_id == campaign.id, col(Message.state).in_(outbox.WAITING))
    useful = select(Message.id).where(Message.campaign_id == campaign.id, Message.state == outbox.SENT, Message.not_after > now)
    return session.exec(waiting.limit(1)).first() is None and session.exec(useful.limit(1)).first() is None


def _is_over(campaign: Campaign, step: StepView, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the last day on which a step after the launch may still be planned has passed."""
    started = (campaign.start_at or campaign.launched_at or now).astimezone(zone).date()
    return now.astimezone(zone).date() > started + timedelta(days=step.offset_days + step.valid_days - 1)
