"""Call hours: whether a named person may call some customers now, from when, or why not; asked of the gate like every message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from core import clock
from core.db.engine import reading
from core.domain.access import Actor, may
from core.services import channels, facts, house
from core.services.people import Person, gather


@dataclass(frozen=True, slots=True)
class CallHour:
    """When one customer may be called: `at` None and not blocked means now; `rule` with `values` says why not now."""

    is_blocked: bool
    at: datetime | None
    rule: str
    values: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether one may call now."""
        return not self.is_blocked and self.at is None


def of(engine: Engine, actor: Actor, customer_ids: Sequence[int]) -> dict[int, CallHour]:
    """What the gate says now of a call to each of some customers, by id; who is not known is left out."""
    may(actor, "gate.explain")
    now, simulated = clock.now(), channels.is_simulated(engine)
    with reading(engine) as session:
        company = house.company_in(session)
        people = gather(session, company, list(customer_ids), now, planned=False, simulated=simulated)
        keeper = facts.Gatekeeper(session, company, now)
        return {number: _hour(keeper, person, now) for number, person in people.items()}


def _hour(keeper: facts.Gatekeeper, person: Person, now: datetime) -> CallHour:
    currency = max(person.owed, key=lambda code: person.owed[code].open_cents, default=keeper.company.currency)
    verdict = keeper.judge(keeper.facts(person, "voice", currency, approved=None, by_agent=True), now)
    return CallHour(verdict.outcome == "blocked", verdict.move_to, verdict.rule, verdict.values)
