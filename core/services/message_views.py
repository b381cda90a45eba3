"""Messages as people see them: the outbox with filters, one message with its verdicts and history, and what needs a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core.db.engine import reading
from core.db.tables import Campaign, Customer, Invoice, Message, MessageEvent, MessageInvoice, Template, TemplateVersion, Verdict
from core.domain.access import Actor, may
from core.domain.errors import NotFound
from core.services import outbox

TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Listed:
    """One message in a list."""

    id: int
    customer_id: int | None
    customer: str
    campaign_id: int | None
    campaign: str
    kind: str
    channel: str
    planned_channel: str
    state: str
    reason: str | None
    not_before: datetime
    sent_at: datetime | None
    at: datetime
    is_simulated: bool
    error_code: str | None
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a message's history."""

    at: datetime
    state: str
    reason: str | None
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One verdict on a message as it was stored."""

    at: datetime
    moment: datetime
    channel: str
    outcome: str
    rule: str
    moved_to: datetime | None
    explanation: dict[str, Any]
    pack: str
    version: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One message with everything behind it; costs in millionths."""

    message: Message
    customer: str
    campaign: str
    template: str
    template_number: int | None
    invoices: list[tuple[str, int]]
    events: list[Event]
    verdicts: list[Told]
    successors: list[int]


def find(
    engine: Engine, actor: Actor, *, states: tuple[str, ...] = (), channel: str | None = None, campaign_id: int | None = None,
    customer_id: int | None = None, reason: str | None = None, limit: int = 25, offset: int = 0,
) -> tuple[int, list[Listed]]:  # fmt: skip
    """How many messages match and one page of them, the latest first."""
    may(actor, "message.view")
    query = select(Message.id)
    query = query.where(col(Message.state).in_(states)) if states else query
    wanted = ((Message.channel, channel), (Message.campaign_id, campaign_id), (Message.customer_id, customer_id), (Message.reason, reason))
    for column, value in wanted:
        query = query.where(column == value) if value is not None else query
    with reading(engine) as session:
        total = session.exec(select(func.count()).select_from(query.subquery())).one()
        ids = list(session.exec(query.order_by(col(Message.id).desc()).limit(limit).offset(offset)))
        rows = session.exec(
            select(Message, Customer.name, Campaign.name)
            .outerjoin(Customer, col(Customer.id) == Message.customer_id)
            .outerjoin(Campaign, col(Campaign.id) == Message.campaign_id)
            .where(col(Message.id).in_(ids))
            .order_by(col(Message.id).desc())
        )
        values = _values(session, ids)
        return total, [_listed(*row, values.get(row[0].id or 0, {})) for row in rows]


def _values(session: Session, ids: Sequence[int | None]) -> dict[int, dict[str, Any]]:
    """What fills the sentence of each message's latest verdict."""
    query = select(Verdict.message_id, Verdict.explanation).where(col(Verdict.message_id).in_(ids)).order_by(col(Verdict.id))
    return {message_id or 0: (explanation or {}).get("values", {}) for message_id, explanation in session.exec(query)}


def why_of(message: Message, values: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """Why a message stands where it stands, as code and values; an expired one says so, and in `after` what had kept it waiting."""
    if message.state != outbox.EXPIRED:
        return message.reason, values
    return TOO_LATE, values | {"after": message.reason} if message.reason not in (None, TOO_LATE) else {}


def _listed(message: Message, customer: str | None, campaign: str | None, values: dict[str, Any]) -> Listed:
    reason, values = why_of(message, values)
    at = message.read_at or message.delivered_at or message.failed_at or message.sent_at or message.planned_at
    return Listed(
        message.id or 0, message.customer_id, customer or "", message.campaign_id, campaign or "", message.kind, message.channel,
        message.planned_channel, message.state, reason, message.not_before, message.sent_at, at, message.is_simulated,
        message.error_code, values,
    )  # fmt: skip


def detail(engine: Engine, actor: Actor, message_id: int) -> Detail:
    """One message with its words, verdicts, invoices and history. Raises NotFound."""
    may(actor, "message.view")
    with reading(engine) as session:
        message = session.get(Message, message_id)
        if message is None:
            raise NotFound("no_message", "There is no message {number}.", number=message_id)
        customer = session.get(Customer, message.customer_id) if message.customer_id else None
        campaign = session.get(Campaign, message.campaign_id) if message.campaign_id else None
        template, number = _template(session, message)
        invoices = session.exec(
            select(Invoice.number, MessageInvoice.open_cents)
            .join(MessageInvoice, col(MessageInvoice.invoice_id) == Invoice.id)
            .where(MessageInvoice.message_id == message_id)
        ).all()
        successors = list(session.exec(select(Message.id).where(Message.parent_id == message_id)))
        return Detail(
            message, customer.name if customer else "", campaign.name if campaign else "", template, number,
            [(number_, cents) for number_, cents in invoices], _history(session, message), _verdicts(session, message_id),
            [found or 0 for found in successors],
        )  # fmt: skip


def _template(session: Session, message: Message) -> tuple[str, int | None]:
    version = session.get(TemplateVersion, message.template_version_id) if message.template_version_id else None
    template = session.get(Template, version.template_id) if version else None
    return (template.name, version.number) if template and version else ("", None)


def _history(session: Session, message: Message) -> list[Event]:
    """Planned, then every change of state."""
    rows = session.exec(select(MessageEvent).where(MessageEvent.message_id == message.id).order_by(col(MessageEvent.id))).all()
    began = Event(
        message.planned_at, "planned" if rows or message.state == outbox.QUEUED else message.state, None if rows else message.reason, {}
    )
    return [began, *(_event(row) for row in rows)]


def _event(row: MessageEvent) -> Event:
    return Event(row.at, row.state, TOO_LATE if row.state == outbox.EXPIRED else row.reason, dict(row.detail or {}))


def _verdicts(session: Session, message_id: int) -> list[Told]:
    rows = session.exec(select(Verdict).where(Verdict.message_id == message_id).order_by(col(Verdict.id)))
    return [
        Told(row.at, row.moment, row.channel, row.outcome, row.rule, row.moved_to, dict(row.explanation or {}), row.pack, row.pack_version)
        for row in rows
    ]


def counts(engine: Engine, actor: Actor) -> dict[str, int]:
    """How many messages there are in each state."""
    may(actor, "message.view")
    with reading(engine) as session:
        return dict(session.exec(select(Message.state, func.count()).group_by(Message.state)).all())
