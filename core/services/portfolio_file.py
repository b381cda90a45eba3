"""The documents of a list as a table to be taken away: in words that the import understands, so that it comes back without a change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import Customer, Invoice
from core.domain.access import Actor, may
from core.domain.money import from_cents
from core.services import portfolios
from core.services.portfolios import Wanted
from core.text import _

PORTION = 5_000  # rows fetched at once


def columns() -> list[str]:
    """The headings in the reader's language; the import knows them in either."""
    return [
        _("Customer"), _("Customer code"), _("Tax id"), _("Document number"), _("Issue date"), _("Due date"), _("Amount"), _("Open amount"),
        _("Currency"), _("Document type"), _("Concept"),
    ]  # fmt: skip


def rows(engine: Engine, actor: Actor, wanted: Wanted = Wanted()) -> Iterator[list[Any]]:
    """The wanted documents in the order of `columns`, money as Decimal; what is gone from its file stays out unless it is asked for."""
    may(actor, "portfolio.view")
    may(actor, "export.make")
    credit, invoice = _("Credit note"), _("Invoice")
    with reading(engine) as session:
        query = select(Invoice, Customer.name, Customer.code, Customer.tax_id)
        found = session.exec(portfolios.wanted_in(session, query, wanted).execution_options(yield_per=PORTION))
        for one, name, code, tax_id in found:
            if one.gone_on is not None and wanted.state != "gone":
                continue
            kind, left = credit if one.amount_cents < 0 else invoice, one.amount_cents - one.paid_cents
            yield [
                name, code, tax_id, one.number, one.issued_on, one.due_on, from_cents(one.amount_cents), from_cents(left), one.currency,
                kind, one.concept,
            ]  # fmt: skip
