"""What the channels did: delivery, reading, failure, opt-outs and cost, from counts per channel."""

from __future__ import annotations

from collections.abc import Iterable
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

    @property
    def cost_per_message(self) -> Decimal | None:
        """Cost / messages accepted."""
        return self.cost / self.accepted if self.accepted else None

    @property
    def cost_per_payer(self) -> Decimal | None:
        """Cost / distinct people credited within the attribution window, which is said beside it."""
        return self.cost / self.payers if self.payers else None


def cost_to_collect(cost: Decimal, collected: Decimal) -> Decimal | None:
    """All cost of a period / amount collected in it, both in one currency; with a holdout, the uplift's money is the honest divisor."""
    return cost / collected if collected > 0 else None


def contact_intensity(contacts_in_7_days: Iterable[int], cap: int) -> tuple[Decimal | None, int, Ratio]:
    """Mean, maximum and share over the cap, of contacts per person in the last seven days (own convention)."""
    counts = list(contacts_in_7_days)
    mean = Decimal(sum(counts)) / len(counts) if counts else None
    return mean, max(counts, default=0), Ratio(sum(count > cap for count in counts), len(counts))


def complaints_per_thousand(complaints: int, active_accounts: int) -> Decimal | None:
    """Complaints opened / active accounts x 1,000 (own convention)."""
    return Decimal(complaints) * 1000 / active_accounts if active_accounts else None
