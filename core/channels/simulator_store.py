"""Where the simulator keeps what it "sent": in memory for tests, or as lines of JSON in a file that survives a kill at any moment."""

from __future__ import annotations

import json
import os
import threading
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

Record = dict[str, Any]


class SimulatorStore(Protocol):
    """Append-only records with at least "id", "ref" and "at" (ISO instant)."""

    def append(self, record: Record) -> None:
        """Keep a record; it survives the process from the moment this returns."""

    def of_ref(self, ref: str) -> list[Record]:
        """All records of one ref, oldest first."""

    def of_id(self, provider_id: str) -> Record | None:
        """The record with an id."""

    def since(self, moment: datetime) -> list[Record]:
        """The records kept since, oldest first."""


class MemoryStore:
    """Records of this process only; `records` is what a test reads to see what was sent."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._by_ref: dict[str, list[Record]] = defaultdict(list)
        self._by_id: dict[str, Record] = {}
        self._lock = threading.RLock()

    def append(self, record: Record) -> None:
        """Keep a record."""
        with self._lock:
            self.records.append(record)
            self._by_ref[record["ref"]].append(record)
            self._by_id[record["id"]] = record

    def of_ref(self, ref: str) -> list[Record]:
        """All records of one ref, oldest first."""
        with self._lock:
            return list(self._by_ref.get(ref, ()))

    def of_id(self, provider_id: str) -> Record | None:
        """The record with an id."""
        with self._lock:
            return self._by_id.get(provider_id)

    def since(self, moment: datetime) -> list[Record]:
        """The records kept since, oldest first; stops at the first older one, as they are appended in time."""
        found = []
        with self._lock:
            for record in reversed(self.records):
                if datetime.fromisoformat(record["at"]) < moment:
                    break
                found.append(record)
        return found[::-1]


class FileStore(MemoryStore):
    """Records as lines of one file, shared by processes: each append is one write, each read takes in what others added."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path, self._read_to = path, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)

    def append(self, record: Record) -> None:
        """Keep a record. The line break in front closes a line that a crash left half written."""
        line = b"\n" + json.dumps(record, ensure_ascii=False).encode() + b"\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)

    def of_ref(self, ref: str) -> list[Record]:
        """All records of one ref, oldest first."""
        self._take_in()
        return super().of_ref(ref)

    def of_id(self, provider_id: str) -> Record | None:
        """The record with an id."""
        self._take_in()
        return super().of_id(provider_id)

    def since(self, moment: datetime) -> list[Record]:
        """The records kept since, oldest first."""
        self._take_in()
        return super().since(moment)

    def redact(self, refs: Collection[str]) -> int:
        """Blank the address and the words of some messages in their place; returns how many. Lines keep their length: others read on."""
        self._take_in()
        done, place = 0, 0
        with self._lock, self._path.open("r+b") as file:
            for line in file.read().splitlines(keepends=True):
                record = _parse(line)
                if record and record["ref"] in refs:
                    bare = record | {"to": "", "subject": None, "text": ""}
                    file.seek(place)
                    file.write(json.dumps(bare, ensure_ascii=False).encode().ljust(len(line.rstrip(b"\n"))))
                    self._by_id[record["id"]].update(bare)
                    done += 1
                place += len(line)
        return done

    def _take_in(self) -> None:
        with self._lock, self._path.open("rb") as file:
            if self._path.stat().st_size < self._read_to:
                return
            file.seek(self._read_to)
            fresh = file.read()
            whole = fresh[: fresh.rfind(b"\n") + 1]
            self._read_to += len(whole)
            for line in whole.splitlines():
                record = _parse(line)
                if record and record["id"] not in self._by_id:
                    super().append(record)


def _parse(line: bytes) -> Record | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None  # a line that a crash cut short: its message was never answered, so nothing relies on it
    return record if isinstance(record, dict) and {"id", "ref", "at"} <= record.keys() else None
