"""The figures of recovery, in integer hundredths of one currency. Formulas and sources: each function, and kpi_words for the screen."""

from __future__ import annotations

from core.domain.ratio import Ratio

AT_RISK_DAYS = 90


def recovery_rate(collected_cents: int, overdue_at_start_cents: int) -> Ratio:
    """Payments in the period on debts overdue at its start / overdue amount at its start. The base is the stock (vcc.live uses another)."""
    return Ratio(collected_cents, overdue_at_start_cents)


def collection_effectiveness(opening_cents: int, credit_sales_cents: int, closing_cents: int, closing_current_cents: int) -> Ratio:
    """CEI = (B + S - E_total) / (B + S - E_current) of a period: B opening, E closing receivables (Credit Research Foundation)."""
    available = opening_cents + credit_sales_cents
    return Ratio(available - closing_cents, available - closing_current_cents)


def roll_rate(open_now_cents: int, open_before_cents: int) -> Ratio:
    """Of the amount in a bucket at the start of the period, the part of the same documents that is still open (OCC)."""
    return Ratio(open_now_cents, open_before_cents)


def at_risk_rate(unpaid_90_days_late_cents: int, billed_in_month_cents: int) -> Ratio:
    """Of a month's billed amount, the share still unpaid AT_RISK_DAYS days past due (Upflow)."""
    return Ratio(unpaid_90_days_late_cents, billed_in_month_cents)
