"""Two campaigns of the invented business: one that came to its end with a control group, one that goes on; both through the simulator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from core.db.tables import Campaign, CampaignMember, Message, MessageEvent, MessageInvoice, Reply, Segment, Step, StepTemplate, Template
from core.domain.access import Actor
from core.services import audit
from core.services.members import is_holdout

if TYPE_CHECKING:
    from core.services.demo_history import Stage

BEGAN, ENDED = 62, 24  # days before today
HOLDOUT = 20  # percent


@dataclass(slots=True)
class Invented:
    """The ids of the campaigns, and how many messages exist now that the control group got none."""

    campaigns: list[int] = field(default_factory=list)
    messages: int = 0


def invent_in(s: Session, stage: Stage, actor: Actor) -> Invented:
    """Give the messages of the last months to the campaigns that they might have come from, within the caller's transaction."""
    today = stage.today
    over = _campaign_in(s, stage, actor, _name(stage, "Recién vencidos", "Newly late"), "newly-late", "newly_late", 3, BEGAN, HOLDOUT)
    over.ends_at = over.finished_at = stage.instant(today - timedelta(days=ENDED), 18)
    rows = _messages_in(s, "newly_late", today - timedelta(days=BEGAN), today - timedelta(days=ENDED))
    _keep_back(s, over, rows)
    on = _campaign_in(s, stage, actor, _name(stage, "Aviso antes del vencimiento", "Before it is due"), "due-soon", "reminder_before", -3,
                      75, 0)  # fmt: skip
    _fill(s, on, _messages_in(s, "reminder_before", today - timedelta(days=90), today))
    s.flush()
    return Invented([over.id or 0, on.id or 0], s.exec(select(func.count()).select_from(Message)).one())


def _name(stage: Stage, spanish: str, english: str) -> str:
    return spanish if stage.language == "es" else english


def _campaign_in(
    s: Session, stage: Stage, actor: Actor, name: str, slug: str, purpose: str, offset: int, began: int, holdout: int
) -> Campaign:
    """A launched campaign with one step around the due date, on the channels that have approved words for the purpose."""
    segment = s.exec(select(Segment).where(Segment.slug == slug)).one()
    at = stage.instant(stage.today - timedelta(days=began), 9)
    made = Campaign(
        name=name, segment_id=segment.id or 0, holdout_percent=holdout, user_id=actor.user_id, created_at=at, launched_at=at,
        launched_by=actor.user_id,
    )  # fmt: skip
    s.add(made)
    s.flush()
    step = Step(campaign_id=made.id or 0, position=1, anchor="due", offset_days=offset, channels=["whatsapp", "sms", "email"])
    s.add(step)
    s.flush()
    for template in s.exec(select(Template).where(Template.purpose == purpose, Template.language == stage.company.language)):
        if template.channel in step.channels:
            s.add(StepTemplate(step_id=step.id or 0, channel=template.channel, language=template.language, template_id=template.id or 0))
    audit.record(s, actor, "campaign.launch", "campaign", made.id, after={"start_at": str(at)})
    return made


def _messages_in(s: Session, purpose: str, since: date, until: date) -> Sequence[Message]:
    """The invented messages of a purpose between two days."""
    query = select(Message).where(col(Message.dedupe_key).like(f"demo:%:{purpose}")).order_by(col(Message.id))
    return [row for row in s.exec(query) if row.sent_at and since <= row.sent_at.date() < until]


def _fill(s: Session, campaign: Campaign, rows: Sequence[Message]) -> None:
    """These messages came from the campaign's step, and who got them is in it."""
    step = s.exec(select(Step).where(Step.campaign_id == campaign.id)).one()
    for row in rows:
        row.kind, row.campaign_id, row.step_id = "campaign", campaign.id, step.id
    s.add_all(_members(campaign, {row.customer_id for row in rows}))


def _keep_back(s: Session, campaign: Campaign, rows: Sequence[Message]) -> None:
    """The same with a control group: who was drawn into it got nothing, unless an answer is known."""
    answered = set(s.exec(select(Reply.customer_id)))
    kept = {row.customer_id for row in rows if row.customer_id not in answered and is_holdout(campaign, row.customer_id or 0)}
    unsent = [row.id for row in rows if row.customer_id in kept]
    _fill(s, campaign, [row for row in rows if row.customer_id not in kept])
    for table in (MessageEvent, MessageInvoice):
        s.execute(delete(table).where(col(table.message_id).in_(unsent)))
    s.execute(delete(Message).where(col(Message.id).in_(unsent)))
    s.add_all(_members(campaign, kept, is_holdout=True))


def _members(campaign: Campaign, customers: Iterable[int | None], *, is_holdout: bool = False) -> list[CampaignMember]:
    since = campaign.launched_at or campaign.created_at
    return [
        CampaignMember(campaign_id=campaign.id or 0, customer_id=number, is_holdout=is_holdout, joined_at=since)
        for number in sorted(number for number in customers if number)
    ]
