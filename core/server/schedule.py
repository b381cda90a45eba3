"""The clock of the house: interval jobs in memory, everything else in our own tables; one process leads per database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine

from core import clock
from core.server.memory import give_back
from core.services import away, leases
from core.services.jobs import JOBS, run_by_clock

log = structlog.get_logger("schedule")
BEAT = timedelta(seconds=20)
LEASE = timedelta(seconds=75)
AT_ONCE = "profiles"  # whoever opens the laptop in the morning must not read yesterday's lateness
LONG = 1.0  # seconds; a job that takes so long has needed memory that nobody needs now


@dataclass
class Handle:
    """A running scheduler: who it is on the lease, and whether it leads now."""

    engine: Engine
    scheduler: BackgroundScheduler
    owner: str
    leads: threading.Event


def start(engine: Engine) -> Handle:
    """Start the scheduler of this process; it runs jobs only while it holds the lease of the database."""
    scheduler = BackgroundScheduler(
        timezone="UTC",
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(len(JOBS) + 1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    handle = Handle(engine, scheduler, leases.owner(), threading.Event())
    scheduler.add_listener(_log_event, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    scheduler.add_job(lambda: beat(handle), "interval", seconds=BEAT.total_seconds(), id="heartbeat")
    for job in JOBS:
        soon = {"next_run_time": clock.of_machine()} if job.name == AT_ONCE else {}
        scheduler.add_job(_runner(handle, job.name), "interval", seconds=job.every.total_seconds(), id=job.name, name=job.name, **soon)
    beat(handle)
    scheduler.start()
    return handle


def stop(handle: Handle) -> None:
    """Let running jobs finish, stop the clock and hand the lead over."""
    handle.leads.clear()
    handle.scheduler.shutdown(wait=True)
    leases.release(handle.engine, leases.SCHEDULER, handle.owner)


def beat(handle: Handle) -> bool:
    """Renew the lease, which is the heartbeat; without it this process runs nothing."""
    try:
        away.note(handle.engine)
        leads = leases.take(handle.engine, leases.SCHEDULER, LEASE, handle.owner)
    except Exception as problem:
        log.error("no heartbeat", error=type(problem).__name__)
        leads = False
    (handle.leads.set if leads else handle.leads.clear)()
    return leads


def _runner(handle: Handle, name: str) -> Callable[[], None]:
    def run() -> None:
        if handle.leads.is_set():
            began = monotonic()
            run_by_clock(handle.engine, name)
            if monotonic() - began > LONG:
                give_back()

    return run


def _log_event(event: JobExecutionEvent) -> None:
    kind = "missed" if event.code == EVENT_JOB_MISSED else "failed"
    log.error("scheduled job", kind=kind, job=event.job_id, error=type(event.exception).__name__ if event.exception else None)
