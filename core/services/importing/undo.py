"""Taking an import back: exactly the former state, as long as nothing later stands on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, text

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Import
from core.domain.access import Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit, erasure_log, profiles
from core.services.importing.writing import set_columns
from core.text import ngettext_

_MINE = {
    "customer": "customer_id IN (SELECT id FROM customer WHERE import_id = :id)",
    "invoice": "invoice_id IN (SELECT id FROM invoice WHERE import_id = :id)",
}
_BROUGHT = ("payment", "dispute", "authorisation", "opt_out", "contact_point", "invoice")
_LATER = "import_id IN (SELECT id FROM import WHERE id > :id AND undone_at IS NULL)"
_NOT_MINE = "(import_id IS NULL OR import_id <> :id)"
_TOUCHED = """invoice_id IN (SELECT id FROM invoice WHERE import_id = :id UNION SELECT a.invoice_id FROM allocation a
    JOIN payment p ON p.id = a.payment_id WHERE p.import_id = :id)"""


def _also(noun: str) -> str:
    """Rows of a noun that the import brought or changed."""
    changed = f"SELECT noun_id FROM import_change WHERE import_id = :id AND noun = '{noun}'"
    return f"(noun = '{noun}' AND noun_id IN (SELECT id FROM {noun} WHERE import_id = :id UNION {changed}))"


STANDING: dict[str, str] = {
    "message": f"SELECT count(*) FROM message WHERE {_MINE['customer']}",
    "message_invoice": f"""SELECT count(*) FROM message_invoice JOIN message ON message.id = message_invoice.message_id
        WHERE {_MINE["invoice"]} OR (message.planned_at > (SELECT confirmed_at FROM import WHERE id = :id) AND ({_TOUCHED} OR invoice_id IN
        (SELECT noun_id FROM import_change WHERE import_id = :id AND noun = 'invoice')))""",
    "campaign": f"SELECT count(*) FROM campaign_member WHERE {_MINE['customer']}",
    "reply": f"SELECT count(*) FROM reply WHERE {_MINE['customer']}",
    "promise": f"SELECT count(*) FROM promise WHERE {_MINE['customer']}",
    "plan": f"SELECT count(*) FROM plan WHERE {_MINE['customer']}",
    "activity": f"SELECT count(*) FROM activity WHERE {_MINE['customer']}",
    "appointment": f"SELECT count(*) FROM appointment WHERE {_MINE['customer']}",
    "privacy_request": f"SELECT count(*) FROM privacy_request WHERE {_MINE['customer']}",
    "dispute": f"SELECT count(*) FROM dispute WHERE {_NOT_MINE} AND ({_MINE['customer']} OR {_MINE['invoice']})",
    "opt_out": f"SELECT count(*) FROM opt_out WHERE {_NOT_MINE} AND {_MINE['customer']}",
    "authorisation": f"SELECT count(*) FROM authorisation WHERE {_NOT_MINE} AND {_MINE['customer']}",
    "contact": f"SELECT count(*) FROM contact_point WHERE {_NOT_MINE} AND {_MINE['customer']}",
    "invoice": f"""SELECT count(*) FROM invoice WHERE {_NOT_MINE} AND {_MINE["customer"]} AND id NOT IN
        (SELECT noun_id FROM import_change WHERE import_id = :id AND noun = 'invoice')""",
    "payment": f"SELECT count(*) FROM payment WHERE {_NOT_MINE} AND {_MINE['customer']}",
    "allocation": f"""SELECT count(*) FROM allocation JOIN payment ON payment.id = allocation.payment_id
        WHERE {_NOT_MINE} AND payment.id > (SELECT coalesce(max(id), 0) FROM payment WHERE import_id = :id) AND {_TOUCHED}""",
    "hand_allocation": """SELECT count(*) FROM allocation WHERE payment_id IN (SELECT id FROM payment WHERE import_id = :id)
        AND invoice_id IN (SELECT id FROM invoice WHERE import_id > :id)""",
    "import": f"SELECT count(*) FROM import_change WHERE {_LATER} AND ({_also('invoice')} OR {_also('customer')} OR {_also('payment')})",
}
"""What may stand on an import, by noun, and the question that counts it."""


@dataclass(slots=True)
class Undoing:
    """What undoing an import will do, in numbers, and what stands in the way."""

    import_id: int
    file_name: str
    kind: str
    customers: int = 0
    invoices: int = 0
    payments: int = 0
    restored: int = 0
    standing: dict[str, int] = field(default_factory=dict)


def plan_undo(engine: Engine, actor: Actor, import_id: int) -> Undoing:
    """What undoing would remove and restore, and what stands in the way. Raises NotFound, or Refusal when it was undone before."""
    may(actor, "import.undo")
    with reading(engine) as session:
        return _plan(session.connection(), _undoable(session.get(Import, import_id), import_id))


def undo(engine: Engine, actor: Actor, import_id: int) -> Undoing:
    """Give back the state before an import, in one transaction. Raises Refusal with what stands on it otherwise."""
    may(actor, "import.undo")
    with writing(engine) as session:
        found = _undoable(session.get(Import, import_id), import_id)
        connection = session.connection()
        plan = _plan(connection, found)
        if plan.standing:
            raise Refusal("import_in_use", "This import cannot be undone any more. On it stand: {what}.", what=in_words(plan.standing))
        erasure_log.remember_imported(session, import_id, is_undone=True)
        _take_back(connection, import_id)
        found.state, found.undone_at = "undone", clock.now()
        counts = {"customers": plan.customers, "invoices": plan.invoices, "payments": plan.payments, "restored": plan.restored}
        audit.record(session, actor, "import.undo", "import", import_id, before=counts)
    profiles.refresh(engine)  # all of them, as after an import: what is much owed is measured against everybody
    return plan


def _undoable(found: Import | None, import_id: int) -> Import:
    if found is None or found.confirmed_at is None:
        raise NotFound("unknown_import", "There is no import {id}.", id=import_id)
    if found.undone_at is not None:
        raise Refusal("undone_before", "Import {id} was undone before.", id=import_id)
    if (found.report or {}).get("rows_gone_at"):
        raise Refusal("undo_over", "Import {id} can no longer be undone: its rows were let go when their time was over.", id=import_id)
    return found


def _plan(connection: Connection, found: Import) -> Undoing:
    def count(query: str) -> int:
        return int(connection.execute(text(query), {"id": found.id}).scalar_one())

    plan = Undoing(found.id or 0, found.file_name, found.kind)
    plan.customers, plan.invoices, plan.payments = (
        count(f"SELECT count(*) FROM {noun} WHERE import_id = :id") for noun in ("customer", "invoice", "payment")
    )
    plan.restored = count("SELECT count(*) FROM import_change WHERE import_id = :id")
    plan.standing = {noun: found_ for noun, query in STANDING.items() if (found_ := count(query))}
    if edited := _edited(connection, found.id or 0):
        plan.standing["edit"] = edited
    return plan


def _edited(connection: Connection, import_id: int) -> int:
    """How many customers that the import brought or changed were edited, or erased, by people since."""
    query = "SELECT count(*) FROM customer WHERE import_id = :id AND version > 1"
    brought = int(connection.execute(text(query), {"id": import_id}).scalar_one())
    query = """SELECT c.*, t.after AS told FROM import_change t JOIN customer c ON c.id = t.noun_id
        WHERE t.import_id = :id AND t.noun = 'customer' AND c.version > 1"""
    changed = connection.execute(text(query), {"id": import_id}).mappings()
    return brought + sum(any(row[name] != value for name, value in as_dict(row["told"]).items()) for row in changed)


def _take_back(connection: Connection, import_id: int) -> None:
    """Remove what the import brought, in an order that leaves no row without what it refers to, and restore what it changed."""
    paid = """SELECT a.invoice_id, sum(a.amount_cents) AS cents FROM allocation a JOIN payment p ON p.id = a.payment_id
        WHERE p.import_id = :id GROUP BY 1"""
    steps = [
        f"UPDATE invoice SET paid_cents = paid_cents - old.cents FROM ({paid}) AS old WHERE invoice.id = old.invoice_id",
        "DELETE FROM allocation WHERE payment_id IN (SELECT id FROM payment WHERE import_id = :id)",
        *(f"DELETE FROM {table} WHERE import_id = :id" for table in _BROUGHT),
    ]
    for step in steps:
        connection.execute(text(step), {"id": import_id})
    changes = connection.execute(text("SELECT noun, noun_id, before FROM import_change WHERE import_id = :id"), {"id": import_id}).all()
    set_columns(connection, [(noun, id_, as_dict(before)) for noun, id_, before in changes])
    for table in ("profile", "balance", "verdict"):
        connection.execute(text(f"DELETE FROM {table} WHERE {_MINE['customer']}"), {"id": import_id})
    connection.execute(text("DELETE FROM customer WHERE import_id = :id"), {"id": import_id})


def as_dict(before: Any) -> dict[str, Any]:
    """A stored JSON document, which one database gives as text and another as an object."""
    import json

    return json.loads(before) if isinstance(before, str) else before


def in_words(standing: dict[str, int]) -> str:
    """What stands on an import, counted, in the reader's language: "2 messages, 1 promise"."""
    words = {
        "message": ngettext_("{n} message", "{n} messages", standing.get("message", 0)),
        "message_invoice": ngettext_(
            "{n} invoice named in a message", "{n} invoices named in messages", standing.get("message_invoice", 0)
        ),
        "campaign": ngettext_("{n} customer in a campaign", "{n} customers in campaigns", standing.get("campaign", 0)),
        "reply": ngettext_("{n} reply", "{n} replies", standing.get("reply", 0)),
        "promise": ngettext_("{n} promise", "{n} promises", standing.get("promise", 0)),
        "plan": ngettext_("{n} payment plan", "{n} payment plans", standing.get("plan", 0)),
        "activity": ngettext_("{n} logged contact", "{n} logged contacts", standing.get("activity", 0)),
        "appointment": ngettext_("{n} appointment", "{n} appointments", standing.get("appointment", 0)),
        "privacy_request": ngettext_("{n} privacy request", "{n} privacy requests", standing.get("privacy_request", 0)),
        "dispute": ngettext_("{n} dispute", "{n} disputes", standing.get("dispute", 0)),
        "opt_out": ngettext_("{n} opt-out", "{n} opt-outs", standing.get("opt_out", 0)),
        "authorisation": ngettext_("{n} authorisation", "{n} authorisations", standing.get("authorisation", 0)),
        "contact": ngettext_("{n} contact added later", "{n} contacts added later", standing.get("contact", 0)),
        "invoice": ngettext_("{n} later invoice", "{n} later invoices", standing.get("invoice", 0)),
        "payment": ngettext_("{n} later payment", "{n} later payments", standing.get("payment", 0)),
        "allocation": ngettext_("{n} payment laid on its invoices", "{n} payments laid on its invoices", standing.get("allocation", 0)),
        "hand_allocation": ngettext_("{n} use of its credit", "{n} uses of its credit", standing.get("hand_allocation", 0)),
        "import": ngettext_("{n} change by a later import", "{n} changes by later imports", standing.get("import", 0)),
        "edit": ngettext_("{n} customer edited since", "{n} customers edited since", standing.get("edit", 0)),
    }
    return ", ".join(words[noun] for noun in standing)
