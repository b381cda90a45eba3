"""Clocks that disagree: a machine that sends by its own clock over a database on another machine must have the same time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, text

from core import clock
from core.db.engine import reading
from core.domain.errors import Refusal

MOST = timedelta(seconds=30)


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
