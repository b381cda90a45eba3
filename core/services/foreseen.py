"""What will become of a message that waits: the gate is asked about its moment as things stand now; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core.db.tables import Campaign, CampaignMember, Company, Message, TemplateVersion
from core.services import channels, facts, house, letters, outbox, routes
from core.services.campaign_views import CALL
from core.services.people import gather
from core.services.template_views import approved_version_in


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The next message of a customer: on which channel, and when it goes as things stand; `at` None: it does not, for `rule`.

    `rule` with `values` says why it goes later than planned or not at all; None where nothing stands against it.
    """

    id: int
    channel: str
    planned_at: datetime
    at: datetime | None
    rule: str | None = None
    values: Mapping[str, Any] | None = None


def next_in(session: Session, engine: Engine, customer_id: int, now: datetime) -> Foreseen | None:
    """The next message that waits for a customer, or None."""
    query = select(Message).where(Message.customer_id == customer_id, Message.state == outbox.QUEUED)
    message = session.exec(query.order_by(col(Message.not_before)).limit(1)).first()
    if message is None:
        return None
    at = max(message.not_before, now)
    held = _held_in(session, message)
    if held is not None or message.channel == CALL:
        return Foreseen(message.id or 0, message.channel, at, None if held else at, held)
    return _asked_in(session, engine, message, at, now)


def _held_in(session: Session, message: Message) -> str | None:
    """Why a campaign's message waits for a person, where it does."""
    if house.company_in(session).sending_paused_at is not None:
        return "paused.on"
    campaign = session.get(Campaign, message.campaign_id) if message.campaign_id else None
    if campaign is None:
        return None
    member = select(CampaignMember.held_at).where(
        CampaignMember.campaign_id == campaign.id, CampaignMember.customer_id == message.customer_id
    )
    if campaign.paused_at is not None:
        return "campaign.paused"
    return "held" if session.exec(member).first() is not None else None


def _asked_in(session: Session, engine: Engine, message: Message, at: datetime, now: datetime) -> Foreseen | None:
    company: Company = house.company_in(session)
    customer_id, channel = message.customer_id or 0, message.channel
    people = gather(session, company, [customer_id], now, planned=False, simulated=channels.is_simulated(engine))
    if customer_id not in people:
        return None
    about = letters.Writer(session, company, people, now, [message]).about(message)
    keeper = facts.Gatekeeper(session, company, at)
    told = keeper.facts(
        people[customer_id], channel, message.currency or company.currency, purpose=message.purpose,
        approved=_is_approved(session, message), due_on=about.first_due, by_agent=message.kind == "answer",
    )  # fmt: skip
    verdict = keeper.judge(told, at)
    if verdict.outcome == "allowed":
        return Foreseen(message.id or 0, channel, at, None if about.is_empty else at, about.why if about.is_empty else None)
    goes = verdict.move_to if routes.state_for(verdict, message.not_after) == outbox.QUEUED else None
    return Foreseen(message.id or 0, channel, at, goes, verdict.rule, verdict.values)


def _is_approved(session: Session, message: Message) -> bool | None:
    """Whether words of its template are approved now; None for a person's own."""
    if message.kind == "answer":
        return None
    planned = session.get(TemplateVersion, message.template_version_id) if message.template_version_id else None
    return planned is not None and approved_version_in(session, planned.template_id) is not None
