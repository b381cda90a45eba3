"""Which way a message takes: the channels of its step in order of preference, each with approved words, asked at the gate one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from core import clock
from core.channels.protocol import Channel
from core.db.tables import Company, TemplateVersion
from core.domain.gate import Verdict
from core.services import costing, house, outbox
from core.services.campaign_views import CALL, StepView
from core.services.facts import Gatekeeper
from core.services.people import Person
from core.services.template_views import approved_version_in

NEXT_CHANNEL = ("address.", "platform.", "authorisation.", "wording.", "opt_out.")
NO_TEMPLATE, NO_CHANNEL = "route.no_template", "route.no_channel"
NOT_IN_STEP, NOT_SET_UP = "route.not_in_step", "route.not_set_up"


@dataclass(frozen=True, slots=True)
class Words:
    """The approved text of a step on one channel in one language, None where nothing is approved; with its expected cost."""

    version: TemplateVersion | None
    estimate_micros: int | None = None
    currency: str | None = None
    segments: int | None = None


NO_WORDS = Words(None)
"""What a person says is not written down beforehand."""
Wording = Mapping[tuple[str, str], Words]


class PassedOver(NamedTuple):
    """A channel that was asked before the one taken, and the reason that led on, with the values of its sentence."""

    channel: str
    reason: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """What was decided for one message: state and reason, channel and language, the words, the verdict behind it, what was passed over."""

    state: str
    reason: str | None
    channel: str
    language: str
    words: Words | None
    verdict: Verdict | None
    not_before: datetime
    passed_over: tuple[PassedOver, ...] = ()


def wording_in(session: Session, step: StepView, active: Mapping[str, Channel]) -> Wording:
    """The words of a step by channel and language, approved now, with what a message of them costs on the active channels."""
    company, found = house.company_in(session), {}
    for (channel, language), template_id in step.templates.items():
        version = approved_version_in(session, template_id)
        found[channel, language] = _costed(company, version, active.get(channel), language)
    return found


def _costed(company: Company, version: TemplateVersion | None, channel: Channel | None, language: str) -> Words:
    if version is None or channel is None:
        return Words(version)
    cost = costing.estimate(company, version, channel, language, clock.today(company.timezone))
    return Words(version, cost.amount_micros, cost.currency, cost.segments)


def channels_for(step: StepView, person: Person, active: Mapping[str, Channel]) -> list[str]:
    """The active channels of a step for a person: the one they prefer first, then in the step's order. People can always call."""
    usable = [channel for channel in step.channels if channel in active or channel == CALL]
    return sorted(usable, key=lambda channel: channel != person.preferred)


def contact_channel(channel: str) -> str:
    """The channel as the gate and the address book know it: a call by a person is a phone call."""
    return "voice" if channel == CALL else channel


def language_for(wording: Wording, channel: str, person: Person, fallback: str) -> str | None:
    """The language of a channel's words for a person: their own, else the company's, else any there is."""
    spoken = [language for known, language in wording if known == channel]
    return next((language for language in (person.language, fallback) if language in spoken), spoken[0] if spoken else None)


def choose(
    keeper: Gatekeeper, step: StepView, wording: Wording, active: Mapping[str, Channel], person: Person, currency: str, purpose: str,
    moment: datetime, not_after: datetime, *, is_paused: bool = False,
) -> Way:  # fmt: skip
    """The first channel on which the gate lets the message go now or later; else why it cannot go at all.

    An address, a platform, a missing authorisation or an opt-out of one channel leads on to the next one; everything else concerns the
    person and ends the search.
    """
    first: Way | None = None
    passed: list[PassedOver] = []
    for channel in channels_for(step, person, active):
        language = person.language if channel == CALL else language_for(wording, channel, person, keeper.company.language)
        if language is None:
            first = first or Way(outbox.SKIPPED, NO_TEMPLATE, channel, person.language, None, None, moment)
            passed.append(PassedOver(channel, NO_TEMPLATE, {}))
            continue
        words = NO_WORDS if channel == CALL else wording[channel, language]
        facts = keeper.facts(
            person, contact_channel(channel), currency, purpose=purpose, approved=words.version is not None, by_agent=channel == CALL,
            is_paused=is_paused,
        )  # fmt: skip
        verdict = keeper.judge(facts, moment)
        way = _way(verdict, channel, language, words, moment, not_after)
        if way.state == outbox.QUEUED or not verdict.rule.startswith(NEXT_CHANNEL):
            return replace(way, passed_over=tuple(passed)) if passed else way
        first = first or way
        passed.append(PassedOver(channel, verdict.rule, verdict.values))
    return first or Way(outbox.SKIPPED, NO_CHANNEL, step.channels[0], person.language, None, None, moment)


def _way(verdict: Verdict, channel: str, language: str, words: Words, moment: datetime, not_after: datetime) -> Way:
    state, not_before = state_for(verdict, not_after), verdict.move_to or moment
    return Way(
        state,
        None if state == outbox.QUEUED and verdict.outcome == "allowed" else verdict.rule,
        channel,
        language,
        words,
        verdict,
        not_before,
    )


def state_for(verdict: Verdict, not_after: datetime) -> str:
    """The state that a verdict brings a waiting message into."""
    if verdict.outcome == "allowed":
        return outbox.QUEUED
    if verdict.outcome == "moved" and verdict.move_to is not None:
        return outbox.QUEUED if verdict.move_to < not_after else outbox.SUPPRESSED
    if verdict.rule.startswith("balance."):
        return outbox.CANCELED
    return outbox.SKIPPED if verdict.rule.startswith("address.") else outbox.SUPPRESSED
