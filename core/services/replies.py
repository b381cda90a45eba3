"""Replies: one inbound message joined to its customer, kept once; a no or a wrong person acts at once, all else holds and asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Inbound
from core.db.engine import reading, writing
from core.db.tables import ContactPoint, Customer, Message, OptOut, Reply
from core.domain import replies as rules
from core.domain.access import SCHEDULER
from core.services import audit, consequences, erasure_log, house, members, outbox
from core.services.customers import customer_in


def take_reply(engine: Engine, inbound: Inbound, *, is_simulated: bool) -> int:
    """Store one inbound message, once by its provider's id, and act on it; 1 when it was new, 0 when it was known."""
    with reading(engine) as session:
        if session.exec(select(Reply.id).where(Reply.provider_id == inbound.provider_id)).first() is not None:
            return 0
    with writing(engine) as session:
        if session.exec(select(Reply.id).where(Reply.provider_id == inbound.provider_id)).first() is not None:
            return 0
        take_in(session, inbound, is_simulated)
        return 1


def take_in(session: Session, inbound: Inbound, is_simulated: bool) -> Reply:
    """Store and act within the caller's transaction."""
    message = answered_in(session, inbound)
    customer_id = message.customer_id if message else owner_in(session, inbound)
    if customer_id is not None and session.get_one(Customer, customer_id).erased_at is not None:
        message = customer_id = None  # somebody who was erased writes again: a stranger, not the pseudonym
    company = house.company_in(session)
    meaning, understood = understand(inbound, clock.today(company.timezone))
    reply = Reply(
        provider_id=inbound.provider_id, channel=inbound.channel, customer_id=customer_id, message_id=message.id if message else None,
        from_value=inbound.from_address, body=inbound.body[:10_000], received_at=inbound.at, meaning=meaning, understood=understood,
        is_simulated=is_simulated,
    )  # fmt: skip
    session.add(reply)
    session.flush()
    if meaning == "auto":
        reply.handled_at, reply.outcome = clock.now(), "auto"
    elif customer_id is not None:
        _act(session, reply, inbound)
    if meaning == "opt_out" and understood["acts"]:
        _stop_others(session, reply, inbound)
    return reply


def answered_in(session: Session, inbound: Inbound) -> Message | None:
    """The message that was answered: the one whose ref comes back, else the latest that went to this address on this channel."""
    if inbound.in_reply_to_ref:
        found = session.exec(select(Message).where(Message.ref == inbound.in_reply_to_ref)).first()
        if found is not None:
            return found
    query = select(Message).where(
        col(Message.to_value).in_(spellings(inbound.from_address)), Message.channel == inbound.channel, col(Message.sent_at).is_not(None)
    )
    return session.exec(query.order_by(col(Message.sent_at).desc()).limit(1)).first()


def owner_in(session: Session, inbound: Inbound) -> int | None:
    """The one customer whose contact point this address is; None when nobody or several share it."""
    found = _sharing(session, inbound)
    return found.pop() if len(found) == 1 else None


def _sharing(session: Session, inbound: Inbound) -> set[int]:
    """The customers who have this address."""
    query = (
        select(ContactPoint.customer_id)
        .join(Customer, col(Customer.id) == ContactPoint.customer_id)
        .where(col(ContactPoint.value).in_(spellings(inbound.from_address)), col(Customer.erased_at).is_(None))
    )
    return set(session.exec(query))


def _stop_others(session: Session, reply: Reply, inbound: Inbound) -> None:
    """A no from an address that several customers have is the no of whoever holds it: nobody writes there for any of them."""
    scope = (reply.understood or {}).get("scope", "this")
    for customer_id in _sharing(session, inbound) - {reply.customer_id}:
        consequences.opt_out_in(
            session, customer_id, reply.channel if scope == "this" else scope, how="reply", words=(reply.body or "")[:1000],
            provider_id=reply.provider_id,
        )  # fmt: skip
        members.hold_in(session, customer_id, f"reply:{reply.meaning}")


def spellings(address: str) -> list[str]:
    """An address in every form in which providers write it: WhatsApp puts a 1 or 9 into Mexican, Argentine and Brazilian numbers."""
    address = address.strip().lower()
    forms = {address}
    for country, extra, rest in (("+52", "1", 10), ("+54", "9", 10)):
        if address.startswith(country):
            tail = address[3:]
            forms |= {country + extra + tail} if len(tail) == rest else set()
            forms |= {country + tail[1:]} if len(tail) == rest + 1 and tail.startswith(extra) else set()
    if address.startswith("+55"):
        area, tail = address[3:5], address[5:]
        forms |= {f"+55{area}9{tail}"} if len(tail) == 8 else {f"+55{area}{tail[1:]}"} if len(tail) == 9 and tail[0] == "9" else set()
    return sorted(forms)


def understand(inbound: Inbound, today: date) -> tuple[str, dict[str, Any]]:
    """What a reply means as (meaning, details): a suggestion for a person, but for a plain no, yes or wrong person, which act at once."""
    if inbound.auto:
        return "auto", {}
    found = rules.understand(inbound.body, today, channel=inbound.channel)
    details: dict[str, Any] = {
        "confidence": found.confidence,
        "acts": found.acts_at_once,
        "holds": found.holds_sends,
        "also": list(found.also),
    }
    told = {
        "due_on": found.due_on and found.due_on.isoformat(),
        "amount": found.amount and str(found.amount),
        "scope": found.scope,
        "share": found.share and str(found.share),
        "reason": found.reason,
    }
    return found.kind, details | {name: value for name, value in told.items() if value}


def join_in(session: Session, reply: Reply) -> None:
    """Let a reply act for the customer it turned out to belong to."""
    _act(session, reply, Inbound(reply.provider_id, reply.channel, reply.from_value, "", reply.body or "", reply.received_at))


def _act(session: Session, reply: Reply, inbound: Inbound) -> None:
    customer_id = reply.customer_id or 0
    _mark_heard(session, customer_id, inbound)
    members.hold_in(session, customer_id, f"reply:{reply.meaning}")
    understood: dict[str, Any] = reply.understood or {}
    if reply.meaning == "opt_out" and understood["acts"]:
        scope = understood.get("scope", "this")
        consequences.opt_out_in(
            session,
            customer_id,
            reply.channel if scope == "this" else scope,
            how="reply",
            words=(reply.body or "")[:1000],
            provider_id=reply.provider_id,
        )
        reply.handled_at, reply.outcome = clock.now(), "opted_out"
    elif reply.meaning == "opt_in" and understood["confidence"] == 1.0:
        _opt_in(session, reply, customer_id)
    elif reply.meaning == "wrong_person" and understood["acts"]:
        _take_out(session, reply, customer_id, inbound)


def _mark_heard(session: Session, customer_id: int, inbound: Inbound) -> None:
    for point in _points(session, customer_id, inbound):
        point.last_inbound_at = max(inbound.at, point.last_inbound_at or inbound.at)


def _points(session: Session, customer_id: int, inbound: Inbound) -> list[ContactPoint]:
    query = select(ContactPoint).where(
        ContactPoint.customer_id == customer_id, col(ContactPoint.value).in_(spellings(inbound.from_address))
    )
    return list(session.exec(query))


def _opt_in(session: Session, reply: Reply, customer_id: int) -> None:
    """The customer's own later yes lifts their no on this channel; a no to everything is for a person to lift."""
    query = select(OptOut).where(OptOut.customer_id == customer_id, OptOut.channel == reply.channel, col(OptOut.lifted_at).is_(None))
    lifted = list(session.exec(query))
    for row in lifted:
        row.lifted_at, row.lifted_how = clock.now(), f"reply:{(reply.body or '')[:200]}"
    if lifted:
        audit.record(session, SCHEDULER, "optout.lift", "customer", customer_id, after={"channel": reply.channel, "reply": reply.id})
        erasure_log.remember_refused(customer_in(session, customer_id), reply.channel, None, "lifted")
    reply.handled_at, reply.outcome = clock.now(), "opted_in"


def _take_out(session: Session, reply: Reply, customer_id: int, inbound: Inbound) -> None:
    """The address belongs to somebody else: out of use for this customer, and what waits for it stops."""
    numbers = []
    for point in _points(session, customer_id, inbound):
        point.invalid_at, point.invalid_reason = clock.now(), "wrong_person"
        numbers.append(point.id)
    waiting = select(Message).where(
        Message.customer_id == customer_id, Message.state == outbox.QUEUED, col(Message.contact_point_id).in_(numbers)
    )
    for message in session.exec(waiting.with_for_update()):
        outbox.move(session, message, outbox.SUPPRESSED, "flags.wrong_number")
    audit.record(session, SCHEDULER, "contact.invalidate", "customer", customer_id, after={"reply": reply.id, "reason": "wrong_person"})
