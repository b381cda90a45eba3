"""Money: integer hundredths in storage, Decimal in code, never float; currencies are never added together."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.domain.errors import Refusal

HUNDREDTH = Decimal("0.01")


def to_cents(amount: Decimal) -> int:
    """Hundredths of an amount, half up. Raises TypeError on float, so that no binary fraction slips in."""
    if isinstance(amount, float):
        raise TypeError("money is never float")
    return int((Decimal(amount) * 100).to_integral_value(ROUND_HALF_UP))


def exact_cents(amount: Decimal | int) -> int:
    """Hundredths of an amount that somebody typed. Raises Refusal when it has more than two places: nothing is rounded silently."""
    hundredths = Decimal(amount) * 100
    if not hundredths.is_finite() or hundredths != hundredths.to_integral_value():
        raise Refusal("amount_places", "The amount {amount} has more than two places after the point.", amount=str(amount))
    return to_cents(Decimal(amount))


def from_cents(cents: int) -> Decimal:
    """The Decimal amount, always with two places."""
    return (Decimal(cents) / 100).quantize(HUNDREDTH)
