"""What a table is about: a portfolio, payments or contacts, judged by the columns it has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.domain.readings import Question
from core.domain.records import FileRefused
from core.intake.cells import Cell
from core.intake.meanings import Guess, guess_columns, is_aging, normal

_PAYMENT_WORDS = re.compile(r"pag|cobr|paid|payment|recib|receipt|acredit|deposit|transfer|abono", re.I)
_QUESTION = "What does this file hold: documents to collect (portfolio), payments, or customers and their contacts?"
BALANCES = "This report gives balances per customer, not documents. Please export it with one row per invoice."


def guess_kind(headers: Sequence[str], rows: Sequence[Sequence[Cell]], file_name: str) -> tuple[str, Question | None]:
    """The kind a table most likely is, and the question when it could be another."""
    portfolio, payments, contacts = (guess_columns(headers, rows, kind) for kind in ("portfolio", "payments", "contacts"))
    if not portfolio.missing("portfolio"):
        return "portfolio", None
    has_due = "due_on" in portfolio.positions
    if not payments.missing("payments") and not has_due:
        named = normal(headers[payments.positions["paid_on"][0]]) + " " + normal(headers[payments.positions["amount"][0]]) + " " + file_name
        sure = _PAYMENT_WORDS.search(named) or "method" in payments.positions
        return "payments", None if sure else Question("kind", ["portfolio", "payments"], _QUESTION)
    reach = {"phones", "emails", "authorised", "opted_out"} & contacts.positions.keys()
    if reach and not contacts.missing("contacts") and "amount" not in portfolio.positions and not _has_documents(portfolio):
        return "contacts", None
    if has_due or "invoice" in portfolio.positions or is_aging(headers) or _is_balances(portfolio):
        return "portfolio", None
    return "portfolio", Question("kind", ["portfolio", "payments", "contacts"], _QUESTION)


def _has_documents(portfolio: Guess) -> bool:
    return {"invoice", "due_on"} <= portfolio.positions.keys()


def refuse_balances(headers: Sequence[str], guess: Guess) -> None:
    """Raises FileRefused no_invoice_level for an aging report: a portfolio of balances without documents."""
    if "invoice" not in guess.positions and (is_aging(headers) or _is_balances(guess)):
        raise FileRefused("no_invoice_level", BALANCES)


def _is_balances(guess: Guess) -> bool:
    has_money = "amount" in guess.positions or "open_amount" in guess.positions
    has_dates = any(name in guess.positions for name in ("due_on", "issued_on", "settled_on"))
    return (
        has_money
        and not has_dates
        and "invoice" not in guess.positions
        and any(n in guess.positions for n in ("customer", "code", "tax_id"))
    )
