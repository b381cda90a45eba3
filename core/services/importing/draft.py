"""A draft: a file read and compared, waiting in its own folder until a person confirms it or lets it go."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core import clock
from core import settings as settings_
from core.domain.errors import NotFound
from core.domain.readings import Choices, Question, Understood
from core.services.importing.counts import Counts
from core.services.importing.stage import Stage

LASTING = timedelta(days=2)
UPLOAD = ".upload"
_ID = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(slots=True)
class Draft:
    """What a file would do. `path` is where the file lies; `is_ours` says that it was put there for this import and goes with it."""

    id: str
    file_name: str
    path: str
    is_ours: bool
    kind: str
    portfolio: str | None
    portfolio_id: int | None
    made_at: str
    as_of: str
    file_hash: str
    size: int
    user_id: int | None
    choices: Choices
    understood: Understood
    questions: list[Question]
    counts: Counts = field(default_factory=Counts)
    fingerprint: list[str] = field(default_factory=list)
    preview: list[dict[str, Any]] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    warnings: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    has_records: bool = False
    is_part: bool = False  # it brings back rejected rows: what it does not hold is not gone

    @property
    def folder(self) -> Path:
        """Where the draft lies."""
        return folder_of(self.id)

    def open_stage(self) -> Stage:
        """The staging file of the draft, to be read."""
        return Stage(self.folder / "stage.db", fresh=False)

    def save(self) -> None:
        """Keep the draft beside its staging file."""
        body = json.dumps(asdict(self), ensure_ascii=False, default=str)
        (self.folder / "draft.json").write_text(body, encoding="utf-8")


def drafts_folder() -> Path:
    """The folder of all drafts."""
    return settings_.load().data / "imports"


def folder_of(draft_id: str) -> Path:
    """The folder of one draft. Raises NotFound when this cannot be the id of one."""
    if not _ID.match(draft_id):
        raise _unknown()
    return drafts_folder() / draft_id


def new_folder() -> str:
    """Make the folder of a new draft; gives its id. Drafts that were left behind days ago are swept away."""
    sweep(clock.of_machine() - LASTING)
    draft_id = secrets.token_hex(16)
    folder_of(draft_id).mkdir(parents=True, mode=0o700)
    return draft_id


def load(draft_id: str) -> Draft:
    """A draft by its id. Raises NotFound when it was confirmed, let go or swept away."""
    path = folder_of(draft_id) / "draft.json"
    if not path.exists():
        raise _unknown()
    body = json.loads(path.read_text(encoding="utf-8"))
    body["choices"], body["understood"] = Choices(**body["choices"]), Understood(**body["understood"])
    body["questions"] = [Question(**question) for question in body["questions"]]
    body["counts"] = Counts(**body["counts"])
    return Draft(**body)


def waiting(user_id: int | None) -> list[Draft]:
    """The drafts of a person that wait to be confirmed, newest first."""
    root = drafts_folder()
    found = [entry.name for entry in root.iterdir() if (entry / "draft.json").exists()] if root.exists() else []
    drafts = [load(name) for name in found if _ID.match(name)]
    return sorted((one for one in drafts if one.user_id == user_id), key=lambda one: one.made_at, reverse=True)


def forget(draft_id: str) -> None:
    """Remove a draft and what it staged; nothing of it remains."""
    shutil.rmtree(folder_of(draft_id), ignore_errors=True)


def sweep(before: datetime) -> None:
    """Remove drafts and uploaded files from before a moment of the machine's clock, which dates files also while a rehearsal moves ours."""
    root = drafts_folder()
    for entry in list(root.iterdir()) if root.exists() else ():
        if entry.stat().st_mtime >= before.timestamp():
            continue
        if _ID.match(entry.name):
            forget(entry.name)
        elif entry.suffix == UPLOAD:
            entry.unlink(missing_ok=True)


def _unknown() -> NotFound:
    return NotFound("unknown_draft", "This import is no longer waiting: it was confirmed or cancelled. Choose the file again.")
