"""Words for jobs: what each is called, and what a run of it counted."""

from __future__ import annotations

from core.services.retention_words import NAMES, name_of
from core.text import _, format_number
from core.ui.sending_words import message_state


def job_word(code: str) -> str:
    """A job by the name that people know it by."""
    return {
        "send": _("Send"), "plan": _("Plan campaigns"), "settle": _("Settle doubts"), "states": _("Read states and replies"),
        "profiles": _("Bring profiles up to date"), "tidy": _("Tidy up"), "retention": _("Let go of old data"),
    }.get(code, code)  # fmt: skip


def outcome_word(outcome: object) -> str:
    """What a run of a job did, in counts; a dash for nothing."""
    if not isinstance(outcome, dict):
        return "–"
    return (
        ", ".join(
            f"{_count_word(name)}: {format_number(value) if isinstance(value, int) else value}" for name, value in outcome.items() if value
        )
        or "–"
    )


def _count_word(code: str) -> str:
    """What a job counted: messages by state, or something of its own."""
    own = {
        "replies": _("Replies"), "states": _("States read"), "customers": _("Customers"), "removed": _("Removed"),
        "calls_taken_back": _("Calls taken back"),
    }  # fmt: skip
    return own.get(code) or (name_of(code) if code in NAMES else message_state(code))
