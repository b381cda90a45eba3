"""A process that plans and sends without the web page; it leads when nobody else does, and sends in any case."""

from __future__ import annotations

import signal
import threading
import time

from sqlalchemy import Engine

from core.server import schedule
from core.services import jobs

PAUSE = 5.0


def run(engine: Engine, seconds: float | None = None) -> int:
    """Work until SIGTERM, Ctrl-C or for so many seconds; returns how many sending rounds of its own there were."""
    done = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: done.set())
    handle, rounds, until = schedule.start(engine), 0, None if seconds is None else time.monotonic() + seconds
    try:
        while not done.is_set() and (until is None or time.monotonic() < until):
            if not handle.leads.is_set():
                jobs.send_beside(engine)
                rounds += 1
            done.wait(PAUSE if until is None else max(0.0, min(PAUSE, until - time.monotonic())))
    finally:
        schedule.stop(handle)
    return rounds
