"""What a command answers and how it is said: one JSON object for programs or plain lines for people, as long as somebody reads."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TextIO

from core.domain.errors import Refusal
from core.domain.money import from_cents
from core.text import say

REFUSED = 1
CLOSED = (errno.EPIPE, errno.EINVAL)  # Windows says the second of a pipe that nobody reads


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command answers: the object for programs, the lines for people, and its exit status."""

    data: dict[str, Any]
    lines: Sequence[str]
    status: int = 0


def refuse(refusal: Refusal, is_json: bool, language: str) -> int:
    """Say a refusal on standard error, and to programs as an object; gives the exit status."""
    sentence = say(refusal, language)
    if is_json:
        put([json.dumps({"refused": refusal.code, "message": sentence}, ensure_ascii=False)], sys.stdout)
    put([sentence], sys.stderr)
    return REFUSED


def show(printed: Printed, is_json: bool) -> None:
    """Print the object or the lines on standard output."""
    put([json.dumps(printed.data, ensure_ascii=False, default=encode)] if is_json else printed.lines, sys.stdout)


def put(lines: Iterable[str], stream: TextIO) -> None:
    """Print lines now. A reader who has seen enough may close the pipe: what is left goes nowhere, and what was done stays done."""
    try:
        for line in lines:
            print(line, file=stream)
        stream.flush()
    except OSError as problem:
        if problem.errno not in CLOSED:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def encode(value: Any) -> Any:
    """What JSON has no word for: money as a decimal string, dates and instants as ISO text, records as objects."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def amount(cents: int | None) -> str | None:
    """Hundredths as a decimal string: 123450 gives "1234.50"."""
    return None if cents is None else str(from_cents(cents))


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """Lines of columns for people: headings, then rows, each column as wide as its widest cell."""
    cells = [list(headings)] + [["–" if cell is None or cell == "" else " ".join(str(cell).split()) for cell in row] for row in rows]
    widths = [max(len(line[place]) for line in cells) for place in range(len(headings))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
