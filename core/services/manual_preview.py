"""What somebody sees before they send one message by hand: the channels with their reasons, the fitting words, and one text in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Outbound
from core.db.engine import reading
from core.db.tables import Message, Payment, Template
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.gate import Verdict
from core.domain.gate_person import has_conversation
from core.domain.promises import BROKEN_STATES, State
from core.domain.reach import CHANNELS
from core.services import channels, facts, house, letters, manual, manual_gate, outbox, promises, routes
from core.services.message_values import main_currency_in
from core.services.people import Person
from core.services.template_check import check_in
from core.services.template_views import approved_version_in
from core.text.wording import Problem

NEWLY_LATE_DAYS, THANKS_DAYS, BROKEN_DAYS = 15, 14, 30
ALLOWED, MOVED, BLOCKED = "allowed", "moved", "blocked"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the gate says, as people act on it: allowed, moved (to `at`, and queued for it) or blocked; `rule` with `values` says why.

    `is_too_far`: it is blocked because its lawful moment, `at`, lies beyond the time for which such a message is useful.
    """

    outcome: str
    rule: str
    values: Mapping[str, Any]
    at: datetime | None = None
    is_too_far: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Approved words that fit a customer now."""

    template_id: int
    name: str
    purpose: str
    language: str


@dataclass(frozen=True, slots=True)
class Way:
    """One channel to a customer: what the gate says of the best words on it, all that fit, and whether own words may be written."""

    channel: str
    is_preferred: bool
    answered: Answered
    texts: tuple[Text, ...]
    takes_own_words: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The ways to one customer, the preferred one first, then those that are open; `currencies` are those in which something is owed."""

    currency: str
    currencies: tuple[str, ...]
    ways: tuple[Way, ...]
    is_paused: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One message as it would go now; the cost in millionths. `problems`: what the linter says. `waits_as`: it waits already."""

    subject: str | None
    body: str
    segments: int | None
    cost_micros: int | None
    cost_currency: str | None
    problems: tuple[Problem, ...]
    answered: Answered
    waits_as: int | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    asked: manual_gate.Asked
    subject: str | None
    body: str
    problems: list[Problem]
    waits_as: int | None = None
    why: str | None = None


def choices(engine: Engine, actor: Actor, customer_id: int, currency: str | None = None) -> Choices:
    """How one customer may be written to now, and with which approved words. Raises NotFound."""
    may(actor, "message.send")
    active, now = channels.active(engine), clock.now()
    with reading(engine) as session:
        company = house.company_in(session)
        person = manual_gate.person_in(session, engine, company, customer_id, now)
        keeper = facts.Gatekeeper(session, company, now)
        owed = sorted((found.first_due, code) for code, found in person.owed.items() if found.first_due and found.open_cents > 0)
        currency = currency or main_currency_in(session, customer_id, company.currency)
        purposes = _fitting_in(session, person, currency)
        texts = _texts_in(session, purposes, person.language)
        ways = [_way(session, keeper, person, channel, currency, texts.get(channel, ()), channel in active, now) for channel in CHANNELS]
    order = (ALLOWED, MOVED, BLOCKED)
    ways.sort(key=lambda way: (not way.is_preferred, order.index(way.answered.outcome)))
    return Choices(currency, tuple(code for _due, code in owed), tuple(ways), company.sending_paused_at is not None)


def _fitting_in(session: Session, person: Person, currency: str) -> list[str]:
    """The purposes whose words are true of a customer now, the most fitting first."""
    today, owed = promises.today_in(session), person.owed.get(currency)
    standings = [
        one for one in promises.standings_in(session, [person.id], today).values() if one.promise.currency == currency
    ]  # fmt: skip
    found = ["promise_reminder"] if any(one.holds for one in standings) else []
    late = (today - owed.first_due).days if owed and owed.first_due and owed.open_cents > 0 else None
    if late is not None and late > 0:
        since = today - timedelta(days=BROKEN_DAYS)
        broken = any(one.state in BROKEN_STATES and one.promise.promised_on >= since for one in standings)
        found += ["promise_broken"] if broken and not any(one.state is State.OPEN for one in standings) else []
        found += ["newly_late", "later"] if late <= NEWLY_LATE_DAYS else ["later", "newly_late"]
    elif late is not None:
        found += ["due_today"] if late == 0 else ["reminder_before"]
    recent = select(Payment.id).where(
        Payment.customer_id == person.id, Payment.currency == currency, Payment.amount_cents > 0, col(Payment.is_opening).is_(False),
        Payment.paid_on >= today - timedelta(days=THANKS_DAYS),
    )  # fmt: skip
    return [*found, *(["payment_received"] if session.exec(recent.limit(1)).first() else []), "other"]


def _texts_in(session: Session, purposes: list[str], language: str) -> dict[str, tuple[Text, ...]]:
    """Approved words by channel: the customer's language first, then by how well the purpose fits."""
    query = select(Template).where(col(Template.archived_at).is_(None), col(Template.purpose).in_(purposes))
    found: dict[str, list[Text]] = {}
    for row in session.exec(query):
        if approved_version_in(session, row.id or 0) is not None:
            found.setdefault(row.channel, []).append(Text(row.id or 0, row.name, row.purpose, row.language))
    return {
        channel: tuple(sorted(texts, key=lambda text: (text.language != language, purposes.index(text.purpose), text.template_id)))
        for channel, texts in found.items()
    }


def _way(
    session: Session, keeper: facts.Gatekeeper, person: Person, channel: str, currency: str, texts: tuple[Text, ...], is_active: bool,
    now: datetime,
) -> Way:  # fmt: skip
    is_preferred = channel == person.preferred
    if not is_active:
        return Way(channel, is_preferred, Answered(BLOCKED, routes.NOT_SET_UP, {}), (), False)
    purpose = manual_gate.purpose_in(session, texts[0].purpose, person.id, currency)[0] if texts else "reminder"
    told = keeper.facts(person, channel, currency, purpose=purpose, approved=bool(texts))
    verdict, not_after = keeper.judge(told, now), now + manual_gate.USEFUL
    is_open = channel != "voice" and has_conversation(told, now)
    return Way(channel, is_preferred, _answered(verdict, routes.state_for(verdict, not_after)), texts, is_open)


def _answered(verdict: Verdict, state: str) -> Answered:
    if state != outbox.QUEUED:
        return Answered(BLOCKED, verdict.rule, verdict.values, verdict.move_to, is_too_far=verdict.outcome == MOVED)
    return Answered(verdict.outcome, verdict.rule, verdict.values, verdict.move_to)


def look(
    engine: Engine, actor: Actor, customer_id: int, channel: str, *, template_id: int | None = None, text: str | None = None,
    currency: str | None = None,
) -> Look:  # fmt: skip
    """One message as it would go now, in approved words or in somebody's own, with what the linter and the gate say; nothing is written.

    Raises Refusal where the words have nothing to speak of, or the channel is not set up.
    """
    may(actor, "message.send")
    active = channels.active(engine)
    if channel not in active:
        raise Refusal("channel_off", "This channel is not set up.")
    with reading(engine) as session:
        currency = currency or main_currency_in(session, customer_id, house.company_in(session).currency)
        if template_id is None:
            made = _own_in(session, engine, customer_id, channel, (text or "").strip(), currency)
        else:
            made = _approved_in(session, engine, customer_id, channel, template_id, currency)
    to = made.asked.person.points.get(channel, ("", None, None))[2] or ""
    cost = active[channel].estimate(Outbound(ref="", channel=channel, to=to, text=made.body, language=made.asked.person.language))
    return Look(
        made.subject, made.body, cost.segments if channel == "sms" else None, cost.amount_micros, cost.currency, tuple(made.problems),
        _foreseen(made), made.waits_as,
    )  # fmt: skip


def _foreseen(made: _Made) -> Answered:
    """The gate's answer to what was made; words with nothing left to speak of would be called off at the last moment."""
    asked = made.asked
    answered = _answered(asked.verdict, asked.state)
    if answered.outcome == BLOCKED:
        return answered
    if made.why is not None:
        return Answered(BLOCKED, made.why, {})
    return Answered(asked.first.outcome, asked.first.rule, asked.first.values, asked.first.move_to)


def _own_in(session: Session, engine: Engine, customer_id: int, channel: str, text: str, currency: str) -> _Made:
    company, now = house.company_in(session), clock.now()
    asked = manual_gate.ask_in(session, engine, company, customer_id, channel, currency, "reply", approved=None, is_answer=True, now=now)
    return _Made(asked, None, text, manual_gate.read_words(company, text, channel, asked.person.language))


def _approved_in(session: Session, engine: Engine, customer_id: int, channel: str, template_id: int, currency: str) -> _Made:
    company, now = house.company_in(session), clock.now()
    template, version = session.get(Template, template_id), approved_version_in(session, template_id)
    if template is None or template.channel != channel or version is None:
        raise NotFound("no_template", "There is no template {number}.", number=template_id)
    purpose, about_id = manual_gate.purpose_in(session, template.purpose, customer_id, currency)
    asked = manual_gate.ask_in(session, engine, company, customer_id, channel, currency, purpose, approved=True, is_answer=False, now=now)
    message = Message(
        ref="", dedupe_key="", kind="manual", purpose=purpose, about_id=about_id, customer_id=customer_id, channel=channel,
        planned_channel=channel, language=template.language, currency=currency, not_before=now, not_after=now, planned_at=now,
    )  # fmt: skip
    writer = letters.Writer(session, company, {customer_id: asked.person}, now)
    about = writer.about(message, set())
    subject, body, _variables = writer.fill(message, asked.person, version, about)
    checked = check_in(
        session, subject=version.subject, body=version.body, channel=channel, language=template.language, purpose=template.purpose
    )
    waits_as = manual.waiting_in(session, customer_id, template_id)
    return _Made(asked, subject, body, checked.errors, waits_as, about.why if about.is_empty else None)
