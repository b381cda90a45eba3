"""What may be claimed now: channels that are open and have room, and the messages that are due on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import exists, or_
from sqlmodel import Session, col, select

from core.channels.protocol import Channel
from core.db.tables import Campaign, CampaignMember, Message
from core.services import outbox, pace, sending


def allowed_in(
    session: Session, active: Mapping[str, Channel], slots: pace.Slots, room: Mapping[str, int] | None, now: datetime
) -> dict[str, int]:
    """How many messages each channel takes now: it is open, has room, and its pace and its limits of hour and day leave some."""
    found = pace.allowances_in(session, sending.open_channels_in(session, list(active), now), now)
    least = {kind: min(number, slots.left(kind), number if room is None else room[kind]) for kind, number in found.items()}
    return {kind: number for kind, number in least.items() if number > 0}


def due_in(session: Session, allowed: Mapping[str, int], now: datetime, limit: int) -> list[Message]:
    """Up to `limit` messages that may be claimed, the longest due first, held by this transaction; none of a campaign or member at rest."""
    runs = (
        select(Campaign.id)
        .where(
            col(Campaign.launched_at).is_not(None), col(Campaign.paused_at).is_(None), col(Campaign.stopped_at).is_(None),
            or_(col(Campaign.start_at).is_(None), col(Campaign.start_at) <= now),
        )
    )  # fmt: skip
    held = exists().where(
        col(CampaignMember.campaign_id) == Message.campaign_id, col(CampaignMember.customer_id) == Message.customer_id,
        col(CampaignMember.held_at).is_not(None),
    )  # fmt: skip
    query = (
        select(Message)
        .where(
            Message.state == outbox.QUEUED, Message.not_before <= now, Message.not_after > now, col(Message.channel).in_(allowed),
            or_(col(Message.campaign_id).is_(None), col(Message.campaign_id).in_(runs) & ~held),
        )
        .order_by(col(Message.not_before), col(Message.id))
        .limit(limit)
    )  # fmt: skip
    return list(session.exec(query.with_for_update(skip_locked=True, of=Message)))
