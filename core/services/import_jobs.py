"""Imports in the background: a file is read, or a draft written, in a thread of its own, so that the page can be left meanwhile."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.domain.readings import Choices
from core.services import import_history, imports
from core.services.importing import draft as drafts
from core.services.importing import sheets
from core.text import language, speaking
from core.text.catalog import country

READING, WRITING = "reading", "writing"
_KEPT = 50
log = logging.getLogger("recaudo")


class Stopped(Exception):
    """The person cancelled the job."""


@dataclass(slots=True)
class Job:
    """One import at work. `share` is how much is done, 0..1; at the end there is a draft, a report, or a problem."""

    id: str
    user_id: int | None
    step: str
    file_name: str
    started: float = field(default_factory=time.monotonic)
    share: float = 0.0
    rows: int | None = None  # read so far, or to be written
    draft_id: str | None = None
    report: dict[str, Any] | None = None
    problem: Refusal | None = None
    is_done: bool = False
    is_stopped: bool = False
    is_seen: bool = False  # whether the person was told how it ended

    def tell(self, share: float, rows: int | None = None) -> None:
        """Hear how far the work is. Raises Stopped once the person cancelled."""
        if self.is_stopped:
            raise Stopped
        self.share, self.rows = share, rows or self.rows

    @property
    def seconds_left(self) -> int | None:
        """About how long it still takes, once that can be told."""
        spent = time.monotonic() - self.started
        return round(spent / self.share * (1 - self.share)) if self.share > 0.05 else None


_jobs: dict[str, Job] = {}


def find(actor: Actor, job_id: str) -> Job | None:
    """A job by its id, for the person who started it."""
    found = _jobs.get(job_id)
    return found if found and found.user_id == actor.user_id else None


def running(actor: Actor) -> list[Job]:
    """The jobs that a person has at work, oldest first."""
    return [job for job in _jobs.values() if job.user_id == actor.user_id and not job.is_done]


def unseen(actor: Actor) -> Job | None:
    """The latest job of a person that ended while they were on another page."""
    ended = [job for job in _jobs.values() if job.user_id == actor.user_id and job.is_done and not job.is_seen]
    for job in ended:
        job.is_seen = True
    return ended[-1] if ended and not ended[-1].is_stopped else None


def keep_upload(actor: Actor, content: bytes) -> Path:
    """Put an uploaded file under a name of our own into the data folder; its own name is foreign text and names no file."""
    may(actor, "import.run")
    folder = drafts.drafts_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = _new_place(folder)
    path.write_bytes(content)
    return path


def _new_place(folder: Path) -> Path:
    return folder / f"{secrets.token_hex(16)}{drafts.UPLOAD}"


def start_reading(
    engine: Engine, actor: Actor, path: Path, *, file_name: str, portfolio: str | None, choices: Choices, replacing: str | None = None
) -> Job:
    """Read and compare a file in the background; the job ends with a draft. `replacing` is the draft that it takes the place of."""
    may(actor, "import.run")
    if replacing:
        drafts.forget(replacing)

    def work(job: Job) -> None:
        draft = imports.prepare(engine, actor, path, file_name=file_name, portfolio=portfolio, choices=choices, is_ours=True, tell=job.tell)
        job.draft_id = draft.id

    def give_up() -> None:
        path.unlink(missing_ok=True)

    return _start(actor, READING, file_name, work, give_up)


def start_sheet(engine: Engine, actor: Actor, import_id: int, sheet: str) -> Job:
    """Read another sheet of the file that an import took in. Raises NotFound when the file is no longer kept."""
    may(actor, "import.run")
    found = import_history.one(engine, actor, import_id)
    path = _new_place(drafts.drafts_folder())
    if not sheets.copy_kept(found.file_hash, path):
        raise NotFound("file_gone", "The file is no longer kept. Choose it again to import another sheet.")
    choices = Choices(sheet=sheet)
    return start_reading(engine, actor, path, file_name=found.file_name, portfolio=found.portfolio, choices=choices)


def start_writing(engine: Engine, actor: Actor, draft_id: str, *, gone: str) -> Job:
    """Confirm a draft in the background; the job ends with the report."""
    may(actor, "import.run")
    draft = drafts.load(draft_id)

    def work(job: Job) -> None:
        job.draft_id, job.rows = draft_id, draft.counts.accepted
        job.report = imports.confirm(engine, actor, draft_id, gone=gone, tell=job.tell)

    return _start(actor, WRITING, draft.file_name, work, lambda: None)


def stop(actor: Actor, job_id: str) -> None:
    """Cancel a job; what it did so far leaves nothing behind."""
    if found := find(actor, job_id):
        found.is_stopped = True


def _start(actor: Actor, step: str, file_name: str, work: Callable[[Job], None], give_up: Callable[[], None]) -> Job:
    job = Job(secrets.token_hex(16), actor.user_id, step, file_name)
    _jobs[job.id] = job
    for old in list(_jobs)[:-_KEPT]:
        if _jobs[old].is_done:
            del _jobs[old]
    spoken, place = language(), country()

    def run() -> None:
        try:
            with speaking(spoken, place):
                work(job)
        except Stopped:
            give_up()
        except Refusal as refusal:
            job.problem = refusal
            if step == READING:
                give_up()
        except Exception:  # the thread's last word: the person gets a sentence, the log the rest
            log.exception("an import failed while %s", step)
            job.problem = Refusal("failed", "The import failed and nothing was changed. The log of the program says more.")
            give_up()
        finally:
            job.is_done = True

    threading.Thread(target=run, name=f"import-{step}", daemon=True).start()
    return job
