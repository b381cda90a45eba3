"""Single messages: a person sends approved words to one customer, or answers in a conversation; and asks the gate without sending."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Customer, Message, Reply, Template, TemplateVersion
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.gate import Consulted, Facts, Verdict
from core.domain.gate_addresses import sentence_of
from core.domain.lint import LONGEST
from core.domain.lint_words import ERROR
from core.services import audit, channels, facts, house, manual_gate, outbox, packs, verdicts
from core.services.message_values import main_currency_in
from core.services.template_views import approved_version_in
from core.text.wording import Problem


class Later(Refusal):
    """An answer may not go now, but from `at` on: the sentence says which rule asks for that."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"gate.{verdict.rule}", sentence_of(verdict.rule, verdict.values), **dict(verdict.values))
        self.verdict, self.at = verdict, verdict.move_to


class Unkind(Refusal):
    """Own words in which the linter found what could hurt or mislead: the sentence says the first of it, `problems` all."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"words_{problems[0].code}", problems[0].msgid, **problems[0].values)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Explained:
    """A verdict with the sentence that decided and every rule consulted, in the reader's language."""

    verdict: Verdict
    customer_id: int
    channel: str
    currency: str
    zone: str
    sentence: str
    rules: list[dict[str, Any]]


def explain(
    engine: Engine, actor: Actor, customer_id: int, channel: str, at: datetime | None = None, *, lang: str = "es", by_person: bool = False
) -> Explained:
    """What the gate would say of a reminder with approved words to a customer on a channel at a moment (by default now).

    `by_person` asks for what a named person says: a call or a visit; visits are always made by people.
    """
    may(actor, "gate.explain")
    now = clock.now()
    with reading(engine) as session:
        company = house.company_in(session)
        person = manual_gate.person_in(session, engine, company, customer_id, now)
        dues = {code: owed.first_due for code, owed in person.owed.items() if owed.first_due is not None}
        currency = min(dues, key=lambda code: dues[code], default=company.currency)
        keeper = facts.Gatekeeper(session, company, now)
        spoken = by_person or channel == "visit"
        home = session.get(Customer, customer_id) if channel == "visit" else None
        told = keeper.facts(
            person, channel, currency, approved=None if spoken else True, by_agent=spoken, is_paused=company.sending_paused_at is not None,
            address=("valid" if home.address else "missing") if home else None,
        )  # fmt: skip
        verdict = keeper.judge(told, at or now)
        consulted = (*verdict.consulted, *_beyond(keeper, told, verdict))
    zone = packs.zone_of(person.country, person.region, explicit=person.zones[0] if len(person.zones) == 1 else None) or company.timezone
    sentence = verdicts.tell(verdict.rule, verdict.values, lang)
    return Explained(
        verdict, customer_id, channel, currency, zone, sentence, verdicts.explain(replace(verdict, consulted=consulted), zone, lang)
    )


_TIMED = frozenset({"promise", "payment", "quiet", "hours", "cap"})


def _beyond(keeper: facts.Gatekeeper, told: Facts, verdict: Verdict) -> list[Consulted]:
    """What hours and counters would say where a lasting rule has blocked already: whoever asks wants to see those as well."""
    if any(entry.rule in _TIMED for entry in verdict.consulted):
        return []
    free = replace(
        told, flags=frozenset(), opted_out=frozenset(), authorised=frozenset({told.channel, told.counted_channel}), address="valid",
        disputed=False, balance_cents=keeper.rules.tolerance_cents + 1, always_pays=False, template_approved=True, sending_paused=False,
    )  # fmt: skip
    return [entry for entry in keeper.judge(free, verdict.moment).consulted if entry.rule in _TIMED]


def send_manual(
    engine: Engine, actor: Actor, customer_id: int, channel: str, template_id: int, *, token: str, currency: str | None = None
) -> int:
    """Put one message with approved words into the outbox, once per token; returns its id. Raises Refusal with the gate's reason."""
    may(actor, "message.send")
    active, now = channels.active(engine), clock.now()
    if channel not in active:
        raise Refusal("channel_off", "This channel is not set up.")
    with writing(engine) as session:
        known = _known_in(session, token)
        if known is not None:
            return known
        template = session.get(Template, template_id)
        if template is None or template.channel != channel or template.archived_at is not None:
            raise NotFound("no_template", "There is no template {number}.", number=template_id)
        version = approved_version_in(session, template_id)
        _refuse_twice(session, customer_id, template_id)
        currency = currency or main_currency_in(session, customer_id, house.company_in(session).currency)
        purpose, about_id = manual_gate.purpose_in(session, template.purpose, customer_id, currency)
        return _put(
            session, engine, actor, now, token, customer_id, channel, currency, purpose, approved=version is not None, kind="manual",
            template_version_id=version.id if version else None, about_id=about_id, language=template.language,
        )  # fmt: skip


def answer(
    engine: Engine, actor: Actor, customer_id: int, channel: str, text: str, *, token: str, wait: bool = False, is_meant: bool = False
) -> int:
    """Answer a customer in an open conversation with a named person's own words; returns the message id, once per token.

    What may only go later raises Later with the instant; with `wait` it is queued for it, where the gate is asked again. Words that
    could hurt or mislead raise Unkind, unless `is_meant` says that the person read what the linter says and means them so.
    """
    may(actor, "message.send")
    text = text.strip()
    if not text or len(text) > LONGEST.get(channel, 0):
        raise Refusal("bad_answer", "Write between 1 and {most} characters.", most=LONGEST.get(channel, 0))
    now = clock.now()
    if channel not in channels.active(engine):
        raise Refusal("channel_off", "This channel is not set up.")
    with writing(engine) as session:
        known = _known_in(session, token)
        if known is not None:
            return known
        company = house.company_in(session)
        _refuse_unkind(session, customer_id, channel, text, is_meant)
        heard = select(Reply.id).where(Reply.customer_id == customer_id, Reply.channel == channel).order_by(col(Reply.received_at).desc())
        return _put(
            session, engine, actor, now, token, customer_id, channel, main_currency_in(session, customer_id, company.currency), "reply",
            approved=None, kind="answer", body=text, about_id=session.exec(heard.limit(1)).first(), wait=wait,
        )  # fmt: skip


def _known_in(session: Session, token: str) -> int | None:
    return session.exec(select(Message.id).where(Message.dedupe_key == f"manual:{token}")).first()


def _refuse_unkind(session: Session, customer_id: int, channel: str, text: str, is_meant: bool) -> None:
    """Raises Unkind with what the linter calls an error in somebody's own words, unless they are meant so."""
    company, customer = house.company_in(session), session.get(Customer, customer_id)
    language = (customer.language if customer else None) or company.language
    found = [problem for problem in manual_gate.read_words(company, text, channel, language) if problem.severity == ERROR]
    if found and not is_meant:
        raise Unkind(found)


def _refuse_twice(session: Session, customer_id: int, template_id: int) -> None:
    """Raises Refusal when the same words, sent by hand, wait for the person already: a second tab or a colleague was quicker."""
    known = waiting_in(session, customer_id, template_id)
    if known is not None:
        raise Refusal("manual_waits", "These words wait for this person already, as message {number}.", number=known)


def waiting_in(session: Session, customer_id: int, template_id: int) -> int | None:
    """The message by which these words, sent by hand, wait for a person already."""
    versions = select(TemplateVersion.id).where(TemplateVersion.template_id == template_id)
    waiting = select(Message.id).where(
        Message.customer_id == customer_id, Message.kind == "manual", col(Message.state).in_(outbox.WAITING),
        col(Message.template_version_id).in_(versions),
    )  # fmt: skip
    return session.exec(waiting.limit(1)).first()


def _put(
    session: Session, engine: Engine, actor: Actor, now: datetime, token: str, customer_id: int, channel: str, currency: str, purpose: str,
    *, approved: bool | None, kind: str, wait: bool = True, language: str | None = None, **fields: Any,
) -> int:  # fmt: skip
    """Ask the gate and write the message; a blocked one is refused with the reason, a moved one waits for its hour if it may."""
    asked = manual_gate.ask_in(
        session, engine, house.company_in(session), customer_id, channel, currency, purpose, approved=approved, is_answer=kind == "answer",
        now=now,
    )  # fmt: skip
    if asked.first.outcome == "moved" and not wait:
        raise Later(asked.first)
    person, verdict = asked.person, asked.verdict
    if asked.state != outbox.QUEUED:
        raise Refusal(f"gate.{verdict.rule}", sentence_of(verdict.rule, verdict.values), **dict(verdict.values))
    message = Message(
        ref=outbox.new_ref(), dedupe_key=f"manual:{token}", kind=kind, purpose=purpose, customer_id=customer_id,
        contact_point_id=person.points[channel][1], planned_channel=channel, channel=channel, language=language or person.language,
        currency=currency, state=asked.state, reason=verdict.rule if verdict.outcome == "moved" else None,
        not_before=verdict.move_to or now, not_after=asked.not_after, planned_at=now,
        is_simulated=channels.active(engine)[channel].simulated, user_id=actor.user_id, **fields,
    )  # fmt: skip
    session.add(message)
    session.flush()
    facts.store(session, verdict, channel, now, message_id=message.id, customer_id=customer_id)
    audit.record(session, actor, f"message.{kind}", "message", message.id, after={"customer_id": customer_id, "channel": channel})
    if kind == "answer":
        _handle(session, actor, customer_id)
    return message.id or 0


def _handle(session: Session, actor: Actor, customer_id: int) -> None:
    """Who answers has read the conversation: its replies are handled; the sequence stays held until somebody lets it go on."""
    for reply in session.exec(select(Reply).where(Reply.customer_id == customer_id, col(Reply.handled_at).is_(None))):
        reply.handled_at, reply.handled_by, reply.outcome = clock.now(), actor.user_id, "answered"
