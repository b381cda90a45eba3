"""Call tasks: steps that a person does. Each waits in the agenda until the gate lets it, and is done when a call is logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Activity, Campaign, CampaignMember, Company, Customer, Message
from core.domain.access import Actor, may
from core.domain.activities import OUTCOMES
from core.domain.gate import Verdict
from core.services import channels, facts, house, outbox, routes
from core.services.people import Person, gather

AHEAD = timedelta(hours=16)
SPOKEN = frozenset({"call", "visit", "meeting"})


@dataclass(frozen=True, slots=True)
class Task:
    """One call to make: whom, why (the campaign), what is open, and from when one may call (None: now)."""

    message_id: int
    customer_id: int
    customer: str
    campaign: str
    open_cents: int
    currency: str
    call_from: datetime | None
    until: datetime


def due(engine: Engine, actor: Actor, *, agent_id: int | None = None, limit: int = 50) -> list[Task]:
    """The calls that are due now or within the day, those that may be made now first; `agent_id` narrows to one person's customers."""
    may(actor, "worklist.view")
    now = clock.now()
    simulated = channels.is_simulated(engine)
    with reading(engine) as session:
        found = _judged(session, house.company_in(session), _open_in(session, now + AHEAD, agent_id, limit), now, simulated)
        names = dict(session.exec(select(Campaign.id, Campaign.name)).all())
        tasks = [_task(message, person, verdict, names, now) for message, person, verdict in found if verdict.outcome != "blocked"]
    return sorted(tasks, key=lambda task: (task.call_from is not None, task.call_from or task.until, task.message_id))


def review(engine: Engine) -> int:
    """Take back the calls that are not to be made any more (paid, disputed, opted out), with the reason; returns how many."""
    now, simulated, gone = clock.now(), channels.is_simulated(engine), 0
    with reading(engine) as session:
        if not _open_in(session, now, None, 1):
            return 0
    with writing(engine) as session:
        company = house.company_in(session)
        for message, person, verdict in _judged(session, company, _open_in(session, now, None, 500), now, simulated):
            if verdict.outcome == "blocked":
                facts.store(session, verdict, "voice", now, message_id=message.id, campaign_id=message.campaign_id, customer_id=person.id)
                outbox.move(session, message, routes.state_for(verdict, message.not_after), verdict.rule)
                gone += 1
    return gone


def finish_in(session: Session, activity: Activity) -> int:
    """A call or visit was logged: the customer's calls that were due are done with it; returns how many."""
    if activity.kind not in SPOKEN:
        return 0
    reached, done = OUTCOMES[activity.outcome or "no_answer"].reached, 0
    waiting = select(Message).where(
        Message.customer_id == activity.customer_id, Message.channel == routes.CALL, Message.state == outbox.QUEUED,
        Message.not_before <= activity.at + AHEAD,
    )  # fmt: skip
    for message in session.exec(waiting.with_for_update()):
        message.attempt, message.claimed_at, message.user_id = 1, activity.at, activity.user_id
        outbox.move(session, message, outbox.SENDING, "call.logged", at=activity.at)
        outbox.move(session, message, outbox.SENT, "call.logged", at=activity.at, activity=activity.id)
        if reached:
            outbox.move(session, message, outbox.DELIVERED, "call.reached", at=activity.at)
        activity.message_id = message.id
        done += 1
    return done


def _open_in(session: Session, until: datetime, agent_id: int | None, limit: int) -> list[Message]:
    """The calls that wait in running campaigns, for people whose sequence is not held."""
    runs = select(Campaign.id).where(col(Campaign.paused_at).is_(None), col(Campaign.stopped_at).is_(None))
    held = select(CampaignMember.customer_id).where(
        col(CampaignMember.campaign_id) == Message.campaign_id, col(CampaignMember.held_at).is_not(None)
    )
    query = select(Message).where(
        Message.channel == routes.CALL, Message.state == outbox.QUEUED, Message.not_before <= until, Message.not_after > clock.now(),
        col(Message.campaign_id).in_(runs), col(Message.customer_id).not_in(held.correlate(Message)),
    )  # fmt: skip
    if agent_id is not None:
        query = query.where(col(Message.customer_id).in_(select(Customer.id).where(Customer.agent_id == agent_id)))
    return list(session.exec(query.order_by(col(Message.not_before), col(Message.id)).limit(limit)))


def _judged(
    session: Session, company: Company, messages: list[Message], now: datetime, simulated: bool
) -> Iterator[tuple[Message, Person, Verdict]]:
    """Each call with its person and what the gate says of it now; planned messages of their own are not counted against it."""
    people = gather(session, company, [message.customer_id or 0 for message in messages], now, planned=False, simulated=simulated)
    keeper = facts.Gatekeeper(session, company, now)
    for message in messages:
        person = people.get(message.customer_id or 0)
        if person is not None:
            currency = message.currency or company.currency
            told = keeper.facts(person, "voice", currency, purpose=message.purpose, approved=None, by_agent=True)
            yield message, person, keeper.judge(told, max(now, message.not_before))


def _task(message: Message, person: Person, verdict: Verdict, names: dict[int | None, str], now: datetime) -> Task:
    owed = person.owed.get(message.currency or "")
    at = verdict.move_to or message.not_before
    return Task(
        message.id or 0, person.id, person.name, names.get(message.campaign_id, ""), owed.open_cents if owed else 0,
        message.currency or "", at if at > now else None, message.not_after,
    )  # fmt: skip
