"""May a person's data be erased now? A rule over what is going on with them; each hindrance says why and what to do first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Situation:
    """What is going on with a person: counts, and what they owe in hundredths by currency."""

    in_flight: int = 0
    in_doubt: int = 0
    open_disputes: int = 0
    open_promises: int = 0
    other_requests: int = 0
    owes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why not now: a code and the English sentence (msgid) with what to do first; `may_waive` when the owner may give the reason up."""

    code: str
    msgid: str
    may_waive: bool = False


IN_FLIGHT = Hindrance("in_flight", "A message to this person is on its way. Wait until its result is known, then erase.")
IN_DOUBT = Hindrance("in_doubt", "It is not known whether a message to this person arrived. Settle that in Messages, then erase.")
DISPUTE = Hindrance(
    "open_dispute", "A dispute is open. What was said about it is needed until it is decided: close the dispute, then erase."
)
PROMISE = Hindrance(
    "open_promise", "A promise to pay is open: an agreement with this person is in force. Wait for it or cancel it, then erase."
)
REQUEST = Hindrance(
    "other_request", "Another request of this person waits for its answer, which needs the data. Answer it first, then erase."
)
OWES = Hindrance(
    "owes",
    "This person still owes: the law lets a creditor keep what is needed to claim it. Restrict the data instead, or give the claim up.",
    may_waive=True,
)


def hindrances(found: Situation) -> tuple[Hindrance, ...]:
    """Everything that stands against erasing now; none when it is lawful (GDPR art. 17.3 b and e; Decreto 1377 de 2013, art. 9)."""
    checks = (
        (found.in_flight, IN_FLIGHT),
        (found.in_doubt, IN_DOUBT),
        (found.open_disputes, DISPUTE),
        (found.open_promises, PROMISE),
        (found.other_requests, REQUEST),
        (any(cents > 0 for cents in found.owes.values()), OWES),
    )
    return tuple(hindrance for is_there, hindrance in checks if is_there)
