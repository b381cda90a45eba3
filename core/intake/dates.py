"""Dates as people and spreadsheets write them, read in the order that the whole column shows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.intake.cells import EMPTY, Cell, Flaw, Memo

ORDERS = ("dmy", "mdy", "ymd", "yy")  # "ymd" takes years of four digits alone; "yy" is year first with two
FIRST_YEAR, LAST_YEAR = 1950, 2120
EPOCH = date(1899, 12, 30)  # day 0 of Excel's serials

_MONTHS = (
    ("ene", "jan", "enero", "january", "janeiro"),
    ("feb", "fev", "febrero", "february", "fevereiro"),
    ("mar", "marzo", "march", "marco"),
    ("abr", "apr", "abril", "april"),
    ("may", "mai", "mayo", "maio"),
    ("jun", "junio", "june", "junho"),
    ("jul", "julio", "july", "julho"),
    ("ago", "aug", "agosto", "august"),
    ("sep", "set", "sept", "septiembre", "setiembre", "september", "setembro"),
    ("oct", "out", "octubre", "october", "outubro"),
    ("nov", "noviembre", "november", "novembro"),
    ("dic", "dec", "dez", "diciembre", "december", "dezembro"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}

_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_NUMERIC = re.compile(r"(\d{1,4})\s*([/.\- ])\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,4})" + _TIME + r"\s*$", re.I)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6})?$")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?$")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|º|°)?[\s/.\-]*(?:de\s+)?([a-zç]{3,10})\.?[\s/.\-,]*(?:de[l]?\s+)?'?(\d{4}|\d{2})" + _TIME + "$"
)
_MONTH_FIRST = re.compile(r"([a-zç]{3,10})\.?[\s/.\-]*(\d{1,2})(?:st|nd|rd|th)?[\s/.\-,]+(\d{4}|\d{2})" + _TIME + "$")
_YEAR_FIRST = re.compile(r"(\d{4})[\s/.\-]+([a-zç]{3,10})\.?[\s/.\-]+(\d{1,2})$")
_WEEKDAY = re.compile(r"^(?:lun|mar|mie|jue|vie|sab|dom|seg|ter|qua|qui|sex|mon|tue|wed|thu|fri|sat|sun)[a-z\-]*[.,]*\s+(?=\S)")
_NO_DATE = re.compile(
    r"^(?:0*[/.\- ]?0*[/.\- ]?0*|0?1[/.\-]0?1[/.\-](?:1900|1753|0001)|(?:1900|1753|0001)-01-01|31/12/9999|12/31/9999|9999-12-31)"
    r"(?:[T ]+[0:]+)?$"
)
"""What programs write where there is no date: zeros, and the first or last day that they know."""
_PLAIN = str.maketrans("áéíóúç", "aeiouc")


def dates(order: str | None) -> Memo:
    """A converter from cells to ISO dates; None for blank, Flaw.BAD for what is no date in this order."""
    return Memo(lambda value: parse_date(value, order))


def parse_date(value: Cell, order: str | None) -> str | Flaw | None:
    """One date as ISO text. `order` (one of ORDERS) only decides where the text alone cannot; never replaced by a guess."""
    if not isinstance(value, str):
        if value == 0:
            return None
        return _from_serial(float(value))
    text = value.strip().lstrip("'").strip()
    if not text or text.lower() in EMPTY or _NO_DATE.match(text):
        return None
    numeric = _NUMERIC.match(text)
    if numeric:
        first, _, second, third = numeric.groups()
        return _from_parts(first, second, third, order or "dmy")
    if compact := _COMPACT.match(text):
        return _iso(*map(int, compact.groups()))
    if _SERIAL.match(text):
        return _from_serial(float(text.replace(",", ".")))
    return _from_words(text.lower().translate(_PLAIN))


def _from_parts(first: str, second: str, third: str, order: str) -> str | Flaw:
    if len(first) == 4:
        return _iso(int(first), int(second), int(third)) if len(third) < 3 else Flaw.BAD
    if order == "yy" and len(first) == 2 and len(third) < 3:
        return _iso(_year(first), int(second), int(third))
    if len(first) == 3 or len(third) in (1, 3):
        return Flaw.BAD
    if order in ("ymd", "yy"):
        return _only_reading(int(first), int(second), third)
    if order == "mdy":
        return _iso(_year(third), int(first), int(second))
    return _iso(_year(third), int(second), int(first))


def _only_reading(one: int, two: int, year: str) -> str | Flaw:
    """A date with its year at the end where it was to come first: read only if it can be read in one way."""
    found = {_iso(int(year), two, one), _iso(int(year), one, two)} - {Flaw.BAD}
    return found.pop() if len(found) == 1 else Flaw.BAD


def _from_serial(serial: float) -> str | Flaw:
    if not 18_264 <= serial < 80_000:
        return Flaw.BAD
    return (EPOCH + timedelta(days=int(serial))).isoformat()


def _from_words(text: str) -> str | Flaw:
    for candidate in (text, _WEEKDAY.sub("", text)):
        if match := _DAY_FIRST.match(candidate):
            day, month, year = match.groups()
        elif match := _MONTH_FIRST.match(candidate):
            month, day, year = match.groups()
        elif match := _YEAR_FIRST.match(candidate):
            year, month, day = match.groups()
        else:
            continue
        if month in MONTHS:
            return _iso(_year(year), MONTHS[month], int(day))
    return Flaw.BAD


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 80 else 1900 + year


def _iso(year: int, month: int, day: int) -> str | Flaw:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Flaw.BAD
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return Flaw.BAD


@dataclass(slots=True)
class Evidence:
    """What a column shows about its order: cells that only day first, month first or year first can explain, and open ones."""

    dmy: int = 0
    mdy: int = 0
    ymd: int = 0
    open: int = 0  # both readings are dates, and different ones
    same: int = 0  # both readings are the same day
    firsts: set[int] = field(default_factory=set)  # first and last numbers of dates whose year has two digits
    lasts: set[int] = field(default_factory=set)
    shapes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, values: Iterable[Cell]) -> Evidence:
        """Weigh more cells of the same column."""
        for value in values:
            if isinstance(value, str) and (match := _NUMERIC.match(value.strip().lstrip("'"))):
                self._weigh(*match.groups())
        return self

    def _weigh(self, first: str, separator: str, second: str, third: str) -> None:
        if len(first) == 4:
            self.shapes["iso"]["low" if int(third) <= 12 and int(second) <= 12 else "high"] += 1
            return
        one, two = int(first), int(second)
        if len(third) == 2:
            self.firsts.add(one)
            self.lasts.add(int(third))
        padded = len(first) == 2 and len(second) == 2
        shape = f"{separator}{'padded' if padded else 'short'}{len(third)}"
        if one > 31 and len(third) == 2:
            self.ymd += 1
        elif one > 12 >= two:
            self.dmy += 1
            self.shapes[shape]["dmy"] += 1
        elif two > 12 >= one:
            self.mdy += 1
            self.shapes[shape]["mdy"] += 1
        elif one <= 12:
            self.open += one != two
            self.same += one == two
            self.shapes[shape]["open"] += 1

    def merge(self, other: Evidence) -> Evidence:
        """The evidence of two columns together: one program wrote both."""
        self.dmy, self.mdy, self.ymd = self.dmy + other.dmy, self.mdy + other.mdy, self.ymd + other.ymd
        self.open, self.same = self.open + other.open, self.same + other.same
        self.firsts, self.lasts = self.firsts | other.firsts, self.lasts | other.lasts
        return self

    @property
    def order(self) -> str | None:
        """The order that the cells prove, None when they prove nothing or contradict each other."""
        ranked = sorted(((self.dmy, "dmy"), (self.mdy, "mdy"), (self.ymd, "ymd")), reverse=True)
        best, second = ranked[0], ranked[1]
        if not best[0] or second[0] * 20 > best[0]:
            return None
        return best[1]

    @property
    def may_be_year_first(self) -> bool:
        """Whether two-digit years seem to stand first: few numbers there, many at the end, none beyond the days of a month."""
        return len(self.firsts) <= 2 and len(self.lasts) > 3 * len(self.firsts) and max(self.lasts) <= 31 and not self.shapes.get("iso")

    @property
    def is_half_swapped(self) -> bool:
        """Excel turned the dates it could misread into others: one shape holds only days after the 12th, another only days up to it."""
        high = [shape for shape, seen in self.shapes.items() if seen["dmy"] + seen["mdy"] >= 2 and not seen["open"]]
        low = [
            shape
            for shape, seen in self.shapes.items()
            if (seen["open"] >= 2 or seen["low"] >= 2) and not (seen["dmy"] + seen["mdy"] + seen["high"])
        ]
        return bool(high and low) or (self.dmy >= 2 and self.mdy >= 2)
