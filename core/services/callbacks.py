"""Callbacks: what Twilio tells us by itself, through the same doors as what we poll; each may come twice, late and out of order."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine
from sqlmodel import select

from core import clock
from core.channels.protocol import Inbound, Outbound, StateReport
from core.channels.twilio_signature import is_genuine
from core.channels.twilio_voice_script import Turn, answer_call
from core.db.engine import reading, writing
from core.db.tables import Customer, Message
from core.services import channels, house, letters, outbox, replies, results, states


def is_from_twilio(
    engine: Engine, path: str, query: str, form: Mapping[str, list[str]], signature: str | None, settings: str | None
) -> bool:
    """Whether a request is signed with our token for our public address; without either nothing is genuine."""
    config = channels.config_of(engine)
    url = f"{config.public_url.rstrip('/')}{path}" + (f"?{query}" if query else "")
    return bool(config.public_url) and is_genuine(config.twilio_auth_token, url, form, signature, settings=settings)


def take_state(engine: Engine, ref: str, provider_id: str, state: str, error_code: str | None) -> bool:
    """A delivery state; with our ref it also settles a doubt. False for what we do not know."""
    active = channels.active(engine)
    with writing(engine) as session:
        message = session.exec(select(Message).where(Message.ref == ref).with_for_update()).first() if ref else None
        if message is not None and message.provider_id is None and message.state in (outbox.IN_DOUBT, outbox.NEEDS_PERSON):
            results.accept_in(session, message, provider_id, None, clock.now())
        session.flush()
        report = StateReport(provider_id, state, error_code or None, None, None, clock.now())
        return states.take_one_in(session, report, active)


def take_inbound(engine: Engine, provider_id: str, from_address: str, to_address: str, body: str) -> int:
    """An inbound text; WhatsApp's addresses carry their channel in front. 1 when it was new."""
    kind = "whatsapp" if from_address.startswith("whatsapp:") else "sms"
    inbound = Inbound(provider_id, kind, from_address.removeprefix("whatsapp:"), to_address.removeprefix("whatsapp:"), body, clock.now())
    return replies.take_reply(engine, inbound, is_simulated=False)


def next_turn(engine: Engine, ref: str, call_id: str, stage: str, digits: str, answered_by: str) -> Turn | None:
    """What a call says next; a person who asks for a person is a reply. None for a call that is not ours."""
    config = channels.config_of(engine)
    with reading(engine) as session:
        message = session.exec(select(Message).where(Message.ref == ref)).first() if ref else None
        if message is None or message.channel != "voice":
            return None
        customer = session.get(Customer, message.customer_id) if message.customer_id else None
        name, to = customer.name if customer else "", message.to_value or ""
        outbound: Outbound = letters.outbound_of(session, message, house.company_in(session), name, to, None, {}, False)
    turn = answer_call(outbound, stage, digits, answered_by, f"{config.public_url.rstrip('/')}/webhooks/twilio/voice?o={ref}")
    if turn.meant == "asks_person":
        inbound = Inbound(f"{call_id}-keys", "voice", to, config.twilio_voice_from, "2", clock.now(), in_reply_to_ref=ref)
        replies.take_reply(engine, inbound, is_simulated=False)
    return turn
