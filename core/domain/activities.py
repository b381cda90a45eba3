"""What an agent can log: kinds of contact, how each ended, and the reasons for delay that people volunteer. Codes to msgids."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors import Refusal

KINDS = {
    "call": "Call",
    "visit": "Visit",
    "meeting": "Meeting",
    "message": "Message",
    "note": "Note",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a contact ended: `reached` says whether the right person was spoken with; `invalidates` whether the number proved wrong."""

    code: str
    label: str
    reached: bool
    invalidates: bool = False
    wants_date: bool = False


OUTCOMES = {
    outcome.code: outcome
    for outcome in (
        Outcome("promise", "Reached, promised to pay", True),
        Outcome("paid_already", "Reached, says it is paid", True),
        Outcome("callback", "Reached, asked to be called another day", True, wants_date=True),
        Outcome("dispute", "Reached, disputes the document", True),
        Outcome("refused", "Reached, will not pay for now", True),
        Outcome("informed", "Reached, informed", True),
        Outcome("third_party", "Somebody else answered", False),
        Outcome("no_answer", "No answer", False),
        Outcome("voicemail", "Left a word on the answering machine", False),
        Outcome("wrong_number", "Wrong number", False, invalidates=True),
        Outcome("out_of_service", "Number out of service", False, invalidates=True),
    )
}

REASONS = {
    "forgot": "Forgot",
    "cash_flow": "Cash flow",
    "unemployment": "Lost the job",
    "illness": "Illness",
    "bereavement": "Death in the family",
    "dispute": "Disagrees with the document",
    "no_invoice": "Never got the document",
    "waiting_for_payment": "Waits to be paid by others",
    "bank_trouble": "Trouble with the bank or the transfer",
    "will_not_say": "Prefers not to say",
}


def check(kind: str, outcome: str | None, reason: str | None) -> None:
    """Raises Refusal for a contact that cannot be logged: unknown words, or a conversation without an outcome."""
    if kind not in KINDS:
        raise Refusal("bad_kind", "“{word}” is not a kind of contact.", word=kind)
    if kind != "note" and outcome is None:
        raise Refusal("no_outcome", "Say how the contact ended.")
    if outcome is not None and outcome not in OUTCOMES:
        raise Refusal("bad_outcome", "“{word}” is not an outcome.", word=outcome)
    if reason is not None and reason not in REASONS:
        raise Refusal("bad_delay_reason", "“{word}” is not a reason for delay.", word=reason)
