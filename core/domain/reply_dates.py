"""The day that somebody names in a message: "el viernes", "el 15", "mañana", "next monday", "fim do mês"; `today` is always given."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

_WEEKDAYS = {
    "lunes": 0, "martes": 1, "miercoles": 2, "jueves": 3, "viernes": 4, "sabado": 5, "domingo": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "segunda feira": 0, "terca feira": 1, "quarta feira": 2, "quinta feira": 3, "sexta feira": 4,
    "na segunda": 0, "na terca": 1, "na quarta": 2, "na quinta": 3, "na sexta": 4, "ate segunda": 0, "ate terca": 1, "ate quarta": 2,
    "ate quinta": 3, "ate sexta": 4, "nesta sexta": 4, "essa sexta": 4, "proxima segunda": 0, "proxima sexta": 4, "proxima quinta": 3,
}  # fmt: skip
_MONTHS = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "setiembre": 9,
    "octubre": 10, "noviembre": 11, "diciembre": 12, "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12, "janeiro": 1, "fevereiro": 2, "marco": 3, "maio": 5,
    "junho": 6, "julho": 7, "setembro": 9, "outubro": 10, "novembro": 11, "dezembro": 12, "jan": 1, "feb": 2, "mar": 3, "abr": 4, "apr": 4,
    "jun": 6, "jul": 7, "ago": 8, "aug": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dic": 12, "dec": 12, "ene": 1,
}  # fmt: skip
_COUNTED = """
    uno|un|una|one|a|um|uma|primero dos|two|dois|duas tres|three cuatro|four|quatro cinco|five seis|six siete|seven|sete
    ocho|eight|oito nueve|nine|nove diez|ten|dez once|eleven|onze doce|twelve|doze trece|treze catorce|fourteen
    quince|fifteen|quinze dieciseis diecisiete dieciocho diecinueve veinte|twenty|vinte veintiuno veintidos veintitres
    veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta|thirty|trinta
"""
NUMBERS = {word: n for n, group in enumerate(_COUNTED.split(), start=1) for word in group.split("|")}

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_NUMBER = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_NEXT_WEEK = r"(?:proxima|otra|siguiente) semana|semana (?:que viene|proxima|entrante|que vem)|next week|proxima semana"


@dataclass(frozen=True)
class Day:
    """A day and how sure the words are about it: 1.0 a date, less for "next week"."""

    on: date
    sureness: float


def find_day(levelled: str, words: str, today: date, *, day_first: bool = True) -> Day | None:
    """The first reading that fits, most exact first; days without a year or month lie ahead. None when no day is named."""
    written = _find_written(levelled, today, day_first)
    if written:
        return written
    for pattern, read in _readings():
        found = pattern.search(words)
        day = read(found, today) if found else None
        if day:
            return day
    return None


def _find_written(text: str, today: date, day_first: bool) -> Day | None:
    if found := re.search(r"\b(20\d\d)-(\d{1,2})-(\d{1,2})\b", text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = re.search(r"(?<![\d.,$/-])(\d{1,2})\s?[/-]\s?(\d{1,2})(?:\s?[/-]\s?(20\d\d|\d\d))?(?![\d/-])", text)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    day, month = (first, second) if (day_first and second <= 12) or first > 12 else (second, first)
    if found[3]:
        return _day(int(found[3]) % 100 + 2000, month, day)
    return _ahead(day, month, today)


def _day(year: int, month: int, day: int, sureness: float = 1.0) -> Day | None:
    try:
        return Day(date(year, month, day), sureness)
    except ValueError:
        return None


def _ahead(day: int, month: int, today: date) -> Day | None:
    """A day and month: this year's, or next year's when this year's is long over."""
    found = _day(today.year, month, day)
    if found and found.on < today - timedelta(days=120):
        return _day(today.year + 1, month, day)
    return found


def _day_of_month(found: re.Match[str], today: date) -> Day | None:
    day = _number(found["n"])
    for ahead in range(3):
        month = today.month - 1 + ahead
        candidate = _day(today.year + month // 12, month % 12 + 1, day, 0.95)
        if candidate and candidate.on >= today:
            return candidate
    return None


def _named_month(found: re.Match[str], today: date) -> Day | None:
    return _ahead(_number(found["n"]), _MONTHS[found["month"]], today)


def _weekday(found: re.Match[str], today: date) -> Day:
    """The coming one, never today; "next friday" and "viernes de la otra semana" are in the week after this one."""
    wanted = _WEEKDAYS[found["day"]]
    coming = today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    monday_after = today + timedelta(days=7 - today.weekday())
    if found["next"] or found["week"]:
        return Day(monday_after + timedelta(days=wanted), 0.9)
    return Day(coming, 0.95)


def _in_some_days(found: re.Match[str], today: date) -> Day:
    count, unit = 2 if found["n"] in ("par de", "couple of", "couple") else _number(found["n"]), found["unit"]
    if unit.startswith(("semana", "week")):
        return Day(today + timedelta(weeks=count), 0.85)
    if unit.startswith(("mes", "month")):
        month = today.month - 1 + count
        year, month = today.year + month // 12, month % 12 + 1
        return Day(date(year, month, min(today.day, _last_day(year, month))), 0.8)
    return Day(today + timedelta(days=count), 0.9)


def _end_of_month(found: re.Match[str], today: date) -> Day:
    return Day(today.replace(day=_last_day(today.year, today.month)), 0.85)


def _start_of_month(found: re.Match[str], today: date) -> Day:
    return Day(_next_month(today).replace(day=5), 0.6)


def _next_month_end(found: re.Match[str], today: date) -> Day:
    ahead = _next_month(today)
    return Day(ahead.replace(day=_last_day(ahead.year, ahead.month)), 0.5)


def _pay_day(found: re.Match[str], today: date) -> Day:
    """The next "quincena": the 15th or the last day of the month."""
    return Day(today.replace(day=15), 0.8) if today.day < 15 else Day(today.replace(day=_last_day(today.year, today.month)), 0.8)


def _friday_of_next_week(found: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=11 - today.weekday()), 0.5)


def _this_week(found: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=4 - today.weekday() if today.weekday() <= 4 else 6 - today.weekday()), 0.6)


def _weekend(found: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=6 - today.weekday()), 0.7)


def _plus(days: int, sureness: float = 1.0) -> Callable[[re.Match[str], date], Day]:
    return lambda found, today: Day(today + timedelta(days=days), sureness)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _next_month(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


@cache
def _readings() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Day | None]], ...]:
    """Every way to name a day; compiled at the first reply, because it takes a sixth of a second and the start need not wait."""
    return tuple((re.compile(pattern), read) for pattern, read in _READINGS)


_READINGS: tuple[tuple[str, Callable[[re.Match[str], date], Day | None]], ...] = (
    (rf"\b(?P<n>{_NUMBER})(?:ro|st|nd|rd|th)? (?:de |of )?(?P<month>{_MONTH})\b", _named_month),
    (rf"\b(?P<month>{_MONTH}) (?:the )?(?P<n>\d{{1,2}})(?:st|nd|rd|th)?\b", _named_month),
    (r"\bpasado manana\b|\bday after tomorrow\b|\bdepois de amanha\b", _plus(2)),
    (r"(?<!de la )(?<!por la )(?<!en la )\bmanana\b(?! por la manana en)|\btomorrow\b|\bamanha\b", _plus(1)),
    (rf"\b(?:(?P<next>next) )?(?:{_NEXT_WEEK} )?(?P<day>{_WEEKDAY})(?P<week>(?: (?:de|"
     rf"of) (?:la )?)?(?: ?(?:{_NEXT_WEEK})))?\b", _weekday),
    (rf"\b(?:el|dia|the|on|para el|hasta el|ate|ate o|no dia) (?:dia )?(?P<n>{_NUMBER})(?:ro|ero|st|nd|rd|th)?\b"
     rf"(?! (?:pesos|soles|dolares|reais|mil|usd|dias|semanas|days|weeks|hs|hrs|horas|pm|am)| (?:de |of )?(?:{_MONTH})\b)",
     _day_of_month),
    (r"\b(?P<n>\d{1,2})(?:st|nd|rd|th)\b", _day_of_month),
    (rf"\b(?:en|dentro de|in|em|daqui a|within) (?:unos |about )?(?P<n>par de|couple of|couple|{_NUMBER}) "
     r"(?P<unit>dias?|days?|semanas?|weeks?|mes(?:es)?|months?)\b", _in_some_days),
    (r"\b(?:fin|final|finales|fines|ultimo dia|ultimo|cierre) del? mes\b|\bend of (?:the |this )?month\b|\bfi(?:m|nal) do mes\b|"
     r"\bmonth end\b",
     _end_of_month),
    (r"\b(?:principios?|inicios?|comienzos?|primeros dias|comeco) d[eo]l? (?:proximo )?mes\b|\bearly next month\b", _start_of_month),
    (r"\bquincena\b|\bquinzena\b", _pay_day),
    (r"\bfin de semana\b|\bfinde\b|\bweekend\b|\bfim de semana\b", _weekend),
    (rf"\b(?:{_NEXT_WEEK})\b", _friday_of_next_week),
    (r"\b(?:esta semana|this week|essa semana|nesta semana)\b", _this_week),
    (r"\b(?:proximo mes|mes (?:que viene|proximo|entrante|que vem)|next month)\b", _next_month_end),
    (r"\b(?:hoy|today|hoje|esta (?:tarde|noche)|tonight|ahora mismo|right now|agora)\b", _plus(0)),
)  # fmt: skip
