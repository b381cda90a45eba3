"""The list of campaigns: what each one is about and how far it has come, read in two passes whatever their number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func
from sqlmodel import col, select

from core import clock
from core.db.engine import reading
from core.db.tables import Campaign, CampaignMember, Message, Segment
from core.domain.access import Actor, may
from core.services.campaign_views import state_of


@dataclass(frozen=True, slots=True)
class Listed:
    """One campaign at a glance: members with the control group, messages by state. `segment` is a message id when it is ready-made."""

    id: int
    name: str
    state: str
    segment: str
    launched_at: datetime | None
    members: int
    messages: dict[str, int]


def listed(engine: Engine, actor: Actor) -> list[Listed]:
    """Every campaign, newest first."""
    may(actor, "campaign.view")
    now = clock.now()
    with reading(engine) as session:
        members = dict(session.exec(select(CampaignMember.campaign_id, func.count()).group_by(col(CampaignMember.campaign_id))).all())
        messages: dict[int, dict[str, int]] = defaultdict(dict)
        counted = select(Message.campaign_id, Message.state, func.count()).where(col(Message.campaign_id).is_not(None))
        for campaign_id, state, number in session.exec(counted.group_by(col(Message.campaign_id), col(Message.state))):
            messages[campaign_id or 0][state] = number
        found = session.exec(
            select(Campaign, Segment.name).outerjoin(Segment, col(Segment.id) == col(Campaign.segment_id)).order_by(col(Campaign.id).desc())
        )
        return [
            Listed(row.id or 0, row.name, state_of(row, now), segment or "", row.launched_at, members.get(row.id or 0, 0),
                   messages[row.id or 0])
            for row, segment in found
        ]  # fmt: skip


def is_empty(engine: Engine, actor: Actor) -> bool:
    """Whether there is no campaign yet."""
    may(actor, "campaign.view")
    with reading(engine) as session:
        return session.exec(select(Campaign.id).limit(1)).first() is None
