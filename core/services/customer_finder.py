"""Finding customers by a few letters, as search boxes do."""

from __future__ import annotations

import re

from sqlalchemy import Engine, or_
from sqlmodel import col, select

from core.db.engine import reading
from core.db.tables import Customer
from core.domain.access import Actor, may
from core.domain.matching import name_key


def find(engine: Engine, actor: Actor, sought: str, *, limit: int = 8) -> list[tuple[int, str]]:
    """(id, label) of customers whose name starts with or contains the letters, or whose code or tax id starts with them."""
    may(actor, "customer.view")
    letters = name_key(sought)
    digits = re.sub(r"\D", "", sought)
    ways = [col(Customer.name_key).contains(letters, autoescape=True), col(Customer.code).istartswith(sought.strip(), autoescape=True)]
    if len(digits) >= 4:
        ways.append(col(Customer.tax_id_key).startswith(digits))
    query = select(Customer.id, Customer.name, Customer.code).where(or_(*ways), col(Customer.erased_at).is_(None))
    with reading(engine) as session:
        rows = session.exec(query.order_by(col(Customer.name_key)).limit(limit)).all()
    return [(number or 0, f"{name} ({code})" if code else name) for number, name, code in rows]
