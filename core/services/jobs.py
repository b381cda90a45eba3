"""The jobs that run without anybody pressing a button: one table of what, how often and why, and the record of each run."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import structlog
from sqlalchemy import Engine, delete
from sqlmodel import col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import JobRun
from core.domain.access import SCHEDULER, Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit, house, leases
from core.text import N_

log = structlog.get_logger("jobs")
KEPT = timedelta(days=30)
ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the table: `place` is module:function below core.services, called with (engine, actor); `text` is a msgid."""

    name: str
    every: timedelta
    place: str
    text: str
    records_idle: bool = False


JOBS: tuple[Job, ...] = (
    Job("send", timedelta(seconds=15), "dispatch:run", N_("Sends what is due, after reading states and replies.")),
    Job("plan", timedelta(minutes=1), "planning:run", N_("Plans the messages of running campaigns that have become due.")),
    Job("settle", timedelta(seconds=30), "doubt:run", N_("Looks up messages of which the provider's answer was lost.")),
    Job("states", timedelta(minutes=1), "inbox:run", N_("Reads delivery states and replies at the providers.")),
    Job(
        "profiles",
        timedelta(minutes=1),  # a look at one row unless the day is new
        "jobs:refresh_profiles",
        N_("Brings balances, lateness and behaviour of each customer up to date."),
    ),
    Job("templates", timedelta(hours=1), "whatsapp_templates:run", N_("Reads WhatsApp's verdict on its templates.")),
    Job("retention", timedelta(hours=1), "retention_run:run", N_("Once a day, lets go of data whose time is over, if you switched it on.")),
    Job("tidy", timedelta(hours=24), "jobs:tidy", N_("Removes the records of old runs."), True),
)
BY_NAME = {job.name: job for job in JOBS}


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job on screen: what it does, when it last ran and how, and when it runs next."""

    name: str
    text: str
    every: timedelta
    last: datetime | None
    succeeded: bool | None
    outcome: Any
    problem: str | None
    next: datetime | None


def run_job(engine: Engine, actor: Actor, name: str) -> dict[str, Any]:
    """Run one job now and record the run; returns what it did. Raises NotFound for an unknown job, Refusal when it failed or runs."""
    may(actor, "job.run")
    job = BY_NAME.get(name)
    if job is None:
        raise NotFound("unknown_job", "There is no job {name}. The jobs are {names}.", name=name, names=", ".join(BY_NAME))
    if not leases.take(engine, f"job:{name}", timedelta(seconds=60)):
        raise Refusal("job_running", "The job {name} is running already.", name=name)
    try:
        return _recorded(engine, actor, job)
    finally:
        leases.release(engine, f"job:{name}")


def run_by_clock(engine: Engine, name: str) -> None:
    """Run one job because its time has come: a refusal is recorded and logged, never raised."""
    if not house.has_company(engine):
        return
    try:
        run_job(engine, SCHEDULER, name)
    except Refusal as refusal:
        log.warning("job refused", job=name, code=refusal.code)


def send_beside(engine: Engine) -> None:
    """One round of sending beside the process that leads: claims keep the two apart. A refusal is logged, never raised."""
    from core.services import dispatch

    if not house.has_company(engine):
        return
    try:
        dispatch.run(engine, SCHEDULER)
    except Refusal as refusal:
        log.warning("round refused", code=refusal.code)


def _recorded(engine: Engine, actor: Actor, job: Job) -> dict[str, Any]:
    started = clock.now()
    try:
        outcome = _function(job)(engine, actor) or {}
    except Refusal as refusal:
        _store(engine, job, started, None, str(refusal))
        raise
    except Exception as problem:
        log.error("job failed", job=job.name, error=type(problem).__name__, trace=traceback.format_exc())
        _store(engine, job, started, None, f"{type(problem).__name__}")
        raise Refusal(
            "job_failed", "The job {name} failed: {problem}. The log file says more.", name=job.name, problem=type(problem).__name__
        ) from problem
    if outcome or job.records_idle or actor is not SCHEDULER or _was_bad_or_long_ago(engine, job):
        _store(engine, job, started, outcome, None)
    return outcome


def _function(job: Job) -> Callable[[Engine, Actor], dict[str, Any] | None]:
    module, _, function = job.place.partition(":")
    return getattr(import_module(f"core.services.{module}"), function)


def _was_bad_or_long_ago(engine: Engine, job: Job) -> bool:
    """Idle runs are recorded once every five minutes, so that the screen shows life and the table stays small."""
    last = _last_runs(engine).get(job.name)
    return last is None or not last.succeeded or clock.now() - last.started_at >= timedelta(minutes=5)


def _store(engine: Engine, job: Job, started: datetime, outcome: Any, problem: str | None) -> None:
    with writing(engine) as session:
        session.add(
            JobRun(
                job=job.name,
                started_at=started,
                finished_at=clock.now(),
                succeeded=problem is None,
                outcome=outcome,
                problem=problem,
                owner=leases.owner(),
            )
        )


def _last_runs(engine: Engine) -> dict[str, JobRun]:
    with reading(engine) as session:
        found = {}
        for job in JOBS:
            query = select(JobRun).where(JobRun.job == job.name).order_by(col(JobRun.started_at).desc(), col(JobRun.id).desc()).limit(1)
            run = session.exec(query).first()
            if run is not None:
                found[job.name] = run
        return found


def status(engine: Engine, actor: Actor) -> list[JobStatus]:
    """Every job with its last run and the next one expected."""
    may(actor, "job.view")
    last, alive = _last_runs(engine), is_alive(engine)
    made = []
    for job in JOBS:
        run = last.get(job.name)
        following = (max(run.started_at + job.every, clock.now()) if run else clock.now()) if alive else None
        made.append(
            JobStatus(
                job.name,
                job.text,
                job.every,
                run.started_at if run else None,
                run.succeeded if run else None,
                run.outcome if run else None,
                run.problem if run else None,
                following,
            )
        )
    return made


def runs(engine: Engine, actor: Actor, *, name: str | None = None, failed: bool = False, limit: int = 50) -> list[JobRun]:
    """The latest runs, newest first, of one job or all, on demand only those that failed."""
    may(actor, "job.view")
    query = select(JobRun).order_by(col(JobRun.id).desc()).limit(limit)
    if name:
        query = query.where(JobRun.job == name)
    if failed:
        query = query.where(col(JobRun.succeeded).is_(False))
    with reading(engine) as session:
        return list(session.exec(query))


def is_alive(engine: Engine) -> bool:
    """Whether a scheduler showed a sign of life within the last 90 seconds: three times its heartbeat."""
    lease = leases.held(engine, leases.SCHEDULER)
    return lease is not None and lease.until > clock.now() and clock.now() - lease.beat_at < timedelta(seconds=90)


def refresh_profiles(engine: Engine, actor: Actor) -> dict[str, Any]:
    """Compute all profiles anew when they are of an earlier day."""
    from core.services import profiles

    if not profiles.is_stale(engine):
        return {}
    return {"customers": profiles.refresh(engine).customers}


def tidy(engine: Engine, actor: Actor) -> dict[str, Any]:
    """Remove records of runs older than 30 days, and what imports that nobody confirmed left behind a day ago."""
    from core.services.importing import draft

    draft.sweep(clock.of_machine() - ABANDONED)
    with writing(engine) as session:
        gone = session.exec(delete(JobRun).where(col(JobRun.started_at) < clock.now() - KEPT)).rowcount
        if gone and actor is not SCHEDULER:
            audit.record(session, actor, "job.tidy", after={"removed": gone})
    return {"removed": gone}
