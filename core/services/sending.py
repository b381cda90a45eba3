"""What holds sending back: the one switch for everything, and the stops and pauses of single channels."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import ChannelState
from core.domain.access import Actor, may
from core.services import audit, house

FAILURES_TO_OPEN = 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


def pause_all(engine: Engine, actor: Actor, reason: str = "") -> None:
    """Stop all sending until somebody resumes it; what is in flight is finished, nothing new starts."""
    may(actor, "sending.pause")
    with writing(engine) as session:
        company = house.company_in(session)
        if company.sending_paused_at is None:
            company.sending_paused_at, company.sending_paused_by = clock.now(), actor.user_id
            audit.record(session, actor, "sending.pause", "company", company.id, after={"reason": reason})


def resume_all(engine: Engine, actor: Actor) -> None:
    """Let sending go on; what became due meanwhile passes the gate like everything else."""
    may(actor, "sending.resume")
    with writing(engine) as session:
        company = house.company_in(session)
        if company.sending_paused_at is not None:
            audit.record(session, actor, "sending.resume", "company", company.id, before={"paused_at": str(company.sending_paused_at)})
            company.sending_paused_at = company.sending_paused_by = None


def states(engine: Engine) -> dict[str, ChannelState]:
    """What is known of each channel's stops and pauses, by channel."""
    with reading(engine) as session:
        return {state.channel: state for state in session.exec(select(ChannelState))}


def open_channels_in(session: Session, channels: list[str], now: datetime) -> list[str]:
    """Those of the channels that are neither stopped nor pausing."""
    held = {state.channel for state in session.exec(select(ChannelState)) if _is_held(state, now)}
    return [channel for channel in channels if channel not in held]


def _is_held(state: ChannelState, now: datetime) -> bool:
    return state.stopped_at is not None or (state.paused_until is not None and state.paused_until > now)


def stop_in(session: Session, channel: str, reason: str, code: str = "") -> None:
    """Stop a channel until a person looks at its settings; what waits stays in the queue."""
    state = _state_in(session, channel)
    state.stopped_at, state.stopped_code, state.reason = state.stopped_at or clock.now(), code or None, reason


def pause_in(session: Session, channel: str, reason: str, until: datetime) -> None:
    """Let a channel rest until a moment; a longer rest that is already set stays."""
    state = _state_in(session, channel)
    state.paused_until = max(until, state.paused_until or until)
    state.reason = reason


def count_failure_in(session: Session, channel: str, reason: str) -> None:
    """One more technical failure in a row; from the fifth on the channel rests, twice as long each time, up to an hour."""
    state = _state_in(session, channel)
    state.failures += 1
    over = state.failures - FAILURES_TO_OPEN
    if over >= 0:
        pause_in(session, channel, reason, clock.now() + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(over, 10)))


def count_success_in(session: Session, channel: str) -> None:
    """The channel works: its failures in a row are forgotten."""
    state = session.get(ChannelState, channel)
    if state is not None and state.failures:
        state.failures, state.paused_until, state.changed_at = 0, None, clock.now()


def reopen(engine: Engine, actor: Actor, channel: str) -> None:
    """Open a stopped or pausing channel again, after its settings were mended."""
    may(actor, "channel.edit")
    with writing(engine) as session:
        state = _state_in(session, channel)
        audit.record(session, actor, "channel.reopen", "channel", channel, before={"reason": state.reason, "code": state.stopped_code})
        state.stopped_at = state.stopped_code = state.paused_until = state.reason = None
        state.failures = 0


def _state_in(session: Session, channel: str) -> ChannelState:
    state = session.get(ChannelState, channel)
    if state is None:
        state = ChannelState(channel=channel, changed_at=clock.now())
        session.add(state)
        session.flush()  # the next one in this transaction must find it
    state.changed_at = clock.now()
    return state
