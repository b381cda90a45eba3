"""Opens workbooks in a child process with limits on memory and time, so that a hostile file ends the child and nothing else.

The child reads the names of sheets from its standard input and writes length-prefixed marshal frames to its standard output:
("book", info), ("rows", first, rows), ("end",) or ("refused", code, sentence, values). marshal holds plain values only, and
both ends are ours.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from core.domain.records import FileRefused
from core.intake.cells import Chunk, without_collector

MEMORY = 290 << 20  # bytes the child may use
SECONDS = 120
ASKED = 256  # bytes of one question to the child: a sheet name has at most 31 letters
_LENGTH = struct.Struct("<I")
ROOT = Path(__file__).resolve().parents[2]


class Sheet:
    """One sheet of a workbook, read in chunks; `child`, when given, is a running one that already holds it."""

    delimiter = encoding = None

    def __init__(self, path: Path, kind: str, sheet: str, height: int = 0, child: Child | None = None) -> None:
        self.path, self.format, self.sheet, self.height, self._child = path, kind, sheet, height, child

    def chunks(self) -> Iterator[Chunk]:
        """Rows in file order; `done` follows from the height that the child tells."""
        child, self._child = self._child or Child(self.path, self.format, SECONDS), None
        with child:
            for frame in child.ask(self.sheet):
                if frame[0] == "rows":
                    _, first, rows = frame
                    yield Chunk(range(first, first + len(rows)), rows, [], min(1.0, (first + len(rows)) / max(self.height, 1)))


class Child:
    """A child process that holds one workbook open until it is asked for a sheet, fails, or its time is over."""

    def __init__(self, path: Path, kind: str, seconds: int) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "core.intake.worker", str(path.absolute()), kind]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT
        )
        self._timer = threading.Timer(seconds, self._process.kill)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()

    def book(self) -> dict[str, Any]:
        """What the workbook holds: {"sheets": {name: first rows}, "heights": {name: rows}, "hidden": [names], "has_hidden": bool}."""
        frames = list(self.ask(""))
        if not frames or frames[0][0] != "book":
            raise _died()
        return dict(frames[0][1])

    def ask(self, sheet: str) -> Iterator[tuple[Any, ...]]:
        """The frames about one sheet, or about the whole book for "". Raises FileRefused."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(marshal.dumps(sheet).ljust(ASKED))
            self._process.stdin.flush()
        return _read_frames(self._process.stdout)


def _died() -> FileRefused:
    return FileRefused("unsafe_file", "The file could not be opened within the memory and time allowed for it.")


def _read_frames(stream: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    while len(prefix := stream.read(_LENGTH.size)) == _LENGTH.size:
        data = stream.read(_LENGTH.unpack(prefix)[0])
        try:
            with without_collector():
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


def _tell_heads(book: Any) -> None:
    from core.intake.workbooks import HEAD

    heads: dict[str, Any] = {}
    heights: dict[str, int] = {}
    for name in book.sheets or book.hidden:
        heads[name] = next(book.rows(name), (1, []))[1][:HEAD]
        heights[name] = book.height(name)
    _send("book", {"sheets": heads, "heights": heights, "hidden": book.hidden, "has_hidden": book.has_hidden})


def _answer(path: Path, kind: str) -> None:
    """Tell the heads when asked for "", the rows when asked for a sheet; the workbook stays open in between."""
    from core.intake.workbooks import open_book

    book = open_book(path, kind)
    while asked := sys.stdin.buffer.read(ASKED):
        sheet = marshal.loads(asked)
        if not sheet:
            _tell_heads(book)
        else:
            for first, rows in book.rows(sheet):
                _send("rows", first, rows)
        _send("end")
        sys.stdout.buffer.flush()


def main(arguments: list[str]) -> None:
    """The child: opens the workbook and answers until nobody asks any more."""
    gc.disable()  # cells are no cycles, and a million of them are not to be walked again and again
    _limit()
    try:
        _answer(Path(arguments[0]), arguments[1])
    except FileRefused as refusal:
        _send("refused", refusal.code, refusal.msgid, refusal.values)
    except MemoryError:
        _send("refused", "too_large", "The file needs more memory than is allowed for one file.", {})
    except Exception:  # whatever a foreign file does to a parser, the reader gets one sentence
        _send("refused", "corrupt_file", "The file is damaged and cannot be opened. Please export it again.", {})
    with contextlib.suppress(OSError):
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
