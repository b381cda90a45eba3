"""Delivery states: what providers report becomes a message's state; reports repeat and overtake each other, a state never goes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock
from core.channels.protocol import Channel, StateReport
from core.db.engine import reading, writing
from core.db.tables import Message
from core.domain.outcomes import BAD, consequence_of, merge_state
from core.services import consequences, outbox

BATCH = 500
_MICROS = 1_000_000


def our_state(provider_state: str) -> str:
    """The outbox state that a provider's word means."""
    if provider_state in ("delivered", "read", "undelivered"):
        return provider_state
    return outbox.FAILED if provider_state in BAD else outbox.SENT


def take_in(engine: Engine, reports: Iterable[StateReport], active: Mapping[str, Channel]) -> int:
    """Store reports of messages that we know; returns how many messages changed. Unknown ones are somebody else's."""
    newest = _newest(reports)
    changed = 0
    ids = list(newest)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        news = _news(engine, {provider_id: newest[provider_id] for provider_id in part})
        if news:
            with writing(engine) as session:
                changed += sum(take_one_in(session, report, active) for report in news)
    return changed


def _newest(reports: Iterable[StateReport]) -> dict[str, StateReport]:
    found: dict[str, StateReport] = {}
    for report in reports:
        known = found.get(report.provider_id)
        if known is None or merge_state(known.state, report.state) == report.state:
            found[report.provider_id] = report
    return found


def _news(engine: Engine, reports: Mapping[str, StateReport]) -> Sequence[StateReport]:
    """Those reports that would change something, found without writing."""
    with reading(engine) as session:
        query = select(Message.provider_id, Message.provider_state, Message.price_micros).where(col(Message.provider_id).in_(list(reports)))
        found = [(reports[number], state, price) for number, state, price in session.exec(query) if number is not None]
    return [
        report for report, state, price in found
        if merge_state(state, report.state) != state or (price is None and report.price is not None)
    ]  # fmt: skip


def take_one_in(session: Session, report: StateReport, active: Mapping[str, Channel]) -> bool:
    """Store one report within the caller's transaction; False when it says nothing new or nothing of ours."""
    message = session.exec(select(Message).where(Message.provider_id == report.provider_id).with_for_update()).first()
    if message is None:
        return False
    if report.price is not None and message.price_micros is None:
        message.price_micros = int(report.price * _MICROS)
        message.price_currency = report.currency or message.price_currency
    merged = merge_state(message.provider_state, report.state)
    if merged == message.provider_state:
        session.add(message)
        return report.price is not None
    message.provider_state = merged
    session.add(message)
    state = our_state(merged)
    if outbox.may_move(message.state, state):
        message.error_code = report.error_code or message.error_code
        reason = f"code.{report.error_code}" if report.error_code else None
        outbox.move(session, message, state, reason, at=report.at or clock.now())
        if state in (outbox.UNDELIVERED, outbox.FAILED) and report.error_code:
            consequences.act_in(session, message, consequence_of(report.error_code), report.error_code, active)
    return True
