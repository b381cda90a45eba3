"""Trials: one message through the real channel to an address that the owner types, to see with one's own eyes that it arrives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Channel, Outbound
from core.db.engine import reading, writing
from core.db.tables import Company, ContactPoint, Message, Reply, Template, TemplateVersion
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.services import audit, channels, claims, contact_points, costing, house, leases, letters, outbox, results
from core.services.replies import spellings
from core.services.templates import text_hash
from core.text import N_, translate, wording

MOST, SPAN = 5, timedelta(hours=1)
USEFUL = timedelta(minutes=15)
WORDS = N_("This is a test of {company}: this channel works. There is nothing to do.")
SUBJECT = N_("A test of {company}")


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial came to: the message, its state and reason, and whether a simulator acted it."""

    message_id: int
    state: str
    reason: str | None
    is_simulated: bool


def send_test(engine: Engine, actor: Actor, kind: str, address: str, *, token: str) -> Tried:
    """Send one test to an own number or e-mail, once per token and at most five times an hour.

    Raises Refusal for customers' addresses, which only the gate opens, while sending is paused, and for WhatsApp without approved words.
    """
    may(actor, "channel.edit")
    active = channels.active(engine)
    if kind not in active:
        raise Refusal("channel_off", "This channel is not set up.")
    with writing(engine) as session:
        known = session.exec(select(Message).where(Message.dedupe_key == f"test:{token}")).first()
        if known is not None:
            return _told(known)
        message, outbound = _put(session, actor, active[kind], address, f"test:{token}")
        number = message.id or 0
    answer = active[kind].send(outbound)
    results.store(engine, [results.Result(number, 1, answer)], active)
    with reading(engine) as session:
        found = session.get(Message, number)
        return _told(found) if found else Tried(number, outbox.IN_DOUBT, None, active[kind].simulated)


def _told(message: Message) -> Tried:
    return Tried(message.id or 0, message.state, message.reason, message.is_simulated)


def _put(session: Session, actor: Actor, channel: Channel, address: str, key: str) -> tuple[Message, Outbound]:
    """The test as a message that is being sent: it is committed before a byte leaves, like every other one."""
    company, now = house.company_in(session), clock.now()
    to = _own_address(session, company, channel.kind, address)
    _check_allowed(session, company, now)
    message = Message(
        ref=outbox.new_ref(), dedupe_key=key, kind="test", purpose="test", planned_channel=channel.kind, channel=channel.kind,
        language=company.language, to_value=to, state=outbox.QUEUED, not_before=now, not_after=now + USEFUL, planned_at=now,
        is_simulated=channel.simulated, provider=channel.name, user_id=actor.user_id,
    )  # fmt: skip
    session.add(message)
    session.flush()
    variables, version = _write(session, company, message, now)
    message.text_hash = text_hash(message.subject, message.body or "")
    outbound = letters.outbound_of(session, message, company, actor.name, to, version, variables, version is None)
    cost = channel.estimate(outbound)
    message.segments, message.estimate_micros, message.price_currency = cost.segments, cost.amount_micros, cost.currency
    message.attempt, message.owner, message.claimed_at, message.lease_until = 1, leases.owner(), now, now + claims.LEASE
    outbox.move(session, message, outbox.SENDING, attempt=1)
    audit.record(session, actor, "message.test", "message", message.id, after={"channel": channel.kind})
    return message, replace(outbound, attempt=1, test=True)


def _own_address(session: Session, company: Company, kind: str, address: str) -> str:
    to = contact_points.normal_email(address) if kind == "email" else contact_points.normal_phone(address, company.country)[0]
    of_customer = select(ContactPoint.id).where(col(ContactPoint.value).in_(spellings(to)))
    if session.exec(of_customer.limit(1)).first() is not None:
        raise Refusal("test_customer", "This address belongs to a customer. Send the test to your own.")
    return to


def _check_allowed(session: Session, company: Company, now: datetime) -> None:
    if company.sending_paused_at is not None:
        raise Refusal("test_paused", "All sending is paused. Resume it to send a test.")
    lately = select(func.count()).select_from(Message).where(Message.kind == "test", Message.planned_at > now - SPAN)
    if session.exec(lately).one() >= MOST:
        raise Refusal("test_often", "At most {most} tests go out within an hour. Try again later.", most=MOST)


def _write(session: Session, company: Company, message: Message, now: datetime) -> tuple[Mapping[str, str], TemplateVersion | None]:
    """The words of the test: our own sentence; on WhatsApp, unless the person wrote within a day, those of an approved template."""
    heard = select(Reply.id).where(
        col(Reply.from_value).in_(spellings(message.to_value or "")), Reply.channel == message.channel,
        Reply.received_at > now - letters.WINDOW,
    )  # fmt: skip
    if message.channel != "whatsapp" or message.is_simulated or session.exec(heard.limit(1)).first() is not None:
        message.body = translate(WORDS, company.language, company=company.name)
        message.subject = translate(SUBJECT, company.language, company=company.name) if message.channel == "email" else None
        return {}, None
    version, language = _approved_on_whatsapp(session)
    filled = costing.typical_values(company, "whatsapp", language, clock.today(company.timezone))
    message.template_version_id, message.language = version.id, language
    message.body = wording.render(version.body, filled)
    return wording.content_variables(version.body, filled), version


def _approved_on_whatsapp(session: Session) -> tuple[TemplateVersion, str]:
    query = (
        select(TemplateVersion, Template.language)
        .join(Template, col(Template.id) == TemplateVersion.template_id)
        .where(Template.channel == "whatsapp", col(TemplateVersion.is_approved).is_(True), col(TemplateVersion.parked_at).is_(None))
        .where(col(TemplateVersion.content_sid).is_not(None))
        .order_by(col(TemplateVersion.id).desc())
    )
    found = session.exec(query).first()
    if found is None:
        raise Refusal(
            "test_whatsapp",
            "WhatsApp takes only approved templates from us first. Write to your business number from this phone, then test within a day.",
        )
    return found[0], found[1]
