"""Which columns of a person's data the readable page shows, under which heading, and the codes in words."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain import activities
from core.domain.aging import BUCKETS
from core.domain.profile import BEHAVIOUR_WORDS
from core.services import appointments, disputes
from core.text import N_


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the data, the heading (a msgid), and how it is read: text, code, day, moment, money, number, flag, whole."""

    name: str
    label: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Section:
    """One table on the page under its title (a msgid)."""

    table: str
    title: str
    columns: tuple[Column, ...]
    is_tall: bool = False  # one row, told line by line


def _columns(*told: tuple[str, str] | tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*one) for one in told)


_WHEN, _CHANNEL, _NOTE = N_("When"), N_("Channel"), N_("Note")
_STATE, _AMOUNT, _REASON, _HOW, _KIND = N_("State"), N_("Amount"), N_("Reason"), N_("How"), N_("Kind")

SECTIONS: tuple[Section, ...] = (
    Section("customer", N_("Who you are"), _columns(
        ("name", N_("Name")), ("code", N_("Code")), ("tax_id", N_("Tax id")), ("address", N_("Address")), ("city", N_("City")),
        ("region", N_("Region")), ("country", N_("Country")), ("language", N_("Language"), "code"), ("timezone", N_("Time zone")),
        ("preferred_channel", N_("Preferred channel"), "code"), ("vulnerable_since", N_("In a vulnerable situation since"), "day"),
        ("vulnerable_reason", N_("What you told")), ("quiet_until", N_("No contact until"), "day"),
        ("asked_hours", N_("Hours that you asked for"), "hours"),
        ("stop_reason", N_("Do not contact"), "code"),
        ("restricted_at", N_("Restricted since"), "moment"), ("unprofiled_at", N_("No profile since"), "moment"), ("notes", N_("Notes")),
        ("extra", N_("More from files"), "whole"), ("created_at", N_("Known since"), "moment"),
    ), is_tall=True),
    Section("contact_point", N_("Phones and e-mails"), _columns(
        ("kind", _KIND, "code"), ("value", N_("Number or address")), ("line", N_("Line"), "code"), ("is_primary", N_("Preferred"), "flag"),
        ("invalid_reason", N_("Not used because"), "code"), ("created_at", N_("Known since"), "moment"),
    )),
    Section("circumstance", N_("Circumstances you told us of"), _columns(
        ("kind", _KIND, "code"), ("noted_at", N_("Noted"), "moment"), ("until", N_("Until"), "day"), ("note", _NOTE),
        ("ended_at", N_("Ended"), "moment"), ("ended_note", N_("Why it ended")),
    )),
    Section("authorisation", N_("What you agreed to"), _columns(
        ("channel", _CHANNEL, "code"), ("given_at", N_("Given"), "moment"), ("how", _HOW, "code"), ("proof", N_("Proof")),
        ("withdrawn_at", N_("Withdrawn"), "moment"),
    )),
    Section("opt_out", N_("What you do not want"), _columns(
        ("channel", _CHANNEL, "code"), ("at", _WHEN, "moment"), ("how", _HOW, "code"), ("words", N_("Your words")),
        ("lifted_at", N_("Lifted"), "moment"), ("lifted_how", N_("Why it was lifted")),
    )),
    Section("invoice", N_("Documents"), _columns(
        ("number", N_("Number")), ("issued_on", N_("Issued"), "day"), ("due_on", N_("Due"), "day"), ("amount", _AMOUNT, "money"),
        ("paid", N_("Paid"), "money"), ("concept", N_("Concept")),
    )),
    Section("payment", N_("Payments"), _columns(
        ("paid_on", N_("Date"), "day"), ("amount", _AMOUNT, "money"), ("method", N_("Method"), "code"), ("reference", N_("Reference")),
    )),
    Section("promise", N_("Promises"), _columns(
        ("made_at", N_("Made"), "moment"), ("amount", _AMOUNT, "money"), ("promised_on", N_("Promised for"), "day"),
        ("channel", _CHANNEL, "code"), ("note", _NOTE), ("cancelled_at", N_("Cancelled"), "moment"), ("cancel_reason", _REASON),
    )),
    Section("plan", N_("Payment plans"), _columns(
        ("made_at", N_("Made"), "moment"), ("total", _AMOUNT, "money"), ("note", _NOTE), ("cancelled_at", N_("Cancelled"), "moment"),
    )),
    Section("dispute", N_("Disputes"), _columns(
        ("opened_at", N_("Opened"), "moment"), ("reason", _REASON, "code"), ("note", _NOTE), ("closed_at", N_("Closed"), "moment"),
        ("outcome", N_("How it ended"), "code"),
    )),
    Section("appointment", N_("Appointments"), _columns(
        ("kind", _KIND, "code"), ("at", _WHEN, "moment"), ("place", N_("Place")), ("note", _NOTE), ("done_at", N_("Held"), "moment"),
        ("cancelled_at", N_("Cancelled"), "moment"), ("outcome", N_("How it ended")),
    )),
    Section("message", N_("Messages to you"), _columns(
        ("planned_at", N_("Planned"), "moment"), ("sent_at", N_("Sent"), "moment"), ("channel", _CHANNEL, "code"), ("to_value", N_("To")),
        ("state", _STATE, "code"), ("subject", N_("Subject")), ("body", N_("Text")),
    )),
    Section("reply", N_("Messages from you"), _columns(
        ("received_at", _WHEN, "moment"), ("channel", _CHANNEL, "code"), ("from_value", N_("From")), ("body", N_("Text")),
        ("meaning", N_("Understood as"), "code"), ("outcome", N_("What came of it"), "code"),
    )),
    Section("activity", N_("Calls, visits and notes"), _columns(
        ("at", _WHEN, "moment"), ("kind", _KIND, "code"), ("outcome", N_("How it ended"), "code"), ("reason", _REASON, "code"),
        ("note", _NOTE), ("next_on", N_("To be called on"), "day"),
    )),
    Section("verdict", N_("Why a message went or not"), _columns(
        ("at", _WHEN, "moment"), ("channel", _CHANNEL, "code"), ("outcome", N_("Verdict"), "code"), ("sentence", _REASON),
        ("moved_to", N_("Moved to"), "moment"),
    )),
    Section("profile", N_("What is computed of you"), _columns(
        ("behaviour", N_("How you usually pay"), "code"), ("bucket", N_("Lateness"), "code"),
        ("oldest_due_on", N_("Unpaid since"), "day"), ("invoices", N_("Documents"), "number"),
        ("paid_late", N_("Late, paid or not"), "number"), ("rating", N_("Rating")), ("reach", N_("Reachable by"), "code"),
        ("last_payment_on", N_("Last payment"), "day"), ("last_contact_at", N_("Last contact"), "moment"),
    ), is_tall=True),
    Section("balance", N_("What you owe"), _columns(
        ("currency", N_("Currency")), ("open", N_("Still owed"), "money"), ("overdue", N_("Overdue"), "money"),
        ("credit", N_("In your favour"), "money"),
    )),
    Section("privacy_request", N_("Your requests about your data"), _columns(
        ("kind", _KIND, "code"), ("received_on", N_("Came on"), "day"), ("due_on", N_("Answer due"), "day"), ("note", _NOTE),
        ("closed_at", N_("Answered"), "moment"), ("outcome", N_("Result"), "code"), ("reason", _REASON, "code"), ("answer", N_("Answer")),
    )),
    Section("audit_entry", N_("Who did what with your data"), _columns(
        ("at", _WHEN, "moment"), ("action", N_("What"), "act"),
    )),
    Section("audit_detail", N_("What was changed"), _columns(("body", N_("From and to"), "change"))),
)  # fmt: skip

_STATES = {
    "queued": "Waiting", "sending": "Being sent", "sent": "Sent", "delivered": "Arrived", "read": "Was read",
    "undelivered": "Not delivered", "failed": "Has failed", "rejected": "Refused by the provider", "in_doubt": "In doubt",
    "needs_person": "A person decides",
    "canceled": "Called off", "expired": "Expired", "suppressed": "Held back", "skipped": "Left out", "allowed": "Allowed",
    "moved": "Moved", "blocked": "Blocked",
}  # fmt: skip
_HOWS = {
    "customer_call": "Said so on the phone", "customer_written": "Wrote so", "customer_visit": "Said so in person", "all": "All channels",
    "reply": N_("In a reply"), "import": N_("Told by a file"), "erased": N_("Was erased before"), "objection": N_("Objected to contact"),
    "customer": N_("Said so"), "contract": N_("In the contract"),
}  # fmt: skip
_HEARD = {
    "opt_out": "Wants no more messages", "wrong_person": "Wrong person", "opt_out_unclear": "May want no more messages",
    "complaint": "Complains", "asks_person": "Asks for a person", "reason": "Tells a reason", "question": "Asks something",
    "opt_in": "Wants messages again", "help": "Asks for help", "thanks": "Says thanks", "unknown": "To be read", "auto": "Automatic answer",
    "opted_out": N_("We write no more"), "opted_in": N_("We write again"), "answered": N_("We answered"), "noted": N_("We took note"),
}  # fmt: skip
_STOPS = {
    "illness": "Illness", "bereavement": "A death in the family", "disaster": "A disaster: flood, fire, earthquake",
    "vulnerable": "Another situation of weakness", "hardship": "Hardship: lost work or income", "deceased": "The person has died",
    "insolvency": "An insolvency procedure", "lawsuit": "The matter is before a court", "minor": "The person is a minor",
    "quiet": "Asked for quiet until a day",
}  # fmt: skip
_REQUESTS = {
    "access": N_("See the data"), "correct": N_("Correct the data"), "restrict": N_("Restrict the data"), "object": N_("Object"),
    "erase": N_("Erase the data"), "done": N_("Done"), "refused": N_("Refused"), "identity_not_proven": N_("Identity not proven"),
    "contract_in_force": N_("A contract or debt is in force"), "legal_duty": N_("A law requires keeping the data"),
    "open_claim": N_("A claim is open"), "not_about_them": N_("The data is of somebody else"),
    "repeated": N_("Asked again without a new reason"), "withdrawn": N_("The person took it back"), "other": N_("Another reason"),
}  # fmt: skip
CODES: dict[str, str] = {
    **{bucket.code: bucket.label for bucket in BUCKETS},
    **{behaviour.value: word for behaviour, word in BEHAVIOUR_WORDS.items()},
    **{code: outcome.label for code, outcome in activities.OUTCOMES.items()},
    **activities.REASONS, **disputes.REASONS, **disputes.OUTCOMES, **appointments.KINDS, **activities.KINDS,
    **_STATES, **_HOWS, **_REQUESTS, **_HEARD, **_STOPS,
    "phone": "Phone", "email": "E-mail", "sms": "SMS", "whatsapp": "WhatsApp", "voice": "Voice call", "mobile": N_("Mobile phone"),
    "es": "Spanish", "en": "English",
    "landline": N_("Landline"), "transfer": "Transfer", "card": "Card", "cash": "Cash", "cheque": "Cheque",
}  # fmt: skip
"""Codes of any table in words (msgids); one code means the same everywhere it is shown on the page."""
LABELS: dict[str, str] = {column.name: column.label for section in SECTIONS for column in section.columns}
"""Names of columns in words (msgids), for what the trail says of a change."""
