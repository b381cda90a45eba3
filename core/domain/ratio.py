"""A ratio that never hides its parts: n of m, and no value where m is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Ratio:
    """n of m, in the same unit (counts, or hundredths of one currency)."""

    n: int | Decimal
    m: int | Decimal

    @property
    def value(self) -> Decimal | None:
        """n / m, or None when m is 0: shown as a dash, never as 0 %."""
        return None if self.m == 0 else Decimal(self.n) / Decimal(self.m)

    @property
    def percent(self) -> Decimal | None:
        """The value times 100."""
        return None if self.value is None else self.value * 100

    def __add__(self, other: Ratio) -> Ratio:
        """The ratio over both sets together: parts are added, percentages never are."""
        return Ratio(self.n + other.n, self.m + other.m)

    def __str__(self) -> str:
        return f"{self.n} of {self.m}"
