"""A day of payment that a portfolio file corrects: the same money, paid on another day than an earlier file said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from core.db.queries import imports as known
from core.domain.invoice_columns import InvoiceColumns
from core.services.importing.stage import packed

Change = tuple[str, int, int | None, str, str]


def redated(
    connection: Connection, batch: InvoiceColumns, olds: Sequence[tuple[Any, ...]], wanted: list[int | None]
) -> dict[int, list[Change]]:
    """Rows for the stage's table of changes by position in the batch, where the last payment known of an invoice is one that a portfolio
    file stated, the sum is the same and the file gives another day."""
    days = batch.columns[7]
    if days is None:
        return {}
    told = {old[0]: index for index, (old, cents) in enumerate(zip(olds, wanted, strict=True)) if days[index] and cents and cents == old[5]}
    found: dict[int, list[Change]] = {}
    for invoice_id, allocation_id, payment_id, day, source in known.last_said(connection, told):
        index = told[invoice_id]
        if day != days[index]:
            before, after = {"paid_on": day}, {"paid_on": days[index]}
            kept = {"source": source, "invoice_id": invoice_id}, {"source": "import", "invoice_id": invoice_id}
            row = batch.rows[index]
            found[index] = [
                ("payment", payment_id, row, packed(before | kept[0]), packed(after | kept[1])),
                ("allocation", allocation_id, row, packed(before), packed(after)),
            ]
    return found
