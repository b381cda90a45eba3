"""Words and colours for what people do and how they pay: one word and one colour per code, the same on every page."""

from __future__ import annotations

from typing import Any

from core.domain import activities
from core.domain.aging import BUCKETS
from core.domain.profile import BEHAVIOUR_WORDS, Behaviour
from core.services import appointments, disputes
from core.text import _

BUCKET_COLOURS: dict[str, Any] = {"current": "green", "1-30": "orange", "31-60": "orange", "61-90": "red", "91+": "red"}
PROMISE_COLOURS: dict[str, Any] = {"open": "blue", "kept": "green", "partly_kept": "orange", "broken": "red", "cancelled": "gray"}
_BUCKETS = {bucket.code: bucket.label for bucket in BUCKETS}
_PROMISES = {"open": "Still open", "kept": "Kept", "partly_kept": "Partly kept", "broken": "Broken", "cancelled": "Cancelled"}
METHODS = {"transfer": "Transfer", "card": "Card", "cash": "Cash", "cheque": "Cheque"}
_EVERY = {"week": "Week", "fortnight": "Fortnight", "month": "Month"}
_SORTS = {"score": "Most pressing", "overdue": "Most overdue", "name": "Name", "contact": "Longest without contact"}
_HAS = {
    "promise": "Open promise", "broken_promise": "Broken promise", "dispute": "Dispute", "credit": "Credit not applied",
    "nothing_reachable": "Cannot be reached",
}  # fmt: skip


def _word(words: dict[str, str], code: str | None) -> str:
    return _(words[code]) if code in words else code or "–"


def behaviour_word(code: str | None) -> str:
    """How a customer usually pays."""
    return _(BEHAVIOUR_WORDS[Behaviour(code)]) if code in set(Behaviour) else "–"


def bucket_word(code: str | None) -> str:
    """A lateness bucket."""
    return _word(_BUCKETS, code)


def promise_word(code: str) -> str:
    """The state of a promise."""
    return _word(_PROMISES, code)


def kind_word(code: str) -> str:
    """A kind of contact."""
    return _word(activities.KINDS, code)


def outcome_word(code: str | None) -> str:
    """How a contact ended."""
    return _(activities.OUTCOMES[code].label) if code in activities.OUTCOMES else code or "–"


def delay_word(code: str | None) -> str:
    """Why somebody says that they are late."""
    return _word(activities.REASONS, code)


def dispute_word(code: str | None) -> str:
    """Why a document is contested, or how that ended."""
    return _word(disputes.REASONS | disputes.OUTCOMES, code)


def appointment_word(code: str) -> str:
    """A kind of appointment."""
    return _word(appointments.KINDS, code)


def method_word(code: str | None) -> str:
    """A way of paying; one that a file brought stays as it is written there."""
    return _word(METHODS, code)


def every_word(code: str) -> str:
    """How often installments fall."""
    return _word(_EVERY, code)


def sort_word(code: str) -> str:
    """An order of customers."""
    return _word(_SORTS, code)


def has_word(code: str) -> str:
    """What a customer may have that narrows a list."""
    return _word(_HAS, code)
