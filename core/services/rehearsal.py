"""Rehearsal: what a campaign would do in the next days if nobody pays, answers or changes anything; asked of the gate, written nowhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from core import clock
from core.channels.protocol import Channel
from core.db.engine import reading
from core.db.tables import Campaign, CampaignMember, Company, Message
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.gate import Contact
from core.domain.gate_windows import instant_of, local_date
from core.services import campaigns, channels, facts, house, members, outbox, routes
from core.services.campaign_views import StepView, is_standing, steps_in
from core.services.drafts import CHUNK, Draft, drafts_in
from core.services.triggers import PURPOSES, Target, targets_in

DAYS, LONGEST, EXAMPLES = 14, 60, 3


@dataclass(frozen=True, slots=True)
class Strategy:
    """A campaign that nobody has written down yet: its people, its steps, and its limits."""

    segment_id: int
    steps: tuple[StepView, ...]
    currency: str | None = None
    start_at: datetime | None = None
    holdout_percent: int = 0
    daily_limit: int | None = None
    spend_limit_micros: int | None = None


@dataclass(slots=True)
class Ruled:
    """What one rule did: how many messages it stopped or moved, and some of the customers (id, name) with the values of its sentence."""

    rule: str
    count: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Rehearsal:
    """What would happen from `days[0]` (today) to the last of `days`, in the business's dates.

    `going` counts messages by (date, channel), `beyond` those moved past the last day; `waiting` of them are in the outbox already.
    `costs` are expected millionths by currency. `stopped` and `moved` say which rules did so, the commonest first.
    """

    days: tuple[date, ...]
    members: int = 0
    holdout: int = 0
    is_simulated: bool = False
    going: Counter[tuple[date, str]] = field(default_factory=Counter)
    costs: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)
    waiting: int = 0
    beyond: int = 0
    stopped: list[Ruled] = field(default_factory=list)
    moved: list[Ruled] = field(default_factory=list)

    @property
    def sending(self) -> int:
        """How many messages would go within the days."""
        return sum(self.going.values())

    @property
    def channels(self) -> Counter[str]:
        """How many of them by channel."""
        found: Counter[str] = Counter()
        for (_day, channel), n in self.going.items():
            found[channel] += n
        return found


def rehearse(engine: Engine, actor: Actor, campaign: int | Strategy, days: int = DAYS) -> Rehearsal:
    """Rehearse a campaign by its id, or a strategy. Each planned contact counts for the ones after it. Raises Refusal without steps."""
    may(actor, "campaign.view")
    if not 1 <= days <= LONGEST:
        raise Refusal("rehearsal_days", "A rehearsal covers between 1 and {most} days.", most=LONGEST)
    active, now = channels.active(engine), clock.now()
    with reading(engine) as session:
        acted, steps = _campaign(session, campaign, now)
        if not steps:
            raise Refusal("no_steps_to_rehearse", "Add at least one step before the rehearsal.")
        stage = _Stage(session, house.company_in(session), acted, active, now, days)
        stage.count_outbox(now)
        wanted = stage.members(steps)
        wording = {step.position: routes.wording_in(session, step, active) for step in steps}
        for at in stage.mornings:
            for step in steps:
                stage.act(step, wording[step.position], wanted, at)
    for ruled in (stage.found.stopped, stage.found.moved):
        ruled.sort(key=lambda entry: -entry.count)
    return stage.found


def _campaign(session: Session, campaign: int | Strategy, now: datetime) -> tuple[Campaign, tuple[StepView, ...]]:
    """The campaign as it would be if it were launched now, apart from the session, and its steps."""
    if isinstance(campaign, Strategy):
        told = {name: getattr(campaign, name) for name in Strategy.__slots__ if name != "steps"}
        acted = Campaign(id=0, name="", created_at=now, **told)
        steps = tuple(replace(step, position=place) for place, step in enumerate(campaign.steps, 1))
    else:
        acted = Campaign(**campaigns.campaign_in(session, campaign).model_dump())
        steps = steps_in(session, campaign)
    acted.start_at, acted.launched_at = acted.start_at or now, acted.launched_at or now
    return acted, steps


class _Stage:
    """One rehearsal as it goes: what was planned so far, and whom it would have reached."""

    def __init__(
        self, session: Session, company: Company, campaign: Campaign, active: Mapping[str, Channel], now: datetime, days: int
    ) -> None:
        self.session, self.company, self.campaign, self.active = session, company, campaign, active
        today = local_date(company.timezone, now)
        dates = tuple(today + timedelta(days=n) for n in range(days))
        self.mornings = [now, *(instant_of(company.timezone, day) for day in dates[1:])]
        self.found = Rehearsal(dates, is_simulated=all(channel.simulated for channel in active.values()))
        self.end = instant_of(company.timezone, today + timedelta(days=days))
        self._done: set[tuple[int, int, str, str | None]] = set()
        self._spoken: set[tuple[int, int]] = set()
        self._contacts: dict[int, list[Contact]] = defaultdict(list)
        self._times: list[datetime] = []
        self._spent: Counter[str] = Counter()
        self._ruled: dict[tuple[bool, str], Ruled] = {}

    def count_outbox(self, now: datetime) -> None:
        """Count what the campaign sent and what waits already; the gate's history knows of both."""
        query = select(Message).where(Message.campaign_id == self.campaign.id)
        for message in self.session.exec(query) if self.campaign.id else ():
            if message.state == outbox.QUEUED:
                self.found.waiting += 1
                at = max(now, message.not_before)
                self._goes(message.customer_id or 0, message.channel, at, message.estimate_micros, message.price_currency)
            elif message.claimed_at is not None:
                insort(self._times, message.claimed_at)
                self._spent[message.price_currency or ""] += message.price_micros or message.estimate_micros or 0

    def members(self, steps: tuple[StepView, ...]) -> set[int]:
        """Who would be written to: the members that there are, and whoever matches now and would join; the control group is left out."""
        kept, drawn = set(), {}
        if self.campaign.id:
            rows = self.session.exec(select(CampaignMember).where(CampaignMember.campaign_id == self.campaign.id))
            drawn = {row.customer_id: row.is_holdout for row in rows}
            kept = set(members.active_in(self.session, self.campaign.id))
        if not drawn or is_standing(steps):
            fresh = [number for number in members.matching_in(self.session, self.campaign) if number not in drawn]
            joining = {number: members.is_holdout(self.campaign, number) for number in fresh}
            kept |= {number for number, is_kept_back in joining.items() if not is_kept_back}
            drawn |= joining
        self.found.members, self.found.holdout = len(drawn), sum(drawn.values())
        return kept

    def act(self, step: StepView, wording: routes.Wording, wanted: set[int], at: datetime) -> None:
        """Let one step plan what it has to say on the morning `at`."""
        targets = targets_in(self.session, self.company, self.campaign, step, sorted(wanted), at)
        fresh = [target for target in (self._left(step, target) for target in targets) if target is not None]
        keeper = facts.Gatekeeper(self.session, self.company, at)
        for start in range(0, len(fresh), CHUNK):
            chunk: Sequence[Target] = fresh[start : start + CHUNK]
            for draft in drafts_in(self.session, self.company, self.campaign, step, chunk, self.active, at, wording):
                self._place(keeper, step, wording, draft, at)

    def _left(self, step: StepView, target: Target) -> Target | None:
        """A target without the invoices that the step has spoken of in this rehearsal; None where nothing is left of it."""
        key = (step.position, target.customer_id, target.mark, target.currency)
        invoices = tuple(pair for pair in target.invoices if (step.position, pair[0]) not in self._spoken)
        if key in self._done or (target.invoices and not invoices):
            return None
        self._done.add(key)
        self._spoken |= {(step.position, number) for number, _cents in invoices}
        return target._replace(invoices=invoices)

    def _place(self, keeper: facts.Gatekeeper, step: StepView, wording: routes.Wording, draft: Draft, at: datetime) -> None:
        """Find when a draft would go, or which rule stops it."""
        way, moment = draft.way, max(at, draft.not_after - timedelta(days=step.valid_days))
        person, limit = draft.person, None
        if self._contacts[person.id]:
            person = replace(person, history=tuple(sorted((*person.history, *self._contacts[person.id]))))
            way = routes.choose(keeper, step, wording, self.active, person, draft.currency, PURPOSES[step.anchor], moment, draft.not_after)
        while way.state == outbox.QUEUED and (free := self._free_from(max(at, way.not_before))) > max(at, way.not_before):
            limit = "limit.daily"
            if free >= draft.not_after:
                return self._rule(False, limit, draft, {})
            way = routes.choose(keeper, step, wording, self.active, person, draft.currency, PURPOSES[step.anchor], free, draft.not_after)
        values = dict(way.verdict.values) if way.verdict else {}
        if way.state != outbox.QUEUED:
            return self._rule(False, way.reason or way.state, draft, values)
        cost = way.words.estimate_micros if way.words else None
        spent = self._spent[(way.words.currency if way.words else None) or ""]
        if self.campaign.spend_limit_micros is not None and spent + (cost or 0) > self.campaign.spend_limit_micros:
            return self._rule(False, "limit.spending", draft, {})
        if limit or way.reason:
            self._rule(True, limit or way.reason or "", draft, values)
        self._contacts[person.id].append(Contact(max(at, way.not_before), routes.contact_channel(way.channel)))
        return self._goes(person.id, way.channel, max(at, way.not_before), cost, way.words.currency if way.words else None)

    def _free_from(self, moment: datetime) -> datetime:
        """The first instant from `moment` on at which the campaign's daily limit has room."""
        limit = self.campaign.daily_limit
        if limit is None:
            return moment
        last = bisect_right(self._times, moment)
        inside = self._times[bisect_left(self._times, moment - timedelta(days=1)) : last]
        return moment if len(inside) < limit else inside[-limit] + timedelta(days=1, microseconds=1)

    def _goes(self, customer_id: int, channel: str, at: datetime, micros: int | None, currency: str | None) -> None:
        insort(self._times, at)
        if at >= self.end:
            self.found.beyond += 1
            return
        self.found.going[max(self.found.days[0], local_date(self.company.timezone, at)), channel] += 1
        self.found.people.add(customer_id)
        if micros is not None and currency:
            self._spent[currency] += micros
            self.found.costs[currency] += micros

    def _rule(self, is_moved: bool, rule: str, draft: Draft, values: Mapping[str, Any]) -> None:
        known = self._ruled.get((is_moved, rule))
        if known is None:
            known = self._ruled[is_moved, rule] = Ruled(rule, values=values)
            (self.found.moved if is_moved else self.found.stopped).append(known)
        known.count += 1
        if len(known.examples) < EXAMPLES and all(number != draft.person.id for number, _name in known.examples):
            known.examples.append((draft.person.id, draft.person.name))
