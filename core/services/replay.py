"""Replay: what a strategy would have done in the last days, applied to the portfolio as it stood on each of them; written nowhere.

Each morning the past is brought forward and the steps plan as they would have planned then; contacts of the strategy itself count for the
following ones, in place of what campaigns really sent. What is moved to a later day is asked again when that day has come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from core import clock
from core.db.engine import reading
from core.db.tables import Dispute, Invoice, Message, Payment
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.gate import Contact
from core.domain.gate_windows import instant_of, local_date
from core.domain.promises import BROKEN_STATES, State
from core.services import channels, facts, house, members, outbox, past, promises, routes
from core.services.campaign_views import StepView, is_standing
from core.services.drafts import Draft
from core.services.people import gather
from core.services.rehearsal import Strategy, strategy_in
from core.services.stage import Rehearsal, Stage
from core.text import N_

DAYS, LONGEST, SAMPLE, CHUNK = 90, 366, 2000, 2000

UNKNOWN = (
    N_("Payments, opt-outs, consents, claims, circumstances and promises count from their date; a payment from the day after."),
    N_("Rules, prices, words, segments and your own limits are those of today."),
    N_("Nobody can know who would have answered, paid or opted out because of these messages, or when an hour would have suited better."),
    N_("Calls, visits and single messages by people count as they happened; what campaigns sent in that time is replaced by this one."),
    N_("Documents that an undone import removed, and people whose data were erased, are not in it."),
)
"""What the past does not tell, for everybody who reads a replay (msgids)."""


@dataclass(slots=True)
class Replay:
    """A strategy over past days, beside what really happened to the same customers in that time.

    `sampled` of `customers` were played. `messages` lists (instant, customer, channel) in the order in which they were decided. `sent`
    counts what campaigns really sent by (date, channel) and `sent_costs` its price in millionths; `by_people` the single messages that
    people sent. `collected` is what was paid in hundredths by currency, by `payers` customers: a fact, no effect.
    """

    found: Rehearsal
    customers: int
    sampled: int
    messages: list[tuple[datetime, int, str]] = field(default_factory=list)
    sent: Counter[tuple[date, str]] = field(default_factory=Counter)
    sent_costs: Counter[str] = field(default_factory=Counter)
    by_people: int = 0
    collected: Counter[str] = field(default_factory=Counter)
    payers: int = 0


def replay(
    engine: Engine, actor: Actor, campaign: int | Strategy, days: int = DAYS, *, sample: int = SAMPLE,
    tell: Callable[[float], None] = lambda share: None,
) -> Replay:  # fmt: skip
    """Replay a campaign by its id, or a strategy, over the last whole days; `sample` 0 plays everybody. `tell` hears the share done."""
    may(actor, "campaign.view")
    if not 1 <= days <= LONGEST or sample < 0:
        raise Refusal("replay_days", "A replay covers between 1 and {most} past days.", most=LONGEST)
    zone = house.company_of(engine).timezone
    today = clock.today(zone)
    mornings = [instant_of(zone, today - timedelta(days=back)) for back in range(days, 0, -1)]
    return replay_mornings(engine, campaign, mornings, sample=sample, tell=tell)


def replay_mornings(
    engine: Engine, campaign: int | Strategy, mornings: Sequence[datetime], *, sample: int = 0, is_present: bool = False,
    tell: Callable[[float], None] = lambda share: None,
) -> Replay:  # fmt: skip
    """Replay over some mornings, one a day; `is_present` says that the only one is this very moment, which knows everything."""
    active = channels.active(engine)
    with reading(engine) as session:
        company = house.company_in(session)
        acted, steps = strategy_in(session, campaign, mornings[0])
        acted.start_at = acted.launched_at = mornings[0]
        wording = {step.position: routes.wording_in(session, step, active) for step in steps}
        first = local_date(company.timezone, mornings[0])
        everybody = past.owing_between(session, first) if not is_present else past.everybody(session)
        ids = _sampled(everybody, sample)
        scene = past.load(session, company, ids, mornings[0], is_present=is_present)
        made = Replay(Rehearsal(()), len(everybody), len(ids))
        simulated = all(channel.simulated for channel in active.values())
        _add_facts(session, made, ids, mornings[0], mornings[-1] + timedelta(days=1), company.timezone, simulated)
    try:
        stage = _Replaying(scene.session, company, acted, active, mornings)
        for place, at in enumerate(mornings):
            tell(place / len(mornings))
            scene.advance(at, is_present=is_present)
            stage.wake(at, mornings[place + 1] if place + 1 < len(mornings) else stage.end, steps, wording)
    finally:
        scene.close()
    made.found, made.messages = stage.result(), stage.messages
    made.found.beyond += len(stage.later)
    return made


def _sampled(everybody: Sequence[int], sample: int) -> list[int]:
    """The same customers each time, drawn by lot."""
    if not sample or len(everybody) <= sample:
        return list(everybody)
    drawn = sorted(everybody, key=lambda number: blake2b(str(number).encode(), digest_size=8).digest())
    return sorted(drawn[:sample])


@dataclass(slots=True)
class _Later:
    """A message that waits for a later day; its contact is reserved meanwhile."""

    step: StepView
    draft: Draft
    moment: datetime
    contact: Contact


class _Replaying(Stage):
    """A stage on which the days go by: facts change, people join, and what was moved is asked again."""

    later: list[_Later]
    messages: list[tuple[datetime, int, str]]

    def wake(self, at: datetime, following: datetime, steps: Sequence[StepView], wording: dict[int, routes.Wording]) -> None:
        """One morning: first what was moved to this day, then what the steps have to say."""
        if at == self.mornings[0]:
            self.later, self.messages, self.wanted = [], [], self.members(tuple(steps))
        elif is_standing(tuple(steps)):
            self._join()
        self.following = following
        due = [one for one in self.later if one.moment < following]
        self.later = [one for one in self.later if one.moment >= following]
        if due:
            self._ask_again(due, at, wording)
        for step in steps:
            self.act(step, wording[step.position], self.wanted, at)

    def _join(self) -> None:
        """Whoever matches now joins; who joined before stays."""
        for number in members.matching_in(self.session, self.campaign):
            if number not in self.drawn:
                self.drawn[number] = members.is_holdout(self.campaign, number)
                if not self.drawn[number]:
                    self.wanted.add(number)
        self.found.members, self.found.holdout = len(self.drawn), sum(self.drawn.values())

    def _accept(self, step: StepView, draft: Draft, way: routes.Way, moment: datetime) -> None:
        if moment >= self.following:
            contact = Contact(moment, routes.contact_channel(way.channel))
            self.contacts[draft.person.id].append(contact)
            self.times.append(moment)
            self.times.sort()
            self.later.append(_Later(step, draft, moment, contact))
            return
        self.messages.append((moment, draft.person.id, way.channel))
        super()._accept(step, draft, way, moment)

    def _ask_again(self, due: Sequence[_Later], at: datetime, wording: dict[int, routes.Wording]) -> None:
        """Ask again for what was moved to this day, with the facts of this day."""
        ids = list({one.draft.person.id for one in due})
        people = gather(self.session, self.company, ids, at, planned=True, simulated=self.found.is_simulated)
        keeper = facts.Gatekeeper(self.session, self.company, at)
        meant = _Meant(self.session, people, keeper.today)
        for one in sorted(due, key=lambda one: one.moment):
            self.contacts[one.draft.person.id].remove(one.contact)
            self.times.remove(one.moment)
            draft = replace(one.draft, person=people[one.draft.person.id])
            reason = meant.reason_against(one.step, draft)
            if reason:
                self._rule(False, reason, draft, {})
            else:
                self._place(keeper, one.step, wording[one.step.position], draft, at, max(at, one.moment))


class _Meant:
    """Whether moved messages still have something to say: their documents are open, their promise stands as it did."""

    def __init__(self, session: Session, people: Collection[int], today: date) -> None:
        left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
        contested = select(Dispute.invoice_id).where(col(Dispute.closed_at).is_(None), col(Dispute.invoice_id).is_not(None))
        query = select(Invoice.id).where(
            col(Invoice.customer_id).in_(people), left > 0, col(Invoice.gone_on).is_(None), col(Invoice.id).not_in(contested)
        )
        self.open, self.standings = set(session.exec(query)), promises.standings_in(session, list(people), today)

    def reason_against(self, step: StepView, draft: Draft) -> str | None:
        """Why a message has nothing to say any more, or None."""
        spoken = [number for number, _cents in draft.target.invoices]
        if spoken and not self.open.intersection(spoken):
            return "balance.nothing_owed"
        if step.anchor not in ("promise", "broken"):
            return None
        standing = self.standings.get(draft.target.about_id or 0)
        if step.anchor == "promise":
            return None if standing and standing.state is State.OPEN else "promise.not_open"
        return None if standing and standing.state in BROKEN_STATES else "promise.not_broken"


def _add_facts(session: Session, made: Replay, ids: Sequence[int], first: datetime, end: datetime, zone: str, simulated: bool) -> None:
    """What was really sent to these customers and paid by them between two instants."""
    payers: defaultdict[str, set[int]] = defaultdict(set)
    m, days = Message, (local_date(zone, first), local_date(zone, end))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        columns: Any = (m.sent_at, m.channel, m.kind, m.price_currency, func.coalesce(m.price_micros, m.estimate_micros))
        query = select(*columns).where(
            col(m.customer_id).in_(chunk), col(m.sent_at) >= first, col(m.sent_at) < end, col(m.is_simulated).is_(simulated),
            col(m.state).in_(outbox.LEFT),
        )  # fmt: skip
        for at, channel, kind, currency, micros in session.exec(query):
            if kind != "campaign":
                made.by_people += 1
                continue
            made.sent[local_date(zone, at), channel] += 1
            if currency and micros:
                made.sent_costs[currency] += micros
        paid = select(Payment.customer_id, Payment.currency, Payment.amount_cents).where(
            col(Payment.customer_id).in_(chunk), Payment.paid_on >= days[0], Payment.paid_on < days[1], Payment.amount_cents > 0,
            col(Payment.is_opening).is_(False),
        )  # fmt: skip
        for customer_id, currency, cents in session.exec(paid):
            made.collected[currency] += cents
            payers[currency].add(customer_id)
    made.payers = len(set().union(*payers.values()))
