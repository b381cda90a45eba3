"""How accounts move between lateness buckets from one date to the next: roll, cure and stay, over the same accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.aging import BUCKETS, ORDER
from core.domain.ratio import Ratio

Move = tuple[str, str, int, int]


def roll_rate(next_bucket_now_cents: int, bucket_before_cents: int) -> Ratio:
    """Amount in b+1 now / amount in b one period before (OCC). New business may hide in it: Movements follows the same accounts."""
    return Ratio(next_bucket_now_cents, bucket_before_cents)


@dataclass(frozen=True)
class Movements:
    """Rows of (bucket before, bucket now, accounts, hundredths before) of the accounts that were there before, of one currency."""

    moves: tuple[Move, ...]

    def roll(self, code: str) -> Ratio:
        """Of the amount in a bucket, the share whose accounts are in a later one now."""
        return self._amount(code, lambda before, now: now > before)

    def stable(self, code: str) -> Ratio:
        """Of the amount in a bucket, the share whose accounts are still in it."""
        return self._amount(code, lambda before, now: now == before)

    def roll_back(self, code: str) -> Ratio:
        """Of the amount in a bucket, the share whose accounts are in an earlier one now."""
        return self._amount(code, lambda before, now: now < before)

    def cure(self) -> Ratio:
        """Accounts late before and fully current now / accounts late before. Among a holdout it is the self-cure rate, the base line."""
        late = [(now, accounts) for before, now, accounts, _ in self.moves if before != "current"]
        return Ratio(sum(accounts for now, accounts in late if now == "current"), sum(accounts for _, accounts in late))

    def cure_amount(self) -> Ratio:
        """The same by the amount before."""
        late = [(now, cents) for before, now, _, cents in self.moves if before != "current"]
        return Ratio(sum(cents for now, cents in late if now == "current"), sum(cents for _, cents in late))

    def _amount(self, code: str, holds) -> Ratio:
        rows = [(ORDER[now], cents) for before, now, _, cents in self.moves if before == code]
        return Ratio(sum(cents for now, cents in rows if holds(ORDER[code], now)), sum(cents for _, cents in rows))


def compare(before: dict[int, tuple[str, int]], now: dict[int, str]) -> Movements:
    """Movements from two days: account -> (bucket, hundredths) before, account -> bucket now; gone from the second means paid."""
    rows = [(bucket, now.get(account, "current"), 1, cents) for account, (bucket, cents) in before.items()]
    return add_up(rows)


def add_up(rows: Iterable[Move]) -> Movements:
    """Movements with one row per pair of buckets."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for before, now, accounts, cents in rows:
        known = sums.get((before, now), (0, 0))
        sums[before, now] = (known[0] + accounts, known[1] + cents)
    pairs = ((first.code, second.code) for first in BUCKETS for second in BUCKETS)
    return Movements(tuple((*pair, *sums[pair]) for pair in pairs if pair in sums))
