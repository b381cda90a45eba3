"""What changes are about, by the names that people know them by: a document by its number, a customer by name."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Engine
from sqlmodel import col, select

from core.db.engine import reading
from core.db.tables import Customer, Invoice
from core.domain.access import Actor, may


def names(engine: Engine, actor: Actor, found: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """(noun, id) to a name, for documents and customers; what has none stays out."""
    may(actor, "import.run")
    wanted = {noun: [id_ for kind, id_ in found if kind == noun] for noun in ("invoice", "customer")}
    with reading(engine) as session:
        invoices = session.exec(select(Invoice.id, Invoice.number).where(col(Invoice.id).in_(wanted["invoice"])))
        customers = session.exec(select(Customer.id, Customer.name).where(col(Customer.id).in_(wanted["customer"])))
        return {("invoice", id_ or 0): name for id_, name in invoices} | {("customer", id_ or 0): name for id_, name in customers}
