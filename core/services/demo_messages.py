"""Reminders that the invented business sent, all through the simulator, what became of them, and a few answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.channels.protocol import Inbound
from core.db.tables import (
    Activity,
    Allocation,
    ContactPoint,
    Customer,
    Invoice,
    Message,
    MessageEvent,
    MessageInvoice,
    Reply,
    Template,
    TemplateVersion,
)
from core.domain.access import Actor
from core.services import audit, outbox, packs
from core.services.message_values import company_values
from core.services.replies import understand
from core.text import wording
from core.text.values import values

if TYPE_CHECKING:
    from core.services.demo_history import Stage

PURPOSES = {"reminder_before": -3, "newly_late": 3}  # days from the due date
CHANNELS = ("whatsapp", "sms", "email")
KEPT_FREE = 8  # days before today without any message, so that the weekly limits leave room for the visitor's own campaign
SPAN = 75
FATES = ("read", "delivered", "delivered", "delivered", "delivered", "sent", "undelivered", "read")
ANSWERS = ("Gracias por avisar", "¿Me pueden mandar la factura otra vez?", "Pago el viernes sin falta", "Ya pagué ayer por transferencia")


@dataclass(frozen=True, slots=True)
class Words:
    """An approved version with its template's purpose and channel."""

    purpose: str
    channel: str
    version: TemplateVersion


def approve_in(s: Session, stage: Stage, writer: Actor, approver: Actor) -> list[Words]:
    """Submit and approve the shipped texts that the invented business used; the others stay drafts for the visitor."""
    query = select(Template, TemplateVersion).join(TemplateVersion, col(TemplateVersion.template_id) == col(Template.id))
    query = query.where(
        Template.language == stage.company.language, col(Template.purpose).in_(PURPOSES), col(Template.channel).in_(CHANNELS)
    )
    found = []
    for template, version in s.exec(query):
        version.submitted_at, version.submitted_by = stage.instant(stage.today - timedelta(days=SPAN + 6)), writer.user_id
        version.decided_at, version.decided_by = stage.instant(stage.today - timedelta(days=SPAN + 5)), approver.user_id
        version.is_approved = True
        audit.record(s, writer, "template.submit", "template_version", version.id)
        audit.record(s, approver, "template.approve", "template_version", version.id)
        found.append(Words(template.purpose, template.channel, version))
    return found


def invent_in(s: Session, stage: Stage, approved: list[Words]) -> int:
    """Messages about what fell due in the last months, each only while it was unpaid; gives how many."""
    points = {(point.customer_id, point.kind): point for point in s.exec(select(ContactPoint))}
    people = {person.id: person for person in s.exec(select(Customer))}
    since = stage.today - timedelta(days=SPAN)
    made, calendar = [], Calendar(s, stage)
    for invoice in s.exec(select(Invoice).where(Invoice.due_on >= since).order_by(col(Invoice.id))).all():
        for words in approved:
            day = calendar.open_day(invoice.due_on + timedelta(days=PURPOSES[words.purpose]))
            point = points.get((invoice.customer_id, "email" if words.channel == "email" else "phone"))
            is_theirs = CHANNELS[invoice.customer_id % 3] == words.channel
            if point and is_theirs and since <= day <= stage.today - timedelta(days=KEPT_FREE) and _left_in(s, invoice, day):
                if not calendar.take(invoice.customer_id, day):
                    continue
                made.append(_message_in(s, stage, words, invoice, point, people[invoice.customer_id], day))
    _answers_in(s, stage, made)
    return len(made)


class Calendar:
    """On which days the invented business may write to whom: as the rules of its country say, calls counted with the rest."""

    def __init__(self, s: Session, stage: Stage) -> None:
        zone = ZoneInfo(stage.company.timezone)
        self._closed = packs.holidays_for(stage.company.country, years=range(stage.today.year - 1, stage.today.year + 2)).days
        self._taken: dict[int, list[date]] = {}
        for customer_id, at in s.exec(select(Activity.customer_id, Activity.at).where(Activity.kind != "note")):
            self._taken.setdefault(customer_id, []).append(at.astimezone(zone).date())

    def open_day(self, day: date) -> date:
        """The day itself, or the next one that is neither at a weekend nor a holiday."""
        while day.weekday() >= 5 or day in self._closed:
            day += timedelta(days=1)
        return day

    def take(self, customer_id: int, day: date) -> bool:
        """Take a day for a contact with somebody; False where it would be the second of a day or the fourth of a week."""
        near = [abs((other - day).days) for other in self._taken.get(customer_id, ()) if abs((other - day).days) < 7]
        if 0 in near or len(near) > 1:
            return False
        self._taken.setdefault(customer_id, []).append(day)
        return True


def _left_in(s: Session, invoice: Invoice, day: date) -> int:
    """What was open of an invoice on a day."""
    paid = s.exec(select(Allocation.amount_cents).where(Allocation.invoice_id == invoice.id, Allocation.paid_on <= day)).all()
    return invoice.amount_cents - sum(paid)


def _message_in(s: Session, stage: Stage, words: Words, invoice: Invoice, point: ContactPoint, person: Customer, day: date) -> Message:
    at, left = stage.instant(day, 10, stage.random.randrange(50)), _left_in(s, invoice, day)
    filled = values(
        company=company_values(stage.company), customer_name=person.name, lang=stage.company.language, channel=words.channel,
        currency=invoice.currency, invoices=[(invoice.number, invoice.due_on, left)], today=day,
    )  # fmt: skip
    message = Message(
        ref=outbox.new_ref(), dedupe_key=f"demo:{invoice.id}:{words.purpose}", kind="manual", customer_id=person.id,
        contact_point_id=point.id, template_version_id=words.version.id, planned_channel=words.channel, channel=words.channel,
        language=stage.company.language, currency=invoice.currency, to_value=point.value, body=wording.render(words.version.body, filled),
        subject=wording.render(words.version.subject, filled) if words.version.subject else None, text_hash=words.version.body_hash,
        state="sent", attempt=1, not_before=at, not_after=at + timedelta(days=2), planned_at=at - timedelta(hours=1), sent_at=at,
        provider="simulator", is_simulated=True, user_id=stage.users[1],
    )  # fmt: skip
    message.provider_id = f"demo-{message.ref}"
    _end(message, stage.random.choice(FATES))
    s.add(message)
    s.flush()
    s.add(MessageInvoice(message_id=message.id or 0, invoice_id=invoice.id or 0, open_cents=left))
    s.add(
        MessageEvent(message_id=message.id or 0, at=message.read_at or message.delivered_at or message.failed_at or at, state=message.state)
    )
    return message


def _end(message: Message, fate: str) -> None:
    """What became of a message; a text message is never reported as read."""
    at = message.sent_at
    if at is None or fate == "sent":
        return
    if fate == "undelivered":
        message.state, message.failed_at, message.error_code, message.reason = fate, at + timedelta(minutes=2), "30003", "code.30003"
        return
    message.state, message.delivered_at = "delivered", at + timedelta(seconds=20)
    if fate == "read" and message.channel != "sms":
        message.state, message.read_at = "read", at + timedelta(minutes=40)


def _answers_in(s: Session, stage: Stage, messages: list[Message]) -> None:
    """The last messages that arrived got answers; all but the first wait for somebody to read them."""
    arrived = [message for message in messages if message.delivered_at and message.channel != "email"]
    for place, (message, body) in enumerate(zip(arrived[-1::-7], ANSWERS, strict=False)):
        at = stage.instant(stage.today - timedelta(days=2 + place), 15, 10 * place)
        inbound = Inbound(f"demo-reply-{place}", message.channel, message.to_value or "", "", body, at, in_reply_to_ref=message.ref)
        meaning, understood = understand(inbound, stage.today)
        s.add(
            Reply(
                provider_id=inbound.provider_id,
                channel=message.channel,
                customer_id=message.customer_id,
                message_id=message.id,
                from_value=message.to_value or "",
                body=body,
                received_at=at,
                meaning=meaning,
                understood=understood,
                is_simulated=True,
                handled_at=at + timedelta(hours=1) if place == 0 else None,
                handled_by=stage.users[2] if place == 0 else None,
            )
        )
        point = s.get(ContactPoint, message.contact_point_id)
        if point is not None:
            point.last_inbound_at = at
