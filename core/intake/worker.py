"""Opens workbooks in a child process with limits on memory and time, so that a hostile file ends the child and nothing else.

The child writes length-prefixed marshal frames to its standard output: ("book", info), ("rows", first, rows), ("end",) or
("refused", code, sentence, values). marshal holds plain values only, and both ends are ours.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from core.domain.records import FileRefused
from core.intake.cells import Chunk

MEMORY = 290 << 20  # bytes the child may use
SECONDS = 120
HEADS_SECONDS = 60
_LENGTH = struct.Struct("<I")
ROOT = Path(__file__).resolve().parents[2]


class Sheet:
    """One sheet of a workbook, read in chunks by a child process each time it is asked."""

    delimiter = encoding = None

    def __init__(self, path: Path, kind: str, sheet: str, height: int = 0) -> None:
        self.path, self.format, self.sheet, self.height = path, kind, sheet, height

    def chunks(self) -> Iterator[Chunk]:
        """Rows in file order; `done` follows from the height that the child tells."""
        for frame in _frames([str(self.path), self.format, self.sheet], SECONDS):
            if frame[0] == "rows":
                _, first, rows = frame
                yield Chunk(range(first, first + len(rows)), rows, [], min(1.0, (first + len(rows)) / max(self.height, 1)))


def open_heads(path: Path, kind: str) -> dict[str, Any]:
    """What a workbook holds: {"sheets": {name: first rows}, "heights": {name: rows}, "hidden": [names], "has_hidden": bool}."""
    for frame in _frames([str(path), kind], HEADS_SECONDS):
        if frame[0] == "book":
            return dict(frame[1])
    raise _died()


def _died() -> FileRefused:
    return FileRefused("unsafe_file", "The file could not be opened within the memory and time allowed for it.")


def _frames(arguments: list[str], seconds: int) -> Iterator[tuple[Any, ...]]:
    """The frames of one child, which is ended when the reader stops, fails or the time is over."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "core.intake.worker", *arguments]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT
    )
    timer = threading.Timer(seconds, child.kill)
    timer.daemon = True
    timer.start()
    try:
        assert child.stdout is not None
        yield from _read_frames(child.stdout)
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _read_frames(stream: BinaryIO) -> Iterator[tuple[Any, ...]]:
    while len(prefix := stream.read(_LENGTH.size)) == _LENGTH.size:
        data = stream.read(_LENGTH.unpack(prefix)[0])
        try:
            frame = marshal.loads(data)
        except (EOFError, ValueError, TypeError):
            raise _died() from None
        if frame[0] == "refused":
            raise FileRefused(frame[1], frame[2], **frame[3])
        if frame[0] == "end":
            return
        yield frame
    raise _died()


def _send(*frame: Any) -> None:
    data = marshal.dumps(frame)
    sys.stdout.buffer.write(_LENGTH.pack(len(data)) + data)


def _limit() -> None:
    """Take away what a parser of tables does not need; where the system has no such limits the parent's clock remains."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _tell_heads(path: Path, kind: str) -> None:
    from core.intake.workbooks import HEAD, open_book

    book = open_book(path, kind)
    heads, heights = {}, {}
    for name in book.sheets or book.hidden:
        first_row, rows = next(book.rows(name), (1, []))
        blank = [[""] * len(rows[0])] * min(first_row - 1, HEAD) if rows else []
        heads[name] = (blank + rows)[:HEAD]
        heights[name] = book.height(name)
    _send("book", {"sheets": heads, "heights": heights, "hidden": book.hidden, "has_hidden": book.has_hidden})


def _tell_rows(path: Path, kind: str, sheet: str) -> None:
    from core.intake.workbooks import open_book

    for first, rows in open_book(path, kind).rows(sheet):
        _send("rows", first, rows)


def main(arguments: list[str]) -> None:
    """The child: tells the heads of all sheets, or streams the rows of one."""
    _limit()
    try:
        path = Path(arguments[0])
        if len(arguments) == 2:
            _tell_heads(path, arguments[1])
        else:
            _tell_rows(path, arguments[1], arguments[2])
        _send("end")
    except FileRefused as refusal:
        _send("refused", refusal.code, refusal.msgid, refusal.values)
    except MemoryError:
        _send("refused", "too_large", "The file needs more memory than is allowed for one file.", {})
    except Exception:  # whatever a foreign file does to a parser, the reader gets one sentence
        _send("refused", "corrupt_file", "The file is damaged and cannot be opened. Please export it again.", {})
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
