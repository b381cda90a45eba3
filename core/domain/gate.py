"""The gate: may this message go to this person on this channel now? A pure function of facts, moment, pack, holidays and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from core.domain.gate_caps import Counted, caps_for, consult_cap, counted_for, next_free, reach_of
from core.domain.gate_facts import BusinessRules, Contact, Facts
from core.domain.gate_person import class_of_balance, consult_person, has_conversation
from core.domain.gate_verdict import PRODUCT, SENTENCES, Consulted, Verdict
from core.domain.gate_windows import Opening, closing_for, distinct_zones, hours_for, instant_of, local_date
from core.domain.packs import Cap, Holidays, Pack

__all__ = ["SENTENCES", "BusinessRules", "Consulted", "Contact", "Facts", "Planner", "Verdict", "judge"]

_KEPT = 20_000
"""Bases that a planner keeps before it forgets them all, so that a long run stays small."""


def judge(facts: Facts, moment: datetime, pack: Pack, holidays: Holidays, settings: BusinessRules) -> Verdict:
    """The verdict on one message at one aware instant. Lasting rules decide first; those of time move it to the earliest lawful minute."""
    return Planner(pack, holidays, settings).judge(facts, moment)


class Base(NamedTuple):
    """What holds for everybody with the same facts apart from the history of contacts."""

    consulted: tuple[Consulted, ...]
    opening: Opening | None
    waits: tuple[date, ...]
    caps: tuple[Cap, ...]
    since: datetime
    zones: tuple[str, ...]


class Planner:
    """The gate for many people of one pack: what depends on neither person nor history is worked out once. Same verdicts as `judge`."""

    def __init__(self, pack: Pack, holidays: Holidays, settings: BusinessRules) -> None:
        self.pack, self.holidays, self.settings = pack, holidays, settings
        self._bases: dict[tuple[Any, ...], tuple[Base | None, Verdict]] = {}
        self._openings: dict[tuple[Any, ...], Opening] = {}

    def judge(self, facts: Facts, moment: datetime) -> Verdict:
        """The verdict on one message at one aware instant. Raises ValueError on a naive one."""
        if moment.tzinfo is None:
            raise ValueError("an instant must be aware")
        moment = moment.astimezone(UTC)
        base, verdict = self._shared(facts, moment)
        if base is None or not base.caps or all(contact.at <= base.since for contact in facts.history):
            return verdict
        start = moment if verdict.outcome == "allowed" else verdict.move_to
        return self._decide(base, counted_for(facts, base.caps), facts, moment, start)

    def _shared(self, facts: Facts, moment: datetime) -> tuple[Base | None, Verdict]:
        """The base and the verdict without any history; no base where a lasting rule has blocked."""
        key = (moment, *_signature(facts, moment, self.settings))
        found = self._bases.get(key)
        if found is None:
            if len(self._bases) >= _KEPT:
                self._bases.clear()
            found = self._bases[key] = self._work_out(facts, moment)
        return found

    def _work_out(self, facts: Facts, moment: datetime) -> tuple[Base | None, Verdict]:
        consulted = consult_person(facts, moment, self.pack, self.settings)
        stops = [entry for entry in consulted if entry.result == "stop"]
        if stops:
            return None, self._answer("blocked", stops[0], moment, None, tuple(consulted))
        caps = () if facts.is_answer else caps_for(facts.counted_channel, self.pack.caps, self.settings)
        zones = distinct_zones(facts.zones, moment.date(), max((cap.min_spacing_days for cap in caps), default=0) + 2)
        opening = self._opening(facts, zones)
        waits = _waits(facts, self.settings)
        consulted += [_consult_wait(rule, waits.get(rule), moment, zones) for rule in ("promise", "payment", "quiet")]
        consulted.append(self._consult_hours(facts, opening, moment))
        base = Base(tuple(consulted), opening, tuple(waits.values()), caps, moment - reach_of(caps), zones)
        return base, self._decide(base, [(cap, []) for cap in caps], facts, moment, moment)

    def _opening(self, facts: Facts, zones: tuple[str, ...]) -> Opening | None:
        if facts.is_answer and self.pack.answers_at_any_hour:
            return None
        key = (zones, facts.region, facts.asked_windows)
        if key not in self._openings:
            windows = hours_for(facts, self.pack, self.settings)
            self._openings[key] = Opening(zones, windows, closing_for(facts.region, self.pack, self.holidays, self.settings))
        return self._openings[key]

    def _consult_hours(self, facts: Facts, opening: Opening | None, moment: datetime) -> Consulted:
        source = self.pack.hours_of(facts.region).source
        if opening is None:
            return Consulted("hours", "pass", "hours.exempt", source=source)
        found = opening.stop_at(moment)
        return Consulted("hours", "stop", *found, source) if found else Consulted("hours", "pass", "hours.ok", source=source)

    def _decide(self, base: Base, counted: list[Counted], facts: Facts, moment: datetime, start: datetime | None) -> Verdict:
        """The verdict with these counters; `start` is known to be no later than the first lawful instant, None that there is none."""
        channel = facts.counted_channel
        caps = [consult_cap(cap, channel, moment, base.zones) for cap in counted]
        if facts.is_answer:
            caps = [Consulted("cap", "pass", "cap.exempt", source=PRODUCT)]
        consulted = (*base.consulted, *caps)
        stop = next((entry for entry in consulted if entry.result == "stop"), None)
        if stop is None:
            return self._answer("allowed", None, moment, None, consulted)
        target = None if start is None else self._earliest(base, counted, channel, moment, start)
        return self._answer("blocked" if target is None else "moved", stop, moment, target, consulted)

    def _earliest(self, base: Base, counted: list[Counted], channel: str, moment: datetime, start: datetime) -> datetime | None:
        """The first whole minute within the horizon that waits, hours and caps all allow. Each step jumps where no rule forbids less."""
        end = moment + timedelta(days=self.settings.horizon_days)
        at = _whole_minute(max([start, *(instant_of(zone, day) for zone in base.zones for day in base.waits)]))
        while at <= end:
            bounds = [next_free(cap, channel, at, base.zones) for cap in counted]
            bounds.append(base.opening.next_open(at) if base.opening else at)
            following = _whole_minute(max(bounds))
            if following == at:
                return at
            at = following
        return None

    def _answer(
        self, outcome: str, stop: Consulted | None, moment: datetime, move_to: datetime | None, consulted: tuple[Consulted, ...]
    ) -> Verdict:
        rule, values = ("allowed", {}) if stop is None else (stop.code, stop.values)
        return Verdict(outcome, rule, values, moment, move_to, consulted, self.pack.code, self.pack.version)


def _signature(f: Facts, moment: datetime, settings: BusinessRules) -> tuple[Any, ...]:
    """Everything but the history that a verdict depends on, so that people who share it share the work."""
    authorised = None if f.authorised is None else (f.channel in f.authorised, f.counted_channel in f.authorised)
    opted_out = f.channel in f.opted_out or f.counted_channel in f.opted_out
    message = (f.channel, f.purpose, f.by_agent, f.template_approved, f.marketing, f.sending_paused, f.recipient, f.address)
    person = (f.zones, f.country, f.region, f.flags, opted_out, authorised, f.disputed, f.registry_clear, f.asked_windows)
    dates = (f.promise_until, f.paid_on, f.quiet_until, f.last_inbound_at is not None and has_conversation(f, moment))
    return (message, person, dates, class_of_balance(f, settings), f.before_due and f.always_pays)


def _waits(facts: Facts, settings: BusinessRules) -> Mapping[str, date]:
    """The first local day that each open promise, fresh payment or asked-for quiet allows."""
    if facts.is_answer:
        return {}
    waits = {}
    if facts.promise_until is not None and facts.purpose == "reminder":
        waits["promise"] = facts.promise_until + timedelta(days=max(1, settings.promise_grace_days))
    if facts.paid_on is not None and facts.purpose != "payment_received":
        waits["payment"] = facts.paid_on + timedelta(days=settings.payment_quiet_days)
    if facts.quiet_until is not None:
        waits["quiet"] = facts.quiet_until
    return waits


_WAITING = {"promise": "promise.open", "payment": "payment.recent", "quiet": "quiet.asked"}


def _consult_wait(rule: str, until: date | None, moment: datetime, zones: Sequence[str]) -> Consulted:
    if until is None or all(local_date(zone, moment) >= until for zone in zones):
        return Consulted(rule, "pass", f"{rule}.ok")
    return Consulted(rule, "stop", _WAITING[rule], {"day": until.isoformat()})


def _whole_minute(moment: datetime) -> datetime:
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else floor + timedelta(minutes=1)
