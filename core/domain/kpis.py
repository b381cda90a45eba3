"""The figures of recovery, in integer hundredths of one currency. Formulas and sources: each function, and kpi_words for the screen."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from core.domain.ratio import Ratio

AT_RISK_DAYS = 90


def recovery_rate(collected_cents: int, overdue_at_start_cents: int) -> Ratio:
    """Payments in the period on debts overdue at its start / overdue amount at its start. The base is the stock (vcc.live uses another)."""
    return Ratio(collected_cents, overdue_at_start_cents)


def recovery_curve(entered_cents: int, collected_by_day: Iterable[tuple[int, int]]) -> list[tuple[int, Ratio]]:
    """Cumulative (day since entry, collected / amount entered) from rows of (day, hundredths); the liquidation curve of a cohort."""
    rows = sorted(collected_by_day)
    sums = accumulate(cents for _, cents in rows)
    return list({day: (day, Ratio(cents, entered_cents)) for (day, _), cents in zip(rows, sums, strict=True)}.values())


def collection_effectiveness(opening_cents: int, credit_sales_cents: int, closing_cents: int, closing_current_cents: int) -> Ratio:
    """CEI = (B + S - E_total) / (B + S - E_current) of a period: B opening, E closing receivables (Credit Research Foundation)."""
    available = opening_cents + credit_sales_cents
    return Ratio(available - closing_cents, available - closing_current_cents)


def at_risk_rate(unpaid_90_days_late_cents: int, billed_in_month_cents: int) -> Ratio:
    """Of a month's billed amount, the share still unpaid AT_RISK_DAYS days past due (Upflow)."""
    return Ratio(unpaid_90_days_late_cents, billed_in_month_cents)


def promise_coverage(overdue_under_promise_cents: int, overdue_cents: int) -> Ratio:
    """Overdue amount under a live promise / overdue amount (own convention)."""
    return Ratio(overdue_under_promise_cents, overdue_cents)


def overdue_by(rows: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    """Overdue hundredths by currency, then by segment, from (segment, currency, hundredths). Segments overlap: their sums are not added."""
    found: dict[str, dict[str, int]] = {}
    for segment, currency, cents in rows:
        of_currency = found.setdefault(currency, {})
        of_currency[segment] = of_currency.get(segment, 0) + cents
    return found


def equivalent(cents: int, rate: Decimal) -> int:
    """Hundredths in the stated currency at a stated rate (units of it per unit of the amount's own), half up. TypeError on a float rate."""
    if isinstance(rate, float):
        raise TypeError("a rate is a Decimal")
    return int((cents * Decimal(rate)).to_integral_value(ROUND_HALF_UP))


def total_equivalent(rows: Iterable[tuple[int, Decimal]]) -> int:
    """Sum of (hundredths, rate) in the stated currency, each row rounded at its own invoice's rate."""
    return sum(equivalent(cents, rate) for cents, rate in rows)
