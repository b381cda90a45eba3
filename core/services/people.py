"""What sending must know of customers, read set-based for one person or for hundreds of thousands in the same few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case
from sqlmodel import Session, col, select

from core.db.bulk import among, read_rows
from core.db.tables import (
    Authorisation,
    Company,
    ContactPoint,
    Customer,
    OptOut,
    Profile,
    Promise,
)
from core.domain.asked_hours import windows_of
from core.domain.gate import Contact
from core.domain.packs import Windows
from core.domain.reach import KIND_OF
from core.services import packs
from core.services.owed import Owed, contested_in, credits_in, has_credit, last_paid_in, owed_in
from core.services.promises import standings_in
from core.services.spoken import LOOK_BACK, contacts_in, heard_in
from core.services.whereabouts import Hints, region_code, zones

CHUNK = 10_000
_NONE: frozenset[str] = frozenset()


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
    asked_windows: Windows | None = None
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
    credited: list[int] = []
    hints = Hints(company.country)
    people = _customers(session, company, ids, credited, hints)
    if people:
        today = now.astimezone(ZoneInfo(company.timezone)).date()
        _points(session, people, ids, hints)
        _place(people, hints)
        _permissions(session, people, ids)
        for customer_id, owed in owed_in(session, ids, today):
            if customer_id in people:
                people[customer_id].owed = owed
        for (customer_id, currency), cents in (credits_in(session, credited) if credited else {}).items():
            if currency in people[customer_id].owed:
                people[customer_id].owed[currency].credit_cents = max(0, cents)
        for customer_id in contested_in(session, ids) & people.keys():
            people[customer_id].is_disputed = True
        for customer_id, paid_on in last_paid_in(session, ids, today - LOOK_BACK):
            if customer_id in people:
                people[customer_id].paid_on = paid_on
        _promises(session, people, ids, today)
        _contacts(session, people, ids, now, planned, simulated)
    return people


def _customers(session: Session, company: Company, ids: list[int], credited: list[int], hints: Hints) -> dict[int, Person]:
    """The people; whoever has a credit is noted."""
    c = Customer
    columns: tuple[Any, ...] = (
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
        c.asked_hours,
        col(c.restricted_at).is_not(None),
        has_credit(col(c.id)),
    )
    query = select(*columns, col(Profile.behaviour)).outerjoin(Profile, col(Profile.customer_id) == col(c.id))  # type: ignore[call-overload]
    people, wanted = {}, set(ids)
    spoken = company.language
    found = read_rows(session, query.where(among(col(c.id), ids), col(c.erased_at).is_(None)))
    for number, *about, credit, behaviour in found:
        name, language, country, region, zone, preferred, agent, vulnerable, stop, quiet, hours, restricted = about
        if number not in wanted:
            continue
        country = hints.country_of(number, country, region, zone)
        flags = _flags(stop, vulnerable is not None, bool(restricted))
        people[number] = Person(
            number, name, language or spoken, country, region_code(country, region), zones(country, region, zone), preferred, agent, flags,
            quiet, windows_of(hours), always_pays=behaviour == "regular",
        )  # fmt: skip
        if credit:
            credited.append(number)
    return people


@lru_cache(maxsize=256)
def _flags(stop: str | None, is_vulnerable: bool, is_restricted: bool) -> frozenset[str]:
    return frozenset(filter(None, (stop, "vulnerable" if is_vulnerable else None, "restricted" if is_restricted else None)))


def _points(session: Session, people: dict[int, Person], ids: list[int], hints: Hints) -> None:
    p = ContactPoint
    flaws = (p.invalid_at, p.sms_off, p.whatsapp_off, p.voice_off, p.email_off)
    bits: Any = sum(case((col(flaw).is_not(None), 1 << place), else_=0) for place, flaw in enumerate(flaws))
    query = select(p.customer_id, p.id, p.kind, p.value, p.line, bits).where(among(col(p.customer_id), ids))  # type: ignore[call-overload]
    found = read_rows(session, query.order_by(col(p.customer_id), col(p.is_primary).desc(), col(p.id)))
    for customer_id, number, kind, value, line, flawed in found:
        person = people.get(customer_id)
        if person is None:
            continue
        points = person.points
        for channel, state in fitness(kind, line, flawed):
            if channel not in points or points[channel][0] != "valid":
                points[channel] = (state, number, value)
        if kind == "phone" and not flawed & 1:
            hints.see_phone(customer_id, value, line)


def _place(people: dict[int, Person], hints: Hints) -> None:
    """What phones tell of where people live: the country, where nobody stated one; the zone, where the country has several."""
    for number, (country, region, possible) in hints.moved().items():
        people[number].country, people[number].region, people[number].zones = country, region, possible
    for number, phone in hints.landlines().items():
        person = people[number]
        if len(person.zones) > 1 and person.region is None:
            person.zones = packs.zones_of(person.country, phone=phone)


@lru_cache(maxsize=1024)
def fitness(kind: str, line: str | None, flawed: int) -> tuple[tuple[str, str], ...]:
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
    some = promising_in(session, ids, today) & set(people)
    if not some:
        return
    whose = dict(read_rows(session, select(Promise.id, Promise.customer_id).where(col(Promise.customer_id).in_(some))))
    for promise_id, standing in standings_in(session, some, today).items():
        if standing.holds:
            promised, currency = people[whose[promise_id]].promised, standing.promise.currency
            promised[currency] = max(promised.get(currency, standing.promise.promised_on), standing.promise.promised_on)


def promising_in(session: Session, ids: list[int], today: date) -> set[int]:
    """Those who made a promise for a day not longer than a month ago."""
    live = select(Promise.customer_id).where(
        among(col(Promise.customer_id), ids), col(Promise.cancelled_at).is_(None), Promise.promised_on >= today - LOOK_BACK
    )
    return {customer_id for (customer_id,) in read_rows(session, live.distinct())}


def _contacts(session: Session, people: dict[int, Person], ids: list[int], now: datetime, planned: bool, simulated: bool) -> None:
    for customer_id, listed in contacts_in(session, ids, now, planned=planned, simulated=simulated).items():
        if customer_id in people:
            people[customer_id].history = tuple(listed)
    for customer_id, channel, at in heard_in(session, ids, now):
        if customer_id in people:
            people[customer_id].inbound[channel] = at
