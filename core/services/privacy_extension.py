"""More time for a request about data: once, where the law of its deadline grants it, with a reason that the person was told in time."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Customer, PrivacyRequest
from core.domain import privacy as rules
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.services import audit, house
from core.services.privacy_requests import deadline_in, open_request_in


def possible(engine: Engine, actor: Actor, request_id: int) -> tuple[date, bool] | None:
    """The last day that an extension of an open request would give, and whether a source confirms the law; None where there is none."""
    may(actor, "privacy.answer")
    with reading(engine) as s:
        request = open_request_in(s, request_id)
        found = None if _hindrance_in(s, request) else _longer_in(s, request)
    return (found[0], found[1].get("more_confidence") != "unconfirmed") if found else None


def extend(engine: Engine, actor: Actor, request_id: int, *, reason: str, told_on: date | None = None) -> date:
    """Extend an open request once; returns its new last day. `told_on`: when the person was told of it and why, by default today.

    Raises Refusal when it was extended before, its day is over, the person was not told in time, or no law grants it.
    """
    may(actor, "privacy.answer")
    if reason not in rules.EXTENSIONS:
        raise Refusal("bad_privacy_word", "“{word}” is none of: {words}.", word=reason, words=", ".join(rules.EXTENSIONS))
    with writing(engine) as s:
        request = open_request_in(s, request_id)
        today = clock.today(house.company_in(s).timezone)
        if hindrance := _hindrance_in(s, request):
            raise hindrance
        told_on = told_on or today
        if not request.received_on <= told_on <= today:
            raise Refusal("told_when", "The person can only have been told between the day of the request and today.")
        found = _longer_in(s, request)
        if found is None:
            raise Refusal("no_extension", "The research found no law that gives more time for this request.")
        was, request.due_on = request.due_on, found[0]
        request.deadline = found[1] | {"first_due_on": was.isoformat(), "told_on": told_on.isoformat(), "extended_for": reason}
        s.add(request)
        after = {"due_on": str(request.due_on), "told_on": str(told_on), "reason": reason}
        audit.record(s, actor, "privacy.extend", "privacy_request", request_id, before={"due_on": str(was)}, after=after)
        return request.due_on


def _hindrance_in(s: Session, request: PrivacyRequest) -> Refusal | None:
    if (request.deadline or {}).get("first_due_on"):
        return Refusal("extended_before", "Privacy request {id} was extended already.", id=request.id)
    if clock.today(house.company_in(s).timezone) > request.due_on:
        return Refusal("extended_late", "The last day is over: the person had to be told before.")
    return None


def _longer_in(s: Session, request: PrivacyRequest) -> tuple[date, dict[str, Any]] | None:
    """The last day with every extension that a law concerned grants, still the earlier of all; None when that gives no day more."""
    customer = s.get(Customer, request.customer_id)
    if customer is None:
        return None
    due, told = deadline_in(s, customer, request.kind, request.received_on, is_extended=True)
    return (due, told) if due > request.due_on else None
