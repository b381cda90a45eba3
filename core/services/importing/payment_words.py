"""What the words of a payment say: which invoices it is for, and by what it is known when it comes again."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

from core.domain.records import PaymentRecord

_WORD = re.compile(r"[\w./-]{3,}")
_BETWEEN = re.compile(r"\s*[,;|&+/\n]\s*|\s+(?:y|e|and|-)\s+|\s+", re.I)


def digest(words: str) -> str:
    """The key under which a payment is known."""
    return blake2b(words.encode(), digest_size=16).hexdigest()


def part_keys(key: str, targets: list[tuple[Any, ...]]) -> list[str]:
    """The keys of the parts of a payment for several invoices, in their order."""
    return [digest(f"{key}\x1f{target[0]}") for target in targets]


def parts_of(invoice: str | None) -> list[str]:
    """The numbers in a cell that may name several invoices."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(invoice) if part)) if invoice else []


def joint_targets(row: PaymentRecord, named: dict[str, list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """The invoices of a payment that names several of them; empty when it names one, or one that nobody knows."""
    numbers = numbers_in(row)
    if row.invoice:
        parts = parts_of(row.invoice)
        numbers = parts if row.invoice not in named and all(len(named.get(part, ())) == 1 for part in parts) else []
    found = {target[0]: target for number in numbers for target in named.get(number, ()) if len(named[number]) == 1}
    return list(found.values()) if len(found) > 1 else []


def numbers_in(row: PaymentRecord) -> list[str]:
    """The invoice numbers that a payment may speak of: the one it names, else the words of its reference and concept."""
    if row.invoice:
        return [row.invoice]
    return _WORD.findall(f"{row.reference or ''} {row.concept or ''}")
