"""What the invoices of a file say, and where they differ from those stored: found column by column, told field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import sub
from typing import Any

from core.domain.invoice_columns import InvoiceColumns

MICRO = 1_000_000
FIELDS = ("customer_id", "issued_on", "due_on", "amount_cents", "currency", "rate_micros", "concept")


def stated_as_paid(batch: InvoiceColumns) -> list[int | None]:
    """What each record says was paid so far, in hundredths; None where it does not say."""
    amounts, opened, settled, paid = (batch.columns[place] for place in (3, 4, 6, 8))
    if settled is None and opened is not None and None not in opened:
        return list(map(sub, amounts, opened))
    if settled is None and opened is None and paid is None:
        return [None] * len(batch)
    columns = (batch.column(name) for name in ("amount_cents", "open_cents", "settled_on", "paid_cents"))
    return [amount if on else amount - left if left is not None else part for amount, left, on, part in zip(*columns, strict=True)]


def disputed(batch: InvoiceColumns) -> list[int]:
    """Positions of invoices that the file says are disputed."""
    return [index for index, said in enumerate(batch.column("disputed")) if said] if batch.columns[11] else []


def totals(batch: InvoiceColumns, opened: list[int]) -> Iterator[tuple[str, int, int]]:
    """(currency, amounts, open amounts) added up, in hundredths."""
    currency = batch.columns[5]
    if isinstance(currency, str):
        if len(batch):
            yield currency, sum(batch.column("amount_cents")), sum(opened)
        return
    yield from zip(currency, batch.column("amount_cents"), opened, strict=True)


def in_micros(rate: Any) -> int | None:
    """A rate in millionths."""
    return None if rate is None else int(rate * MICRO)


def differing(batch: InvoiceColumns, whose: list[int], wanted: list[int | None], stored: Sequence[Sequence[Any]]) -> list[int]:
    """Positions of invoices that differ from the stored ones, whose columns these are; what the file does not say never differs."""
    rates = batch.columns[9] and [in_micros(rate) for rate in batch.columns[9]]
    said = (whose, *batch.columns[1:4], wanted, batch.columns[5], rates, batch.columns[10])
    found = {index for index, gone in enumerate(stored[9]) if gone is not None} if any(stored[9]) else set()
    for now, was in zip(said, stored[1:9], strict=True):
        if now is None or _is_same(now, was):
            continue
        column = [now] * len(was) if isinstance(now, str) else now
        found.update(index for index, value in enumerate(column) if value is not None and value != was[index])
    return sorted(found)


def _is_same(now: list[Any] | str, was: Sequence[Any]) -> bool:
    return was.count(now) == len(was) if isinstance(now, str) else now == list(was)


def differences(values: list[Any], customer_id: int, old: tuple[Any, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of one invoice that change, (from, to); `values` in the order of InvoiceColumns, `old` as stored."""
    _number, issued_on, due_on, amount, _open, currency, _settled, _paid_on, _paid, rate, concept, _disputed = values
    said = (customer_id, issued_on, due_on, amount, currency, in_micros(rate), concept)
    kept = (old[1], old[2], old[3], old[4], old[6], old[7], old[8])
    changed = [(name, was, now) for name, was, now in zip(FIELDS, kept, said, strict=True) if now is not None and now != was]
    if old[9] is not None:
        changed.append(("gone_import_id", old[9], None))
    return {name: was for name, was, _now in changed}, {name: now for name, _was, now in changed}
