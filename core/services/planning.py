"""Planning: what a running campaign's steps have to say today becomes messages in the outbox, each one once, each with its verdict."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, text
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Channel
from core.db.bulk import among, insert_many
from core.db.engine import reading, writing
from core.db.tables import Campaign, Company, Message, MessageInvoice, Verdict
from core.domain.access import Actor, may
from core.services import call_tasks, campaign_ends, campaigns, channels, facts, house, members, outbox, routes
from core.services.campaign_views import StepView, is_standing, state_of, steps_in
from core.services.drafts import CHUNK, Draft, drafts_in
from core.services.triggers import PURPOSES, Target, targets_in

_USUAL = gc.get_threshold()


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
    with _few_collections():
        for step in steps:
            with reading(engine) as session:
                wanted = targets_in(session, company, campaign, step, members.active_in(session, campaign_id), now)
            for chunk in _chunks(wanted):
                with writing(engine) as session:
                    _count(counts, _plan_chunk(session, company, campaign_id, step, chunk, active, now))
    return counts


@contextmanager
def _few_collections() -> Iterator[None]:
    """Walk the live objects less often: hundreds of thousands of targets hold no cycles, and walking them costs as much as planning."""
    gc.set_threshold(200_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)


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


def write_in(
    session: Session, campaign: Campaign, step: StepView, drafts: Sequence[Draft], active: Mapping[str, Channel], now: datetime
) -> list[dict[str, Any]]:
    """Write drafts to the outbox with their verdicts and invoices; returns the rows."""
    if not drafts:
        return []
    ids, alike = new_ids(session, len(drafts)), _Alike(campaign, step, active, now)
    rows = [alike.row(*given) for given in zip(ids, outbox.new_refs(len(ids)), drafts, strict=True)]
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


class _Alike:
    """Rows of messages: what those on one way have in common is worked out once."""

    def __init__(self, campaign: Campaign, step: StepView, active: Mapping[str, Channel], now: datetime) -> None:
        self.active, self._shared = active, dict[int, dict[str, Any]]()
        self.same = {
            "kind": "campaign", "purpose": PURPOSES[step.anchor], "campaign_id": campaign.id, "step_id": step.id, "attempt": 0, "looks": 0,
            "planned_at": now,
        }  # fmt: skip

    def row(self, number: int, ref: str, draft: Draft) -> dict[str, Any]:
        """The row of one draft."""
        shared = self._shared.get(id(draft.way))
        if shared is None:
            shared = self._shared[id(draft.way)] = self.same | self._of_way(draft.way)
        point = draft.person.points.get(routes.contact_channel(draft.way.channel))
        return shared | {
            "id": number, "ref": ref, "dedupe_key": draft.key, "customer_id": draft.person.id, "contact_point_id": point and point[1],
            "about_id": draft.target.about_id, "currency": draft.currency, "not_after": draft.not_after,
        }  # fmt: skip

    def _of_way(self, way: routes.Way) -> dict[str, Any]:
        words, channel = way.words, self.active.get(way.channel)
        return {
            "template_version_id": words.version.id if words and words.version else None, "planned_channel": way.channel,
            "channel": way.channel, "language": way.language, "state": way.state, "reason": way.reason, "not_before": way.not_before,
            "estimate_micros": words.estimate_micros if words else None, "price_currency": words.currency if words else None,
            "segments": words.segments if words else None,
            "is_simulated": way.channel != routes.CALL and (channel is None or channel.simulated),
        }  # fmt: skip
