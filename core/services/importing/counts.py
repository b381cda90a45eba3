"""What a comparison stands on, and what it comes to in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Frame:
    """What a comparison stands on: the portfolio (None: not made yet, or `is_any`), the day and moment it counts for, what the house
    assumes."""

    portfolio_id: int | None
    as_of: str  # ISO date
    now: str  # instant as SQLite keeps it
    country: str | None
    has_currency: bool = True  # whether the file itself, or a person, named the currency
    keeps_records: bool = False
    is_any: bool = False


@dataclass(slots=True)
class Counts:
    """How many records came in, and what they do to what is there; `sums` and `money` are hundredths per currency."""

    accepted: int = 0
    rejected: int = 0
    ignored: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    parts: int = 0  # records beyond one per row, of payments for several invoices
    new_customers: int = 0
    changed_customers: int = 0
    sums: dict[str, list[int]] = field(default_factory=dict)
    before: dict[str, list[int]] = field(default_factory=dict)
    after: dict[str, list[int]] = field(default_factory=dict)
    totals_agree: int = 0  # totals in the file that are the sums of their rows
    totals_differ: int = 0
    phones_known: int = 0  # phones that the file brings and that customers who were there before have too
    gone_open: dict[str, int] = field(default_factory=dict)  # what is open on the invoices gone from the file
