"""What the trail recorded before and after a change, in words: fields, codes, amounts, days and instants as the reader says them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.services.pack_texts import asked_hours_word
from core.text import N_, _, format_number
from core.ui.circumstance_words import WORDS as CIRCUMSTANCES
from core.ui.circumstance_words import circumstance_word
from core.ui.people_words import appointment_word, dispute_word, kind_word, method_word, outcome_word
from core.ui.widgets import day, moment, money
from core.ui.words import channel_word, language_word, role_word

MOST = 300
FIELDS = {
    "accepted": N_("Rows accepted"), "address": N_("Address"), "agent_id": N_("Cared for by"), "amount_cents": N_("Amount"),
    "approvals": N_("Approvals of platforms"), "arrived": N_("It came by"), "attempt": N_("Attempt"), "at": N_("When"),
    "campaigns": N_("Campaigns"), "campaigns_held": N_("Campaigns held"), "cancelled": N_("Cancelled"), "changed": N_("Changed"),
    "channel": N_("Channel"), "channels": N_("Channels"), "city": N_("City"), "code": N_("Code"),
    "collects_for_third_parties": N_("Collects for other companies"), "concept": N_("Concept"),
    "contact_on_holidays": N_("Contact on holidays"), "count": N_("How many"), "country": N_("Country"), "currency": N_("Currency"),
    "customer_id": N_("Customer"), "customers": N_("Customers"), "daily_cap": N_("Contacts a day, at most"), "decision": N_("Decision"),
    "due_on": N_("Due"), "email": N_("E-mail"), "entries": N_("Entries of the trail"), "exceptions": N_("Exceptions"),
    "extra_closed": N_("Days closed"), "fields": N_("Fields"), "format": N_("Format"), "general_opt_in": N_("Customers agreed to WhatsApp"),
    "gone": N_("No longer in the file"), "head": N_("Head of the chain"), "how": N_("How"), "invoice_id": N_("Document"),
    "invoices": N_("Documents"), "is_active": N_("Active"), "kind": N_("Kind"), "language": N_("Language"),
    "leave_good_payers_alone": N_("Good payers are left alone"), "members": N_("Members"), "messages_cancelled": N_("Messages called off"),
    "min_spacing_days": N_("Days between contacts"), "name": N_("Name"), "new": N_("New"), "note": N_("Note"), "notes": N_("Notes"),
    "number": N_("Number"), "of": N_("Of"), "outcome": N_("Result"), "paid_on": N_("Paid on"), "paused_at": N_("Paused"),
    "payment_instructions": N_("How to pay"), "payment_link": N_("Payment link"), "payment_quiet_days": N_("Days of quiet after a payment"),
    "payments": N_("Payments"), "phone": N_("Phone"), "preferred_channel": N_("Preferred channel"), "privacy_link": N_("Privacy notice"),
    "promise_grace_days": N_("Days of grace for a promise"), "promised_on": N_("Promised for"), "proof": N_("Proof"),
    "reason": N_("Reason"), "received_on": N_("Received"), "records": N_("Records"), "region": N_("Region"),
    "rejected": N_("Rows rejected"),
    "removed": N_("Removed"), "reply": N_("Reply"), "restored": N_("Put back"), "role": N_("Role"), "rows": N_("Rows"),
    "rule": N_("Rule"), "segment": N_("Segment"), "sent_until": N_("Sent until"), "sha256": N_("Fingerprint of the file"),
    "sid": N_("Number at the provider"), "size": N_("Size in bytes"), "start_at": N_("Starts"), "steps": N_("Steps"),
    "tax_id": N_("Tax id"),
    "template": N_("Template"), "timezone": N_("Time zone"), "tolerance_cents": N_("Balances left alone up to"), "tone": N_("Tone"),
    "unchanged": N_("Unchanged"), "until": N_("Until"), "weekly_cap": N_("Contacts in 7 days, at most"), "why": N_("Reason"),
    "windows": N_("Contact hours"), "asked_hours": N_("Hours asked for"),
}  # fmt: skip
HIDDEN = frozenset({"personal"})
"""The salted digest of what stands beside the trail: for machines."""
_WORDS: dict[str, tuple[Callable[[str], str], ...]] = {
    "channel": (channel_word,), "channels": (channel_word,), "preferred_channel": (channel_word,), "language": (language_word,),
    "role": (role_word,), "kind": (kind_word, appointment_word), "outcome": (outcome_word, dispute_word),
    "reason": (dispute_word,), "method": (method_word,), "asked_hours": (asked_hours_word,),
}  # fmt: skip
CODES = {
    "phone": N_("Phone"), "email": N_("E-mail"), "all": N_("All channels"), "customer_call": N_("Said so on the phone"),
    "customer_written": N_("Wrote so"), "customer_visit": N_("Said so in person"), "reply": N_("Wrote so"), "portfolio": N_("Portfolio"),
    "customers": N_("Customers"), "payments": N_("Payments"), "noted": N_("Read, nothing to do"), "dispute": N_("Open a dispute"),
    "opt_out": N_("No more messages on this channel"), "promise": N_("Logged a promise"), "wrong_person": N_("Wrong person"),
    "friendly": N_("friendly"), "neutral": N_("neutral"), "firm": N_("firm"), "restored": N_("Put back"),
}  # fmt: skip


def field_word(name: str) -> str:
    """The name of a field as people say it; one that nobody named shows its own letters, without the underscores."""
    return _(FIELDS[name]) if name in FIELDS else name.replace("_", " ")


def facts_told(facts: Any, zone: str) -> str:
    """What was recorded as `Name: value · Name: value`; empty for nothing."""
    if not isinstance(facts, Mapping):
        return "" if facts is None else str(facts)[:MOST]
    has_amount = "amount_cents" in facts
    known = {name: value for name, value in facts.items() if value not in (None, "", [], {}) and name not in HIDDEN}
    told = [
        f"{field_word(name)}: {_value(name, value, facts, zone)}"
        for name, value in known.items()
        if not (name == "currency" and has_amount)
    ]
    return " · ".join(told)[:MOST]


def _value(name: str, value: Any, facts: Mapping[str, Any], zone: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_cents") and isinstance(value, int):
        return money(value, str(facts["currency"])) if facts.get("currency") else format_number(Decimal(value) / 100, places=2)
    if isinstance(value, list):
        return _listed(name, value, facts, zone)
    if isinstance(value, Mapping):
        return ", ".join(f"{field_word(key)} {_value(key, inner, facts, zone)}" for key, inner in value.items())
    return _dated(str(value), zone) or _code(name, str(value))


def _listed(name: str, values: list[Any], facts: Mapping[str, Any], zone: str) -> str:
    """Several values; a change of what stands beside the trail is kept as the pair of before and after."""
    if name in ("fields", "changed"):
        return ", ".join(field_word(str(one)) for one in values)
    joined = " → " if len(values) == 2 and name in FIELDS and name not in _WORDS and not isinstance(values[0], Mapping) else ", "
    return joined.join("–" if one is None else _value(name, one, facts, zone) for one in values)


def _dated(text: str, zone: str) -> str | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return day(date.fromisoformat(text))
    if re.match(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d", text):
        at = datetime.fromisoformat(text)
        return moment(at, zone) if at.tzinfo else text
    return None


def _code(name: str, text: str) -> str:
    """A code as its word; what is no code stays as it was written."""
    if name == "kind" and text in CIRCUMSTANCES:
        return circumstance_word(text)
    for word in _WORDS.get(name, ()):
        try:
            found = word(text)
        except KeyError:
            continue
        if found not in (text, "–"):
            return found
    return _(CODES[text]) if text in CODES else text
