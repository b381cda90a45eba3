"""A customer's payment behaviour, with the reason for it. Thresholds are data, so that set-based SQL can be proven equal to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.domain.aging import bucket_of, days_past_due
from core.domain.sentences import Sentence, sentence

LATE_AFTER_DAYS = 3  # a payment up to this many days after the due date is on time: weekends and slow transfers are not behaviour
KNOWN_FROM = 3  # fewer invoices settled or late than this say nothing yet: the customer is new
REGULAR_UP_TO_PERCENT = 10  # late invoices of all known ones, highest share of a regular payer
OCCASIONAL_UP_TO_PERCENT = 40  # highest share of one who is late occasionally; above it repeatedly


class Behaviour(StrEnum):
    """How a customer usually pays."""

    REGULAR = "regular"
    OCCASIONALLY_LATE = "occasionally_late"
    REPEATEDLY_LATE = "repeatedly_late"
    NEW = "new"


BEHAVIOUR_WORDS = {
    Behaviour.REGULAR: "Pays regularly",
    Behaviour.OCCASIONALLY_LATE: "Occasionally late",
    Behaviour.REPEATEDLY_LATE: "Repeatedly late",
    Behaviour.NEW: "New",
}


@dataclass(frozen=True)
class Classed:
    """A behaviour and the sentences that say why."""

    behaviour: Behaviour
    reasons: tuple[Sentence, ...]


def is_late(due_on: date, paid_on: date | None, as_of: date) -> bool | None:
    """Whether an invoice was or is late by more than LATE_AFTER_DAYS; None while it is unpaid and that is not decided yet."""
    late = ((paid_on or as_of) - due_on).days > LATE_AFTER_DAYS
    return None if paid_on is None and not late else late


def count(invoices: Iterable[tuple[date, date | None]], as_of: date) -> tuple[int, int]:
    """(known, late) of one customer's invoices, rows of (due date, date of full payment or None). Credit notes are not invoices."""
    verdicts = [is_late(due_on, paid_on, as_of) for due_on, paid_on in invoices]
    return sum(verdict is not None for verdict in verdicts), sum(bool(verdict) for verdict in verdicts)


def classify(known: int, late: int) -> Classed:
    """The behaviour from the numbers of known (settled or late) and late invoices over the whole history, with its reasons."""
    counted = sentence(
        "{late} of {known} documents were paid more than {days} days after their due date or still are unpaid.",
        late=late,
        known=known,
        days=LATE_AFTER_DAYS,
    )
    if known < KNOWN_FROM:
        few = sentence("Fewer than {least} documents say how this customer pays: {known}.", least=KNOWN_FROM, known=known)
        return Classed(Behaviour.NEW, (few,))
    if late * 100 <= known * REGULAR_UP_TO_PERCENT:
        limit = sentence("Up to {percent}% late counts as paying regularly.", percent=REGULAR_UP_TO_PERCENT)
        return Classed(Behaviour.REGULAR, (counted, limit))
    if late * 100 <= known * OCCASIONAL_UP_TO_PERCENT:
        limit = sentence("Up to {percent}% late counts as occasionally late.", percent=OCCASIONAL_UP_TO_PERCENT)
        return Classed(Behaviour.OCCASIONALLY_LATE, (counted, limit))
    limit = sentence("More than {percent}% late counts as repeatedly late.", percent=OCCASIONAL_UP_TO_PERCENT)
    return Classed(Behaviour.REPEATEDLY_LATE, (counted, limit))


@dataclass(frozen=True)
class Balance:
    """What a customer owes in one currency, in hundredths; `credit_cents` is what the business owes them."""

    currency: str
    open_cents: int = 0
    overdue_cents: int = 0
    credit_cents: int = 0
    invoices_open: int = 0
    invoices_overdue: int = 0


@dataclass(frozen=True)
class Profile:
    """Everything that segments ask about one customer as of a day. Amounts per currency; `reach` holds the channels that can be used."""

    as_of: date
    behaviour: str = Behaviour.NEW
    oldest_due_on: date | None = None
    next_due_on: date | None = None
    invoices: int = 0
    paid_late: int = 0
    rating: str | None = None
    reach: tuple[str, ...] = ()
    score: int = 0
    has_promise: bool = False
    has_broken_promise: bool = False
    has_dispute: bool = False
    last_payment_on: date | None = None
    last_contact_on: date | None = None
    balances: tuple[Balance, ...] = field(default_factory=tuple)

    @property
    def days_past_due(self) -> int:
        """Days since the oldest unpaid due date, 0 when nothing is overdue."""
        return days_past_due(self.as_of, self.oldest_due_on)

    @property
    def bucket(self) -> str:
        """The lateness bucket of the person: that of their oldest unpaid invoice."""
        return bucket_of(self.days_past_due)

    @property
    def days_to_due(self) -> int | None:
        """Days until the next due date among unpaid invoices that are not overdue; None when there is none."""
        return None if self.next_due_on is None else (self.next_due_on - self.as_of).days

    @property
    def days_since_payment(self) -> int | None:
        """Days since the last payment."""
        return None if self.last_payment_on is None else (self.as_of - self.last_payment_on).days

    @property
    def days_since_contact(self) -> int | None:
        """Days since anybody last wrote to or spoke with the customer."""
        return None if self.last_contact_on is None else (self.as_of - self.last_contact_on).days
