"""What an import compares a file with: customers, invoices by number, payments by key, and where the next ids begin."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

_NUMBERED = ("customer", "invoice", "payment")


def _listed(connection: Connection, name: str) -> str:
    if connection.dialect.name == "sqlite":
        return f"(SELECT value FROM json_each(:{name}))"
    return f"(SELECT jsonb_array_elements_text(CAST(:{name} AS jsonb)))"


def next_ids(connection: Connection) -> dict[str, int]:
    """The id that the next customer, invoice and payment will have."""
    return {table: connection.execute(text(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")).scalar_one() for table in _NUMBERED}


def fingerprint(connection: Connection) -> list[str]:
    """What changes when anybody changes what an import was compared with."""
    query = """SELECT (SELECT coalesce(max(id), 0) FROM import), (SELECT count(*) FROM import WHERE undone_at IS NOT NULL),
        (SELECT coalesce(max(id), 0) FROM customer), (SELECT max(updated_at) FROM customer), (SELECT coalesce(max(id), 0) FROM invoice),
        (SELECT coalesce(max(id), 0) FROM payment), (SELECT coalesce(max(id), 0) FROM allocation),
        (SELECT coalesce(max(id), 0) FROM opt_out), (SELECT coalesce(max(id), 0) FROM contact_point)"""
    return [str(value) for value in connection.execute(text(query)).one()]


def standing_mark(connection: Connection) -> str:
    """What changes when an invoice, a payment, a customer, a contact or a consent does, whoever changed it."""
    query = """SELECT (SELECT count(*) FROM import), (SELECT count(*) FROM customer), (SELECT coalesce(sum(version), 0) FROM customer),
        (SELECT count(*) FROM customer WHERE erased_at IS NOT NULL), (SELECT count(*) FROM contact_point), (SELECT count(*) FROM payment),
        (SELECT count(*) FROM allocation), (SELECT coalesce(max(id), 0) FROM dispute), (SELECT count(*) FROM dispute),
        (SELECT count(*) FROM opt_out WHERE lifted_at IS NULL), (SELECT count(*) FROM authorisation WHERE withdrawn_at IS NULL)"""
    summed = """SELECT count(*), sum(amount_cents % 1000003), sum((paid_cents % 1000003) * (id % 997)), sum(customer_id * (id % 997)),
        count(gone_on) FROM invoice"""
    values = [*connection.execute(text(query)).one(), *connection.execute(text(summed)).one()]
    return " ".join([*fingerprint(connection), *map(str, values)])


def ledger_mark(connection: Connection) -> str:
    """What changes when documents or payments do; each part is read from the end of an index."""
    query = """SELECT (SELECT coalesce(max(id), 0) FROM import), (SELECT count(*) FROM import WHERE undone_at IS NOT NULL),
        (SELECT coalesce(max(id), 0) FROM invoice), (SELECT coalesce(max(id), 0) FROM payment),
        (SELECT coalesce(max(id), 0) FROM allocation), (SELECT count(*) FROM portfolio)"""
    return " ".join(str(value) for value in connection.execute(text(query)).one())


def customers(connection: Connection) -> Iterable[tuple[Any, ...]]:
    """(id, name, name_key, code, tax_id, address, region, city, country, language) of all who were not erased."""
    query = """SELECT id, name, name_key, code, coalesce(tax_id_key, tax_id), address, region, city, country, language
        FROM customer WHERE erased_at IS NULL ORDER BY id"""
    return _streamed(connection, query)


def contacts(connection: Connection) -> Iterable[tuple[Any, ...]]:
    """(customer_id, kind, value) of all phones and e-mails."""
    return _streamed(connection, "SELECT customer_id, kind, value FROM contact_point")


def owners_of_phones(connection: Connection, numbers: Iterable[str]) -> dict[str, list[int]]:
    """Phone to the customers who have it."""
    query = f"SELECT value, customer_id FROM contact_point WHERE kind = 'phone' AND value IN {_listed(connection, 'numbers')} ORDER BY id"
    found: dict[str, list[int]] = {}
    for number, customer_id in _plainly(connection, query, {"numbers": json.dumps(list(numbers))}):
        found.setdefault(number, []).append(customer_id)
    return found


def consents(connection: Connection, table: str) -> set[tuple[int, str]]:
    """(customer_id, channel) of what holds now in `opt_out` or `authorisation`."""
    ended = {"opt_out": "lifted_at", "authorisation": "withdrawn_at"}[table]
    query = f"SELECT customer_id, channel FROM {table} WHERE {ended} IS NULL AND customer_id IS NOT NULL"
    return {(row[0], row[1]) for row in connection.execute(text(query))}


def has_invoices(connection: Connection, portfolio_id: int | None) -> bool:
    """Whether a portfolio, or any when None, holds invoices."""
    where = "" if portfolio_id is None else "WHERE portfolio_id = :portfolio"
    found = connection.execute(text(f"SELECT 1 FROM invoice {where} LIMIT 1"), {"portfolio": portfolio_id} if where else {})
    return found.first() is not None


_STORED = """SELECT id, customer_id, CAST(issued_on AS text), CAST(due_on AS text), amount_cents, paid_cents, currency,
    rate_micros, concept, gone_import_id, number FROM invoice"""


def invoices_from(connection: Connection, portfolio_id: int, first_id: int, limit: int) -> list[tuple[Any, ...]]:
    """Invoices of a portfolio in the order in which they came, from an id on, as `invoices_by_number` gives them."""
    query = f"{_STORED} WHERE id >= :first AND +portfolio_id = :portfolio ORDER BY id LIMIT :limit"
    return _plainly(connection, query, {"first": first_id, "portfolio": portfolio_id, "limit": limit})


def _plainly(connection: Connection, query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows as the driver's own tuples where it can: a million of them are read here, at half the cost."""
    if connection.dialect.name == "sqlite":
        return connection.connection.cursor().execute(query, values).fetchall()
    return [tuple(row) for row in connection.execute(text(query), values)]


def _streamed(connection: Connection, query: str, values: dict[str, Any] | None = None) -> Iterable[tuple[Any, ...]]:
    """Rows one after the other, as the driver's own tuples where it can."""
    if connection.dialect.name == "sqlite":
        return connection.connection.cursor().execute(query, values or {})
    return (tuple(row) for row in connection.execute(text(query).execution_options(yield_per=10_000), values or {}))


def invoices_by_number(connection: Connection, portfolio_id: int, numbers: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """Number to (id, customer_id, issued_on, due_on, amount_cents, paid_cents, currency, rate_micros, concept, gone_import_id, number)."""
    query = f"{_STORED} WHERE portfolio_id = :portfolio AND number IN {_listed(connection, 'numbers')}"
    values = {"portfolio": portfolio_id, "numbers": json.dumps(list(numbers))}
    return {row[10]: row for row in _plainly(connection, query, values)}


def numbered_invoices(connection: Connection, portfolio_id: int | None, numbers: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Number to the invoices that bear it: (id, customer_id, portfolio_id, amount_cents, paid_cents, currency)."""
    where = "" if portfolio_id is None else "portfolio_id = :portfolio AND"
    query = f"""SELECT number, id, customer_id, portfolio_id, amount_cents, paid_cents, currency
        FROM invoice WHERE {where} number IN {_listed(connection, "numbers")} ORDER BY id"""
    values = {"numbers": json.dumps(list(numbers))} | ({} if portfolio_id is None else {"portfolio": portfolio_id})
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in connection.execute(text(query), values):
        found.setdefault(row[0], []).append(tuple(row[1:]))
    return found


def open_invoices(connection: Connection, customer_id: int) -> list[tuple[Any, ...]]:
    """A customer's open invoices, oldest first: (id, customer_id, portfolio_id, amount_cents, paid_cents, currency)."""
    query = """SELECT id, customer_id, portfolio_id, amount_cents, paid_cents, currency FROM invoice
        WHERE customer_id = :customer AND amount_cents > paid_cents AND gone_on IS NULL ORDER BY due_on, id"""
    return [tuple(row) for row in connection.execute(text(query), {"customer": customer_id})]


def invoices_paid_by(connection: Connection, customer_id: int, cents: int, reference: str | None) -> list[tuple[Any, ...]]:
    """What a customer's latest payment of an amount was laid on, that with the reference before others, as `open_invoices` gives them."""
    query = """SELECT i.id, i.customer_id, i.portfolio_id, i.amount_cents, i.paid_cents, i.currency FROM allocation a
        JOIN invoice i ON i.id = a.invoice_id WHERE a.payment_id = (SELECT id FROM payment WHERE customer_id = :customer
        AND amount_cents = :cents ORDER BY CASE WHEN reference = :reference THEN 0 ELSE 1 END, paid_on DESC, id DESC LIMIT 1)
        ORDER BY i.due_on, i.id"""
    values = {"customer": customer_id, "cents": cents, "reference": reference or ""}
    return [tuple(row) for row in connection.execute(text(query), values)]


def known_keys(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Hundredths and currency of the stored payments that have one of these keys."""
    query = f"SELECT dedupe_key, amount_cents, currency FROM payment WHERE dedupe_key IN {_listed(connection, 'keys')}"
    return {row[0]: (int(row[1]), row[2]) for row in connection.execute(text(query), {"keys": json.dumps(list(keys))})}


def said_by_portfolios(connection: Connection, invoice_ids: Iterable[int]) -> dict[int, list[tuple[str, int, bool]]]:
    """Invoice to the payments that portfolio files stated of it: (paid_on, cents, whether only a stated balance implied it)."""
    query = f"""SELECT a.invoice_id, CAST(p.paid_on AS text), a.amount_cents, p.source = 'stated' FROM allocation a
        JOIN payment p ON p.id = a.payment_id JOIN import i ON i.id = p.import_id
        WHERE i.kind = 'portfolio' AND CAST(a.invoice_id AS text) IN {_listed(connection, "invoices")}"""
    if connection.dialect.name == "sqlite":
        query = query.replace("CAST(a.invoice_id AS text)", "a.invoice_id")
    found: dict[int, list[tuple[str, int, bool]]] = {}
    for row in connection.execute(text(query), {"invoices": json.dumps(list(invoice_ids))}):
        found.setdefault(row[0], []).append((row[1], row[2], bool(row[3])))
    return found


def stated_before(connection: Connection, invoice_id: int) -> tuple[int, int]:
    """What portfolio files stated as paid of an invoice, and all that was paid of it when the last of them spoke, in hundredths."""
    query = """WITH said AS (SELECT a.id, a.amount_cents FROM allocation a JOIN payment p ON p.id = a.payment_id
        JOIN import i ON i.id = p.import_id WHERE i.kind = 'portfolio' AND a.invoice_id = :invoice)
        SELECT (SELECT coalesce(sum(amount_cents), 0) FROM said), (SELECT coalesce(sum(amount_cents), 0) FROM allocation
        WHERE invoice_id = :invoice AND id <= (SELECT max(id) FROM said))"""
    said, then = connection.execute(text(query), {"invoice": invoice_id}).one()
    return int(said), int(then)


def last_said(connection: Connection, invoice_ids: Iterable[int]) -> Iterable[tuple[Any, ...]]:
    """(invoice_id, allocation_id, payment_id, paid_on, source) of the last allocation of invoices, where a portfolio file stated it."""
    query = f"""SELECT a.invoice_id, a.id, p.id, CAST(p.paid_on AS text), p.source FROM allocation a JOIN payment p ON p.id = a.payment_id
        JOIN import i ON i.id = p.import_id WHERE i.kind = 'portfolio' AND a.id IN (SELECT max(id) FROM allocation
        WHERE CAST(invoice_id AS text) IN {_listed(connection, "invoices")} GROUP BY invoice_id)"""
    if connection.dialect.name == "sqlite":
        query = query.replace("CAST(invoice_id AS text)", "invoice_id")
    return [tuple(row) for row in connection.execute(text(query), {"invoices": json.dumps(list(invoice_ids))})]


def money(connection: Connection, portfolio_id: int | None) -> dict[str, tuple[int, int]]:
    """Amount and open amount in hundredths per currency, of a portfolio or of all."""
    where = "" if portfolio_id is None else "WHERE portfolio_id = :portfolio"
    query = f"SELECT currency, sum(amount_cents), sum(amount_cents - paid_cents) FROM invoice {where} GROUP BY currency ORDER BY currency"
    rows = connection.execute(text(query), {"portfolio": portfolio_id} if where else {})
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def open_in_portfolio(connection: Connection, portfolio_id: int) -> Iterable[tuple[Any, ...]]:
    """(id, customer_id, number, open_cents, currency) of the invoices of a portfolio on which something is open."""
    query = """SELECT id, customer_id, number, amount_cents - paid_cents, currency FROM invoice
        WHERE portfolio_id = :portfolio AND amount_cents > paid_cents AND gone_on IS NULL ORDER BY id"""
    return _streamed(connection, query, {"portfolio": portfolio_id})


def count_in_portfolio(connection: Connection, portfolio_id: int) -> int:
    """How many invoices a portfolio holds."""
    query = text("SELECT count(*) FROM invoice WHERE portfolio_id = :portfolio")
    return int(connection.execute(query, {"portfolio": portfolio_id}).scalar_one())


def is_disputed(connection: Connection, invoice_id: int) -> bool:
    """Whether a dispute is known of an invoice, open or closed."""
    return (
        connection.execute(text("SELECT 1 FROM dispute WHERE invoice_id = :invoice LIMIT 1"), {"invoice": invoice_id}).first() is not None
    )
