"""Who is in a campaign: drawn from its segment, a share of them kept back by lot as the control group, each held when they answer."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from core import clock
from core.db.bulk import insert_many, read_numbers
from core.db.tables import Campaign, CampaignMember, Reply, Segment
from core.domain.access import Actor, may
from core.services import audit, segments

BY_RIGHT = "privacy:"


def draw_in(session: Session, campaign: Campaign) -> int:
    """Add whoever matches the campaign's segment now and is not in it yet; returns how many members it has."""
    known = set(session.exec(select(CampaignMember.customer_id).where(CampaignMember.campaign_id == campaign.id)))
    fresh = [number for number in matching_in(session, campaign) if number not in known]
    now = clock.now()
    rows = [
        {"campaign_id": campaign.id, "customer_id": number, "is_holdout": is_holdout(campaign, number), "joined_at": now}
        for number in fresh
    ]
    if rows:
        insert_many(session, CampaignMember, rows)
        _hold_unread(session, campaign)
    return len(known) + len(rows)


def _hold_unread(session: Session, campaign: Campaign) -> None:
    """Whoever wrote something that nobody has read yet begins no new sequence."""
    unread = select(Reply.customer_id).where(col(Reply.handled_at).is_(None), col(Reply.customer_id).is_not(None))
    query = update(CampaignMember).where(
        col(CampaignMember.campaign_id) == campaign.id, col(CampaignMember.held_at).is_(None), col(CampaignMember.customer_id).in_(unread)
    )
    session.exec(query.values(held_at=clock.now(), held_reason="reply:unread").execution_options(synchronize_session=False))


def matching_in(session: Session, campaign: Campaign) -> list[int]:
    """The customers who match the campaign's rule now, in order of their ids."""
    segment = session.get(Segment, campaign.segment_id)
    rule = campaign.rule if campaign.rule is not None else (segment.rule if segment else None)
    return sorted(segments.members_in(session, rule))


def is_holdout(campaign: Campaign, customer_id: int) -> bool:
    """The lot: the same for the same campaign and customer, evenly spread over customers and independent between campaigns."""
    if not campaign.holdout_percent:
        return False
    digest = blake2b(f"{campaign.id}:{customer_id}:{campaign.created_at.isoformat()}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) % 10_000 < campaign.holdout_percent * 100


def count_in(session: Session, campaign_id: int) -> int:
    """How many members a campaign has, its control group included."""
    return session.exec(select(func.count()).select_from(CampaignMember).where(CampaignMember.campaign_id == campaign_id)).one()


def active_in(session: Session, campaign_id: int, only: Iterable[int] | None = None) -> list[int]:
    """Members who are written to: neither control group nor held; on demand only those among some."""
    query = select(CampaignMember.customer_id).where(
        CampaignMember.campaign_id == campaign_id, col(CampaignMember.is_holdout).is_(False), col(CampaignMember.held_at).is_(None)
    )
    members = read_numbers(session, query)
    wanted = None if only is None else set(only)
    return members if wanted is None else [number for number in members if number in wanted]


def hold_in(session: Session, customer_id: int, reason: str) -> int:
    """Hold every sequence of a customer until a person or a rule lets it go on; returns how many."""
    query = update(CampaignMember).where(col(CampaignMember.customer_id) == customer_id, col(CampaignMember.held_at).is_(None))
    return session.exec(query.values(held_at=clock.now(), held_reason=reason)).rowcount


def hold_by_right_in(session: Session, customer_id: int, right: str) -> int:
    """Hold every sequence of a customer because they asked for it, those too that wait for a person already; returns how many."""
    query = update(CampaignMember).where(col(CampaignMember.customer_id) == customer_id)
    values = {"held_at": func.coalesce(col(CampaignMember.held_at), clock.now()), "held_reason": BY_RIGHT + right}
    return session.exec(query.values(**values)).rowcount


def release_in(session: Session, actor: Actor, customer_id: int) -> int:
    """Let the sequences of a customer go on; returns how many. Those held by the customer's own right stay held."""
    may(actor, "reply.handle")
    query = update(CampaignMember).where(
        col(CampaignMember.customer_id) == customer_id, col(CampaignMember.held_at).is_not(None),
        ~func.coalesce(col(CampaignMember.held_reason), "").startswith(BY_RIGHT),
    )  # fmt: skip
    released = session.exec(query.values(held_at=None, held_reason=None)).rowcount
    if released:
        audit.record(session, actor, "sequence.release", "customer", customer_id, after={"campaigns": released})
    return released
