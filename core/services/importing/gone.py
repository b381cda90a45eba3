"""What is gone from a portfolio's file, taken as paid because a person said so."""

from __future__ import annotations

from core.services.importing.counts import Counts
from core.services.importing.draft import Draft
from core.services.importing.stage import Stage, packed


def stage_gone(stage: Stage, draft: Draft, import_id: int) -> None:
    """Stage a payment of what is open on each invoice that is gone, dated on the day of the import, and mark the invoice."""
    gone = list(stage.rows("gone"))
    next_id = stage.connection.execute("SELECT coalesce(max(id), 0) FROM payment").fetchone()[0] or int(draft.fingerprint[5])
    day, portfolio_id = draft.as_of, draft.portfolio_id
    numbered = [(next_id + place, *row) for place, row in enumerate(gone, 1)]
    stage.add(
        "payment",
        [
            (id_, customer_id, portfolio_id, day, cents, currency, None, None, None, "stated", False, None)
            for id_, _invoice, customer_id, _number, cents, currency in numbered
        ],
    )
    stage.add(
        "allocation",
        [(id_, invoice_id, customer_id, day, cents, currency) for id_, invoice_id, customer_id, _n, cents, currency in numbered],
    )
    stage.add("paid", [(invoice_id, cents) for invoice_id, _customer, _number, cents, _currency in gone])
    before, after = packed({"gone_import_id": None, "gone_on": None}), packed({"gone_import_id": import_id, "gone_on": day})
    stage.add("change", [("invoice", invoice_id, None, before, after) for invoice_id, *_rest in gone])


def money_after(counts: Counts, gone: str) -> dict[str, list[int]]:
    """What there will be, [amount, open] in hundredths per currency, when what is gone is left alone or taken as paid."""
    paid = counts.gone_open if gone == "paid" and counts.gone else {}
    return {currency: [pair[0], pair[1] - paid.get(currency, 0)] for currency, pair in counts.after.items()}
