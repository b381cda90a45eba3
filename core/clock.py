"""The only place that reads the time. RECAUDO_NOW moves it for rehearsals and tests: the clock runs on from that instant."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_started = time.monotonic()


def rehearsal_start() -> datetime | None:
    """The instant that RECAUDO_NOW names, or None when the clock is the real one. Raises ValueError on a bad instant."""
    text = os.environ.get("RECAUDO_NOW", "").strip()
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    start = rehearsal_start()
    if start is None:
        return datetime.now(UTC)
    return start + timedelta(seconds=time.monotonic() - _started)


def of_machine() -> datetime:
    """What the clock of this machine shows, whatever a rehearsal says; to be compared with other machines' clocks."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The present date in a time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def is_rehearsal() -> bool:
    """Whether RECAUDO_NOW is set: every screen then says so."""
    return rehearsal_start() is not None
