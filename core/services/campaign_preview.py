"""The preview of a campaign: who would get what on which channel now, at which cost, and who is left out and why; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from core import clock
from core.channels.protocol import Channel
from core.db.engine import reading
from core.db.tables import Campaign, CampaignMember, Company, Message
from core.domain import sms
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.services import campaigns, channels, house, letters, members, outbox, routes
from core.services.campaign_views import StepView, steps_in
from core.services.drafts import CHUNK, Draft, drafts_in
from core.services.people import gather
from core.services.triggers import PURPOSES, Target, targets_in

if TYPE_CHECKING:
    from core.services.batches import Batch

SAMPLES, TRIED = 3, 200


@dataclass(frozen=True, slots=True)
class Row:
    """One person and currency: the channel, the state it would come into, why, and when it would go.

    `passed_over` says why it is not the channel that they prefer, or that the step would rather use.
    """

    customer_id: int
    customer: str
    currency: str
    open_cents: int
    channel: str
    language: str
    state: str
    reason: str | None
    values: Mapping[str, Any]
    not_before: datetime | None
    cost_micros: int | None
    cost_currency: str | None
    preferred: str | None = None
    passed_over: tuple[routes.PassedOver, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A text as one person would get it."""

    customer_id: int
    customer: str
    channel: str
    language: str
    subject: str | None
    body: str
    segments: int | None


@dataclass(slots=True)
class Preview:
    """What a step would do now. `counts` by state, `channels` of those that would go, `reasons` of those left out, costs by currency.

    `elsewhere` are the members whom the step has nothing to say to now: their day is past or still to come.
    """

    step: StepView
    members: int = 0
    holdout: int = 0
    held: int = 0
    elsewhere: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    later: Counter[str] = field(default_factory=Counter)
    costs: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    is_simulated: bool = False

    @property
    def sending(self) -> int:
        """How many messages would go out."""
        return self.counts[outbox.QUEUED]


def preview(engine: Engine, actor: Actor, campaign_id: int, *, position: int = 1, most_rows: int = 2000) -> Preview:
    """What a step of a campaign would do now, for everybody. Raises Refusal when it has no such step."""
    from core.services.batches import batches_in

    may(actor, "campaign.view")
    active, now = channels.active(engine), clock.now()
    with reading(engine) as session:
        company, campaign = house.company_in(session), campaigns.campaign_in(session, campaign_id)
        step = _step_in(session, campaign_id, position)
        found = Preview(step, is_simulated=all(channel.simulated for channel in active.values()))
        asked = _members(session, campaign, found)
        wanted = targets_in(session, company, campaign, step, asked, now)
        found.elsewhere = len(asked) - len({target.customer_id for target in wanted})
        wording = routes.wording_in(session, step, active)
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            if len(found.rows) < most_rows:
                seen = drafts_in(session, company, campaign, step, chunk[: most_rows - len(found.rows)], active, now, wording)
                found.rows += (_row(draft, step, active) for draft in seen[: most_rows - len(found.rows)])
            batches = batches_in(session, company, campaign, step, chunk, active, now, wording)
            for batch in batches:
                _add(found, batch)
            _sample(session, company, found, batches, chunk, now)
    return found


def rows(engine: Engine, actor: Actor, campaign_id: int, *, position: int = 1) -> Iterator[Row]:
    """Every person and currency of a step as the preview's list shows the first of them. Raises Refusal when there is no such step."""
    may(actor, "campaign.view")
    active, now = channels.active(engine), clock.now()
    with reading(engine) as session:
        company, campaign = house.company_in(session), campaigns.campaign_in(session, campaign_id)
        step = _step_in(session, campaign_id, position)
        wanted = targets_in(session, company, campaign, step, _members(session, campaign, Preview(step)), now)
        wording = routes.wording_in(session, step, active)
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            for draft in drafts_in(session, company, campaign, step, chunk, active, now, wording):
                yield _row(draft, step, active)


def _step_in(session: Session, campaign_id: int, position: int) -> StepView:
    step = next((step for step in steps_in(session, campaign_id) if step.position == position), None)
    if step is None:
        raise Refusal("no_step", "The campaign has no step {position}.", position=position)
    return step


def _members(session: Session, campaign: Campaign, found: Preview) -> list[int]:
    if campaign.launched_at is not None:
        rows = list(session.exec(select(CampaignMember).where(CampaignMember.campaign_id == campaign.id)))
        found.members, found.holdout = len(rows), sum(row.is_holdout for row in rows)
        found.held = sum(row.held_at is not None for row in rows)
        return members.active_in(session, campaign.id or 0)
    drawn = members.matching_in(session, campaign)
    kept = [number for number in drawn if not members.is_holdout(campaign, number)]
    found.members, found.holdout = len(drawn), len(drawn) - len(kept)
    return kept


def _add(found: Preview, batch: Batch) -> None:
    way, number = batch.way, len(batch.places)
    found.counts[way.state] += number
    if way.state != outbox.QUEUED:
        found.reasons[way.reason or way.state] += number
        return
    found.channels[way.channel] += number
    found.sums[batch.currency] += sum(batch.open_cents)
    if way.words and way.words.estimate_micros is not None and way.words.currency:
        found.costs[way.words.currency] += number * way.words.estimate_micros
    if way.reason:
        found.later[way.reason] += number


def _row(draft: Draft, step: StepView, active: Mapping[str, Channel]) -> Row:
    way, owed = draft.way, draft.person.owed.get(draft.currency)
    words = way.words if way.state == outbox.QUEUED else None
    return Row(
        draft.person.id,
        draft.person.name,
        draft.currency,
        owed.open_cents if owed else 0,
        way.channel,
        way.language,
        way.state,
        way.reason,
        dict(way.verdict.values) if way.verdict else {},
        way.not_before if way.state == outbox.QUEUED else None,
        words.estimate_micros if words else None,
        words.currency if words else None,
        draft.person.preferred,
        (*_never_asked(draft, step, active), *way.passed_over),
    )


def _never_asked(draft: Draft, step: StepView, active: Mapping[str, Channel]) -> tuple[routes.PassedOver, ...]:
    """Why the channel that somebody prefers was not even asked: the step does not use it, or it is not set up."""
    preferred = draft.person.preferred
    if preferred is None or preferred in routes.channels_for(step, draft.person, active):
        return ()
    reason = routes.NOT_SET_UP if preferred in step.channels else routes.NOT_IN_STEP
    return (routes.PassedOver(preferred, reason, {}),)


def _sample(session: Session, company: Company, found: Preview, batches: Sequence[Batch], chunk: Sequence[Target], now: datetime) -> None:
    """Up to three real texts, of different channels first."""
    going = [batch for batch in batches if batch.way.state == outbox.QUEUED and batch.way.words and batch.way.words.version]
    shown = {sample.channel for sample in found.samples}
    firsts = {batch.way.channel: batch for batch in reversed(going) if batch.way.channel not in shown}
    others = ((batch, n) for batch in going for n in range(len(batch.places)) if n or firsts.get(batch.way.channel) is not batch)
    for batch, n in islice(chain(((batch, 0) for batch in firsts.values()), others), TRIED):
        if len(found.samples) >= SAMPLES:
            return
        target, purpose = chunk[batch.places[n]], PURPOSES[found.step.anchor]
        spoken = {number for number, _cents in target.invoices}
        text = text_of(session, company, target.customer_id, batch.way, batch.currency, purpose, target.about_id, spoken, now)
        if text:
            found.samples.append(text)


def text_of(
    session: Session, company: Company, customer_id: int, way: routes.Way, currency: str, purpose: str, about_id: int | None,
    invoices: set[int], now: datetime,
) -> Sample | None:  # fmt: skip
    """The text that a person would get on a way now, or None where there is nothing to say."""
    people = gather(session, company, [customer_id], now, planned=False, simulated=True)
    version = way.words.version if way.words else None
    if customer_id not in people or version is None:
        return None
    message = Message(
        ref="",
        dedupe_key="",
        purpose=purpose,
        about_id=about_id,
        customer_id=customer_id,
        channel=way.channel,
        planned_channel=way.channel,
        language=way.language,
        currency=currency,
        not_before=now,
        not_after=now,
        planned_at=now,
    )
    writer = letters.Writer(session, company, people, now)
    about = writer.about(message, invoices)
    if about.is_empty:
        return None
    subject, body, _variables = writer.fill(message, people[customer_id], version, about)
    parts = sms.measure(body, smart=True).segments if way.channel == "sms" else None
    return Sample(customer_id, people[customer_id].name, way.channel, way.language, subject, body, parts)
