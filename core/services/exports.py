"""Files out: written once, fetched by the one person who asked, within ten minutes, and written down in the trail."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select

from core import clock, settings
from core.db.engine import reading, writing
from core.db.tables import Export
from core.domain.access import Actor, may
from core.domain.cells import marked
from core.domain.errors import NotFound, Refusal
from core.services import audit

LASTS = timedelta(minutes=10)
MEDIA = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
DOCUMENTS = {
    "zip": "application/zip", "html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8", "md": "text/markdown; charset=utf-8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Download:
    """A file ready to be handed over."""

    path: Path
    file_name: str
    media_type: str


def make(
    engine: Engine, actor: Actor, *, kind: str, file_name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], format: str = "csv"
) -> str:
    """Write a table to a file and return the path of the address at which the person who acts may fetch it, once asked.

    `kind` is a noun for the trail, `columns` the headings in the reader's language, each row as long as them. Money comes as Decimal.
    """
    may(actor, "export.make")
    if format not in MEDIA:
        raise Refusal("bad_format", "“{format}” is not a format of exports.", format=format)
    tidy(engine)
    path = _folder() / f"{secrets.token_hex(16)}.{format}"
    count = (_write_csv if format == "csv" else _write_xlsx)(path, columns, rows)
    return _kept(engine, actor, kind, path, _safe(file_name, format), MEDIA[format], count, format)


def hand_out(engine: Engine, actor: Actor, *, kind: str, file_name: str, content: bytes, format: str) -> str:
    """Keep a finished document (zip, html, txt, md) and return the path at which the person who acts may fetch it, once asked."""
    may(actor, "export.make")
    if format not in DOCUMENTS:
        raise Refusal("bad_format", "“{format}” is not a format of exports.", format=format)
    tidy(engine)
    path = _folder() / f"{secrets.token_hex(16)}.{format}"
    path.write_bytes(content)
    return _kept(engine, actor, kind, path, _safe(file_name, format), DOCUMENTS[format], 0, format)


def _kept(engine: Engine, actor: Actor, kind: str, path: Path, name: str, media: str, count: int, format: str) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    made = Export(
        token_hash=_hash(token), user_id=actor.user_id or 0, kind=kind, path=path.name, file_name=name, media_type=media, rows=count,
        created_at=now, expires_at=now + LASTS,
    )  # fmt: skip
    with writing(engine) as session:
        session.add(made)
        session.flush()
        audit.record(session, actor, "export.make", "export", made.id, after={"kind": kind, "rows": count, "format": format})
    return f"/exports/{token}"


def fetch(engine: Engine, actor: Actor, token: str) -> Download:
    """The file of a token, for the person it was made for, while it lasts. Raises NotFound otherwise, without saying which it was."""
    may(actor, "export.make")
    with writing(engine) as session:
        found = session.exec(select(Export).where(Export.token_hash == _hash(token))).first()
        path = _folder() / found.path if found else None
        if found is None or path is None or found.user_id != actor.user_id or found.expires_at < clock.now() or not path.is_file():
            raise NotFound("no_export", "This download is over. Make it again.")
        found.fetched_at = clock.now()
        audit.record(session, actor, "export.fetch", "export", found.id)
        return Download(path, found.file_name, found.media_type)


def tidy(engine: Engine) -> int:
    """Delete the files whose time is over; returns how many."""
    with reading(engine) as session:
        names = session.exec(
            select(Export.path).where(col(Export.expires_at) < clock.now(), col(Export.expires_at) > clock.now() - timedelta(days=2))
        ).all()
    files = [path for path in (_folder() / name for name in names) if path.is_file()]
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def clear() -> int:
    """Delete every file that waits to be fetched, because somebody in them was erased; returns how many. They can be made again."""
    files = [path for path in _folder().iterdir() if path.is_file()]
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def _folder() -> Path:
    folder = settings.load().data / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _safe(name: str, format: str) -> str:
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in name.rsplit(f".{format}", 1)[0]).strip("-")[:80]
    return f"{stem or 'recaudo'}.{format}"


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets a spreadsheet see that it is UTF-8
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([marked(name) for name in columns])
        for row in rows:
            writer.writerow([marked(value) for value in row])
            count += 1
    return count


def _write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, bold, day = book.add_worksheet(), book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, bold)
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write_cell(sheet, count, column, value, day)
    return count


def _write_cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, str(value)[:32_767])
