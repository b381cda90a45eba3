"""The stage on which a strategy is played: what its steps would say, morning by morning, asked of the gate and written nowhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from core.channels.protocol import Channel
from core.db.tables import Campaign, CampaignMember, Company, Message
from core.domain.gate import Contact
from core.domain.gate_windows import instant_of, local_date
from core.services import facts, members, outbox, routes
from core.services.campaign_views import StepView, is_standing
from core.services.drafts import CHUNK, Draft, drafts_in
from core.services.triggers import PURPOSES, Target, targets_in

EXAMPLES = 3


@dataclass(slots=True)
class Ruled:
    """What one rule did: how many messages it stopped or moved, and some of the customers (id, name) with the values of its sentence."""

    rule: str
    count: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Rehearsal:
    """What would happen from the first to the last of `days`, in the business's dates.

    `going` counts messages by (date, channel), `beyond` those moved past the last day; `waiting` of them are in the outbox already.
    `costs` are expected millionths by currency, `day_costs` by (date, currency). `stopped` and `moved` say which rules did so, the
    commonest first.
    """

    days: tuple[date, ...]
    members: int = 0
    holdout: int = 0
    is_simulated: bool = False
    going: Counter[tuple[date, str]] = field(default_factory=Counter)
    costs: Counter[str] = field(default_factory=Counter)
    day_costs: Counter[tuple[date, str]] = field(default_factory=Counter)
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


class Stage:
    """One rehearsal as it goes: what was planned so far, and whom it would have reached."""

    def __init__(
        self, session: Session, company: Company, campaign: Campaign, active: Mapping[str, Channel], mornings: Sequence[datetime]
    ) -> None:
        self.session, self.company, self.campaign, self.active, self.mornings = session, company, campaign, active, mornings
        dates = tuple(local_date(company.timezone, at) for at in mornings)
        self.found = Rehearsal(dates, is_simulated=all(channel.simulated for channel in active.values()))
        self.end = instant_of(company.timezone, dates[-1] + timedelta(days=1))
        self._done: set[tuple[int, int, str, str | None]] = set()
        self._spoken: set[tuple[int, int]] = set()
        self.contacts: dict[int, list[Contact]] = defaultdict(list)
        self.times: list[datetime] = []
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
                insort(self.times, message.claimed_at)
                self._spent[message.price_currency or ""] += message.price_micros or message.estimate_micros or 0

    def members(self, steps: tuple[StepView, ...]) -> set[int]:
        """Who would be written to: the members that there are, and whoever matches now and would join; the control group is left out."""
        kept: set[int] = set()
        drawn: dict[int, bool] = {}
        if self.campaign.id:
            rows = self.session.exec(select(CampaignMember).where(CampaignMember.campaign_id == self.campaign.id))
            drawn = {row.customer_id: row.is_holdout for row in rows}
            kept = set(members.active_in(self.session, self.campaign.id))
        if not drawn or is_standing(steps):
            fresh = [number for number in members.matching_in(self.session, self.campaign) if number not in drawn]
            joining = {number: members.is_holdout(self.campaign, number) for number in fresh}
            kept |= {number for number, is_kept_back in joining.items() if not is_kept_back}
            drawn |= joining
        self.drawn = drawn
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

    def result(self) -> Rehearsal:
        """What came of it, the commonest rules first."""
        for ruled in (self.found.stopped, self.found.moved):
            ruled.sort(key=lambda entry: -entry.count)
        return self.found

    def _left(self, step: StepView, target: Target) -> Target | None:
        """A target without the invoices that the step has spoken of in this rehearsal; None where nothing is left of it."""
        key = (step.position, target.customer_id, target.mark, target.currency)
        invoices = tuple(pair for pair in target.invoices if (step.position, pair[0]) not in self._spoken)
        if key in self._done or (target.invoices and not invoices):
            return None
        self._done.add(key)
        self._spoken |= {(step.position, number) for number, _cents in invoices}
        return target._replace(invoices=invoices)

    def _place(
        self, keeper: facts.Gatekeeper, step: StepView, wording: routes.Wording, draft: Draft, at: datetime, again: datetime | None = None
    ) -> None:
        """Find when a draft would go, or which rule stops it; `again` is the moment that it was moved to before and has now come."""
        way, moment = draft.way, again or max(at, draft.not_after - timedelta(days=step.valid_days))
        person, limit = draft.person, None
        if again or self.contacts[person.id]:
            person = replace(person, history=tuple(sorted((*person.history, *self.contacts[person.id]))))
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
        if (limit or way.reason) and not again:
            self._rule(True, limit or way.reason or "", draft, values)
        return self._accept(step, draft, way, max(at, way.not_before))

    def _accept(self, step: StepView, draft: Draft, way: routes.Way, moment: datetime) -> None:
        """Take a contact as planned for a moment, so that it counts for the following ones."""
        self.contacts[draft.person.id].append(Contact(moment, routes.contact_channel(way.channel)))
        cost, currency = (way.words.estimate_micros, way.words.currency) if way.words else (None, None)
        self._goes(draft.person.id, way.channel, moment, cost, currency)

    def _free_from(self, moment: datetime) -> datetime:
        """The first instant from `moment` on at which the campaign's daily limit has room."""
        limit = self.campaign.daily_limit
        if limit is None:
            return moment
        last = bisect_right(self.times, moment)
        inside = self.times[bisect_left(self.times, moment - timedelta(days=1)) : last]
        return moment if len(inside) < limit else inside[-limit] + timedelta(days=1, microseconds=1)

    def _goes(self, customer_id: int, channel: str, at: datetime, micros: int | None, currency: str | None) -> None:
        insort(self.times, at)
        if at >= self.end:
            self.found.beyond += 1
            return
        day = max(self.found.days[0], local_date(self.company.timezone, at))
        self.found.going[day, channel] += 1
        self.found.people.add(customer_id)
        if micros is not None and currency:
            self._spent[currency] += micros
            self.found.costs[currency] += micros
            self.found.day_costs[day, currency] += micros

    def _rule(self, is_moved: bool, rule: str, draft: Draft, values: Mapping[str, Any]) -> None:
        known = self._ruled.get((is_moved, rule))
        if known is None:
            known = self._ruled[is_moved, rule] = Ruled(rule, values=values)
            (self.found.moved if is_moved else self.found.stopped).append(known)
        known.count += 1
        if len(known.examples) < EXAMPLES and all(number != draft.person.id for number, _name in known.examples):
            known.examples.append((draft.person.id, draft.person.name))
