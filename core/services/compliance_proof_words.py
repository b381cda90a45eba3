"""The words of a proof: codes of records as a reader outside the product understands them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.domain.gate import SENTENCES
from core.text import N_, _, format_number, ngettext_

CHANNELS = {
    "sms": N_("SMS"), "whatsapp": N_("WhatsApp"), "email": N_("E-mail"), "voice": N_("Voice call"), "call": N_("Call by a person"),
    "visit": N_("Visit"),
}  # fmt: skip
STATES = {
    "sent": N_("Sent"), "delivered": N_("Arrived"), "read": N_("Was read"), "undelivered": N_("Not delivered"), "failed": N_("Has failed"),
}  # fmt: skip
OUTCOMES = {"allowed": N_("Allowed"), "moved": N_("Moved"), "blocked": N_("Blocked")}
WORLDS = {"simulated": N_("Simulated: no message left this machine.")}
REQUESTS = {
    "access": N_("See the data"), "correct": N_("Correct the data"), "restrict": N_("Restrict its use"), "object": N_("Object to its use"),
    "erase": N_("Erase the data"),
}  # fmt: skip
EXCEPTIONS = {
    "after_opt_out": N_("Messages while an opt-out held"),
    "calls_after_opt_out": N_("Calls after an opt-out of calls"),
    "outside_hours": N_("Messages outside the lawful hours"),
    "over_cap": N_("People contacted more often than a limit allows"),
    "trail_broken": N_("The audit trail was changed"),
    "requests_late": N_("Requests about personal data answered too late"),
}
_KINDS = {"campaign": N_("Campaign"), "manual": N_("Sent by hand"), "answer": N_("Answer in a conversation")}
_WAYS = {
    "reply": N_("Reply"), "customer": N_("Told by the customer"), "objection": N_("Objection"), "phone": N_("By phone"),
    "erased": N_("Erased person"), "import": N_("Imported file"),
}  # fmt: skip
_FIELD = re.compile(r"\{\w+\}")


def rule_word(code: str) -> str:
    """The sentence of a rule without its particulars, which differ from message to message."""
    return _FIELD.sub("…", _(SENTENCES[code])) if code in SENTENCES else code


def kind_of_message(code: str) -> str:
    """How a message came about."""
    return _(_KINDS[code]) if code in _KINDS else code


def way_word(code: str) -> str:
    """How an opt-out came in."""
    if code.startswith("provider:"):
        return _("Reported by the provider ({code})", code=code.removeprefix("provider:"))
    return _(_WAYS[code]) if code in _WAYS else code


def cap_word(cap: Mapping[str, Any]) -> str:
    """A limit in words: how much, on what, in which time, and how far apart."""
    what = {
        "distinct_channels": ngettext_("{n} channel", "{n} channels", cap["max"]),
        "attempts": ngettext_("{n} attempt", "{n} attempts", cap["max"]),
        "conversations": ngettext_("{n} conversation", "{n} conversations", cap["max"]),
    }.get(cap["measure"]) or ngettext_("{n} contact", "{n} contacts", cap["max"])
    amount = _("{what} in {span}", what=what, span=ngettext_("{n} day", "{n} days", cap["days"]))
    channels = " + ".join(_(CHANNELS[channel]) for channel in cap["channels"])
    joint = _("All channels") if len(cap["channels"]) == 4 else channels
    told = f"{amount} · {_('{channels}, each', channels=joint) if cap['per_channel'] else joint}"
    return f"{told} · {ngettext_('{n} day apart', '{n} days apart', cap['min_spacing_days'])}" if cap["min_spacing_days"] else told


def duration_word(seconds: float | None) -> str:
    """A span for people: seconds, minutes or hours."""
    if seconds is None:
        return "–"
    if seconds >= 7200:
        return ngettext_("{n} hour", "{n} hours", round(seconds / 3600))
    if seconds >= 120:
        return ngettext_("{n} minute", "{n} minutes", round(seconds / 60))
    return _("{n} seconds", n=format_number(seconds, places=1))
