"""The inbox: states and replies read at the providers, each reply joined to its customer, opt-outs honoured at once, sequences held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from core import clock
from core.channels.protocol import Channel, PollFailed
from core.db.engine import reading, writing
from core.db.tables import Watermark
from core.domain.access import Actor, may
from core.services import channels, states
from core.services.replies import take_reply

BACK = timedelta(days=1)
FIRST = timedelta(days=3)


def run(engine: Engine, actor: Actor) -> dict[str, Any]:
    """Read states and replies on every channel; returns how many were new. Raises PollFailed when a channel could not be read."""
    may(actor, "job.run")
    return poll(engine, channels.active(engine))


def poll(engine: Engine, active: Mapping[str, Channel], *, at_most: timedelta | None = None) -> dict[str, int]:
    """Read replies, then states, of all channels; what was read well within `at_most` is not read again. Raises PollFailed."""
    counts = {"replies": 0, "states": 0}
    for kind, channel in active.items():
        counts["replies"] += _read(engine, f"replies:{kind}", at_most, partial(_replies, engine, channel))
        counts["states"] += _read(engine, f"states:{kind}", at_most, partial(_states, engine, channel, active=active))
    return {name: number for name, number in counts.items() if number}


def _replies(engine: Engine, channel: Channel, since: datetime) -> int:
    return sum(take_reply(engine, inbound, is_simulated=channel.simulated) for inbound in channel.replies_since(since))


def _states(engine: Engine, channel: Channel, since: datetime, active: Mapping[str, Channel]) -> int:
    return states.take_in(engine, channel.states_since(since), active)


def _read(engine: Engine, name: str, at_most: timedelta | None, work: Callable[[datetime], int]) -> int:
    """One poll from its watermark minus a day; the watermark moves only when everything was stored."""
    now = clock.now()
    with reading(engine) as session:
        mark = session.get(Watermark, name)
    if mark is not None and at_most is not None and mark.problem is None and mark.checked_at and now - mark.checked_at < at_most:
        return 0
    since = (mark.until if mark and mark.until else now - FIRST) - BACK
    try:
        number = work(since)
    except PollFailed as failure:
        _mark(engine, name, now, mark.until if mark else None, str(failure))
        raise
    _mark(engine, name, now, now, None)
    return number


def _mark(engine: Engine, name: str, checked: datetime, until: datetime | None, problem: str | None) -> None:
    with writing(engine) as session:
        mark = session.get(Watermark, name) or Watermark(name=name)
        mark.checked_at, mark.until, mark.problem = checked, until, problem
        session.add(mark)


def problems(engine: Engine) -> dict[str, str]:
    """The polls that fail now, by name, with why: while there are any, nothing is sent."""
    with reading(engine) as session:
        return {mark.name: mark.problem for mark in session.exec(select(Watermark)) if mark.problem}
