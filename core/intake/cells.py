"""Cells as read: text or number; what is wrong with one; converters that remember what they have seen; texts made clean."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any, NamedTuple

from core.domain.readings import Ignored
from core.intake.grid import Column

Cell = Any  # str, or int or float where a workbook holds a number

KEPT = 250_000  # values remembered per column; more would only cost memory


class Flaw(Enum):
    """What a converter answers instead of a value."""

    BAD = "bad"
    AMBIGUOUS = "ambiguous"
    LOST = "lost"


class Chunk(NamedTuple):
    """Rows of a table in file order: `numbers` are their row numbers, `broken` rows whose quotes do not close, `done` 0..1, `ignored`
    what was taken out as no data."""

    numbers: Sequence[int]
    rows: Sequence[list[Cell]]
    broken: list[tuple[int, str]]
    done: float
    ignored: Sequence[Ignored] = ()


class Memo(dict[Any, Any]):
    """A converter that remembers its answers; looked up by `memo[value]`, at the cost of a plain dict once seen."""

    __slots__ = ("convert", "has_flaws")

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        self.convert, self.has_flaws = convert, False

    def __missing__(self, value: Any) -> Any:
        if len(self) >= KEPT:
            self.clear()
        answer = self[value] = self.convert(value)
        self.has_flaws = self.has_flaws or isinstance(answer, Flaw)
        return answer

    def all(self, column: Sequence[Any]) -> list[Any]:
        """The answers for a whole column."""
        return column.spread(self.__getitem__) if isinstance(column, Column) else list(map(self.__getitem__, column))


_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u200e\u200f\x00"
INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))
EMPTY = frozenset(
    {"", "-", "--", "---", "n/a", "na", "n.a.", "#n/a", "null", "none", "nan", "s/d", "nd", "n/d", ".", "(null)", "(en blanco)", "#n/d"}
)
ESCAPED = re.compile(r"^'[\x00\ufeff\u200b-\u200d\u2060 ]*[=+\-@\t\r\n＝＋－＠]")
"""A formula-like text with the apostrophe that our own exports put before it."""
TWICE_ENCODED = re.compile(r"[ÃÂ][\x80-\xbf\u0152-\u2122]|â€|Ã[ƒ\xad]|Ã\W")
_WORDLESS = frozenset(form(word) for word in EMPTY if word for form in (str.lower, str.upper, str.capitalize))
_UNTIDY = re.compile(rf"^\s*'|[{_INVISIBLE}]", re.M)
_LOOSE = re.compile(r"[\t\r\xa0\u2000-\u200a\u202f\u3000]")


def number_text(value: Cell) -> str:
    """A number as a person reads it: 650.0 is "650"; texts pass."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value if isinstance(value, str) else str(value)


def unescape(text: str) -> str:
    """The text without the apostrophe that our exports put before what looks like a formula; exactly that one."""
    return text[1:] if ESCAPED.match(text) else text


def repair(text: str) -> str:
    """Text that was encoded twice, as it was meant; any other text unchanged."""
    import ftfy

    return str(ftfy.fix_encoding(text)) if TWICE_ENCODED.search(text) else text


def clean(value: Cell) -> str | None:
    """One cell as tidy text, None when it says nothing."""
    text = " ".join(unescape(number_text(value)).translate(INVISIBLE).split())
    return None if text.lower() in EMPTY else text


class Texts:
    """Makes a column of texts clean; `repaired` collects the positions whose encoding was mended in the last column."""

    def __init__(self) -> None:
        self.repaired: list[int] = []

    def all(self, column: Sequence[Cell]) -> list[str | None]:
        """Trimmed texts with single spaces; None for blanks and for words that mean nothing (n/a, null, -)."""
        self.repaired = []
        try:
            column = column.listed() if isinstance(column, Column) else column
            whole = "\n".join(column)
        except TypeError:
            column = [number_text(value) for value in column]
            whole = "\n".join(column)
        is_ascii = whole.isascii()
        if not is_ascii and TWICE_ENCODED.search(whole):
            column = [self._mended(i, value) for i, value in enumerate(column)]
        if ("'" in whole or "\x00" in whole or not is_ascii) and _UNTIDY.search(whole):
            return [clean(value) for value in column]
        if "  " in whole or whole.count("\n") >= len(column) or _LOOSE.search(whole):
            texts = [" ".join(value.split()) or None for value in column]
        else:
            texts = [value.strip() or None for value in column]
        return texts if _WORDLESS.isdisjoint(texts) else [None if text in _WORDLESS else text for text in texts]

    def _mended(self, index: int, value: str) -> str:
        mended = repair(value)
        if mended != value:
            self.repaired.append(index)
        return mended


@contextmanager
def without_collector() -> Iterator[None]:
    """Tens of thousands of tuples hold no cycles: looking for some among them costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
