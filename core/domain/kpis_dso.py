"""How long money is out: DSO simple, countback and best possible, days delinquent, payment delay and the rating that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# Highest average delay in days of each rating; above the last it is D (Upflow).
RATINGS = (("A", 30), ("B", 60), ("C", 90))
WORST_RATING = "D"


def dso(receivable_cents: int, credit_sales_cents: int, days: int) -> Decimal | None:
    """Simple DSO: closing receivables / credit sales x days of the period. None without sales (Upflow, CRF)."""
    return Decimal(receivable_cents) * days / credit_sales_cents if credit_sales_cents > 0 else None


def best_possible_dso(not_yet_due_cents: int, credit_sales_cents: int, days: int) -> Decimal | None:
    """Best possible DSO: receivables not yet due / credit sales x days: what it would be if nobody paid late (Gaviti, CRF)."""
    return dso(not_yet_due_cents, credit_sales_cents, days)


def days_delinquent(simple: Decimal | None, best: Decimal | None) -> Decimal | None:
    """ADD, average days delinquent: DSO - best possible DSO (CRF)."""
    return None if simple is None or best is None else simple - best


@dataclass(frozen=True)
class Countback:
    """The days that the receivables stand for; `is_floor` says that the sales known are older than no more: "at least"."""

    days: Decimal | None
    is_floor: bool = False


def countback(receivable_cents: int, monthly_sales_newest_first: Iterable[tuple[int, int]]) -> Countback:
    """DSO by countback (Upflow): take whole months of sales off the receivables, newest first, adding their days; the last one pro rata.

    Rows are (days in the month, credit sales in hundredths); a month whose credit notes exceed its sales counts as one without sales.
    """
    left, days, has_sales = receivable_cents, Decimal(0), False
    if left <= 0:
        return Countback(days)
    for days_in_month, cents in monthly_sales_newest_first:
        has_sales = has_sales or cents > 0
        if cents >= left:
            return Countback(days + Decimal(left) * days_in_month / cents)
        days += days_in_month
        left -= max(0, cents)
    return Countback(days, is_floor=True) if has_sales else Countback(None)


def payment_delay(amount_days: int, amount_cents: int) -> Decimal | None:
    """Average payment delay in days from the sums of amount x days and of amount (Upflow): negative when people pay early.

    Days are paid date - due date, or as-of date - due date while overdue and unpaid; disputed invoices are included.
    """
    return Decimal(amount_days) / amount_cents if amount_cents else None


def payment_delay_of(rows: Iterable[tuple[int, int]]) -> Decimal | None:
    """Average payment delay of rows (hundredths, days of delay)."""
    listed = list(rows)
    return payment_delay(sum(cents * days for cents, days in listed), sum(cents for cents, _ in listed))


def rating_of(delay_days: Decimal | float | None) -> str | None:
    """A to D by average payment delay; None when nothing is known."""
    if delay_days is None:
        return None
    return next((rating for rating, highest in RATINGS if delay_days <= highest), WORST_RATING)
