"""What a segment may ask about a profile: each field with its kind, its label and the sentence that states the fact about a customer."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.aging import BUCKETS
from core.domain.kpis_dso import RATINGS, WORST_RATING
from core.domain.profile import BEHAVIOUR_WORDS, Behaviour
from core.domain.reach import CHANNELS

HIGH = "high"  # as the value of a money condition: the currency's reference amount of core.domain.score

# The comparisons that each kind of field allows.
OPS = {
    "number": ("eq", "ne", "lt", "le", "gt", "ge"),
    "money": ("lt", "le", "gt", "ge"),
    "flag": ("eq",),
    "choice": ("eq", "ne", "in"),
    "channels": ("has", "lacks"),
    "currency": ("eq", "in"),
}
OP_WORDS = {
    "eq": "is",
    "ne": "is not",
    "lt": "is less than",
    "le": "is at most",
    "gt": "is more than",
    "ge": "is at least",
    "in": "is one of",
    "has": "includes",
    "lacks": "does not include",
}


@dataclass(frozen=True)
class Field:
    """`fact` is a msgid with {actual}, or one per value. Fields of a balance must hold for one and the same currency."""

    kind: str
    label: str
    fact: str | dict[object, str]
    choices: tuple[str, ...] = ()
    is_of_balance: bool = False


FIELDS: dict[str, Field] = {
    "behaviour": Field(
        "choice",
        "Payment behaviour",
        {
            Behaviour.REGULAR: "Pays regularly.",
            Behaviour.OCCASIONALLY_LATE: "Is occasionally late.",
            Behaviour.REPEATEDLY_LATE: "Is repeatedly late.",
            Behaviour.NEW: "Is new: not known yet how they pay.",
        },
        tuple(BEHAVIOUR_WORDS),
    ),
    "bucket": Field(
        "choice",
        "Lateness",
        {
            "current": "Nothing is overdue.",
            "1-30": "The oldest unpaid document is 1 to 30 days late.",
            "31-60": "The oldest unpaid document is 31 to 60 days late.",
            "61-90": "The oldest unpaid document is 61 to 90 days late.",
            "91+": "The oldest unpaid document is 91 days late or more.",
        },
        tuple(bucket.code for bucket in BUCKETS),
    ),
    "days_past_due": Field("number", "Days past due", "The oldest unpaid document is {actual} days past due."),
    "days_to_due": Field("number", "Days to the next due date", "The next due date is {actual} days away."),
    "rating": Field("choice", "Rating", "The rating by average payment delay is {actual}.", (*(code for code, _ in RATINGS), WORST_RATING)),
    "score": Field("number", "Priority", "The priority is {actual} of 100."),
    "reach": Field("channels", "Channels that can be used", "Can be reached by: {actual}.", CHANNELS),
    "is_reachable": Field("flag", "Can be reached", {True: "Can be reached on a channel.", False: "No channel can be used."}),
    "invoices": Field("number", "Documents", "Has had {actual} documents."),
    "paid_late": Field("number", "Documents paid late", "{actual} documents were paid late."),
    "has_promise": Field("flag", "Open promise", {True: "A promise is open.", False: "No promise is open."}),
    "has_broken_promise": Field(
        "flag",
        "Broken promise",
        {
            True: "The last promise was broken.",
            False: "The last promise was not broken.",
        },
    ),
    "has_dispute": Field("flag", "Open dispute", {True: "A document is disputed.", False: "No document is disputed."}),
    "days_since_payment": Field("number", "Days since the last payment", "The last payment was {actual} days ago."),
    "days_since_contact": Field("number", "Days since the last contact", "The last contact was {actual} days ago."),
    "currency": Field("currency", "Currency", "Has a balance in {actual}.", is_of_balance=True),
    "open_cents": Field("money", "Open balance", "Owes {actual} in all.", is_of_balance=True),
    "overdue_cents": Field("money", "Overdue balance", "{actual} are overdue.", is_of_balance=True),
    "credit_cents": Field("money", "Credit in their favour", "Has {actual} in their favour.", is_of_balance=True),
    "invoices_open": Field("number", "Open documents", "{actual} documents are open.", is_of_balance=True),
    "invoices_overdue": Field("number", "Overdue documents", "{actual} documents are overdue.", is_of_balance=True),
}
