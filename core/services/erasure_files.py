"""Pieces of imported files that hold an erased person: reports, rejected rows, drafts on disk, files waiting to be fetched."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from core import clock, settings
from core.channels.simulator_store import FileStore
from core.db.tables import Import, ImportChange, ImportReject
from core.services import exports
from core.services.importing import draft as drafts
from core.services.privacy_tables import WHOSE, Traces

IDLE = timedelta(hours=1)
"""A draft that nobody touched for so long goes with the erasure; a younger one goes within a day, and cannot be confirmed any more."""
_LONG = 6
_DIGITS = 8


class Finder:
    """Whether a piece of a file speaks of the person: by a number as its digits, else by the words, however they are spelled."""

    def __init__(self, traces: Traces) -> None:
        folded = {_fold(word) for word in traces.words}
        self.words = {word for word in folded if len(word) >= _LONG}
        self.short = folded - self.words
        digits = {"".join(c for c in word if c.isdigit()) for word in traces.words if "@" not in word}
        self.numbers = {number[-_DIGITS:] for number in digits if len(number) >= _DIGITS}

    def finds(self, value: Any) -> bool:
        """Whether any text within a JSON value is the person's."""
        return any(self._is_theirs(text) for text in _texts(value))

    def _is_theirs(self, text: str) -> bool:
        folded, digits = _fold(text), "".join(c for c in text if c.isdigit())
        return folded in self.short or any(word in folded for word in self.words) or any(number in digits for number in self.numbers)


def _fold(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in bare if c.isalnum())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def found_in(s: Session, traces: Traces) -> dict[str, list[dict[str, Any]]]:
    """Pieces of files kept in the database that speak of the person: rejected rows, and lines of the reports of imports."""
    finder = Finder(traces)
    rejects = [
        {"import_id": row.import_id, "row": row.row, "reason": row.reason, "cells": row.cells}
        for row in s.exec(select(ImportReject).execution_options(yield_per=1000)) if finder.finds([row.cells, row.message])
    ]  # fmt: skip
    lines = [
        {"import_id": row.id, "part": part, "line": line}
        for row in s.exec(select(Import)) for part, line in _lines(row.report or {}) if _is_of(line, traces, finder)
    ]  # fmt: skip
    return {"import_reject": rejects, "import": lines}


_PARTS = ("preview", "first_warnings")


def _lines(report: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for part in _PARTS:
        for line in report.get(part) or ():
            yield part, line
    for part, listed in (report.get("again") or {}).items():
        if isinstance(listed, list):
            for line in listed:
                yield part, line


def _is_of(line: Any, traces: Traces, finder: Finder) -> bool:
    return (isinstance(line, dict) and line.get("customer_id") == traces.customer_id) or finder.finds(line)


def clear_in(s: Session, traces: Traces) -> dict[str, int]:
    """Take the person out of what imports left in the database; returns how many pieces went, by kind."""
    finder, gone = Finder(traces), {"import_lines": 0, "import_rejects": 0}
    for row in s.exec(select(Import)):
        kept, count = _without(row.report or {}, traces, finder)
        if count:
            row.report, gone["import_lines"] = kept, gone["import_lines"] + count
        if finder.finds(row.file_name):
            row.file_name = "–"
    ids = [row.id for row in s.exec(select(ImportReject).execution_options(yield_per=1000)) if finder.finds([row.cells, row.message])]
    for number in ids:
        s.execute(delete(ImportReject).where(col(ImportReject.id) == number))
    gone["import_rejects"] = len(ids)
    _clear_changes(s, traces)
    return gone


def _without(report: dict[str, Any], traces: Traces, finder: Finder) -> tuple[dict[str, Any], int]:
    kept, count = dict(report), 0
    for part in _PARTS:
        if part in kept:
            kept[part] = [line for line in kept[part] or () if not _is_of(line, traces, finder)]
            count += len(report[part] or ()) - len(kept[part])
    again = kept.get("again")
    if again and any(isinstance(listed, list) and any(_is_of(line, traces, finder) for line in listed) for listed in again.values()):
        kept.pop("again")  # the file is then compared as if it came for the first time
        count += 1
    return kept, count


def _clear_changes(s: Session, traces: Traces) -> None:
    """What imports changed on the customer is emptied; on documents only their words are, so that amounts can still be given back."""
    for row in s.exec(select(ImportChange).where(WHOSE["import_change"](traces))):
        bare = ({}, {}) if row.noun == "customer" else tuple({k: v for k, v in (side or {}).items() if k != "concept"}
                                                            for side in (row.before, row.after))  # fmt: skip
        s.execute(update(ImportChange).where(col(ImportChange.id) == row.id).values(before=bare[0], after=bare[1]))


def clear_folders(refs: set[str]) -> dict[str, int]:
    """Remove what lies beside the database: drafts of imports, files to be fetched, and what the simulator acted for the person."""
    drafts.sweep(clock.now() - IDLE)
    simulated = settings.load().data / "simulated.jsonl"
    acted = FileStore(simulated).redact(refs) if refs and simulated.is_file() else 0
    return {"exports": exports.clear(), "simulated": acted}
