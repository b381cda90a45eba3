"""Planning: what a running campaign's steps have to say today becomes messages in the outbox, each one once, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, text
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Channel
from core.db.bulk import among, insert_many
from core.db.engine import reading, writing
from core.db.tables import Campaign, Company, Message, MessageInvoice, Verdict
from core.domain.access import Actor, may
from core.domain.gate_windows import instant_of
from core.services import call_tasks, campaign_ends, campaigns, channels, facts, house, members, outbox, routes
from core.services.campaign_views import StepView, is_standing, state_of, steps_in
from core.services.people import Person, gather
from core.services.triggers import PURPOSES, Target, targets_in

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Draft:
    """One message as planned: whom it concerns, which way it goes, between which moments, and the key that makes it once."""

    target: Target
    person: Person
    currency: str
    way: routes.Way
    not_after: datetime
    key: str


def run(engine: Engine, actor: Actor) -> dict[str, Any]:
    """Plan every running campaign and finish those that are over; returns counts by state."""
    may(actor, "job.run")
    now = clock.now()
    with reading(engine) as session:
        running = [campaign.id for campaign in session.exec(_live()) if state_of(campaign, now) == "running"]
    counts: dict[str, int] = {}
    for campaign_id in running:
        for state, number in plan(engine, actor, campaign_id or 0).items():
            counts[state] = counts.get(state, 0) + number
    if gone := call_tasks.review(engine):
        counts["calls_taken_back"] = gone
    with writing(engine) as session:
        finished = campaign_ends.finish_in(session, now)
    return counts | ({"finished": finished} if finished else {})


def _live() -> Any:
    return select(Campaign).where(
        col(Campaign.launched_at).is_not(None), col(Campaign.stopped_at).is_(None), col(Campaign.finished_at).is_(None)
    )


def plan(engine: Engine, actor: Actor, campaign_id: int) -> dict[str, int]:
    """Plan what is due of one campaign; returns how many messages came into each state. Running it again plans nothing twice."""
    may(actor, "job.run")
    active, now = channels.active(engine), clock.now()
    with writing(engine) as session:
        company, campaign = house.company_in(session), campaigns.campaign_in(session, campaign_id)
        steps = steps_in(session, campaign_id)
        if is_standing(steps):
            members.draw_in(session, campaign)
    counts: dict[str, int] = {}
    for step in steps:
        with reading(engine) as session:
            wanted = targets_in(session, company, campaign, step, members.active_in(session, campaign_id), now)
        for chunk in _chunks(wanted):
            with writing(engine) as session:
                _count(counts, _plan_chunk(session, company, campaign_id, step, chunk, active, now))
    return counts


def _chunks(wanted: Sequence[Target]) -> Iterable[Sequence[Target]]:
    return (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))


def _count(counts: dict[str, int], rows: list[dict[str, Any]]) -> None:
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1


def _plan_chunk(
    session: Session,
    company: Company,
    campaign_id: int,
    step: StepView,
    chunk: Sequence[Target],
    active: Mapping[str, Channel],
    now: datetime,
) -> list[dict[str, Any]]:
    campaign = session.get(Campaign, campaign_id, with_for_update=True)
    if campaign is None or state_of(campaign, now) != "running":
        return []
    drafts = drafts_in(session, company, campaign, step, chunk, active, now)
    known = set(
        session.exec(
            select(Message.dedupe_key).where(
                among(col(Message.customer_id), {draft.person.id for draft in drafts}), Message.step_id == step.id
            )
        )
    )
    fresh = [draft for draft in drafts if draft.key not in known]
    return write_in(session, campaign, step, fresh, active, now)


def drafts_in(
    session: Session,
    company: Company,
    campaign: Campaign,
    step: StepView,
    chunk: Sequence[Target],
    active: Mapping[str, Channel],
    now: datetime,
    wording: routes.Wording | None = None,
) -> list[Draft]:
    """What a step would do for some targets now, written nowhere: one draft per person and currency."""
    wording = wording if wording is not None else routes.wording_in(session, step, active)
    simulated = all(channel.simulated for channel in active.values())
    ids = list(dict.fromkeys(target.customer_id for target in chunk))
    people = gather(session, company, ids, now, planned=True, simulated=simulated)
    keeper = facts.Gatekeeper(session, company, now)
    return [
        _draft(keeper, campaign, step, wording, active, people[target.customer_id], target, currency, now)
        for target in chunk
        if target.customer_id in people
        for currency in _currencies(target, people[target.customer_id], campaign, company)
    ]


def _currencies(target: Target, person: Person, campaign: Campaign, company: Company) -> list[str]:
    if target.currency:
        return [target.currency]
    owed = [currency for currency, sums in person.owed.items() if sums.open_cents > 0 or sums.disputed_cents > 0]
    if campaign.currency:
        return [campaign.currency]
    return sorted(owed) or [company.currency]


def _draft(
    keeper: facts.Gatekeeper, campaign: Campaign, step: StepView, wording: routes.Wording, active: Mapping[str, Channel], person: Person,
    target: Target, currency: str, now: datetime,
) -> Draft:  # fmt: skip
    zone = person.zones[0] if person.zones else keeper.company.timezone
    nominal = instant_of(zone, target.day, int(step.send_at[:2]) * 60 + int(step.send_at[3:]))
    wanted = max(nominal, campaign.start_at or nominal)
    moment, not_after = max(now, wanted), wanted + timedelta(days=step.valid_days)
    way = routes.choose(keeper, step, wording, active, person, currency, PURPOSES[step.anchor], moment, not_after)
    if way.state == outbox.QUEUED and way.not_before == moment:
        way = replace(way, not_before=wanted)
    key = f"c{campaign.id}:s{step.position}:{step.id}:p{person.id}:{currency}:{target.mark}"
    return Draft(target, person, currency, way, not_after, key)


def write_in(
    session: Session, campaign: Campaign, step: StepView, drafts: Sequence[Draft], active: Mapping[str, Channel], now: datetime
) -> list[dict[str, Any]]:
    """Write drafts to the outbox with their verdicts and invoices; returns the rows."""
    if not drafts:
        return []
    ids = new_ids(session, len(drafts))
    rows = [_row(number, draft, campaign, step, active, now) for number, draft in zip(ids, drafts, strict=True)]
    insert_many(session, Message, rows)
    told: dict[int, dict[str, Any]] = {}
    verdicts = [
        _verdict(told, d, number, campaign.id or 0, now) for number, d in zip(ids, drafts, strict=True) if d.way.verdict is not None
    ]
    insert_many(session, Verdict, verdicts)
    spoken = [
        {"message_id": number, "invoice_id": invoice, "open_cents": cents}
        for number, d in zip(ids, drafts, strict=True)
        for invoice, cents in d.target.invoices
    ]
    insert_many(session, MessageInvoice, spoken)
    return rows


def _verdict(told: dict[int, dict[str, Any]], draft: Draft, message_id: int, campaign_id: int, now: datetime) -> dict[str, Any]:
    """A verdict's row; people who share a verdict share its explanation, which is then written out once."""
    verdict = draft.way.verdict
    shared = told.get(id(verdict))
    if shared is None:
        shared = told[id(verdict)] = facts.row_of(verdict, draft.way.channel, now, message_id=0, campaign_id=campaign_id, customer_id=0)
    return shared | {"message_id": message_id, "customer_id": draft.person.id, "channel": routes.contact_channel(draft.way.channel)}


def new_ids(session: Session, count: int) -> list[int]:
    """Ids for messages to come: SQLite's writer is alone and counts on, PostgreSQL's sequence is asked."""
    if session.get_bind().dialect.name == "sqlite":
        last = session.exec(select(func.max(Message.id))).one() or 0
        return list(range(last + 1, last + 1 + count))
    query = text("SELECT nextval(pg_get_serial_sequence('message', 'id')) FROM generate_series(1, :n)")
    return [number for (number,) in session.execute(query, {"n": count})]


def _row(number: int, draft: Draft, campaign: Campaign, step: StepView, active: Mapping[str, Channel], now: datetime) -> dict[str, Any]:
    way, words = draft.way, draft.way.words
    channel = active.get(way.channel)
    return {
        "id": number, "ref": outbox.new_ref(), "dedupe_key": draft.key, "kind": "campaign", "purpose": PURPOSES[step.anchor],
        "campaign_id": campaign.id, "step_id": step.id, "customer_id": draft.person.id,
        "contact_point_id": draft.person.points.get(routes.contact_channel(way.channel), ("", None))[1],
        "template_version_id": words.version.id if words and words.version else None, "about_id": draft.target.about_id,
        "planned_channel": way.channel, "channel": way.channel, "language": way.language,
        "currency": draft.currency, "state": way.state, "reason": way.reason, "attempt": 0, "looks": 0, "not_before": way.not_before,
        "not_after": draft.not_after, "planned_at": now, "estimate_micros": words.estimate_micros if words else None,
        "price_currency": words.currency if words else None, "segments": words.segments if words else None,
        "is_simulated": way.channel != routes.CALL and (channel is None or channel.simulated),
    }  # fmt: skip
