"""What the channels did: delivery, reading, failure, opt-outs and cost, from counts per channel."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.domain.ratio import Ratio


@dataclass(frozen=True)
class ChannelCounts:
    """Messages of one channel in a period: handed to the provider (`accepted`) or refused by it (`rejected`), and what became of them.

    `delivered` includes those read; `undelivered` were accepted first. `cost` is in one currency; `payers` are distinct people credited.
    """

    channel: str
    accepted: int = 0
    rejected: int = 0
    delivered: int = 0
    read: int = 0
    undelivered: int = 0
    opted_out: int = 0
    people: int = 0
    payers: int = 0
    cost: Decimal = Decimal(0)

    @property
    def delivery(self) -> Ratio:
        """Delivered / accepted."""
        return Ratio(self.delivered, self.accepted)

    @property
    def reading(self) -> Ratio:
        """Read / delivered; nothing to read is known for channels that do not report it."""
        return Ratio(self.read, self.delivered)

    @property
    def failure(self) -> Ratio:
        """Refused or undelivered / tried (own convention)."""
        return Ratio(self.rejected + self.undelivered, self.accepted + self.rejected)

    @property
    def opt_out(self) -> Ratio:
        """Messages that caused an opt-out / messages accepted (Hatch)."""
        return Ratio(self.opted_out, self.accepted)

    @property
    def effectiveness(self) -> Ratio:
        """People who paid after a message / people messaged. Biased upward: shown only beside the uplift over a holdout (Moonflow)."""
        return Ratio(self.payers, self.people)
