"""Requests of people about their own data: taken down when they come, due when the law says, answered or refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Customer, PrivacyRequest, User
from core.domain import privacy as rules
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit, house, packs
from core.services.customers import customer_in


@dataclass(frozen=True, slots=True)
class Listed:
    """One request as lists show it: whose (None once erased), its last day with the rule behind it, and how it stands today."""

    id: int
    customer_id: int
    customer: str | None
    kind: str
    about: str | None
    received_on: date
    due_on: date
    deadline: dict[str, Any]
    arrived: str
    asked_by: str
    note: str | None
    identity: str | None
    state: str
    days_left: int
    opened_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    reason: str | None
    answer: str | None


def open_(
    engine: Engine, actor: Actor, *, customer_id: int, kind: str, arrived: str, received_on: date | None = None, about: str | None = None,
    asked_by: str = "person", identity: str | None = None, note: str | None = None,
) -> int:  # fmt: skip
    """Take down a request and work out its last day; returns its id. A like request that is still open stays the one that it is."""
    may(actor, "privacy.ask")
    with writing(engine) as s:
        customer = customer_in(s, customer_id)
        today = clock.today(house.company_in(s).timezone)
        received_on = received_on or today
        _check(kind, arrived, asked_by, identity, about, received_on, today)
        alike = _open_of(customer_id).where(PrivacyRequest.kind == kind, col(PrivacyRequest.about).is_not_distinct_from(about))
        known = s.exec(alike).first()
        if known is not None:
            return known.id or 0
        due, deadline = deadline_in(s, customer, kind, received_on)
        made = PrivacyRequest(
            customer_id=customer_id, kind=kind, about=about, received_on=received_on, due_on=due, deadline=deadline, arrived=arrived,
            asked_by=asked_by, note=(note or "").strip()[:4000] or None, opened_at=clock.now(), opened_by=actor.user_id,
        )  # fmt: skip
        _identify(made, actor, identity, None)
        s.add(made)
        s.flush()
        after = {"customer_id": customer_id, "kind": kind, "arrived": arrived, "received_on": received_on, "due_on": due}
        audit.record(s, actor, "privacy.open", "privacy_request", made.id, after={key: str(value) for key, value in after.items()})
        return made.id or 0


def _check(kind: str, arrived: str, asked_by: str, identity: str | None, about: str | None, received_on: date, today: date) -> None:
    known = (
        (kind, rules.KINDS), (arrived, rules.ARRIVALS), (asked_by, rules.ASKED_BY), (identity, (None, *rules.IDENTITIES)),
        (about, rules.OBJECTIONS if kind == rules.OBJECT else (None,)),
    )  # fmt: skip
    for word, words in known:
        if word not in words:
            raise Refusal("bad_privacy_word", "“{word}” is none of: {words}.", word=word or "–", words=", ".join(filter(None, words)))
    if received_on > today:
        raise Refusal("received_later", "A request cannot have come after today.")


def _open_of(customer_id: int):  # type: ignore[no-untyped-def]
    return select(PrivacyRequest).where(PrivacyRequest.customer_id == customer_id, col(PrivacyRequest.closed_at).is_(None))


def deadline_in(
    s: Session, customer: Customer, kind: str, received_on: date, *, is_extended: bool = False
) -> tuple[date, dict[str, Any]]:  # fmt: skip
    """The last day for an answer and the rule behind it: of the customer's law and the business's, the one that is earlier.

    `is_extended`: with the extension that each law grants, if any.
    """
    home = house.company_in(s).country
    places = dict.fromkeys([(customer.country or home, customer.region), (home, None)])
    return min((_deadline(country, region, kind, received_on, is_extended) for country, region in places), key=lambda found: found[0])


def _deadline(country: str, region: str | None, kind: str, received_on: date, is_extended: bool) -> tuple[date, dict[str, Any]]:
    own = rules.term_for(kind, packs.load_pack(country).request_terms)
    term = own or packs.load_pack(packs.NO_STATUTE).request_terms["change"]
    holidays = packs.certain_holidays_for(country, region, years=range(received_on.year, received_on.year + 2))
    told = {
        "country": country, "law": term.source.law if own and own.source.basis != "conservative_default" else None,
        "within": term.within, "counted": term.counted, "confidence": term.source.confidence,
    }  # fmt: skip
    more = rules.extended_to(term, received_on, holidays) if is_extended else None
    if more is not None and term.extension is not None:
        told |= {"more": term.extension.within, "more_counted": term.extension.counted, "more_confidence": term.extension.source.confidence}
    return more or rules.due_on(term, received_on, holidays), told


def identify(engine: Engine, actor: Actor, request_id: int, *, how: str, note: str | None = None) -> None:
    """Say how whoever asked showed who they are; before that nothing is handed out, changed or erased."""
    may(actor, "privacy.answer")
    if how not in rules.IDENTITIES:
        raise Refusal("bad_privacy_word", "“{word}” is none of: {words}.", word=how, words=", ".join(rules.IDENTITIES))
    with writing(engine) as s:
        request = open_request_in(s, request_id)
        _identify(request, actor, how, note)
        audit.record(s, actor, "privacy.identify", "privacy_request", request_id, after={"how": how})


def _identify(request: PrivacyRequest, actor: Actor, how: str | None, note: str | None) -> None:
    if how:
        request.identity, request.identity_note = how, (note or "").strip()[:1000] or None
        request.identified_at, request.identified_by = clock.now(), actor.user_id


def open_request_in(s: Session, request_id: int, kind: str | None = None) -> PrivacyRequest:
    """An open request by its id, on demand only of one kind. Raises NotFound, or Refusal when it was answered or is of another kind."""
    found = s.get(PrivacyRequest, request_id)
    if found is None:
        raise NotFound("no_privacy_request", "There is no privacy request {id}.", id=request_id)
    if found.closed_at is not None:
        raise Refusal("privacy_request_closed", "Privacy request {id} was answered already.", id=request_id)
    if kind is not None and found.kind != kind:
        raise Refusal("privacy_request_kind", "Privacy request {id} asks for something else.", id=request_id)
    return found


def close(engine: Engine, actor: Actor, request_id: int, *, outcome: str, reason: str | None = None, answer: str | None = None) -> None:
    """Answer a request: done, or refused with its reason. Raises Refusal when the reason or the proof of identity is missing."""
    may(actor, "privacy.answer")
    with writing(engine) as s:
        close_in(s, actor, open_request_in(s, request_id), outcome, reason=reason, answer=answer)


def close_in(
    s: Session, actor: Actor, request: PrivacyRequest, outcome: str, *, reason: str | None = None, answer: str | None = None
) -> None:  # fmt: skip
    """Answer a request within the caller's transaction."""
    if outcome not in (rules.DONE, rules.REFUSED):
        raise Refusal("bad_privacy_word", "“{word}” is none of: {words}.", word=outcome, words="done, refused")
    if outcome == rules.REFUSED and reason not in rules.REASONS:
        raise Refusal("no_privacy_reason", "Say why it is refused: the person must be told.")
    if outcome == rules.DONE:
        need_identity(request)
    request.closed_at, request.closed_by, request.outcome = clock.now(), actor.user_id, outcome
    request.reason, request.answer = reason if outcome == rules.REFUSED else None, (answer or "").strip()[:4000] or None
    s.add(request)
    audit.record(s, actor, f"privacy.{outcome}", "privacy_request", request.id, after={"kind": request.kind, "reason": request.reason})


def need_identity(request: PrivacyRequest) -> None:
    """Raises Refusal while whoever asked for data, its change or its end has not shown who they are."""
    if request.kind in rules.PROVEN_FIRST and request.identity is None:
        raise Refusal("identity_first", "Check first who is asking, and say how: data must not reach or leave by a stranger's word.")


def find(
    engine: Engine, actor: Actor, *, customer_id: int | None = None, state: str = "", limit: int = 200, offset: int = 0
) -> tuple[int, list[Listed]]:  # fmt: skip
    """How many requests there are and one page of them: open ones by their last day, then the answered ones, latest first.

    `state`: open (any that waits), overdue, done or refused; empty means all. One customer's are shown to whoever may see the customer.
    """
    may(actor, "privacy.view" if customer_id is None else "customer.view")
    with reading(engine) as s:
        today = clock.today(house.company_in(s).timezone)
        query = select(PrivacyRequest).where(*_wanted(state, today))
        if customer_id is not None:
            query = query.where(PrivacyRequest.customer_id == customer_id)
        total = s.exec(select(func.count()).select_from(query.subquery())).one()
        order = (col(PrivacyRequest.closed_at).is_not(None), col(PrivacyRequest.closed_at).desc(), col(PrivacyRequest.due_on))
        rows = s.exec(query.order_by(*order, col(PrivacyRequest.id)).limit(limit).offset(offset)).all()
        names = dict(s.exec(select(User.id, User.name)).all())
        ids = {row.customer_id for row in rows}
        whose = dict(s.exec(select(Customer.id, Customer.name).where(col(Customer.id).in_(ids), col(Customer.erased_at).is_(None))).all())
    return total, [_listed(row, today, names, whose) for row in rows]


def get(engine: Engine, actor: Actor, request_id: int) -> Listed:
    """One request as lists show it. Raises NotFound."""
    may(actor, "privacy.ask")
    with reading(engine) as s:
        row = s.get(PrivacyRequest, request_id)
        if row is None:
            raise NotFound("no_privacy_request", "There is no privacy request {id}.", id=request_id)
        today, names = clock.today(house.company_in(s).timezone), dict(s.exec(select(User.id, User.name)).all())
        customer = s.get(Customer, row.customer_id)
        whose = {row.customer_id: customer.name} if customer is not None and customer.erased_at is None else {}
        return _listed(row, today, names, whose)


def _wanted(state: str, today: date) -> list[Any]:
    closed, due, outcome = col(PrivacyRequest.closed_at), col(PrivacyRequest.due_on), col(PrivacyRequest.outcome)
    known: dict[str, list[Any]] = {
        "": [], "open": [closed.is_(None)], "overdue": [closed.is_(None), due < today], rules.DONE: [outcome == rules.DONE],
        rules.REFUSED: [outcome == rules.REFUSED],
    }  # fmt: skip
    if state not in known:
        raise Refusal("bad_privacy_word", "“{word}” is none of: {words}.", word=state, words=", ".join(filter(None, known)))
    return known[state]


def _listed(row: PrivacyRequest, today: date, names: dict[Any, str], whose: dict[Any, str]) -> Listed:
    return Listed(
        **{name: getattr(row, name) for name in _KEPT}, id=row.id or 0, customer=whose.get(row.customer_id),
        deadline=dict(row.deadline or {}), state=rules.state_of(row.due_on, row.outcome, today), days_left=(row.due_on - today).days,
        opened_by=names.get(row.opened_by), closed_by=names.get(row.closed_by),
    )  # fmt: skip


_KEPT = (
    "customer_id", "kind", "about", "received_on", "due_on", "arrived", "asked_by", "note", "identity", "closed_at", "reason", "answer",
)  # fmt: skip


def overdue_in(s: Session, today: date) -> int:
    """How many requests wait beyond their last day."""
    return s.exec(select(func.count()).select_from(PrivacyRequest).where(*_wanted("overdue", today))).one()


def pressing_in(s: Session, today: date) -> int:
    """How many requests wait with three days left or fewer, the overdue ones included."""
    query = select(func.count()).select_from(PrivacyRequest).where(col(PrivacyRequest.closed_at).is_(None))
    return s.exec(query.where(PrivacyRequest.due_on <= today + rules.NEARLY)).one()
