"""What people may ask about their own data, and until when the law wants an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.domain.packs import Holidays, RequestTerm

ACCESS, CORRECT, RESTRICT, OBJECT, ERASE = "access", "correct", "restrict", "object", "erase"
KINDS = (ACCESS, CORRECT, RESTRICT, OBJECT, ERASE)
CONTACT, PROFILING = "contact", "profiling"
OBJECTIONS = (CONTACT, PROFILING)
ARRIVALS = ("email", "phone", "whatsapp", "sms", "letter", "in_person", "authority")
ASKED_BY = ("person", "representative", "authority")
IDENTITIES = ("document", "known_address", "in_person", "call_back", "power_of_attorney")
DONE, REFUSED = "done", "refused"
REASONS = ("identity_not_proven", "contract_in_force", "legal_duty", "open_claim", "not_about_them", "repeated", "withdrawn", "other")
EXTENSIONS = ("complex", "numerous", "evidence")
"""Why an answer may take longer: a difficult request, many of them, or something that must be found first."""
PROVEN_FIRST = frozenset({ACCESS, CORRECT, ERASE})
"""Requests that hand out, change or destroy data: whoever asks must have shown who they are."""
NEARLY = timedelta(days=3)


def due_on(term: RequestTerm, received_on: date, holidays: Holidays) -> date:
    """The last day for an answer. The day of arrival does not count; business days leave out weekends and known holidays.

    A month ends on the same day of the next month, or on its last day where it has no such day (Regulation (EEC) 1182/71, art. 3).
    """
    if term.counted == "month":
        return _months_later(received_on, term.within)
    if term.counted == "calendar":
        return received_on + timedelta(days=term.within)
    day, left = received_on, term.within
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in holidays.days
    return day


def extended_to(term: RequestTerm, received_on: date, holidays: Holidays) -> date | None:
    """The last day once the law's extension is used: months run on from the arrival, days from the first last day; None without one."""
    if term.extension is None:
        return None
    if term.counted == term.extension.counted == "month":
        return _months_later(received_on, term.within + term.extension.within)
    return due_on(term.extension, due_on(term, received_on, holidays), holidays)


def _months_later(day: date, months: int) -> date:
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def term_for(kind: str, terms: Mapping[str, RequestTerm]) -> RequestTerm | None:
    """The term of a kind of request: laws tell a look at the data from a change of it. None where the pack gives none."""
    return terms.get("access" if kind == ACCESS else "change")


def state_of(due: date, outcome: str | None, today: date) -> str:
    """done or refused once it was answered; before that overdue, soon (three days or less) or open."""
    if outcome is not None:
        return outcome
    if today > due:
        return "overdue"
    return "soon" if due - today <= NEARLY else "open"
