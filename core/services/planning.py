"""Planning: what a running campaign's steps have to say today becomes messages in the outbox, each one once, each with its verdict."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, func, text
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Channel
from core.db.bulk import Rows, among
from core.db.engine import reading, writing
from core.db.tables import Campaign, Company, Message, MessageInvoice, Verdict
from core.domain.access import Actor, may
from core.services import call_tasks, campaign_ends, campaigns, channels, facts, house, members, outbox, routes
from core.services.campaign_views import StepView, is_standing, state_of, steps_in
from core.services.drafts import CHUNK
from core.services.triggers import PURPOSES, Target, targets_in

_USUAL = gc.get_threshold()
_Own = tuple[Any, ...]

if TYPE_CHECKING:
    from core.services.batches import Batch


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
                    for state, number in _plan_chunk(session, company, campaign_id, step, chunk, active, now).items():
                        counts[state] = counts.get(state, 0) + number
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


def _plan_chunk(
    session: Session,
    company: Company,
    campaign_id: int,
    step: StepView,
    chunk: Sequence[Target],
    active: Mapping[str, Channel],
    now: datetime,
) -> dict[str, int]:
    from core.services.batches import batches_in

    campaign = session.get(Campaign, campaign_id, with_for_update=True)
    if campaign is None or state_of(campaign, now) != "running":
        return {}
    found = batches_in(session, company, campaign, step, chunk, active, now)
    customers = {target.customer_id for target in chunk}
    known = set(session.exec(select(Message.dedupe_key).where(among(col(Message.customer_id), customers), Message.step_id == step.id)))
    for batch in found if known else ():
        batch.drop(known)
    return write_in(session, campaign, step, chunk, found, active, now)


def write_in(
    session: Session, campaign: Campaign, step: StepView, chunk: Sequence[Target], found: Sequence[Batch], active: Mapping[str, Channel],
    now: datetime,
) -> dict[str, int]:  # fmt: skip
    """Write batches to the outbox with verdicts and invoices, in the order of their targets; returns how many came into each state."""
    messages, verdicts = _Messages(session, campaign, step, active, now), _Verdicts(session, campaign.id or 0, now)
    counts, spoken = dict[str, int](), list[tuple[int, int, int]]()
    for batch, ids, refs in _numbered(session, found):
        targets = [chunk[place] for place in batch.places]
        messages.add(batch, ids, refs, targets)
        verdicts.add(batch, ids)
        spoken += ((number, *pair) for number, target in zip(ids, targets, strict=True) for pair in target.invoices)
        counts[batch.way.state] = counts.get(batch.way.state, 0) + len(ids)
    messages.write()
    verdicts.write()
    Rows(session, MessageInvoice, ("message_id", "invoice_id", "open_cents"), ()).insert({(): spoken})
    return counts


def _numbered(session: Session, found: Sequence[Batch]) -> Iterator[tuple[Batch, list[int], list[str]]]:
    """Batches that hold anything with the ids and references of their messages, which follow the order of the targets."""
    places = [place for batch in found for place in batch.places]
    ids, refs = new_ids(session, len(places)), sorted(outbox.new_refs(len(places)))
    if places != sorted(places):
        rank_of = {number: rank for rank, number in enumerate(sorted(range(len(places)), key=places.__getitem__))}
        ids, refs = [ids[rank_of[number]] for number in range(len(places))], [refs[rank_of[number]] for number in range(len(places))]
    start = 0
    for batch in found:
        end = start + len(batch.places)
        if end > start:
            yield batch, ids[start:end], refs[start:end]
        start = end


def new_ids(session: Session, count: int) -> list[int]:
    """Ids for messages to come: SQLite's writer is alone and counts on, PostgreSQL's sequence is asked."""
    if session.get_bind().dialect.name == "sqlite":
        last = session.exec(select(func.max(Message.id))).one() or 0
        return list(range(last + 1, last + 1 + count))
    query = text("SELECT nextval(pg_get_serial_sequence('message', 'id')) FROM generate_series(1, :n)")
    return [number for (number,) in session.execute(query, {"n": count})]


class _Messages:
    """Rows of messages: what those on one way have in common is worked out once."""

    OWN = ("id", "ref", "dedupe_key", "customer_id", "contact_point_id", "about_id")
    SHARED = (
        "kind", "purpose", "campaign_id", "step_id", "attempt", "looks", "planned_at", "not_before", "not_after", "template_version_id",
        "planned_channel", "channel", "language", "currency", "state", "reason", "estimate_micros", "price_currency", "segments",
        "is_simulated",
    )  # fmt: skip

    def __init__(self, session: Session, campaign: Campaign, step: StepView, active: Mapping[str, Channel], now: datetime) -> None:
        self.active, self._rows = active, Rows(session, Message, self.OWN, self.SHARED)
        self._listed: dict[_Own, list[_Own]] = defaultdict(list)
        self.same = {
            "kind": "campaign", "purpose": PURPOSES[step.anchor], "campaign_id": campaign.id, "step_id": step.id, "attempt": 0, "looks": 0,
            "planned_at": now,
        }  # fmt: skip

    def add(self, batch: Batch, ids: list[int], refs: list[str], targets: Sequence[Target]) -> None:
        """A batch as rows to be."""
        values = self.same | self._of_way(batch.way) | {"not_after": batch.not_after, "currency": batch.currency}
        abouts = (target.about_id for target in targets)
        self._listed[self._rows.share(values)] += zip(ids, refs, batch.keys, batch.customers, batch.points, abouts, strict=True)

    def write(self) -> None:
        """Write them."""
        self._rows.insert(self._listed)

    def _of_way(self, way: routes.Way) -> dict[str, Any]:
        words, channel = way.words, self.active.get(way.channel)
        return {
            "template_version_id": words.version.id if words and words.version else None, "planned_channel": way.channel,
            "channel": way.channel, "language": way.language, "state": way.state, "reason": way.reason, "not_before": way.not_before,
            "estimate_micros": words.estimate_micros if words else None, "price_currency": words.currency if words else None,
            "segments": words.segments if words else None,
            "is_simulated": way.channel != routes.CALL and (channel is None or channel.simulated),
        }  # fmt: skip


class _Verdicts:
    """Rows of verdicts: people who share a verdict share its explanation, which is then written out once."""

    SHARED = ("campaign_id", "channel", "at", "moment", "outcome", "rule", "moved_to", "explanation", "pack", "pack_version")

    def __init__(self, session: Session, campaign_id: int, now: datetime) -> None:
        self._rows, self._campaign_id, self._now = Rows(session, Verdict, ("message_id", "customer_id"), self.SHARED), campaign_id, now
        self._listed: dict[_Own, list[_Own]] = defaultdict(list)

    def add(self, batch: Batch, ids: list[int]) -> None:
        """The verdict behind a batch as rows to be."""
        way = batch.way
        if way.verdict is not None:
            row = facts.row_of(way.verdict, routes.contact_channel(way.channel), self._now, campaign_id=self._campaign_id)
            self._listed[self._rows.share(row)] += zip(ids, batch.customers, strict=True)

    def write(self) -> None:
        """Write them."""
        self._rows.insert(self._listed)
