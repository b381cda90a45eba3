"""What stands before a message by hand: the gate's answer, the purpose of the words, and what the linter says of a person's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core.db.tables import Company, Payment
from core.domain.errors import NotFound, Refusal
from core.domain.gate import Facts, Verdict
from core.domain.lint import lint
from core.domain.lint_parts import parts_of
from core.domain.promises import BROKEN_STATES, State
from core.services import channels, facts, packs, promises, routes
from core.services.people import Person, gather
from core.text.wording import Problem

USEFUL = timedelta(days=3)
ANSWER_USEFUL = timedelta(hours=24)
OF_TEMPLATES = frozenset({"no_company", "no_name", "no_stop"})
"""What the linter wants in every template, and nobody says in a conversation."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The gate's answer to one message by hand: `first` is about now, `verdict` decides, `state` is what the message would come into."""

    person: Person
    first: Verdict
    verdict: Verdict
    not_after: datetime
    state: str


def ask_in(
    session: Session, engine: Engine, company: Company, customer_id: int, channel: str, currency: str, purpose: str, *,
    approved: bool | None, is_answer: bool, now: datetime,
) -> Asked:  # fmt: skip
    """Ask the gate about a message to one customer; nothing is written. An answer's time begins at its first lawful moment."""
    person = person_in(session, engine, company, customer_id, now)
    keeper = facts.Gatekeeper(session, company, now)
    told = keeper.facts(person, channel, currency, purpose=purpose, approved=approved, by_agent=is_answer)
    first = verdict = keeper.judge(told, now)
    useful = ANSWER_USEFUL if is_answer else USEFUL
    if is_answer and first.move_to is not None:
        useful += first.move_to - now
        verdict = _then(keeper, told, first)
    return Asked(person, first, verdict, now + useful, routes.state_for(verdict, now + useful))


def _then(keeper: facts.Gatekeeper, told: Facts, verdict: Verdict) -> Verdict:
    """The verdict, or that of its later moment where a conversation will have closed by then."""
    at = keeper.judge(told, verdict.move_to or verdict.moment)
    return at if at.outcome == "blocked" else verdict


def person_in(session: Session, engine: Engine, company: Company, customer_id: int, now: datetime) -> Person:
    """One customer as the gate sees them, messages that only wait counted in. Raises NotFound."""
    people = gather(session, company, [customer_id], now, planned=True, simulated=channels.is_simulated(engine))
    if customer_id not in people:
        raise NotFound("no_customer", "There is no customer {number}.", number=customer_id)
    return people[customer_id]


def purpose_in(session: Session, purpose: str, customer_id: int, currency: str) -> tuple[str, int | None]:
    """The gate's purpose of a template, and the promise or payment that the message is about. Raises Refusal where there is none."""
    if purpose == "payment_received":
        paid = select(Payment.id).where(
            Payment.customer_id == customer_id, Payment.currency == currency, Payment.amount_cents > 0, col(Payment.is_opening).is_(False)
        )
        found = session.exec(paid.order_by(col(Payment.id).desc()).limit(1)).first()
        if found is None:
            raise Refusal("no_payment_for_text", "This customer has made no payment that these words could speak of.")
        return purpose, found
    wanted = {"promise_reminder": {State.OPEN}, "promise_broken": BROKEN_STATES}.get(purpose)
    if wanted is None:
        return "reminder", None
    standings = promises.standings_in(session, [customer_id], promises.today_in(session)).values()
    fitting = [found.promise for found in standings if found.state in wanted and found.promise.currency == currency]
    if not fitting:
        raise Refusal("no_promise_for_text", "This customer has no promise that these words could speak of.")
    newest = max(fitting, key=lambda promise: (promise.promised_on, promise.id))
    return ("promise_reminder" if purpose == "promise_reminder" else "reminder"), newest.id


def read_words(company: Company, text: str, channel: str, language: str) -> list[Problem]:
    """What the linter says of a named person's own words, errors first."""
    known = {"name": company.name, "payment_link": company.payment_link}
    forbidden = packs.load_pack(company.country).forbidden
    found = lint(parts_of(None, text), channel=channel, language=language, forbidden=forbidden, company=known)
    kept = [one for one in found if one.code not in OF_TEMPLATES]
    return [Problem(one.severity, one.code, one.msgid, dict(one.values), one.suggestion) for one in kept]
