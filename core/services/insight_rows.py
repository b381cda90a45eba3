"""Every number opens to its rows: the documents under a figure as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Date, Engine, String, bindparam, column, text
from sqlmodel import col, select

from core.db.engine import reading
from core.db.queries import insight_rows_sql as sql
from core.db.tables import Customer
from core.domain.access import Actor, may
from core.domain.aging import BUCKETS
from core.domain.errors import Refusal

PAGE = 25
_COLUMNS = {
    "id": BigInteger, "number": String, "customer_id": BigInteger, "issued_on": Date, "due_on": Date, "amount_cents": BigInteger,
    "paid": BigInteger, "paid_in_period": BigInteger, "currency": String, "total": BigInteger,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One document under a figure: what was open of it at the close of the day, and received on it in the period; hundredths."""

    invoice_id: int
    number: str
    customer_id: int
    customer: str
    issued_on: date | None
    due_on: date
    amount_cents: int
    open_cents: int
    received_cents: int
    days_late: int
    currency: str


def rows(
    engine: Engine,
    actor: Actor,
    figure: str,
    *,
    currency: str | None,
    as_of: date,
    since: date,
    portfolio_id: int | None = None,
    limit: int = PAGE,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """How many documents a figure of FIGURES stands on, and one page of them; `currency` None takes all. Refusal for another figure."""
    may(actor, "insight.view")
    if figure not in sql.FIGURES:
        raise Refusal("no_figure", "There are no rows under {figure}.", figure=figure)
    values: dict[str, Any] = {"as_of": as_of, "since": since, "limit": limit, "offset": offset}
    scope = ""
    if currency is not None:
        scope, values["currency"] = "AND i.currency = :currency", currency
    if portfolio_id is not None:
        scope, values["portfolio"] = f"{scope} AND i.portfolio_id = :portfolio", portfolio_id
    if figure.startswith("aging:"):
        values["first"], values["last"] = _span(figure.removeprefix("aging:"), as_of)
    with reading(engine) as session:
        found = session.execute(_typed(sql.rows(figure, scope), values), values).all()
        numbers = {row.customer_id for row in found}
        names = dict(session.exec(select(Customer.id, Customer.name).where(col(Customer.id).in_(numbers))).all())
        return (int(found[0].total) if found else 0), [_row(row, names, as_of) for row in found]


def _span(code: str, as_of: date) -> tuple[date, date]:
    bucket = next(bucket for bucket in BUCKETS if bucket.code == code)
    if bucket.first == 0:
        return as_of, date.max
    return date.min if bucket.last is None else as_of - timedelta(days=bucket.last), as_of - timedelta(days=bucket.first)


def _typed(query: str, values: dict[str, Any]) -> Any:
    dated = [bindparam(name, type_=Date) for name, value in values.items() if isinstance(value, date)]
    made = text(query).bindparams(*dated)
    return made.columns(*(column(name, kind) for name, kind in _COLUMNS.items()))


def _row(row: Any, names: dict[int | None, str], as_of: date) -> Row:
    received, left = int(row.paid_in_period), int(row.amount_cents) - int(row.paid)
    late = max(0, (as_of - row.due_on).days) if left > 0 else 0
    return Row(row.id, row.number, row.customer_id, names.get(row.customer_id, ""), row.issued_on, row.due_on, row.amount_cents, left,
               received, late, row.currency)  # fmt: skip
