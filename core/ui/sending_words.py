"""Words and colours of sending: states of campaigns and messages, anchors, meanings; one each, the same on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.text import N_, _, ngettext_

if TYPE_CHECKING:
    from core.services.campaign_preview import Row

CAMPAIGN_STATES = {
    "draft": (N_("Draft"), "gray"), "scheduled": (N_("Scheduled"), "blue"), "running": (N_("Running"), "violet"),
    "paused": (N_("Paused"), "orange"), "stopped": (N_("Stopped"), "gray"), "finished": (N_("Finished"), "green"),
}  # fmt: skip
MESSAGE_STATES = {
    "queued": (N_("Waiting"), "gray"), "sending": (N_("Being sent"), "blue"), "sent": (N_("Sent"), "blue"),
    "delivered": (N_("Arrived"), "green"), "read": (N_("Was read"), "green"), "undelivered": (N_("Not delivered"), "red"),
    "failed": (N_("Has failed"), "red"), "rejected": (N_("Refused by the provider"), "red"), "in_doubt": (N_("In doubt"), "orange"),
    "needs_person": (N_("A person decides"), "orange"), "canceled": (N_("Called off"), "gray"), "expired": (N_("Expired"), "gray"),
    "suppressed": (N_("Held back"), "gray"), "skipped": (N_("Left out"), "gray"), "planned": (N_("Planned"), "gray"),
}  # fmt: skip
ANCHORS = {
    "launch": N_("After the launch"), "due": N_("Around the due date"), "promise": N_("Around a promised date"),
    "broken": N_("After a broken promise"), "payment": N_("After a payment"),
}  # fmt: skip
OUTCOMES = {"allowed": (N_("Allowed"), "green"), "moved": (N_("Moved"), "orange"), "blocked": (N_("Blocked"), "red")}
MEANINGS = {
    "opt_out": N_("Wants no more messages"), "wrong_person": N_("Wrong person"), "opt_out_unclear": N_("May want no more messages"),
    "already_paid": N_("Says it is paid"), "dispute": N_("Disagrees"), "complaint": N_("Complains"), "promise": N_("Promises to pay"),
    "asks_person": N_("Asks for a person"), "reason": N_("Tells a reason"), "question": N_("Asks something"),
    "opt_in": N_("Wants messages again"), "help": N_("Asks for help"), "thanks": N_("Says thanks"), "unknown": N_("To be read"),
    "auto": N_("Automatic answer"),
}  # fmt: skip


def campaign_state(code: str) -> str:
    """The state of a campaign."""
    return _(CAMPAIGN_STATES[code][0]) if code in CAMPAIGN_STATES else code


def message_state(code: str | None) -> str:
    """The state of a message."""
    return _(MESSAGE_STATES[code][0]) if code in MESSAGE_STATES else code or "–"


def state_colour(code: str) -> str:
    """The colour of a message's or campaign's state."""
    return (MESSAGE_STATES.get(code) or CAMPAIGN_STATES.get(code) or OUTCOMES.get(code) or ("", "gray"))[1]


def anchor_word(code: str) -> str:
    """What a step counts its days from."""
    return _(ANCHORS[code]) if code in ANCHORS else code


def outcome_word(code: str) -> str:
    """What the gate said."""
    return _(OUTCOMES[code][0]) if code in OUTCOMES else code


def result_word(code: str) -> str:
    """What one rule found."""
    return {"pass": _("Passed"), "stop": _("Stops")}.get(code, code)


def meaning_word(code: str | None) -> str:
    """What a reply was understood to mean."""
    return _(MEANINGS[code]) if code in MEANINGS else "–"


def when_word(anchor: str, days: int) -> str:
    """When a step happens, in words."""
    if days == 0:
        return _("{anchor}: on that day", anchor=anchor_word(anchor))
    if days < 0:
        return ngettext_("{anchor}: {n} day before", "{anchor}: {n} days before", -days, anchor=anchor_word(anchor))
    return ngettext_("{anchor}: {n} day later", "{anchor}: {n} days later", days, anchor=anchor_word(anchor))


def cost_word(micros: int | None, currency: str | None) -> str:
    """A cost of millionths with its currency, or a dash when no price is known."""
    from decimal import Decimal

    from core.text import format_number

    if micros is None or not currency:
        return "–"
    return f"{currency} {format_number(Decimal(micros) / 1_000_000, places=4 if micros < 1_000_000 else 2)}"


def not_by(row: Row, lang: str) -> str:
    """Why it is not the channel that a person prefers, or that the step would rather use, each in a sentence."""
    from core.services import reasons
    from core.ui.words import channel_word

    told = []
    for passed in row.passed_over:
        why, word = reasons.tell(passed.reason, lang, passed.values), channel_word(passed.channel)
        told.append(f"{_('{channel}, preferred', channel=word) if passed.channel == row.preferred else word}: {why}")
    return " ".join(told)
