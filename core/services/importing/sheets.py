"""The other sheets of a workbook that came in: which are left, and the file kept for a while, so that one press takes the next one in."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from sqlmodel import Session, col, select

from core.db.tables import Import
from core.services.importing import draft as drafts
from core.services.importing.draft import Draft


def left_in(session: Session, file_hash: str, others: Iterable[str]) -> list[str]:
    """Those of the other sheets that no import of the very file took in, or whose import was undone."""
    query = select(Import.understood).where(Import.file_hash == file_hash, col(Import.undone_at).is_(None))
    done = {(understood or {}).get("sheet") for understood in session.exec(query)}
    return [name for name in others if name not in done]


def kept_path(file_hash: str) -> Path:
    """Where the file lies while sheets of it are left; swept away with uploads that nobody reads."""
    return drafts.drafts_folder() / f"{file_hash[:32]}{drafts.UPLOAD}"


def keep(draft: Draft, left: list[str]) -> None:
    """Keep an uploaded file whose other sheets may follow; let go of one that has none left."""
    if draft.is_ours and left:
        Path(draft.path).replace(kept_path(draft.file_hash))
    elif not left:
        kept_path(draft.file_hash).unlink(missing_ok=True)


def copy_kept(file_hash: str, into: Path) -> bool:
    """Copy the kept file to a place of its own, where an import may do with it what it likes; False when it is gone."""
    try:
        shutil.copyfile(kept_path(file_hash), into)
    except FileNotFoundError:
        return False
    return True
