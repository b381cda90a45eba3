"""What a message is expected to cost at the prices that the business entered."""

from __future__ import annotations

from collections.abc import Mapping

from core.channels.protocol import Cost

Prices = Mapping[str, tuple[int, str]]


def price_of(prices: Prices, kind: str, to: str, segments: int) -> Cost:
    """The expected cost by the longest fitting line of `prices` ("sms:+52" before "sms"); no line, no amount."""
    fitting = [key for key in prices if key == kind or (key.startswith(f"{kind}:") and to.startswith(key.partition(":")[2]))]
    if not fitting:
        return Cost(segments)
    micros, currency = prices[max(fitting, key=len)]
    return Cost(segments, micros * segments, currency)
