"""Clocks that disagree: by a wrong one messages go at night, and a look-up does not find what went a moment ago."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Engine, text

from core import clock
from core.channels.protocol import Channel
from core.db.engine import reading
from core.domain.errors import Refusal

MOST, MOST_OF_PROVIDER = timedelta(seconds=30), timedelta(minutes=5)


def check(engine: Engine) -> None:
    """Raises Refusal when this machine's clock and the database server's are more than half a minute apart; SQLite has no other clock."""
    if engine.dialect.name == "sqlite":
        return
    with reading(engine) as session:
        apart = abs(clock.of_machine() - session.execute(text("SELECT clock_timestamp()")).scalar_one())
    if apart > MOST:
        raise Refusal(
            "clock_skew",
            "The clocks of this machine and of the database are {seconds} seconds apart. Nothing is sent from here until they agree.",
            seconds=round(apart.total_seconds()),
        )


def problem(engine: Engine, active: Mapping[str, Channel]) -> Refusal | None:
    """Which clocks disagree now, as a sentence to be shown; None when none does."""
    try:
        check(engine)
        check_providers(active)
    except Refusal as refusal:
        return refusal
    return None


def check_providers(active: Mapping[str, Channel]) -> None:
    """Raises Refusal when a provider's clock, as its last answer told it, is more than five minutes away from this machine's."""
    for channel in active.values():
        apart = getattr(channel, "clock_skew", None)
        if apart is not None and abs(apart) > MOST_OF_PROVIDER:
            raise Refusal(
                "clock_wrong",
                "This machine's clock is {minutes} minutes away from the provider's. Nothing is sent until it is set right.",
                minutes=round(abs(apart).total_seconds() / 60),
            )
