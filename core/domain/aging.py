"""Days past due and the lateness buckets, with their edges as data so that they can be printed and put into SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Bucket:
    """A span of days past due, both ends included; `last` is None for the open end."""

    code: str
    first: int
    last: int | None
    label: str


# The edges of Moonflow and Upflow; other sources cut at 29, 59 and 89, so the edges are printed with every figure.
BUCKETS = (
    Bucket("current", 0, 0, "Not overdue"),
    Bucket("1-30", 1, 30, "1 to 30 days late"),
    Bucket("31-60", 31, 60, "31 to 60 days late"),
    Bucket("61-90", 61, 90, "61 to 90 days late"),
    Bucket("91+", 91, None, "91 days late or more"),
)
ORDER = {bucket.code: place for place, bucket in enumerate(BUCKETS)}


def days_past_due(as_of: date, oldest_unpaid_due_on: date | None) -> int:
    """max(0, as_of - oldest unpaid due date): 0 on the due date itself and when nothing is unpaid (Credgenics)."""
    return 0 if oldest_unpaid_due_on is None else max(0, (as_of - oldest_unpaid_due_on).days)


def bucket_of(days: int) -> str:
    """The code of the bucket that a number of days past due falls into; negative days are current."""
    return next(bucket.code for bucket in reversed(BUCKETS) if days >= bucket.first or bucket.first == 0)


def age(rows: Iterable[tuple[int, int]]) -> dict[str, int]:
    """Sums of (days past due, open hundredths) by bucket, of one currency, in the order of the buckets; empty ones are 0."""
    sums = {bucket.code: 0 for bucket in BUCKETS}
    for days, cents in rows:
        sums[bucket_of(days)] += cents
    return sums


def overdue(aged: dict[str, int]) -> int:
    """The overdue amount of an aged balance: everything but the current bucket."""
    return sum(cents for code, cents in aged.items() if code != "current")
