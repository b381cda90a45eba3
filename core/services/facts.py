"""The gate at work: the facts of one message to one person, the planner of their country and region, and the verdict that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from core.db.tables import Company
from core.db.tables import Verdict as StoredVerdict
from core.domain.gate import SENTENCES, BusinessRules, Facts, Planner, Verdict
from core.services import house, packs
from core.services.owed import Owed
from core.services.people import Person

SETTING = "contact_rules"
_PLAIN = (
    "contact_on_holidays", "daily_cap", "weekly_cap", "min_spacing_days", "tolerance_cents", "payment_quiet_days", "promise_grace_days",
    "leave_good_payers_alone", "general_opt_in", "collects_for_third_parties", "horizon_days",
)  # fmt: skip


def rules_in(session: Session) -> BusinessRules:
    """The business's own limits from its settings; what is not set keeps its default."""
    return rules_of(house.setting_in(session, SETTING) or {})


def rules_of(stored: Mapping[str, Any]) -> BusinessRules:
    """The business's own limits out of a setting's value."""
    values: dict[str, Any] = {name: stored[name] for name in _PLAIN if stored.get(name) is not None}
    if stored.get("windows"):
        values["windows"] = tuple(tuple(window) if window else None for window in stored["windows"])
    values["extra_closed"] = frozenset(date.fromisoformat(day) for day in stored.get("extra_closed") or ())
    values["approvals"] = frozenset(stored.get("approvals") or ())
    return BusinessRules(**values)


class Gatekeeper:
    """The gate of one transaction: the business's rules, and one planner for each country and region that it meets."""

    def __init__(self, session: Session, company: Company, now: datetime) -> None:
        self.rules, self.company, self.now = rules_in(session), company, now
        self.today = now.astimezone(ZoneInfo(company.timezone)).date()
        self._planners: dict[tuple[str, str | None], Planner] = {}

    def judge(self, facts: Facts, moment: datetime) -> Verdict:
        """The verdict on one message at a moment."""
        key = (facts.country or "", facts.region)
        if key not in self._planners:
            self._planners[key] = packs.planner_for(
                facts.country, facts.region, self.rules, around=self.today, calendar=self.company.country
            )
        return self._planners[key].judge(facts, moment)

    def facts(
        self, person: Person, channel: str, currency: str, *, purpose: str = "reminder", approved: bool | None, due_on: date | None = None,
        by_agent: bool = False, is_paused: bool = False, address: str | None = None,
    ) -> Facts:  # fmt: skip
        """What the gate is told of a message to a person about one currency; `due_on` is the earliest due date it speaks of."""
        owed = person.owed.get(currency) or Owed()
        first = due_on or owed.first_due
        return Facts(
            channel=channel, zones=person.zones, country=person.country, region=person.region,
            purpose=purpose, by_agent=by_agent, history=person.history, last_inbound_at=person.inbound.get(channel),
            opted_out=person.opted_out, authorised=person.authorised, flags=person.flags,
            disputed=person.is_disputed or (owed.open_cents <= 0 < owed.disputed_cents), promise_until=person.promised.get(currency),
            paid_on=person.paid_on, quiet_until=person.quiet_until, asked_windows=person.asked_windows,
            balance_cents=owed.balance_cents, currency=currency,
            before_due=first is not None and first > self.today, always_pays=person.always_pays,
            address=address or person.points.get(channel, ("missing",))[0], template_approved=approved, sending_paused=is_paused,
        )  # fmt: skip


def store(session: Session, verdict: Verdict, channel: str, now: datetime, **about: Any) -> StoredVerdict:
    """Keep a verdict; `about` names message_id, campaign_id, customer_id."""
    stored = StoredVerdict(**row_of(verdict, channel, now, **about))
    session.add(stored)
    return stored


def row_of(verdict: Verdict, channel: str, now: datetime, **about: Any) -> dict[str, Any]:
    """A verdict as a row of its table."""
    return {
        "channel": channel,
        "at": now,
        "moment": verdict.moment,
        "outcome": verdict.outcome,
        "rule": verdict.rule,
        "moved_to": verdict.move_to,
        "explanation": verdict.compact(),
        "pack": verdict.pack,
        "pack_version": str(verdict.version),
        **about,
    }


def sentence_of(rule: str, values: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    """The English sentence (msgid) and its values for the finding that decided a stored verdict."""
    return SENTENCES.get(rule, rule), dict(values or {})
