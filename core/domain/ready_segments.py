"""The segments that every new house starts with, as data; a business may copy and change them."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.profile import Behaviour
from core.domain.segment_fields import HIGH
from core.domain.segments import Condition, Rule

DUE_SOON_DAYS = 5


@dataclass(frozen=True)
class ReadySegment:
    """A slug for programs, a name and a description (msgids) and the rule."""

    slug: str
    name: str
    description: str
    rule: Rule


def ready(slug: str, name: str, description: str, *conditions: tuple[str, str, object]) -> ReadySegment:
    """A ready-made segment from its conditions."""
    return ReadySegment(slug, name, description, tuple(Condition(*condition) for condition in conditions))


READY_SEGMENTS = (
    ready(
        "due-soon",
        "Due soon",
        "Nothing overdue, and a document falls due within the next days: a friendly reminder is enough.",
        ("bucket", "eq", "current"),
        ("days_to_due", "ge", 1),
        ("days_to_due", "le", DUE_SOON_DAYS),
        ("has_dispute", "eq", False),
    ),
    ready("due-today", "Due today", "A document falls due today.", ("days_to_due", "eq", 0), ("has_dispute", "eq", False)),
    ready(
        "newly-late", "Newly late", "The oldest unpaid document is 1 to 30 days late: reminders work best here.", ("bucket", "eq", "1-30")
    ),
    ready("late-31-60", "31 to 60 days late", "The oldest unpaid document is 31 to 60 days late.", ("bucket", "eq", "31-60")),
    ready("late-61-90", "61 to 90 days late", "The oldest unpaid document is 61 to 90 days late.", ("bucket", "eq", "61-90")),
    ready("late-91", "91 days late or more", "The oldest unpaid document is 91 days late or more.", ("bucket", "eq", "91+")),
    ready(
        "occasionally-late",
        "Occasionally late",
        "Some of their documents were paid late.",
        ("behaviour", "eq", Behaviour.OCCASIONALLY_LATE.value),
    ),
    ready(
        "repeatedly-late",
        "Repeatedly late",
        "Many of their documents were paid late: a personal call helps more than another reminder.",
        ("behaviour", "eq", Behaviour.REPEATEDLY_LATE.value),
    ),
    ready(
        "high-balance",
        "High overdue balance",
        "Among the largest tenth of overdue balances in their currency.",
        ("overdue_cents", "gt", 0),
        ("overdue_cents", "ge", HIGH),
    ),
    ready("open-promise", "Promise open", "They said when they will pay: wait for that day.", ("has_promise", "eq", True)),
    ready(
        "broken-promise",
        "Promise broken",
        "The last promise was not kept, and something is still overdue.",
        ("has_broken_promise", "eq", True),
        ("overdue_cents", "gt", 0),
    ),
    ready("disputed", "Disputed", "A document is contested: it is settled before anybody reminds.", ("has_dispute", "eq", True)),
    ready(
        "unreachable",
        "Cannot be reached",
        "Something is open, and no channel can be used: a phone or e-mail is needed.",
        ("is_reachable", "eq", False),
        ("open_cents", "gt", 0),
    ),
    ready("new", "New customers", "Not enough documents yet to know how they pay.", ("behaviour", "eq", Behaviour.NEW.value)),
    ready(
        "good-payers",
        "Good payers",
        "They have never paid late and nothing is overdue: they are best left alone.",
        ("behaviour", "eq", Behaviour.REGULAR.value),
        ("paid_late", "eq", 0),
        ("bucket", "eq", "current"),
    ),
    ready(
        "credit-balance",
        "Credit in their favour",
        "The business owes them money: it is settled before anybody reminds.",
        ("credit_cents", "gt", 0),
    ),
)
