"""The rows under each figure: documents as they stood at the close of a day, and what was received on them in a period."""

from __future__ import annotations

from core.domain.aging import BUCKETS

_LEFT = "(x.amount_cents - x.paid)"
_TESTS = {
    "outstanding": f"{_LEFT} > 0",
    "overdue": f"{_LEFT} > 0 AND x.due_on < :as_of",
    "untouched": f"{_LEFT} > 0 AND x.due_on < :as_of AND x.paid = 0",
    "partly": f"{_LEFT} > 0 AND x.due_on < :as_of AND x.paid > 0",
    "billed": "coalesce(x.issued_on, x.due_on) > :since AND coalesce(x.issued_on, x.due_on) <= :as_of",
    "recovery": "x.due_on < :since AND x.paid_in_period <> 0",
    "collected": "x.paid_in_period <> 0",
}
FIGURES = (*_TESTS, *(f"aging:{bucket.code}" for bucket in BUCKETS))
ORDER = {"billed": "coalesce(issued_on, due_on) DESC, id", "recovery": "paid_in_period DESC, id", "collected": "paid_in_period DESC, id"}


def rows(figure: str, scope: str) -> str:
    """(id, number, customer_id, issued_on, due_on, amount, paid, paid in the period, currency, total) of a page of rows.

    `scope` narrows invoices i; an aging bucket is bounded by :first and :last due day. The total number of rows stands on each of them.
    """
    is_aging = figure.startswith("aging:")
    test = f"{_LEFT} > 0" if is_aging else _TESTS[figure]
    span = "AND i.due_on >= :first AND i.due_on <= :last" if is_aging else ""
    late = "AND i.due_on < :as_of" if figure in ("overdue", "untouched", "partly") else ""
    return f"""
SELECT id, number, customer_id, issued_on, due_on, amount_cents, paid, paid_in_period, currency, COUNT(*) OVER () AS total FROM (
    SELECT i.id, i.number, i.customer_id, i.issued_on, i.due_on, i.amount_cents, i.currency,
           coalesce((SELECT SUM(a.amount_cents) FROM allocation a JOIN payment p ON p.id = a.payment_id
                     WHERE a.invoice_id = i.id AND (a.paid_on <= :as_of OR p.is_opening)), 0) AS paid,
           coalesce((SELECT SUM(a.amount_cents) FROM allocation a JOIN payment p ON p.id = a.payment_id
                     WHERE a.invoice_id = i.id AND NOT p.is_opening AND a.paid_on > :since AND a.paid_on <= :as_of), 0) AS paid_in_period
    FROM invoice i WHERE i.amount_cents > 0 AND (i.issued_on IS NULL OR i.issued_on <= :as_of) {late} {span} {scope}) AS x
WHERE {test} ORDER BY {ORDER.get(figure, "due_on, id")} LIMIT :limit OFFSET :offset"""
