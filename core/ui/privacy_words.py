"""Words and colours for people's requests about their data: one each, the same on every page."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.services.person_export_words import CODES, SECTIONS
from core.services.privacy_requests import Listed
from core.text import N_, _, format_date, ngettext_
from core.ui.words import territory_word

KINDS = {
    "access": N_("See the data"), "correct": N_("Correct the data"), "restrict": N_("Restrict the data"), "object": N_("Object"),
    "erase": N_("Erase the data"),
}  # fmt: skip
ABOUTS = {"contact": N_("Object to contact"), "profiling": N_("Object to a profile")}
ARRIVALS = {
    "email": N_("By e-mail"), "phone": N_("By phone"), "whatsapp": N_("By WhatsApp"), "sms": N_("By SMS"), "letter": N_("By letter"),
    "in_person": N_("In person"), "authority": N_("Through an authority"),
}  # fmt: skip
ASKERS = {"person": N_("The person"), "representative": N_("A representative"), "authority": N_("An authority")}
IDENTITIES = {
    "document": N_("Showed an identity document"), "known_address": N_("Wrote from a number or e-mail on record"),
    "in_person": N_("Came in person and is known"), "call_back": N_("Was called back on a number on record"),
    "power_of_attorney": N_("Showed a power of attorney"),
}  # fmt: skip
STATES: dict[str, tuple[str, Any]] = {
    "open": (N_("Waits"), "blue"), "soon": (N_("Due soon"), "orange"), "overdue": (N_("Overdue answer"), "red"),
    "done": (N_("Granted"), "green"),
    "refused": (N_("Refused"), "gray"),
}  # fmt: skip
EXTENSIONS = {
    "complex": N_("The request is difficult"), "numerous": N_("There are many requests"), "evidence": N_("Something must be found first"),
}  # fmt: skip
_TABLES = {section.table: section.title for section in SECTIONS} | {
    "customer": N_("Name, tax id, address and notes"), "message": N_("Texts of messages"), "reply": N_("Texts of replies"),
    "message_event": N_("Details of deliveries"), "allocation": N_("Applications of payments"), "import": N_("Lines in reports of imports"),
    "import_reject": N_("Rejected rows of files"), "audit_detail": N_("Personal details in the audit trail"),
    "invoice": N_("Documents"), "payment": N_("Payments"), "profile": N_("Profile and score"), "promise": N_("Notes of promises"),
    "activity": N_("Notes of calls and visits"), "appointment": N_("Notes of appointments"), "dispute": N_("Notes of disputes"),
    "authorisation": N_("Proofs of consent"), "opt_out": N_("Words of opt-outs"), "plan": N_("Notes of payment plans"),
    "privacy_request": N_("Notes of requests"), "circumstance": N_("Circumstances"),
    "mention": N_("Notes about others that name the person"),
}  # fmt: skip


def kind_word(kind: str, about: str | None = None) -> str:
    """What is asked for."""
    return _(ABOUTS[about]) if about in ABOUTS else _(KINDS[kind]) if kind in KINDS else kind


def word(words: dict[str, str], code: str | None) -> str:
    """A code of one of the lists above."""
    return _(words[code]) if code in words else code or "–"


def reason_word(code: str | None) -> str:
    """Why a request is refused."""
    return _(CODES[code]) if code in CODES else code or "–"


def state_word(state: str) -> str:
    """How a request stands."""
    return _(STATES[state][0])


def table_word(name: str) -> str:
    """What a table holds of a person, when it is erased."""
    return _(_TABLES[name]) if name in _TABLES else name


def deadline_word(row: Listed) -> str:
    """The last day, the days that are left, and the rule behind it."""
    if row.closed_at is not None:
        return _("Answer due: {day}", day=format_date(row.due_on))
    late = ngettext_("{n} day over", "{n} days over", -row.days_left)
    left = ngettext_("{n} day left", "{n} days left", row.days_left)
    return _("Answer due: {day} ({left})", day=format_date(row.due_on), left=late if row.days_left < 0 else left)


def extended_word(row: Listed) -> str:
    """That and why there is more time, and when the person was told; nothing for a request that was not extended."""
    rule = row.deadline
    if not rule.get("first_due_on"):
        return ""
    told = _("Extended once from {day} by {span}: {why}. The person was told on {told}.",
             day=format_date(date.fromisoformat(rule["first_due_on"])), span=_span(rule.get("more", 0), rule.get("more_counted", "")),
             why=word(EXTENSIONS, rule.get("extended_for")).lower(), told=format_date(date.fromisoformat(rule["told_on"])))  # fmt: skip
    return f"{told} {unconfirmed_word()}" if rule.get("more_confidence") == "unconfirmed" else told


def unconfirmed_word() -> str:
    """That the research has no source for a time."""
    return _("Not confirmed in a source: ask somebody who knows this law.")


def _span(within: int, counted: str) -> str:
    return {
        "business": ngettext_("{n} business day", "{n} business days", within), "month": ngettext_("{n} month", "{n} months", within),
    }.get(counted, ngettext_("{n} day", "{n} days", within))  # fmt: skip


def rule_word(row: Listed) -> str:
    """Which law sets the day, or that none does."""
    rule = row.deadline
    span = _span(rule.get("within", 0), rule.get("counted", ""))
    place = territory_word(rule.get("country", ""))
    if not rule.get("law"):
        return _("{country}: {span}, our own default; the research found no time in the law.", country=place, span=span)
    told = _("{country}: {span}. {law}. Researched, not legal advice.", country=place, span=span, law=rule["law"])
    return f"{told} {unconfirmed_word()}" if rule.get("confidence") == "unconfirmed" else told
