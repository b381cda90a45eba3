"""Drafts: what a step would do for each person, worked out once for all who are alike to the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from core.channels.protocol import Channel
from core.db.tables import Campaign, Company
from core.domain.gate_windows import instant_of
from core.services import facts, outbox, routes
from core.services.campaign_views import StepView
from core.services.people import Person, gather
from core.services.triggers import PURPOSES, Target

CHUNK = 10_000
"""People planned in one transaction: the fewer there are, the more pages are written anew for each."""


@dataclass(slots=True)
class Draft:
    """One message as planned: whom it concerns, which way it goes, between which moments, and the key that makes it once."""

    target: Target
    person: Person
    currency: str
    way: routes.Way
    not_after: datetime
    key: str


def drafts_in(
    session: Session, company: Company, campaign: Campaign, step: StepView, chunk: Sequence[Target], active: Mapping[str, Channel],
    now: datetime, wording: routes.Wording | None = None,
) -> list[Draft]:  # fmt: skip
    """What a step would do for some targets now, written nowhere: one draft per person and currency."""
    wording = wording if wording is not None else routes.wording_in(session, step, active)
    simulated = all(channel.simulated for channel in active.values())
    ids = list(dict.fromkeys(target.customer_id for target in chunk))
    people = gather(session, company, ids, now, planned=True, simulated=simulated)
    drafter = Drafter(facts.Gatekeeper(session, company, now), campaign, step, wording, active, now)
    return [
        drafter.draft(people[target.customer_id], target, currency)
        for target in chunk
        if target.customer_id in people
        for currency in drafter.currencies(target, people[target.customer_id])
    ]


class Drafter:
    """One step for one chunk. People without any contact behind them who share what the gate looks at share its answer."""

    def __init__(
        self, keeper: facts.Gatekeeper, campaign: Campaign, step: StepView, wording: routes.Wording, active: Mapping[str, Channel],
        now: datetime,
    ) -> None:  # fmt: skip
        self.keeper, self.step, self.wording, self.active, self.now = keeper, step, wording, active, now
        self.zone, self.home, self.tolerance = keeper.company.timezone, keeper.company.currency, keeper.rules.tolerance_cents
        self.start_at, self.currency = campaign.start_at, campaign.currency
        self.prefix, self.minute = f"c{campaign.id}:s{step.position}:{step.id}:p", int(step.send_at[:2]) * 60 + int(step.send_at[3:])
        self.contacts = tuple(dict.fromkeys(routes.contact_channel(channel) for channel in step.channels))
        self._wanted: dict[tuple[str, date], datetime] = {}
        self._ways: dict[tuple[Any, ...], routes.Way] = {}

    def currencies(self, target: Target, person: Person) -> Sequence[str]:
        """The currencies of which a message is due: the target's, the campaign's, else each one in which something is open."""
        named = target.currency or self.currency
        if named:
            return (named,)
        owed = [currency for currency, sums in person.owed.items() if sums.open_cents > 0 or sums.disputed_cents > 0]
        return owed if len(owed) == 1 else sorted(owed) or (self.home,)

    def draft(self, person: Person, target: Target, currency: str) -> Draft:
        """One message to one person."""
        way, not_after = self.way(person, target.day, currency)
        return Draft(target, person, currency, way, not_after, self.keys([target], currency)[0])

    def keys(self, targets: Iterable[Target], currency: str) -> list[str]:
        """What makes each message once."""
        return [f"{self.prefix}{target.customer_id}:{currency}:{target.mark}" for target in targets]

    def way(self, person: Person, day: date, currency: str) -> tuple[routes.Way, datetime]:
        """The way of what is due on a day, and until when it may go."""
        place = (person.zones[0] if person.zones else self.zone, day)
        wanted = self._wanted.get(place)
        if wanted is None:
            nominal = instant_of(*place, self.minute)
            wanted = self._wanted[place] = max(nominal, self.start_at or nominal)
        not_after = wanted + timedelta(days=self.step.valid_days)
        return self._way(person, currency, wanted, not_after), not_after

    def _way(self, person: Person, currency: str, wanted: datetime, not_after: datetime) -> routes.Way:
        alike = None if person.history or person.inbound else self._signature(person, currency, wanted)
        way = self._ways.get(alike) if alike else None
        if way is None:
            moment = max(self.now, wanted)
            way = routes.choose(
                self.keeper, self.step, self.wording, self.active, person, currency, PURPOSES[self.step.anchor], moment, not_after
            )
            if way.state == outbox.QUEUED and way.not_before == moment:
                way = replace(way, not_before=wanted)
            if alike:
                self._ways[alike] = way
        return way

    def _signature(self, person: Person, currency: str, wanted: datetime) -> tuple[Any, ...]:
        """Everything of a person that decides their way when nothing was said to or by them lately."""
        owed, points = person.owed.get(currency), person.points
        money = owed and (
            owed.balance_cents > 0, owed.balance_cents > self.tolerance, owed.disputed_cents > 0,
            owed.first_due is not None and owed.first_due > self.keeper.today,
        )  # fmt: skip
        states = [points[channel][0] if channel in points else "" for channel in self.contacts]
        return (
            wanted, person.zones, person.country, person.region, person.language, person.preferred, person.flags, person.quiet_until,
            person.asked_windows, person.opted_out, person.authorised, person.is_disputed, person.promised.get(currency), person.paid_on,
            person.always_pays, money, *states,
        )  # fmt: skip
