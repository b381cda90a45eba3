"""The figures for programs: money as decimal strings, ratios as {n, m, value}, days as numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.domain.money import from_cents
from core.domain.promises import KeptRates
from core.domain.ratio import Ratio
from core.services.insight_channels import ChannelFigures, Effect
from core.services.insight_figures import Figures
from core.services.insights import Kpis

RECOVERY_BASE = "overdue at the start of the period"


def as_json(found: Kpis) -> dict[str, Any]:
    """Everything as one JSON object. Amounts `_in_period` are of the period; the others of all time up to the as-of day."""
    return {
        "as_of": found.as_of.isoformat(),
        "period": {"from": found.since.isoformat(), "to": found.as_of.isoformat()},
        "portfolio_id": found.portfolio_id,
        "currencies": {name: _figures(one) for name, one in found.currencies.items()},
        "equivalent": None if found.equivalent is None else {"currency": found.company_currency, **_figures(found.equivalent)},
        "missing_rates": found.missing_rates,
        "promises": {name: _kept(one) for name, one in found.promises.items()},
        "channels": {one.counts.channel: _channel(one) for one in found.channels},
        "effect": _effect(found.effect),
        "segments": {one.slug: {"members": one.members, "overdue": _moneys(one.overdue_cents)} for one in found.segments},
    }


def _figures(one: Figures) -> dict[str, Any]:
    return {
        "billed": _money(one.billed_cents),
        "collected": _money(one.collected_cents),
        "outstanding": _money(one.outstanding_cents),
        "open_invoices": one.open_invoices,
        "overdue": _money(one.overdue_cents),
        "overdue_invoices": one.overdue_invoices,
        "overdue_nothing_paid": _money(one.untouched_cents),
        "overdue_nothing_paid_invoices": one.untouched_invoices,
        "overdue_partly_paid": _money(one.partly_paid_cents),
        "overdue_partly_paid_invoices": one.partly_paid_invoices,
        "billed_in_period": _money(one.billed_in_period_cents),
        "collected_in_period": _money(one.collected_in_period_cents),
        "outstanding_at_start": _money(one.opening_cents),
        "overdue_at_start": _money(one.opening_overdue_cents),
        "recovery_rate": _money_ratio(one.recovery) | {"base": RECOVERY_BASE},
        "aging": {code: _money(cents) for code, cents in one.aging.items()},
        "dso": _days(one.dso),
        "dso_countback": _days(one.countback.days),
        "dso_countback_is_at_least": one.countback.is_floor,
        "dso_best_possible": _days(one.best_dso),
        "average_days_delinquent": _days(one.days_delinquent),
        "cei": _money_ratio(one.cei),
        "average_payment_delay": _days(one.delay),
        "average_lateness": {"days": _days(one.late_days), "invoices": one.late_invoices},
        "at_risk_rate": _money_ratio(one.at_risk),
        "roll_rates": {code: _money_ratio(ratio) for code, ratio in one.roll.items()},
        "months": [
            {"month": f"{month.first:%Y-%m}", "billed": _money(month.billed_cents), "collected": _money(month.collected_cents),
             "outstanding": _money(month.outstanding_cents), "overdue": _money(month.overdue_cents), "dso": _days(month.dso)}
            for month in one.months
        ],
    }  # fmt: skip


def _money(cents: int) -> str:
    return str(from_cents(cents))


def _moneys(totals: dict[str, int]) -> dict[str, str]:
    return {currency: _money(cents) for currency, cents in totals.items()}


def _days(value: Decimal | None) -> float | None:
    return None if value is None else float(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _value(ratio: Ratio) -> float | None:
    return None if ratio.value is None else float(ratio.value.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def _ratio(ratio: Ratio) -> dict[str, Any]:
    return {"n": int(ratio.n), "m": int(ratio.m), "value": _value(ratio)}


def _money_ratio(ratio: Ratio) -> dict[str, Any]:
    return {"n": _money(int(ratio.n)), "m": _money(int(ratio.m)), "value": _value(ratio)}


def _kept(rates: KeptRates) -> dict[str, Any]:
    return {"kept": _ratio(rates.count), "kept_amount": _money_ratio(rates.amount), "pending": rates.pending, "cancelled": rates.cancelled}


def _channel(one: ChannelFigures) -> dict[str, Any]:
    counts = one.counts
    return {
        "accepted": counts.accepted, "rejected": counts.rejected, "delivered": counts.delivered, "read": counts.read,
        "undelivered": counts.undelivered, "opted_out": counts.opted_out, "people": counts.people, "delivery_rate": _ratio(counts.delivery),
        "read_rate": _ratio(counts.reading), "failure_rate": _ratio(counts.failure),
        "cost": {currency or "unknown": str(cost) for currency, cost in one.costs.items()}, "cost_is_estimated": one.is_estimated,
        "simulated": one.simulated,
    }  # fmt: skip


def _effect(effect: Effect | None) -> dict[str, Any] | None:
    if effect is None:
        return None
    found = effect.uplift
    if found is None:
        return {"paid_after_message": _ratio(effect.after_message), "control_group": None, "note": "no control group"}
    return {
        "paid_after_message": _ratio(effect.after_message),
        "control_group": {"treated": _ratio(found.treated), "holdout": _ratio(found.holdout), "difference": round(found.difference, 4),
                          "low": round(found.low, 4), "high": round(found.high, 4)},
    }  # fmt: skip
