"""Conversations: everything said with a customer on every channel in one thread; what came in is read, confirmed or answered by people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, case, func, or_
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import CampaignMember, Customer, Message, Reply, User
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit, disputes, members, optouts, promises
from core.services.campaign_views import CALL
from core.services.customers import balances_in, customer_in
from core.services.replies import join_in

DECISIONS = ("noted", "opt_out", "promise", "dispute")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One customer's conversation in a list: its latest inbound message and how many nobody has read."""

    customer_id: int
    customer: str
    channel: str
    last_at: datetime
    last_words: str
    meaning: str | None
    unread: int
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said: inbound with its meaning, or outbound with its state."""

    id: int
    at: datetime
    is_inbound: bool
    channel: str
    words: str
    state: str | None
    meaning: str | None
    understood: dict[str, Any]
    handled_at: datetime | None
    outcome: str | None
    by: str | None
    is_simulated: bool


def listed(engine: Engine, actor: Actor, *, only_unread: bool = False, limit: int = 25, offset: int = 0) -> tuple[int, list[Conversation]]:
    """How many conversations there are and one page of them: unread ones first, then the latest."""
    may(actor, "message.view")
    unread = func.sum(case((col(Reply.handled_at).is_(None), 1), else_=0))
    query = (
        select(Reply.customer_id, func.max(Reply.id).label("last"), unread.label("unread"))
        .where(col(Reply.customer_id).is_not(None))
        .group_by(col(Reply.customer_id))
    )
    query = query.having(unread > 0) if only_unread else query
    with reading(engine) as session:
        total = session.exec(select(func.count()).select_from(query.subquery())).one()
        found = query.subquery()
        rows = session.execute(
            select(Reply, Customer.name, found.c.unread)
            .join(found, found.c.last == Reply.id)
            .join(Customer, col(Customer.id) == Reply.customer_id)
            .order_by((found.c.unread > 0).desc(), col(Reply.received_at).desc())
            .limit(limit)
            .offset(offset)
        )
        return total, [_conversation(reply, name, count) for reply, name, count in rows]


def _conversation(reply: Reply, name: str, unread: int) -> Conversation:
    words = (reply.body or "")[:200]
    return Conversation(
        reply.customer_id or 0, name, reply.channel, reply.received_at, words, reply.meaning, int(unread or 0), reply.is_simulated
    )


def thread(engine: Engine, actor: Actor, customer_id: int, *, limit: int = 100) -> list[Turn]:
    """What was said with a customer on all channels, oldest first, the last `limit` of each side."""
    may(actor, "message.view")
    with reading(engine) as session:
        names = dict(session.exec(select(User.id, User.name)).all())
        sent = session.exec(
            select(Message)
            .where(Message.customer_id == customer_id, Message.channel != CALL)
            .where(or_(col(Message.claimed_at).is_not(None), col(Message.sent_at).is_not(None)))
            .order_by(col(Message.id).desc())
            .limit(limit)
        )
        heard = session.exec(select(Reply).where(Reply.customer_id == customer_id).order_by(col(Reply.id).desc()).limit(limit))
        turns = [_out(message, names) for message in sent] + [_in(reply, names) for reply in heard]
    return sorted(turns, key=lambda turn: turn.at)


def _out(message: Message, names: dict[int | None, str]) -> Turn:
    at = message.sent_at or message.claimed_at or message.planned_at
    return Turn(message.id or 0, at, False, message.channel, message.body or "", message.state, None, {}, None, None,
                names.get(message.user_id), message.is_simulated)  # fmt: skip


def _in(reply: Reply, names: dict[int | None, str]) -> Turn:
    return Turn(reply.id or 0, reply.received_at, True, reply.channel, reply.body or "", None, reply.meaning, dict(reply.understood or {}),
                reply.handled_at, reply.outcome, names.get(reply.handled_by), reply.is_simulated)  # fmt: skip


def strangers(engine: Engine, actor: Actor, *, limit: int = 50) -> list[Reply]:
    """Inbound messages that belong to nobody we know and that nobody has dealt with, the latest first."""
    may(actor, "message.view")
    query = select(Reply).where(col(Reply.customer_id).is_(None), col(Reply.handled_at).is_(None))
    with reading(engine) as session:
        return list(session.exec(query.order_by(col(Reply.id).desc()).limit(limit)))


def assign(engine: Engine, actor: Actor, reply_id: int, customer_id: int) -> None:
    """Say whose an unknown sender's message is; from then on it counts as that customer's."""
    may(actor, "reply.handle")
    with writing(engine) as session:
        reply = _reply_in(session, reply_id)
        if reply.customer_id is not None:
            raise Refusal("reply_known", "This message has its customer already.")
        customer_in(session, customer_id)
        reply.customer_id = customer_id
        session.flush()
        join_in(session, reply)
        audit.record(session, actor, "reply.assign", "reply", reply_id, after={"customer_id": customer_id})


def handle(
    engine: Engine, actor: Actor, reply_id: int, decision: str, *, amount_cents: int | None = None, currency: str | None = None,
    promised_on: date | None = None, reason: str = "other",
) -> None:  # fmt: skip
    """Confirm what a reply meant: noted, an opt-out, a promise (amount, currency, day) or a dispute (reason). Once per reply."""
    may(actor, "reply.handle")
    if decision not in DECISIONS:
        raise Refusal("bad_decision_reply", "“{word}” is not a way to handle a message.", word=decision)
    with writing(engine) as session:
        reply = _reply_in(session, reply_id)
        if reply.handled_at is not None:
            return
        if reply.customer_id is None and decision != "noted":
            raise Refusal("reply_unknown", "Say first whose message this is.")
        if decision == "opt_out":
            optouts.record_in(session, actor, customer_id=reply.customer_id or 0, channel=reply.channel, how="reply", words=reply.body,
                              provider_id=reply.provider_id)  # fmt: skip
        elif decision == "promise":
            if amount_cents is None or currency is None or promised_on is None:
                raise Refusal("no_promise_told", "Say how much was promised and by when.")
            promises.log_in(session, actor, customer_id=reply.customer_id or 0, amount_cents=amount_cents, currency=currency,
                            promised_on=promised_on, channel=reply.channel, reply_id=reply_id)  # fmt: skip
        elif decision == "dispute":
            disputes.open_in(session, actor, customer_id=reply.customer_id or 0, reason=reason, note=(reply.body or "")[:1000])
        reply.handled_at, reply.handled_by, reply.outcome = clock.now(), actor.user_id, decision
        audit.record(session, actor, "reply.handle", "reply", reply_id, after={"decision": decision})


def go_on(engine: Engine, actor: Actor, customer_id: int) -> int:
    """Let a customer's held sequences go on; returns how many."""
    may(actor, "reply.handle")
    with writing(engine) as session:
        return members.release_in(session, actor, customer_id)


def name_of(engine: Engine, actor: Actor, customer_id: int) -> str:
    """Whose conversation it is. Raises NotFound."""
    may(actor, "message.view")
    with reading(engine) as session:
        return customer_in(session, customer_id).name


def owed(engine: Engine, actor: Actor, customer_id: int) -> dict[str, tuple[int, int]]:
    """(open, overdue) hundredths of a customer by currency, to propose the amount of a promise."""
    may(actor, "message.view")
    with reading(engine) as session:
        return balances_in(session, [customer_id]).get(customer_id, {})


def held(engine: Engine, actor: Actor, customer_id: int) -> int:
    """How many of a customer's sequences are held."""
    may(actor, "message.view")
    query = (
        select(func.count())
        .select_from(CampaignMember)
        .where(CampaignMember.customer_id == customer_id, col(CampaignMember.held_at).is_not(None))
    )
    with reading(engine) as session:
        return session.exec(query).one()


def _reply_in(session: Session, reply_id: int) -> Reply:
    reply = session.get(Reply, reply_id, with_for_update=True)
    if reply is None:
        raise NotFound("no_reply", "There is no inbound message {number}.", number=reply_id)
    return reply
