"""Consequences: what a refusal means for the contact point, the person, the text, the channel and the message's next step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Channel
from core.db.tables import ContactPoint, Customer, Message, OptOut, TemplateVersion
from core.domain.access import SCHEDULER
from core.domain.outcomes import Consequence
from core.services import audit, fallback, house, optouts, outbox, sending
from core.services.people import gather

RETRY_AFTER, AGAIN = timedelta(hours=4), ":again"
_C = Consequence


def act_in(session: Session, message: Message, meaning: Consequence, code: str, active: Mapping[str, Channel]) -> None:
    """Do what a refusal means: mark the address, the person, the words or the channel; then retry once, fall back, or leave it."""
    if message.kind == "test":
        return
    session.flush()
    _mark(session, message, meaning, code)
    if meaning is _C.RETRY_ONCE and _retry(session, message, code):
        return
    if meaning in fallback.AFTER_REFUSAL and message.customer_id is not None:
        company = house.company_in(session)
        simulated = all(channel.simulated for channel in active.values())
        people = gather(session, company, [message.customer_id], clock.now(), planned=False, simulated=simulated)
        if message.customer_id in people:
            fallback.next_in(session, message, active, people[message.customer_id], company.language)


def _mark(session: Session, message: Message, meaning: Consequence, code: str) -> None:
    match meaning:
        case _C.OPT_OUT:
            opt_out_in(session, message.customer_id, message.channel, how=f"provider:{code}", provider_id=message.provider_id)
        case _C.INVALID_NUMBER | _C.INVALID_EMAIL:
            if code != "30005" or _seen_before(session, message, code):
                _point(session, message, invalid_at=clock.now(), invalid_reason=code)
        case _C.SMS_OFF:
            _point(session, message, sms_off=code)
        case _C.WHATSAPP_OFF:
            _point(session, message, whatsapp_off=code)
        case _C.BLOCKED:
            _point(session, message, **{f"{message.channel}_off": code})
        case _C.TEMPLATE_OFF | _C.SPAM:
            park_in(session, message, code)
        case _C.PAUSE_DAY:
            sending.pause_in(session, message.channel, code, clock.now() + timedelta(hours=24))
        case _:
            pass


def _point(session: Session, message: Message, **values: object) -> None:
    """Mark the contact point, and the same value on other customers' points too: a number that does not exist exists for nobody."""
    if message.to_value is None:
        return
    kind = "email" if message.channel == "email" else "phone"
    session.execute(
        update(ContactPoint).where(col(ContactPoint.value) == message.to_value, col(ContactPoint.kind) == kind).values(**values)
    )


def _seen_before(session: Session, message: Message, code: str) -> bool:
    query = (
        select(func.count())
        .select_from(Message)
        .where(Message.to_value == message.to_value, Message.error_code == code, Message.id != message.id)
    )
    return session.exec(query).one() > 0


def is_opted_out_in(session: Session, customer_id: int | None, channel: str) -> bool:
    """Whether a no to this channel, or to all, holds now."""
    wanted = (OptOut.customer_id == customer_id, col(OptOut.channel).in_((channel, optouts.ALL)), col(OptOut.lifted_at).is_(None))
    return session.exec(select(OptOut.id).where(*wanted).limit(1)).first() is not None


def opt_out_in(
    session: Session, customer_id: int | None, channel: str, *, how: str, words: str | None = None, provider_id: str | None = None
) -> bool:
    """Record a person's no to a channel, at once and for good; False when it stood already. Waiting messages on it are stopped."""
    customer = session.get(Customer, customer_id) if customer_id is not None else None
    if customer is None or customer.erased_at is not None:
        return False
    known = select(OptOut.id).where(OptOut.customer_id == customer_id, OptOut.channel == channel, col(OptOut.lifted_at).is_(None))
    if session.exec(known).first() is not None:
        return False
    optouts.record_in(session, SCHEDULER, customer_id=customer.id or 0, channel=channel, how=how, words=words, provider_id=provider_id)
    waiting = select(Message).where(Message.customer_id == customer_id, Message.state == outbox.QUEUED)
    waiting = waiting if channel == optouts.ALL else waiting.where(Message.channel == channel)
    for message in session.exec(waiting.with_for_update()):
        outbox.move(session, message, outbox.SUPPRESSED, "opt_out.channel")
    return True


def park_in(session: Session, message: Message, code: str) -> None:
    """Take a text out of use that the provider refuses; what waits with it is asked at the gate and falls back or stops."""
    version = session.get(TemplateVersion, message.template_version_id) if message.template_version_id else None
    if version is not None and version.parked_at is None:
        version.parked_at, version.parked_reason = clock.now(), code
        audit.record(session, SCHEDULER, "template.park", "template_version", version.id, after={"code": code})


_KEPT = (
    "kind", "purpose", "campaign_id", "step_id", "customer_id", "contact_point_id", "template_version_id", "about_id", "planned_channel",
    "channel", "language", "currency", "not_after", "estimate_micros", "price_currency", "segments", "is_simulated", "user_id",
)  # fmt: skip
"""What a second try takes over from the first."""


def _retry(session: Session, message: Message, code: str) -> bool:
    """One more try on the same channel hours later, as a message of its own; False when that was it already."""
    key, at = f"{message.dedupe_key}{AGAIN}", clock.now() + RETRY_AFTER
    is_known = session.exec(select(Message.id).where(Message.dedupe_key == key)).first() is not None
    if message.dedupe_key.endswith(AGAIN) or at >= message.not_after or is_known:
        return False
    kept = {name: getattr(message, name) for name in _KEPT}
    made = Message(ref=outbox.new_ref(), dedupe_key=key, parent_id=message.id, not_before=at, planned_at=clock.now(), **kept)
    session.add(made)
    session.flush()
    outbox.note(session, made.id, outbox.QUEUED, "retry", after=message.id, code=code)
    return True
