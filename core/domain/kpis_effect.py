"""What a campaign really brought: the difference to those left alone by lot, with its interval, and its money."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from core.domain.ratio import Ratio

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Uplift:
    """Paying share of the treated minus that of the holdout, with its 95% interval, all as fractions."""

    treated: Ratio
    holdout: Ratio
    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no effect out."""
        return self.low > 0 or self.high < 0


def uplift(treated: Ratio, holdout: Ratio, z: float = Z95) -> Uplift | None:
    """Difference of two shares of people (paid of all) with Newcombe's hybrid score interval (1998, method 10), good for small groups too.

    None when either group is empty: then the screen says "no control group" and shows no effect.
    """
    if not treated.m or not holdout.m:
        return None
    share, base = float(treated.n / treated.m), float(holdout.n / holdout.m)
    (low_t, high_t), (low_h, high_h) = wilson(treated, z), wilson(holdout, z)
    low = share - base - sqrt((share - low_t) ** 2 + (high_h - base) ** 2)
    high = share - base + sqrt((high_t - share) ** 2 + (base - low_h) ** 2)
    return Uplift(treated, holdout, share - base, low, high)


def wilson(ratio: Ratio, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (1927). ValueError when there is nobody."""
    if not ratio.m:
        raise ValueError("no interval of nobody")
    n, share = float(ratio.m), float(ratio.n / ratio.m)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
