"""Portfolios: what each holds and is owed, and the list of documents in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, case, col, func, or_, select

from core import clock
from core.db.engine import reading
from core.db.queries import imports as known
from core.db.tables import Customer, Import, Invoice, Portfolio
from core.domain.access import Actor, may
from core.services import house, unchanged

STATES = ("open", "overdue", "paid", "credit", "gone")
SORTS = ("due", "number", "customer", "amount")


@dataclass(frozen=True, slots=True)
class Holding:
    """One portfolio: {currency: hundredths} of what is open and overdue, and when a file last came in."""

    id: int
    name: str
    invoices: int
    customers: int
    open_cents: dict[str, int]
    overdue_cents: dict[str, int]
    imported_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents a list shows; empty means all."""

    search: str = ""
    portfolio_id: int | None = None
    state: str = ""
    currency: str = ""
    sort: str = "due"


@dataclass(frozen=True, slots=True)
class Line:
    """One document in a list; amounts in hundredths."""

    id: int
    number: str
    customer_id: int
    customer: str
    portfolio: str
    issued_on: date | None
    due_on: date
    amount_cents: int
    open_cents: int
    currency: str
    state: str


def names(engine: Engine, actor: Actor) -> dict[int, str]:
    """The portfolios by id, oldest first."""
    may(actor, "portfolio.view")
    with reading(engine) as session:
        return {id_ or 0: name for id_, name in session.exec(select(Portfolio.id, Portfolio.name).order_by(col(Portfolio.id)))}


def holdings(engine: Engine, actor: Actor) -> list[Holding]:
    """Every portfolio with what it holds."""
    may(actor, "portfolio.view")
    with reading(engine) as session:
        state = (_today(session), known.ledger_mark(session.connection()))
        return list(unchanged.answer(session, "holdings", state, lambda: _holdings(session)))


def _holdings(session: Session) -> list[Holding]:
    sums, people, last = _sums(session, _today(session)), _people(session), _last_imports(session)
    return [
        Holding(
            id=one.id or 0, name=one.name, invoices=sum(row[1] for row in sums.get(one.id or 0, [])),
            customers=people.get(one.id or 0, 0), imported_at=last.get(one.id or 0),
            open_cents={row[0]: int(row[2]) for row in sums.get(one.id or 0, [])},
            overdue_cents={row[0]: int(row[3]) for row in sums.get(one.id or 0, [])},
        )
        for one in session.exec(select(Portfolio).order_by(col(Portfolio.id)))
    ]  # fmt: skip


def _sums(session: Session, today: date) -> dict[int, list[Any]]:
    """Portfolio to its (currency, documents, open, overdue)."""
    left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
    stays = col(Invoice.gone_on).is_(None)
    owed = case((stays, left), else_=0)
    overdue = case((stays & (left > 0) & (col(Invoice.due_on) < today), left), else_=0)
    columns: list[Any] = [Invoice.portfolio_id, Invoice.currency, func.count(), func.sum(owed), func.sum(overdue)]
    query = select(*columns)
    sums: dict[int, list[Any]] = {}
    for portfolio_id, *rest in session.exec(query.group_by(Invoice.portfolio_id, Invoice.currency).order_by(Invoice.currency)):
        sums.setdefault(portfolio_id, []).append(rest)
    return sums


def _people(session: Session) -> dict[int, int]:
    query = select(Invoice.portfolio_id, func.count(func.distinct(Invoice.customer_id))).group_by(col(Invoice.portfolio_id))
    return dict(session.exec(query).all())


def _last_imports(session: Session) -> dict[int, datetime]:
    query = select(Import.portfolio_id, func.max(Import.confirmed_at)).where(col(Import.undone_at).is_(None))
    return {portfolio_id: at for portfolio_id, at in session.exec(query.group_by(col(Import.portfolio_id))) if portfolio_id and at}


def invoices(engine: Engine, actor: Actor, wanted: Wanted = Wanted(), *, limit: int = 25, offset: int = 0) -> tuple[int, list[Line]]:
    """How many documents are wanted, and one page of them."""
    may(actor, "portfolio.view")
    with reading(engine) as session:
        today = _today(session)
        query = _wanted(select(Invoice, Customer.name, Portfolio.name), wanted, today)
        counted = _wanted(select(func.count()), wanted, today)
        total = int(session.exec(counted).one())
        page = session.exec(_ordered(query, wanted).limit(limit).offset(offset))
        return total, [_line(invoice, customer, portfolio, today) for invoice, customer, portfolio in page]


def wanted_in(session: Session, query: Any, wanted: Wanted) -> Any:
    """A query of documents and their customers, narrowed and ordered as a list is."""
    return _ordered(_wanted(query, wanted, _today(session)), wanted)


def currencies(engine: Engine, actor: Actor) -> list[str]:
    """The currencies of the documents."""
    may(actor, "portfolio.view")
    with reading(engine) as session:
        return list(session.exec(select(Invoice.currency).distinct().order_by(Invoice.currency)))


def _today(session: Session) -> date:
    return clock.today(house.company_in(session).timezone)


def _wanted(query: Any, wanted: Wanted, today: date) -> Any:
    query = query.select_from(Invoice).join(Customer, col(Customer.id) == Invoice.customer_id)
    query = query.join(Portfolio, col(Portfolio.id) == Invoice.portfolio_id)
    if wanted.search.strip():
        text = wanted.search.strip()
        query = query.where(
            or_(col(Invoice.number).istartswith(text, autoescape=True), col(Customer.name_key).contains(text.lower(), autoescape=True))
        )
    if wanted.portfolio_id:
        query = query.where(Invoice.portfolio_id == wanted.portfolio_id)
    if wanted.currency:
        query = query.where(Invoice.currency == wanted.currency)
    open_ = col(Invoice.amount_cents) > col(Invoice.paid_cents)
    conditions: dict[str, list[Any]] = {
        "open": [open_, col(Invoice.gone_on).is_(None)],
        "overdue": [open_, col(Invoice.due_on) < today, col(Invoice.gone_on).is_(None)],
        "paid": [col(Invoice.amount_cents) > 0, ~open_],
        "credit": [col(Invoice.amount_cents) < 0],
        "gone": [col(Invoice.gone_on).is_not(None)],
    }
    return query.where(*conditions.get(wanted.state, []))


def _ordered(query: Any, wanted: Wanted) -> Any:
    orders: dict[str, list[Any]] = {
        "due": [col(Invoice.due_on), col(Invoice.id)],
        "number": [col(Invoice.number), col(Invoice.id)],
        "customer": [col(Customer.name_key), col(Invoice.due_on)],
        "amount": [col(Invoice.amount_cents).desc(), col(Invoice.id)],
    }
    return query.order_by(*orders.get(wanted.sort, orders["due"]))


def _line(invoice: Invoice, customer: str, portfolio: str, today: date) -> Line:
    return Line(
        id=invoice.id or 0, number=invoice.number, customer_id=invoice.customer_id, customer=customer, portfolio=portfolio,
        issued_on=invoice.issued_on, due_on=invoice.due_on, amount_cents=invoice.amount_cents,
        open_cents=invoice.amount_cents - invoice.paid_cents, currency=invoice.currency, state=state_of(invoice, today),
    )  # fmt: skip


def state_of(invoice: Invoice, today: date) -> str:
    """The state that follows from a document's facts: one of STATES."""
    if invoice.gone_on is not None:
        return "gone"
    if invoice.amount_cents < 0:
        return "credit"
    if invoice.paid_cents >= invoice.amount_cents:
        return "paid"
    return "overdue" if invoice.due_on < today else "open"
