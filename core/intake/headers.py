"""Where a table begins: its header among titles, over one line or two, and names for columns without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.intake.amounts import parse_amount
from core.intake.cells import Cell, Flaw, clean
from core.intake.currencies import currency_of
from core.intake.dates import parse_date
from core.intake.meanings import name_score, normal
from core.intake.words import NAMES

_WHOLE, _DECIMALS = re.compile(r"[-($\s]*\d{1,3}(?:\.?\d{3})*$"), re.compile(r"\d\d\)?$")
_DAYS = re.compile(r"\d{1,3}\s?(?:-|–|a|to)\s?(?:15|29|30|45|59|60|75|89|90|1[1258]\d|36\d)$|[+>]\s?\d{2,3}$|\d{2,3}\s?\+$", re.I)
DEPTH = 60  # rows in which a header is looked for


@dataclass(slots=True)
class Header:
    """`index` of the first data row within the rows given, `row` where the header stands (its last line), the column names."""

    first: int
    index: int
    names: list[str]


def find_header(rows: Sequence[Sequence[Cell]], known: Iterable[Sequence[str]] = ()) -> Header | None:
    """The row that names columns as an earlier file did, else the one that names them best; None when no row names at least two."""
    familiar = {tuple(map(normal, names)) for names in known}
    for i, row in enumerate(rows[:DEPTH] if familiar else ()):
        if tuple(map(normal, header_at(rows, i).names)) in familiar and row:
            return header_at(rows, i)
    best, best_score = None, 1.5
    for i, row in enumerate(rows[:DEPTH]):
        names = [clean(cell) or "" for cell in row]
        score = _strength(names)
        if score > best_score:
            best, best_score = Header(i, i, names), score
        if i and _may_be_upper(rows[i - 1], row):
            joined = _join([clean(cell) or "" for cell in rows[i - 1]], names)
            score = _strength(joined) - 0.5
            if score > best_score:
                best, best_score = Header(i - 1, i, joined), score
    if best:
        best = _with_lower_line(best, rows)
        best.names = unique(best.names)
    return best


def named_header(rows: Sequence[Sequence[Cell]], names: Sequence[str]) -> Header | None:
    """The first row that holds all the columns that a person named; None without such names or row."""
    wanted = set(map(normal, names)) - {""}
    for i, row in enumerate(rows[:DEPTH] if wanted else ()):
        if wanted <= {normal(clean(cell) or "") for cell in row} and sum(map(bool, map(clean, row))) > 1:
            return header_at(rows, i)
    return None


def strength(rows: Sequence[Sequence[Cell]]) -> float:
    """How many known names of columns the best row of a table holds; 0 without a header."""
    found = find_header(rows)
    return max(0.0, _strength(found.names)) if found else 0.0


def header_at(rows: Sequence[Sequence[Cell]], index: int) -> Header:
    """The header that a person pointed at."""
    return Header(index, index, unique([clean(cell) or "" for cell in rows[index]]))


def no_header(width: int) -> Header:
    """Names for the columns of a table that has no header: their positions."""
    return Header(-1, -1, [str(i) for i in range(1, width + 1)])


def widen(header: Header, data: Sequence[Sequence[Cell]], delimiter: str | None) -> None:
    """Columns that hold data but have no name get one, when most rows have them; cells that a decimal comma tore apart are no columns."""
    width, some = len(header.names), data[:1000]
    wider = [row for row in some if any(map(clean, row[width:]))]
    if len(wider) * 2 <= len(some):
        return
    if delimiter == "," and sum(_torn(row) >= len(row) - width for row in wider) * 2 > len(wider):
        return
    usual = sorted(map(len, wider))[len(wider) // 2]
    header.names = unique([*header.names, *[""] * (usual - width)])


def _torn(row: Sequence[Cell]) -> int:
    """How many amounts of a row have their decimals in the next cell."""
    return sum(bool(_WHOLE.match(str(left)) and _DECIMALS.match(str(right))) for left, right in pairwise(row))


def unique(names: Sequence[str]) -> list[str]:
    """Column names without blanks or repetitions: "Tel", "Tel (2)", "column 3"."""
    seen: dict[str, int] = {}
    result = []
    for i, name in enumerate(names, 1):
        name = name or f"column {i}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def _strength(names: Sequence[str]) -> float:
    """How many of the texts are names of columns, weighed against those that are plainly data."""
    scores = [max(name_score(name, field) for field in NAMES) if name and len(name) < 60 else 0.0 for name in names]
    data = sum(is_data(name) for name in names if name)
    return sum(score for score in scores if score >= 0.6) - 1.5 * data


def is_data(text: str) -> bool:
    """Whether a text is plainly a value and no name: a date or an amount, with nothing but a known currency beside it.

    Days of lateness such as 1-30 or 90+ look like one, and are the names of an aging report's columns.
    """
    if _DAYS.match(text):
        return False
    if isinstance(parse_date(text, "dmy"), str):
        return True
    parsed = parse_amount(text, None)
    is_number = parsed.cents is not Flaw.BAD and any(map(str.isdigit, text))
    return is_number and (parsed.mark is None or currency_of(parsed.mark, "USD") is not None)


def _may_be_upper(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    said = [text for text in map(clean, upper) if text]
    return len(said) >= 2 and not any(is_data(text) for text in said) and len(upper) == len(lower)


def _join(upper: list[str], lower: list[str]) -> list[str]:
    """A header over two lines: group names stretch over the columns to their right that have a name of their own below."""
    group, joined = "", []
    for top, bottom in zip(upper, lower, strict=True):
        group = top or (group if bottom else "")
        joined.append(f"{group} {bottom}".strip() if bottom else top)
    return joined


def _with_lower_line(header: Header, rows: Sequence[Sequence[Cell]]) -> Header:
    """Take in a second line of names under the header ("Fecha de" over "emision"), when it is plainly no data."""
    below = header.index + 1
    if header.first != header.index or below >= len(rows) or len(rows[below]) != len(header.names):
        return header
    lower = [clean(cell) or "" for cell in rows[below]]
    joined = _join(header.names, lower)
    is_worth = sum(map(bool, lower)) >= 1 and not any(is_data(text) for text in lower) and _strength(joined) > _strength(header.names) + 0.3
    return Header(header.first, below, joined) if is_worth else header
