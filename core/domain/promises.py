"""What became of promises, derived from dated payments: a payment counts once, for the promise that falls due first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core.domain.errors import Refusal
from core.domain.ratio import Ratio

TOLERANCE_PERCENT = 95  # a promise paid to this share is kept: bank charges and rounding are not a broken word
GRACE_DAYS = 1  # a transfer made on the day may arrive on the next
FURTHEST_DAYS = 90  # a longer one is a plan
LONGEST_NOTE = 2000


class State(StrEnum):
    """Where a promise stands on a day."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


BROKEN_STATES = frozenset({State.PARTLY_KEPT, State.BROKEN})


@dataclass(frozen=True)
class Promise:
    """An amount in hundredths of one currency and the day by which a customer said it would be paid."""

    id: int
    amount_cents: int
    currency: str
    promised_on: date
    made_on: date
    grace_days: int = GRACE_DAYS
    cancelled_on: date | None = None
    plan_id: int | None = None  # of an installment

    @property
    def last_day(self) -> date:
        """The last day on which a payment still keeps the promise."""
        return self.promised_on + timedelta(days=self.grace_days)

    def is_cancelled(self, as_of: date) -> bool:
        """Whether it was taken back by that day; it then counts neither as kept nor as broken, and no payment goes to it."""
        return self.cancelled_on is not None and self.cancelled_on <= as_of


@dataclass(frozen=True)
class Payment:
    """Money received, in hundredths; a negative amount takes back what was received last (a bounced cheque)."""

    paid_on: date
    cents: int
    currency: str


@dataclass(frozen=True)
class Standing:
    """A promise on a day: its state, what was paid towards it in time, and the day that decided it (None while open).

    `has_lapsed`: an open installment of a plan of which an earlier one was not kept.
    """

    promise: Promise
    state: State
    paid_cents: int
    decided_on: date | None
    has_lapsed: bool = False

    @property
    def holds(self) -> bool:
        """Whether the customer's word is still waited for, so that nothing is to be reminded of meanwhile."""
        return self.state is State.OPEN and not self.has_lapsed

    @property
    def missing_cents(self) -> int:
        """What is still missing to the whole amount, never negative."""
        return max(0, self.promise.amount_cents - self.paid_cents)


def derive(
    promises: Iterable[Promise], payments: Iterable[Payment], as_of: date, *, tolerance: int = TOLERANCE_PERCENT
) -> dict[int, Standing]:
    """The standing of one customer's promises as of a day, by id. Payments count from the day the promise was made to its last day.

    `tolerance` is the percentage of the amount that keeps a promise. A promise is kept as soon as it is paid, also before its date.
    """
    listed = list(promises)
    credited: dict[int, list[tuple[date, int]]] = {promise.id: [] for promise in listed}
    live = [promise for promise in listed if not promise.is_cancelled(as_of)]
    in_order = sorted(live, key=lambda promise: (promise.promised_on, promise.made_on, promise.id))
    for payment in received(payments, as_of):
        credit(payment, in_order, credited)
    return _lapse({promise.id: judge(promise, credited[promise.id], as_of, tolerance) for promise in listed})


def _lapse(found: dict[int, Standing]) -> dict[int, Standing]:
    """The same with the open installments of broken plans marked: one broken word ends the patience that the plan asked for."""
    broken = {one.promise.plan_id for one in found.values() if one.promise.plan_id is not None and one.state in BROKEN_STATES}
    if not broken:
        return found
    lapsed = {id_ for id_, one in found.items() if one.state is State.OPEN and one.promise.plan_id in broken}
    return {id_: replace(one, has_lapsed=True) if id_ in lapsed else one for id_, one in found.items()}


def received(payments: Iterable[Payment], as_of: date) -> list[Payment]:
    """Payments up to a day in order of date, after each reversal has taken its amount from the latest ones of its currency."""
    kept: list[Payment] = []
    so_far = [payment for payment in payments if payment.paid_on <= as_of]
    for payment in sorted(so_far, key=lambda payment: (payment.paid_on, -payment.cents)):
        if payment.cents >= 0:
            kept.append(payment)
        else:
            kept = take_back(kept, payment)
    return kept


def take_back(kept: list[Payment], reversal: Payment) -> list[Payment]:
    """The payments without what a reversal takes, newest first, in its currency."""
    left, remaining = -reversal.cents, []
    for payment in reversed(kept):
        taken = min(left, payment.cents) if payment.currency == reversal.currency else 0
        left -= taken
        if payment.cents > taken:
            remaining.append(Payment(payment.paid_on, payment.cents - taken, payment.currency))
    return remaining[::-1]


def credit(payment: Payment, in_order: list[Promise], credited: dict[int, list[tuple[date, int]]]) -> None:
    """Lay a payment on the promises it is in time for, the one due first first, each up to its amount."""
    left = payment.cents
    for promise in in_order:
        in_time = promise.made_on <= payment.paid_on <= promise.last_day
        if left == 0 or promise.currency != payment.currency or not in_time:
            continue
        missing = promise.amount_cents - sum(cents for _, cents in credited[promise.id])
        if missing > 0:
            credited[promise.id].append((payment.paid_on, min(left, missing)))
            left -= min(left, missing)


def judge(promise: Promise, credits: list[tuple[date, int]], as_of: date, tolerance: int) -> Standing:
    """The standing of one promise from the dated amounts that were paid towards it."""
    paid = 0
    if promise.is_cancelled(as_of):
        return Standing(promise, State.CANCELLED, paid, promise.cancelled_on)
    for paid_on, cents in credits:
        paid += cents
        if paid * 100 >= promise.amount_cents * tolerance:
            return Standing(promise, State.KEPT, sum(amount for _, amount in credits), paid_on)
    if as_of <= promise.last_day:
        return Standing(promise, State.OPEN, paid, None)
    return Standing(promise, State.PARTLY_KEPT if paid else State.BROKEN, paid, promise.last_day)


@dataclass(frozen=True)
class KeptRates:
    """Promises of one currency: kept by count and by amount among those whose last day has passed, and the others beside them.

    `early` are those of the pending ones that were paid before their day.
    """

    count: Ratio
    amount: Ratio
    pending: int
    cancelled: int
    early: int = 0


def kept_rates(standings: Iterable[Standing], as_of: date) -> KeptRates:
    """PTP kept rates (Vergent; the amount is our own convention). Cancelled promises are left out, pending ones shown apart."""
    listed = list(standings)
    live = [standing for standing in listed if standing.state is not State.CANCELLED]
    due = [standing for standing in live if standing.promise.last_day < as_of]
    kept = sum(standing.state is State.KEPT for standing in due)
    paid = sum(min(standing.paid_cents, standing.promise.amount_cents) for standing in due)
    promised = sum(standing.promise.amount_cents for standing in due)
    early = sum(standing.state is State.KEPT for standing in live) - kept
    return KeptRates(Ratio(kept, len(due)), Ratio(paid, promised), len(live) - len(due), len(listed) - len(live), early)


def check(amount_cents: int, promised_on: date, *, today: date, owed_cents: int, furthest_days: int = FURTHEST_DAYS) -> None:
    """Raises Refusal for a promise that cannot be meant: nothing, more than is owed, in the past, too far away."""
    if amount_cents <= 0:
        raise Refusal("promise_amount", "A promise needs an amount above zero.")
    if amount_cents > owed_cents:
        raise Refusal("promise_too_much", "The promise is for more than the customer owes in this currency.")
    if promised_on < today:
        raise Refusal("promise_past", "The date of a promise cannot lie in the past.")
    if (promised_on - today).days > furthest_days:
        raise Refusal("promise_far", "A promise lies at most {days} days ahead; agree on a plan for longer.", days=furthest_days)


def check_note(note: str | None) -> None:
    """Raises Refusal for a note that no screen would show whole."""
    if note and len(note) > LONGEST_NOTE:
        raise Refusal("note_long", "A note has at most {most} letters.", most=LONGEST_NOTE)
