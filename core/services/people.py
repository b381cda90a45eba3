"""What sending must know of customers, read set-based for one person or for hundreds of thousands in the same few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from core.db.bulk import among, read_rows
from core.db.tables import (
    Activity,
    Authorisation,
    Company,
    ContactPoint,
    Customer,
    Message,
    OptOut,
    Profile,
    Promise,
    Reply,
)
from core.domain.activities import OUTCOMES
from core.domain.gate import Contact
from core.domain.reach import KIND_OF
from core.services import outbox, packs
from core.services.owed import Owed, contested_in, last_paid_in, owed_in
from core.services.promises import standings_in

CHUNK = 10_000
LOOK_BACK = timedelta(days=31)
_NONE: frozenset[str] = frozenset()
_SPOKEN = {"call": "voice", "visit": "visit", "meeting": "visit"}


@dataclass(slots=True)
class Person:
    """One customer as the gate and the planner see them. `points` gives (state, contact point id, address) by kind of channel."""

    id: int
    name: str
    language: str
    country: str
    region: str | None
    zones: tuple[str, ...]
    preferred: str | None
    agent_id: int | None
    flags: frozenset[str] = frozenset()
    quiet_until: date | None = None
    points: dict[str, tuple[str, int | None, str | None]] = field(default_factory=dict)
    opted_out: frozenset[str] = frozenset()
    authorised: frozenset[str] | None = None
    owed: dict[str, Owed] = field(default_factory=dict)
    is_disputed: bool = False
    promised: dict[str, date] = field(default_factory=dict)
    paid_on: date | None = None
    always_pays: bool = False
    inbound: dict[str, datetime] = field(default_factory=dict)
    history: tuple[Contact, ...] = ()


def gather(session: Session, company: Company, ids: Sequence[int], now: datetime, *, planned: bool, simulated: bool) -> dict[int, Person]:
    """Everything about some customers by id; erased ones are left out. `planned` also counts messages that only wait to be sent.

    `simulated` says which world counts: contacts that a simulator acted are no contacts once real channels are in use.
    """
    found: dict[int, Person] = {}
    for start in range(0, len(ids), CHUNK):
        found |= _gather(session, company, list(ids[start : start + CHUNK]), now, planned, simulated)
    return found


def _gather(session: Session, company: Company, ids: list[int], now: datetime, planned: bool, simulated: bool) -> dict[int, Person]:
    people = _customers(session, company, ids)
    if people:
        today = now.astimezone(ZoneInfo(company.timezone)).date()
        _points(session, people, ids)
        _permissions(session, people, ids)
        for customer_id, owed in owed_in(session, ids, today):
            if customer_id in people:
                people[customer_id].owed = owed
        for customer_id in contested_in(session, ids) & people.keys():
            people[customer_id].is_disputed = True
        for customer_id, paid_on in last_paid_in(session, ids, today - LOOK_BACK):
            if customer_id in people:
                people[customer_id].paid_on = paid_on
        _promises(session, people, ids, today)
        _contacts(session, people, ids, now, planned, simulated)
    return people


def _customers(session: Session, company: Company, ids: list[int]) -> dict[int, Person]:
    c = Customer
    columns = (
        c.id,
        c.name,
        c.language,
        c.country,
        c.region,
        c.timezone,
        c.preferred_channel,
        c.agent_id,
        c.vulnerable_since,
        c.stop_reason,
        c.quiet_until,
        col(c.restricted_at).is_not(None),
    )
    query = select(*columns, Profile.behaviour).outerjoin(Profile, col(Profile.customer_id) == col(c.id))
    people, wanted = {}, set(ids)
    home, spoken = company.country, company.language
    found = read_rows(session, query.where(among(col(c.id), ids), col(c.erased_at).is_(None)))
    for number, name, language, country, region, zone, preferred, agent, vulnerable, stop, quiet, restricted, behaviour in found:
        if number not in wanted:
            continue
        country = country or home
        flags = _flags(stop, vulnerable is not None, bool(restricted))
        people[number] = Person(
            number, name, language or spoken, country, _region(country, region), _zones(country, region, zone), preferred, agent,
            flags, quiet, always_pays=behaviour == "regular",
        )  # fmt: skip
    return people


@lru_cache(maxsize=4096)
def _zones(country: str, region: str | None, explicit: str | None) -> tuple[str, ...]:
    return packs.zones_of(country, region, explicit=explicit)


@lru_cache(maxsize=4096)
def _region(country: str, region: str | None) -> str | None:
    return packs.region_code(country, region)


@lru_cache(maxsize=256)
def _flags(stop: str | None, is_vulnerable: bool, is_restricted: bool) -> frozenset[str]:
    return frozenset(filter(None, (stop, "vulnerable" if is_vulnerable else None, "restricted" if is_restricted else None)))


def _points(session: Session, people: dict[int, Person], ids: list[int]) -> None:
    p = ContactPoint
    flaws = (p.invalid_at, p.sms_off, p.whatsapp_off, p.voice_off, p.email_off)
    bits: Any = sum(case((col(flaw).is_not(None), 1 << place), else_=0) for place, flaw in enumerate(flaws))
    query = select(p.customer_id, p.id, p.kind, p.value, p.line, bits).where(among(col(p.customer_id), ids))
    found = read_rows(session, query.order_by(col(p.customer_id), col(p.is_primary).desc(), col(p.id)))
    for customer_id, number, kind, value, line, flawed in found:
        person = people.get(customer_id)
        if person is None:
            continue
        points = person.points
        for channel, state in _fitness(kind, line, flawed):
            if channel not in points or points[channel][0] != "valid":
                points[channel] = (state, number, value)


@lru_cache(maxsize=1024)
def _fitness(kind: str, line: str | None, flawed: int) -> tuple[tuple[str, str], ...]:
    """(channel, state) of a contact point for every channel of its kind; `flawed`: bits for invalid, then off for each channel."""
    offs = {channel: bool(flawed >> place & 1) for place, channel in enumerate(("sms", "whatsapp", "voice", "email"), 1)}
    wanted = [channel for channel, of_kind in KIND_OF.items() if of_kind == kind]
    unfit = {channel: flawed & 1 or offs[channel] or (channel == "sms" and line == "landline") for channel in wanted}
    return tuple((channel, "invalid" if unfit[channel] else "valid") for channel in wanted)


def _permissions(session: Session, people: dict[int, Person], ids: list[int]) -> None:
    o, a = OptOut, Authorisation
    outs = select(o.customer_id, o.channel).where(among(col(o.customer_id), ids), col(o.lifted_at).is_(None))
    given = select(a.customer_id, a.channel).where(among(col(a.customer_id), ids), col(a.withdrawn_at).is_(None))
    for customer_id, channels in _channels_by(session, outs).items():
        if customer_id in people:
            people[customer_id].opted_out = channels
    for customer_id, channels in _channels_by(session, given).items():
        if customer_id in people:
            people[customer_id].authorised = channels


def _channels_by(session: Session, query: Any) -> dict[int, frozenset[str]]:
    """The channels named for each customer; "all" stands for every one. People with the same ones share one set."""
    found: dict[int, frozenset[str]] = {}
    for customer_id, channel in read_rows(session, query):
        found[customer_id] = _joined(found.get(customer_id, _NONE), channel)
    return found


@lru_cache(maxsize=1024)
def _joined(before: frozenset[str], channel: str) -> frozenset[str]:
    return before | (frozenset(KIND_OF) if channel == "all" else {channel})


def _promises(session: Session, people: dict[int, Person], ids: list[int], today: date) -> None:
    live = select(Promise.customer_id).where(
        among(col(Promise.customer_id), ids), col(Promise.cancelled_at).is_(None), Promise.promised_on >= today - LOOK_BACK
    )
    some = {customer_id for (customer_id,) in read_rows(session, live.distinct())} & set(people)
    if not some:
        return
    whose = dict(read_rows(session, select(Promise.id, Promise.customer_id).where(col(Promise.customer_id).in_(some))))
    for promise_id, standing in standings_in(session, some, today).items():
        if standing.holds:
            promised, currency = people[whose[promise_id]].promised, standing.promise.currency
            promised[currency] = max(promised.get(currency, standing.promise.promised_on), standing.promise.promised_on)


def _contacts(session: Session, people: dict[int, Person], ids: list[int], now: datetime, planned: bool, simulated: bool) -> None:
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for customer_id, at, channel in _messages(session, ids, now, planned, simulated):
        contacts[customer_id].append(Contact(at, channel))
    acts = select(Activity.customer_id, Activity.at, Activity.kind, Activity.outcome).where(
        among(col(Activity.customer_id), ids), Activity.at >= now - LOOK_BACK, col(Activity.kind).in_(_SPOKEN)
    )
    for customer_id, at, kind, outcome in read_rows(session, acts):
        reached = outcome in OUTCOMES and OUTCOMES[outcome].reached
        contacts[customer_id].append(Contact(at, _SPOKEN[kind], "conversation" if reached else "attempt"))
    for customer_id, listed in contacts.items():
        if customer_id in people:
            people[customer_id].history = tuple(sorted(listed))
    heard = select(Reply.customer_id, Reply.channel, func.max(Reply.received_at)).where(
        among(col(Reply.customer_id), ids), Reply.received_at >= now - LOOK_BACK
    )
    for customer_id, channel, at in read_rows(session, heard.group_by(col(Reply.customer_id), col(Reply.channel))):
        if customer_id in people:
            people[customer_id].inbound[channel] = at


def _messages(session: Session, ids: list[int], now: datetime, planned: bool, simulated: bool) -> Iterable[tuple[int, datetime, str]]:
    at = func.coalesce(col(Message.sent_at), col(Message.claimed_at), type_=Message.sent_at.type)  # type: ignore[attr-defined]
    gone = (*outbox.LEFT, outbox.SENDING, outbox.IN_DOUBT, outbox.NEEDS_PERSON)
    went = select(Message.customer_id, at, Message.channel).where(
        among(col(Message.customer_id), ids), Message.planned_at >= now - 3 * LOOK_BACK, col(Message.state).in_(gone),
        or_(at >= now - LOOK_BACK, at.is_(None)), col(Message.is_simulated).is_(simulated), Message.kind != "answer",
        Message.channel != "call",
    )  # fmt: skip
    yield from ((customer_id, moment, channel) for customer_id, moment, channel in read_rows(session, went) if moment is not None)
    if planned:
        # The state is no plain column here: SQLite would walk everything that waits, of everybody, once for each chunk of people.
        is_waiting = col(Message.state).op("||")("") == outbox.QUEUED
        waits = select(Message.customer_id, Message.not_before, Message.channel).where(
            among(col(Message.customer_id), ids), is_waiting, Message.kind != "answer"
        )
        yield from ((number, at, _SPOKEN.get(channel, channel)) for number, at, channel in read_rows(session, waits))
