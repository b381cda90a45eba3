"""Where a person's data lies: for every table the rows that are theirs, or why it holds nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, and_, cast, or_, select
from sqlalchemy import Text as SqlText
from sqlmodel import Session, col
from sqlmodel import select as sqlselect

from core.db.tables import AuditDetail, AuditEntry, ContactPoint, Customer, Message, Reply, metadata
from core.services.replies import spellings


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a person's rows are known: the id, the addresses in every spelling, and the values that files repeat."""

    customer_id: int
    addresses: frozenset[str] = frozenset()
    words: frozenset[str] = field(default_factory=frozenset, repr=False)


def traces_in(s: Session, customer: Customer) -> Traces:
    """What to look for of one customer."""
    values = list(s.exec(sqlselect(ContactPoint.value).where(ContactPoint.customer_id == customer.id)))
    sent = s.exec(sqlselect(Message.to_value).where(Message.customer_id == customer.id, col(Message.to_value).is_not(None)).distinct())
    wrote = s.exec(sqlselect(Reply.from_value).where(Reply.customer_id == customer.id).distinct())
    own = {*values, *filter(None, sent), *filter(None, wrote)}
    words = {*own, *_former_in(s, customer), customer.tax_id, customer.tax_id_key, customer.name} - {None, ""}
    return Traces(customer.id or 0, frozenset(form for value in own for form in spellings(value)), frozenset(words))  # type: ignore[arg-type]


def _former_in(s: Session, customer: Customer) -> set[str]:
    """Names and tax ids that were corrected since, as the trail knows them."""
    told = s.exec(sqlselect(AuditDetail.body).where(AuditDetail.customer_id == customer.id))
    pairs = [body[name] for body in told if isinstance(body, dict) for name in ("name", "tax_id") if isinstance(body.get(name), list)]
    return {value for pair in pairs for value in pair if isinstance(value, str)}


Rows = Callable[[Traces], Any]
t = metadata.tables


def _theirs(name: str) -> Rows:
    return lambda traces: t[name].c.customer_id == traces.customer_id


def _of_messages(name: str) -> Rows:
    return lambda traces: t[name].c.message_id.in_(select(t["message"].c.id).where(WHOSE["message"](traces)))


def _addressed(name: str, column: str) -> Rows:
    """Rows of the customer, and those of nobody whose address is the customer's."""
    table: Table = t[name]
    return lambda traces: or_(
        table.c.customer_id == traces.customer_id, and_(table.c.customer_id.is_(None), table.c[column].in_(traces.addresses))
    )


def _verdicts(traces: Traces) -> Any:
    table = t["verdict"]
    return or_(table.c.customer_id == traces.customer_id, _of_messages("verdict")(traces))


def _changes(traces: Traces) -> Any:
    """What imports changed on the customer and on the customer's documents."""
    table = t["import_change"]
    documents = select(t["invoice"].c.id).where(t["invoice"].c.customer_id == traces.customer_id)
    return or_(
        and_(table.c.noun == "customer", table.c.noun_id == traces.customer_id),
        and_(table.c.noun == "invoice", table.c.noun_id.in_(documents)),
    )


_NOUNS = (
    "contact_point", "activity", "appointment", "circumstance", "dispute", "message", "payment", "plan", "promise", "reply",
    "privacy_request",
)  # fmt: skip


def _entries(traces: Traces) -> Any:
    """Entries of the trail on the customer and on what is the customer's."""
    entry = t["audit_entry"]
    own = [and_(entry.c.noun == "customer", entry.c.noun_id == str(traces.customer_id))]
    for noun in _NOUNS:
        ids = select(cast(t[noun].c.id, SqlText)).where(WHOSE[noun](traces))
        own.append(and_(entry.c.noun == noun, entry.c.noun_id.in_(ids)))
    detailed = select(t["audit_detail"].c.entry_id).where(t["audit_detail"].c.customer_id == traces.customer_id)
    return or_(*own, entry.c.id.in_(detailed))


WHOSE: dict[str, Rows] = {
    "customer": lambda traces: t["customer"].c.id == traces.customer_id,
    **{
        name: _theirs(name)
        for name in (
            "contact_point", "authorisation", "opt_out", "invoice", "payment", "allocation", "dispute", "balance", "profile",
            "campaign_member", "activity", "plan", "promise", "appointment", "privacy_request", "erasure", "audit_detail",
            "circumstance",
        )
    },
    "message": _addressed("message", "to_value"),
    "reply": _addressed("reply", "from_value"),
    "message_event": _of_messages("message_event"),
    "message_invoice": _of_messages("message_invoice"),
    "verdict": _verdicts,
    "import_change": _changes,
    "audit_entry": _entries,
}  # fmt: skip
"""Table to the condition that finds a person's rows in it."""

IN_FILES = ("import", "import_reject")
"""Tables that keep pieces of imported files: the person's are found by their words, row by row."""

NOBODYS: dict[str, str] = {
    "company": "the business itself",
    "setting": "settings of the business",
    "secret": "sealed credentials of the business",
    "person": "people who work here",
    "session": "people who work here",
    "login_attempt": "people who work here",
    "export": "addresses of files that last ten minutes; the files go when somebody is erased",
    "portfolio": "names of portfolios and how their files are laid out",
    "summary": "figures over many people",
    "segment": "rules; who is in one is asked, never stored",
    "campaign": "plans for many people",
    "step": "plans for many people",
    "step_template": "plans for many people",
    "channel_state": "how a channel fares",
    "template": "words for everybody",
    "template_version": "words for everybody",
    "job_run": "runs of jobs, in counts",
    "lease": "which process does what",
    "watermark": "how far a provider was read",
}
"""Table to the reason why it holds nothing of one person."""


def rows_in(s: Session, name: str, traces: Traces) -> list[dict[str, Any]]:
    """The person's rows of a table, in the order of their keys, each as column to value."""
    table = t[name]
    found = s.execute(select(table).where(WHOSE[name](traces)).order_by(*table.primary_key.columns))
    return [dict(row) for row in found.mappings()]


def entries_in(s: Session, traces: Traces) -> list[AuditEntry]:
    """The entries of the trail about the person, oldest first."""
    return list(s.exec(sqlselect(AuditEntry).where(_entries(traces)).order_by(col(AuditEntry.id))))
