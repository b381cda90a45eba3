"""Amounts as people write them, to integer hundredths; what can be read two ways is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from core.intake.cells import EMPTY, Cell, Flaw, Memo
from core.intake.currencies import currency_of
from core.intake.grid import Column

LARGEST = 10**17  # hundredths that fit a 64-bit column with room to add
_BODY = re.compile(r"^(?P<before>[^\d.,]*)(?P<body>[.,]?\d[\d.,'’´`  \u202f\u2009_]*)(?P<after>[^\d]*)$")
_GROUPED = {sign: re.compile(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+$") for sign in ".,"}
_PLAIN = {
    "comma": re.compile(r"(?:-?(?:\d{1,3}(?:\.\d{3})++|\d{1,13}),\d\d\n)*+"),
    "point": re.compile(r"(?:-?(?:\d{1,3}(?:,\d{3})++|\d{1,13})\.\d\d\n)*+"),
}
_SPACED = re.compile(r"\d{1,3}(?:[ '’´`\u202f\u2009_]\d{3})+$")
_MINUS = "-−–—"
_NOTHING = re.compile(rf"[(\s]*(?:[A-Z]{{0,3}}[$€£₡S/.]{{1,3}}|[A-Z]{{3}})\s*[{_MINUS}][\s)?]*$")  # how spreadsheets show a zero
_SPACES = str.maketrans(dict.fromkeys(map(ord, " '’´`\u202f\u2009_")))


@dataclass(slots=True)
class Parsed:
    """One amount: hundredths or a flaw, the currency sign beside it, and whether it broke its column's habit."""

    cents: int | Flaw | None
    mark: str | None = None
    is_odd: bool = False


class Amounts:
    """Converts the cells of amount columns. `marks` holds the currency signs met and `odd` the cells that break the column's habit."""

    def __init__(self, decimal: str | None, is_chosen: bool = False) -> None:
        self.decimal, self.is_chosen = decimal, is_chosen
        self.marks: dict[Cell, str] = {}
        self.odd: set[Cell] = set()
        self._sign, self._group = ("," if decimal == "comma" else "."), ("." if decimal == "comma" else ",")
        self._memo = Memo(self._convert)
        self._plain = _PLAIN.get(decimal or "")
        self._last: tuple[Sequence[Cell], list[Any]] = ((), [])

    @property
    def has_flaws(self) -> bool:
        """Whether any cell so far was no amount, or could be read two ways."""
        return self._memo.has_flaws

    def all(self, column: Sequence[Cell]) -> list[Any]:
        """Hundredths, None for blank, Flaw.BAD or Flaw.AMBIGUOUS; a column in which every cell follows the habit goes at once."""
        if self._plain:
            if column == self._last[0]:  # what is open of a new portfolio is all of it
                return self._last[1].copy()
            try:
                whole = column.joined() if isinstance(column, Column) else "\n".join(column) + "\n"
            except TypeError:
                return self._memo.all(column)
            if self._plain.fullmatch(whole):
                found = list(map(int, whole.replace(".", "").replace(",", "").split()))
                self._last = column, found.copy()
                return found
        if len(self._memo) > 50_000:
            self._memo.clear()
        return self._memo.all(column)

    def _convert(self, value: Cell) -> int | Flaw | None:
        if isinstance(value, str):
            head, sign, tail = value.rpartition(self._sign)
            if sign and len(tail) == 2 and tail.isdecimal() and self.decimal:
                if head.isdecimal() and len(head) < 14:
                    return int(head + tail)
                if len(head) < 14 and _GROUPED[self._group].match(head):
                    return int(head.replace(self._group, "") + tail)
        parsed = parse_amount(value, self.decimal, self.is_chosen)
        if parsed.mark:
            self.marks[value] = parsed.mark
        if parsed.is_odd:
            self.odd.add(value)
        return parsed.cents

    def marks_of(self, column: Iterable[Cell], local: str | None) -> list[str | Flaw | None]:
        """The currency each cell states itself: None without a sign, Flaw.BAD for a sign nobody knows."""
        known = {value: currency_of(mark, local) or Flaw.BAD for value, mark in self.marks.items()}
        return [known.get(value) for value in column]


def parse_amount(value: Cell, decimal: str | None, is_chosen: bool = False) -> Parsed:
    """One amount to hundredths, half up; numbers of a workbook are exact. `decimal` (comma, point) is what the column shows."""
    if not isinstance(value, str):
        return Parsed(_cents(repr(value)))
    text = value.replace("\xa0", " ").strip()
    if text[:1] == "'":
        text = text[1:].strip()
    if text.lower() in EMPTY:
        return Parsed(None)
    match = _BODY.match(text)
    if not match:
        return Parsed(0 if _NOTHING.match(text) else Flaw.BAD)
    negative, mark = _sign_and_mark(match["before"], match["after"])
    if negative is None:
        return Parsed(Flaw.BAD)
    digits, is_odd = _plain_digits(match["body"].rstrip(" "), decimal, is_chosen)
    if isinstance(digits, Flaw):
        return Parsed(digits, mark)
    cents = _cents(digits)
    return Parsed(-cents if negative and isinstance(cents, int) else cents, mark, is_odd)


def parse_rate(value: Cell, decimal: str | None) -> Decimal | None:
    """An exchange rate, exact, with as many decimals as it has; None for blank, nonsense, and what can be read two ways."""
    text = value if isinstance(value, str) else repr(value)
    match = _BODY.match(text.replace("\xa0", " ").strip())
    habit = decimal if isinstance(value, str) else "point"
    digits, _ = _plain_digits(match["body"].rstrip(" "), habit, habit is not None) if match else (Flaw.BAD, False)
    try:
        rate = Decimal(digits) if isinstance(digits, str) else Decimal(0)
    except InvalidOperation:
        return None
    return rate if 0 < rate < 10**9 else None


def _cents(digits: str) -> int | Flaw:
    try:
        cents = int((Decimal(digits) * 100).to_integral_value(ROUND_HALF_UP))
    except (InvalidOperation, OverflowError, ValueError):
        return Flaw.BAD
    return cents if abs(cents) < LARGEST else Flaw.BAD


def _sign_and_mark(before: str, after: str) -> tuple[bool | None, str | None]:
    """Whether a minus or parentheses make it negative (None: nonsense around the number), and the currency sign."""
    if after.strip().upper() in ("CR", "DR"):  # credit and debit, as ledgers in English mark them
        after = "-" if after.strip().upper() == "CR" else ""
    in_parentheses = "(" in before and ")" in after
    around = before + " " + after
    minuses = sum(around.count(sign) for sign in _MINUS)
    if minuses + in_parentheses > 1 or "%" in around or ("(" in before) != (")" in after):
        return None, None
    mark = "".join(c for c in around if c not in _MINUS + "()+ ").strip()
    mark = mark.removesuffix(":")
    if len(mark) > 6 or any(c in "#:;=@*" for c in mark):
        return None, None
    return bool(minuses or in_parentheses), mark or None


def _plain_digits(body: str, decimal: str | None, is_chosen: bool) -> tuple[str | Flaw, bool]:
    """The number with a point for its decimals; whether it broke the column's habit."""
    last = max(body.rfind("."), body.rfind(","))
    whole = body if last < 0 else body[:last]
    if any(c in whole for c in " '’´`\u202f\u2009_"):
        return _spaced(body, last)
    dots, commas = body.count("."), body.count(",")
    if not dots and not commas:
        return (body if body.isdecimal() else Flaw.BAD), False
    if dots and commas:
        return _two_signs(body, last, decimal)
    sign = "." if dots else ","
    if dots + commas > 1:
        return (body.replace(sign, "") if _GROUPED[sign].match(body) else Flaw.BAD), _is_habit(sign, decimal)
    return _one_sign(body, sign, decimal, is_chosen)


def _is_habit(sign: str, decimal: str | None) -> bool:
    return (decimal == "comma" and sign == ",") or (decimal == "point" and sign == ".")


def _spaced(body: str, last: int) -> tuple[str | Flaw, bool]:
    """Thousands by space or apostrophe, also as in Mexico's 1'234,567.89."""
    whole, tail = (body, "") if last < 0 else (body[:last], body[last + 1 :])
    group = "," if last >= 0 and body[last] == "." else "."
    joined = whole.replace(group, " ") if group in whole else whole
    if not _SPACED.match(joined) or not (tail.isdecimal() or not tail):
        return Flaw.BAD, False
    if len(tail) == 3 and group not in whole:
        return Flaw.AMBIGUOUS, False
    return joined.translate(_SPACES) + "." + (tail or "0"), False


def _two_signs(body: str, last: int, decimal: str | None) -> tuple[str | Flaw, bool]:
    sign = body[last]
    group = "." if sign == "," else ","
    whole, tail = body[:last], body[last + 1 :]
    if sign in whole or not _GROUPED[group].match(whole) or not (tail.isdecimal() or not tail):
        return Flaw.BAD, False
    return whole.replace(group, "") + "." + (tail or "0"), decimal is not None and not _is_habit(sign, decimal)


def _one_sign(body: str, sign: str, decimal: str | None, is_chosen: bool) -> tuple[str | Flaw, bool]:
    head, _, tail = body.partition(sign)
    plain = (head or "0") + "." + (tail or "0")
    is_twofold = len(tail) == 3 and 1 <= len(head) <= 3 and head.lstrip("0") != "" and not head.startswith("0")
    if not is_twofold:
        return plain, decimal is not None and not _is_habit(sign, decimal)
    if decimal is None:
        return Flaw.AMBIGUOUS, False
    if not _is_habit(sign, decimal):
        return head + tail, False
    return (plain, True) if is_chosen else (Flaw.AMBIGUOUS, False)


@dataclass(slots=True)
class Habit:
    """How many cells of a column prove a decimal comma or point, and how many could be read both ways."""

    comma: int = 0
    point: int = 0
    open: int = 0

    def add(self, values: Iterable[Cell]) -> Habit:
        """Weigh more cells."""
        for value in values:
            if isinstance(value, str) and (match := _BODY.match(value.replace("\xa0", " ").strip())):
                self._weigh(match["body"].translate(_SPACES))
        return self

    def _weigh(self, body: str) -> None:
        dots, commas = body.count("."), body.count(",")
        if not dots and not commas:
            return
        last = max(body.rfind("."), body.rfind(","))
        sign = body[last]
        if dots and commas:
            is_comma = sign == ","
        elif dots + commas > 1:
            is_comma = sign == "."
        elif len(body) - last - 1 == 3 and 1 <= last <= 3 and not body.startswith("0"):
            self.open += 1
            return
        else:
            is_comma = sign == ","
        self.comma += is_comma
        self.point += not is_comma

    @property
    def decimal(self) -> str | None:
        """comma or point where the cells prove one; None when they prove nothing or both."""
        most, least = max(self.comma, self.point), min(self.comma, self.point)
        if not most or least * 20 > most:
            return None
        return "comma" if self.comma > self.point else "point"
