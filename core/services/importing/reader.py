"""Reads a file in a process of its own: the second core works while the first compares, and what a foreign file does to a parser ends
the child and nothing else. Frames of plain values (marshal, length first) go to standard output; the order comes on standard input.
"""

from __future__ import annotations

import contextlib
import gc
import json
import marshal
import os
import struct
import subprocess
import sys
import threading
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from core.domain.invoice_columns import COLUMNS, InvoiceColumns
from core.domain.readings import Batch, Choices, Ignored, Question, Reading, Rejected, Remembered, Totals, Understood, Warned
from core.domain.records import RECORDS, FileRefused

MEMORY = 1 << 30  # bytes the child may use
PIPE = 1 << 20  # bytes that wait between the two, where the system allows it
AHEAD = 8 << 20  # bytes of frames that may wait until the comparison takes them
ROOT = Path(__file__).resolve().parents[3]
RATE = COLUMNS.index("rate")
_LENGTH = struct.Struct("<I")


def read(path: Path, file_name: str, choices: Choices, remembered: list[Remembered], country: str, currency: str) -> Reading:
    """A file understood and ready to be read once. Raises FileRefused."""
    order = {
        "path": str(path.resolve()), "file_name": file_name, "choices": asdict(choices), "remembered": [asdict(one) for one in remembered],
        "country": country, "currency": currency,
    }  # fmt: skip
    frames = _frames(order)
    _word, understood, questions, sample = next(frames)
    totals = Totals()
    found = Understood(**understood)
    return Reading(found, [Question(*one) for one in questions], _batches(frames, totals, found), totals, sample)


def _batches(frames: Iterator[tuple[Any, ...]], totals: Totals, understood: Understood) -> Iterator[Batch]:
    place = rate_place(understood)
    for _word, told, rejected, ignored, warnings, done, checked in frames:
        records = _unpacked(told, place)
        totals.accepted += len(records)
        totals.rejected += len(rejected)
        totals.ignored += len(ignored)
        totals.rows = totals.accepted + totals.rejected
        yield Batch(
            records,
            [Rejected(*one) for one in rejected],
            [Ignored(*one) for one in ignored],
            [Warned(*one) for one in warnings],
            done,
            checked,
        )


def _packed(records: Any, place: int | None) -> Any:
    """Records as plain values; the customers of invoices are told of once, and known by their place from then on."""
    if not isinstance(records, InvoiceColumns):
        return records if place is None else [with_rate(record, place, str) for record in records]
    columns = [[value and str(value) for value in column] if column and at == RATE else column for at, column in enumerate(records.columns)]
    fresh = [records.people[at] for at in records.fresh]
    records.people.clear()
    return "invoices", list(records.rows), records.whose, records.fresh, fresh, columns


def _unpacked(told: Any, place: int | None) -> Any:
    if not isinstance(told, tuple):
        return told if place is None else [with_rate(record, place, Decimal) for record in told]
    _word, rows, whose, fresh, people, columns = told
    if columns[RATE]:
        columns[RATE] = [value and Decimal(value) for value in columns[RATE]]
    return InvoiceColumns(rows, whose, dict(zip(fresh, people, strict=True)), fresh, columns)


def rate_place(understood: Understood) -> int | None:
    """Where records hold a rate, if the file has one: a Decimal, which travels as text."""
    fields = RECORDS[understood.kind]._fields if understood.kind in RECORDS else ()  # type: ignore[attr-defined]
    return fields.index("rate") if "rate" in understood.columns and "rate" in fields else None


def with_rate(record: tuple[Any, ...], place: int, shape: Any) -> tuple[Any, ...]:
    """A record whose rate is text, or Decimal again."""
    return record if record[place] is None else (*record[:place], shape(record[place]), *record[place + 1 :])


def _frames(order: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The frames of one child, which is ended when the reader stops or fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    child = subprocess.Popen(
        [sys.executable, "-m", "core.services.importing.reader"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, pipesize=PIPE,
        env=environment, cwd=ROOT,
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None
    ahead = _Ahead(child.stdout)
    try:
        child.stdin.write(json.dumps(order).encode())
        child.stdin.close()
        yield from _received(ahead)
    finally:
        child.kill()
        child.wait()
        ahead.close()


class _Ahead:
    """Takes frames from a stream before anybody asks for them: the child need not wait while the parent reads what it compares with."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._waiting, self._size, self._is_over = stream, deque[bytes](), 0, False
        self._moved = threading.Condition()
        self._thread = threading.Thread(target=self._fetch, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[bytes]:
        while True:
            with self._moved:
                self._moved.wait_for(lambda: self._waiting or self._is_over)
                if not self._waiting:
                    return
                data = self._waiting.popleft()
                self._size -= len(data)
                self._moved.notify_all()
            yield data

    def _fetch(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while len(prefix := self._stream.read(_LENGTH.size)) == _LENGTH.size:
                size = _LENGTH.unpack(prefix)[0]
                if len(data := self._stream.read(size)) < size or not self._hold(data):
                    break
        with self._moved:
            self._is_over = True
            self._moved.notify_all()

    def _hold(self, data: bytes) -> bool:
        with self._moved:
            self._moved.wait_for(lambda: self._size < AHEAD or self._is_over)
            self._waiting.append(data)
            self._size += len(data)
            self._moved.notify_all()
            return not self._is_over

    def close(self) -> None:
        """Stop fetching; the child has ended."""
        with self._moved:
            self._is_over = True
            self._moved.notify_all()
        self._thread.join()
        self._stream.close()


def _received(frames: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
    for data in frames:
        frame = marshal.loads(data)
        if frame[0] == "refused":
            raise FileRefused(frame[1], frame[2], **frame[3])
        if frame[0] == "failed":
            raise RuntimeError(f"the reader of files failed: {frame[1]}")
        if frame[0] == "end":
            return
        yield frame
    raise FileRefused("unsafe_file", "The file could not be opened within the memory and time allowed for it.")


def _send(*frame: Any) -> None:
    try:
        data = marshal.dumps(frame)
    except ValueError:  # a value that only messages carry, such as a Decimal or a date
        data = marshal.dumps(json.loads(json.dumps(frame, default=str)))
    sys.stdout.buffer.write(_LENGTH.pack(len(data)) + data)
    sys.stdout.buffer.flush()


def _limit() -> None:
    """Take away what reading a table does not need, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """The child: reads its order, understands the file, and tells of it batch by batch."""
    gc.disable()  # records are no cycles, and a million of them are not to be walked again and again
    _limit()
    order = json.load(sys.stdin.buffer)
    try:
        _tell(order)
        _send("end")
    except FileRefused as refusal:
        _send("refused", refusal.code, refusal.msgid, refusal.values)
    except MemoryError:
        _send("refused", "too_large", "The file needs more memory than is allowed for one file.", {})
    except Exception:  # a fault of the program, not of the file: it belongs in the log of the parent
        _send("failed", traceback.format_exc())


def _tell(order: dict[str, Any]) -> None:
    from core.intake.reading import understand

    choices, remembered = Choices(**order["choices"]), [Remembered(**one) for one in order["remembered"]]
    reading = understand(order["path"], order["file_name"], None, choices, order["country"], order["currency"], remembered)
    questions = [astuple(one) for one in reading.questions]
    _send("understood", asdict(reading.understood), questions, reading.sample)
    place = rate_place(reading.understood)
    for batch in reading.batches:
        _send(
            "batch", _packed(batch.records, place), [(r.row, r.column, r.reason, r.msgid, r.values, r.cells) for r in batch.rejected],
            [(i.row, i.why) for i in batch.ignored], [(w.row, w.kind, w.msgid, w.values) for w in batch.warnings], batch.done,
            batch.checked,
        )  # fmt: skip


if __name__ == "__main__":
    main()
