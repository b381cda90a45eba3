"""Files on disk that a retention clock takes: uploads that nobody confirmed, exports that nobody fetched, and old backups."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from core import settings
from core.services import backup
from core.services.importing import draft

_DRAFT = re.compile(r"[0-9a-f]{32}\Z")


def listed(kind: str) -> list[tuple[datetime, Path]]:
    """The files of a kind, the oldest first, each with the moment from which its time counts."""
    return sorted(_LISTS[kind]())


def remove(kind: str, before: datetime) -> int:
    """Delete the files of a kind from before a moment; gives how many. Of the backups the newest always stays."""
    gone = 0
    for _moment, path in due(kind, before):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        gone += 1
    return gone


def due(kind: str, before: datetime) -> list[tuple[datetime, Path]]:
    """The files of a kind whose time is over."""
    found = listed(kind)
    kept = found[-1:] if kind == "backups" else []
    return [entry for entry in found if entry[0] < before and entry not in kept]


def _uploads() -> list[tuple[datetime, Path]]:
    root = draft.drafts_folder()
    entries = list(root.iterdir()) if root.exists() else []
    return [(_changed(path), path) for path in entries if _DRAFT.match(path.name) or path.suffix == draft.UPLOAD]


def _exports() -> list[tuple[datetime, Path]]:
    root = settings.load().data / "exports"
    return [(_changed(path), path) for path in root.iterdir() if path.is_file()] if root.exists() else []


def _backups() -> list[tuple[datetime, Path]]:
    return backup.made() if (settings.load().data / "backups").exists() else []


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:  # it went meanwhile
        return datetime.max.replace(tzinfo=UTC)


_LISTS: dict[str, Callable[[], list[tuple[datetime, Path]]]] = {"import_files": _uploads, "exports": _exports, "backups": _backups}
KINDS = frozenset(_LISTS)
