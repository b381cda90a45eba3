"""Claiming: in one transaction a message is taken, asked at the gate again with what is known now, and its text is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from core import clock
from core.channels.protocol import Channel, Outbound
from core.db.bulk import insert_many
from core.db.engine import writing
from core.db.tables import Campaign, Company, Message, MessageEvent, TemplateVersion, Verdict
from core.domain import gate
from core.domain.gate import Contact
from core.services import claimable, costing, facts, fallback, house, letters, outbox, pace, restored, results, routes, suspects
from core.services.people import Person, gather
from core.services.template_views import approved_version_in

LEASE = timedelta(seconds=120)
BATCH = 128


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in this process's hands: which attempt it is, its frozen form, and until when it may start."""

    message_id: int
    attempt: int
    outbound: Outbound
    lease_until: datetime
    customer_id: int | None = None
    start_at: datetime | None = None


@dataclass(slots=True)
class Round:
    """What one claiming transaction did: the claimed messages, and how many others came into which state."""

    claimed: list[Claimed] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    looked_at: int = 0


@dataclass(slots=True)
class _Desk:
    """What the claiming of one batch works with."""

    session: Session
    company: Company
    keeper: facts.Gatekeeper
    active: Mapping[str, Channel]
    people: dict[int, Person]
    owner: str
    now: datetime
    letters: letters.Writer
    budget: pace.Budget
    slots: pace.Slots
    suspects: suspects.Suspects
    versions: dict[int, TemplateVersion | None] = field(default_factory=dict)
    campaigns: dict[int, Campaign | None] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)


def claim(
    engine: Engine, active: Mapping[str, Channel], owner: str, *, limit: int = BATCH, room: Mapping[str, int] | None = None
) -> Round:  # fmt: skip
    """Take up to `limit` due messages; each is claimed, moved, or ended with its reason. `sending` is committed before a byte leaves.

    `room` is how many more each channel's threads can take; a channel that is full keeps nobody else waiting.
    """
    with writing(engine) as session:
        done = claim_in(session, active, owner, limit=limit, room=room)
    remember(done)
    return done


def remember(done: Round) -> None:
    """Note outside the database that messages were claimed, once that is committed and before any of them is sent."""
    if done.claimed:
        restored.remember(done.claimed[0].lease_until - LEASE)


def claim_in(
    session: Session, active: Mapping[str, Channel], owner: str, *, limit: int = BATCH, room: Mapping[str, int] | None = None
) -> Round:  # fmt: skip
    """Claim within the caller's transaction; nothing may be sent before it is committed."""
    now, done = clock.now(), Round()
    company, slots = house.company_in(session), pace.Slots(session, active, now)
    allowed = claimable.allowed_in(session, active, slots, room, now) if company.sending_paused_at is None else {}
    messages = claimable.due_in(session, allowed, now, min(limit, sum(allowed.values()))) if allowed else []
    if not messages:
        return done
    simulated = all(channel.simulated for channel in active.values())
    ids = [message.customer_id for message in messages if message.customer_id is not None]
    people = gather(session, company, list(dict.fromkeys(ids)), now, planned=False, simulated=simulated)
    writer = letters.Writer(session, company, people, now, messages)
    budget, watched = pace.Budget(session, now), suspects.Suspects(session, company, messages)
    keeper = facts.Gatekeeper(session, company, now)
    desk = _Desk(session, company, keeper, active, people, owner, now, writer, budget, slots, watched)
    with session.no_autoflush:
        for message in messages:
            done.looked_at += 1
            _handle(desk, message, allowed, done)
        writer.keep_in()
        slots.keep_in()
        insert_many(session, Verdict, desk.verdicts)
        insert_many(session, MessageEvent, desk.events)
    return done


def _handle(desk: _Desk, message: Message, allowed: dict[str, int], done: Round) -> None:
    """One message of the batch; what cannot be decided is blocked, and a fault in one never stops the others."""
    if allowed.get(message.channel, 0) <= 0:
        return
    person = desk.people.get(message.customer_id or 0)
    if person is None:
        outbox.move(desk.session, message, outbox.CANCELED, "test.lost" if message.kind == "test" else "customer.gone")
        return _count(done, message.state)
    version = _version(desk, message)
    about = desk.letters.about(message)
    if desk.suspects.may_have_gone(message) and _doubt(desk, message, person, version, about):
        return _count(done, message.state)
    campaign = _campaign(desk, message)
    if version is not None and not about.is_empty and desk.budget.limits_spending(campaign):
        costing.price(message, desk.active[message.channel], person.points, desk.letters.fill(message, person, version, about)[1])
    over = desk.budget.over(campaign, message)
    if over:
        outbox.requeue(desk.session, message, over, not_before=desk.now + timedelta(minutes=30))
        return _count(done, message.state)
    verdict = _judge(desk, message, person, version, about)
    about_whom = {"message_id": message.id, "campaign_id": message.campaign_id, "customer_id": person.id}
    row = facts.row_of(verdict, message.channel, desk.now, **about_whom)
    row["explanation"] |= {"place": _place(person)}
    desk.verdicts.append(row)
    if verdict.outcome != "allowed":
        _refuse(desk, message, verdict)
        return _count(done, message.state)
    if about.is_empty:
        outbox.move(desk.session, message, outbox.CANCELED, about.why)
        return _count(done, message.state)
    address = str(person.points[message.channel][2])
    if desk.suspects.is_busy(message.channel, address):
        outbox.requeue(desk.session, message, "doubt.first", not_before=desk.now + suspects.BUSY_FOR)
        return _count(done, message.state)
    _take(desk, message, person, version, about, done)
    desk.suspects.take(message.channel, address)
    desk.budget.take(message)
    allowed[message.channel] -= 1


def _place(person: Person) -> dict[str, str | None]:
    """For which place a message was judged: the person may have moved by the time that somebody asks; no zone where several must agree."""
    return {"country": person.country, "region": person.region, "zone": person.zones[0] if len(person.zones) == 1 else None}


def _count(done: Round, state: str) -> None:
    done.others[state] = done.others.get(state, 0) + 1


def _campaign(desk: _Desk, message: Message) -> Campaign | None:
    if message.campaign_id is None:
        return None
    if message.campaign_id not in desk.campaigns:
        desk.campaigns[message.campaign_id] = desk.session.get(Campaign, message.campaign_id)
    return desk.campaigns[message.campaign_id]


def _version(desk: _Desk, message: Message) -> TemplateVersion | None:
    """The version approved now of the template that was planned; a newer approved one wins, a withdrawn one blocks."""
    if message.template_version_id is None:
        return None
    if message.template_version_id not in desk.versions:
        planned = desk.session.get(TemplateVersion, message.template_version_id)
        desk.versions[message.template_version_id] = approved_version_in(desk.session, planned.template_id) if planned else None
    return desk.versions[message.template_version_id]


def _judge(desk: _Desk, message: Message, person: Person, version: TemplateVersion | None, about: letters.About) -> gate.Verdict:
    by_agent = message.kind == "answer"
    told = desk.keeper.facts(
        person, message.channel, message.currency or desk.company.currency, purpose=message.purpose,
        approved=None if by_agent else version is not None, due_on=about.first_due, by_agent=by_agent,
    )  # fmt: skip
    return desk.keeper.judge(told, desk.now)


def _refuse(desk: _Desk, message: Message, verdict: gate.Verdict) -> None:
    state = routes.state_for(verdict, message.not_after)
    if state == outbox.QUEUED and verdict.move_to is not None:
        return outbox.requeue(desk.session, message, verdict.rule, not_before=verdict.move_to)
    outbox.move(desk.session, message, state, verdict.rule)
    if verdict.rule.startswith(fallback.AFTER_VERDICT):
        fallback.next_in(desk.session, message, desk.active, desk.people[message.customer_id or 0], desk.company.language)


def _doubt(desk: _Desk, message: Message, person: Person, version: TemplateVersion | None, about: letters.About) -> bool:
    """Look a message up before anything else, because a newer database may have sent it; False where it could not go now anyway."""
    is_written = version is not None or message.kind == "answer"
    if about.is_empty or not is_written or person.points.get(message.channel, ("",))[0] != "valid":
        return False
    _write(desk, message, person, version, about)
    message.claimed_at = desk.suspects.first_moment(message)
    results.doubt_in(desk.session, message, suspects.RESTORED, events=desk.events)
    return True


def _write(desk: _Desk, message: Message, person: Person, version: TemplateVersion | None, about: letters.About) -> Outbound:
    number, address = person.points[message.channel][1:]
    outbound = desk.letters.write(message, person, version, about, str(address))
    message.attempt += 1
    message.owner, message.claimed_at, message.lease_until = desk.owner, desk.now, desk.now + LEASE
    message.contact_point_id, message.to_value = number, address
    cost = desk.active[message.channel].estimate(outbound)
    message.segments, message.estimate_micros, message.price_currency = cost.segments, cost.amount_micros, cost.currency
    message.is_simulated = desk.active[message.channel].simulated
    message.provider = desk.active[message.channel].name
    outbox.move(desk.session, message, outbox.SENDING, at=desk.now, events=desk.events, attempt=message.attempt)
    return outbound


def _take(desk: _Desk, message: Message, person: Person, version: TemplateVersion | None, about: letters.About, done: Round) -> None:
    outbound = _write(desk, message, person, version, about)
    person.history = (*person.history, Contact(desk.now, message.channel))
    lease = message.lease_until or desk.now
    start = desk.slots.take(message.channel)
    done.claimed.append(Claimed(message.id or 0, message.attempt, replace(outbound, attempt=message.attempt), lease, person.id, start))
