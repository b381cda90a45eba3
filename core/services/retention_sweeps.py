"""What each retention clock takes away, as data: in which table, counted from when, under which conditions, and what is left of the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, null, or_
from sqlmodel import col, select

from core import clock
from core.db.tables import (
    Activity,
    Appointment,
    AuditDetail,
    AuditEntry,
    Authorisation,
    Circumstance,
    Customer,
    Dispute,
    Export,
    Import,
    ImportChange,
    ImportReject,
    LoginAttempt,
    Message,
    MessageEvent,
    OptOut,
    Plan,
    PrivacyRequest,
    Promise,
    Reply,
    Verdict,
)
from core.db.tables import Session as Signed
from core.services import outbox

HELD = select(Customer.id).where(col(Customer.restricted_at).is_not(None)).union(
    select(PrivacyRequest.customer_id).where(col(PrivacyRequest.closed_at).is_(None))
)  # fmt: skip
"""Whose data stays as it is for now: people who asked for that, and those whose request waits for an answer."""
_WAITING = select(Message.id).where(col(Message.state).in_(outbox.WAITING))


@dataclass(frozen=True, slots=True)
class Sweep:
    """Rows of one table that a clock takes: `stamp` is when they began to age (an instant, or a date when `is_day`).

    `left` gives the columns that are emptied, with what stays in them; None deletes the row.
    """

    kind: str
    table: Any
    number: Any
    stamp: Any
    conditions: tuple[ColumnElement[bool], ...] = ()
    left: dict[str, Any] | None = None
    is_day: bool = False


def _not_held(customer: Any) -> ColumnElement[bool]:
    return or_(col(customer).is_(None), col(customer).not_in(HELD))


def _is_any(*columns: Any) -> ColumnElement[bool]:
    return or_(*(col(column).is_not(None) for column in columns))


def _imported(table: Any) -> Any:
    """When the import of a row was confirmed; a row of one that never was has no age and stays."""
    return select(Import.confirmed_at).where(col(Import.id) == table.import_id).correlate(table).scalar_subquery()


def _rested(table: Any) -> Any:
    """Since when the customer of a row has rested; of others it has no age."""
    return select(Customer.rested_at).where(col(Customer.id) == table.customer_id).correlate(table).scalar_subquery()


def sweeps() -> tuple[Sweep, ...]:
    """Every sweep in order; made anew because some say the present moment."""
    return (*_texts(), *_notes(), *_records(), *_papers(), *_doors())


def _texts() -> tuple[Sweep, ...]:
    ended = (col(Message.state).not_in(outbox.WAITING), _not_held(Message.customer_id))
    joined = (col(Reply.customer_id).is_not(None), col(Reply.handled_at).is_not(None), _not_held(Reply.customer_id))
    message_at = func.coalesce(Message.sent_at, Message.planned_at, type_=Message.planned_at.type)  # type: ignore[attr-defined]
    told = (*joined, or_(_is_any(Reply.body), col(Reply.from_value) != ""))
    stray = (col(Reply.customer_id).is_(None), or_(_is_any(Reply.body), col(Reply.from_value) != ""))
    nothing = {"body": None, "from_value": "", "understood": null()}
    dealt = nothing | {
        "handled_at": func.coalesce(col(Reply.handled_at), clock.now(), type_=Reply.handled_at.type),  # type: ignore[union-attr]
        "outcome": func.coalesce(col(Reply.outcome), "let_go"),
    }
    words = (*ended, _is_any(Message.body, Message.subject, Message.to_value))
    return (
        Sweep("message_texts", Message, col(Message.id), message_at, words, dict.fromkeys(("body", "subject", "to_value"))),
        Sweep("message_texts", Reply, col(Reply.id), col(Reply.received_at), told, nothing),
        Sweep(
            "message_texts", MessageEvent, col(MessageEvent.id), col(MessageEvent.at),
            (col(MessageEvent.detail).is_not(None), col(MessageEvent.message_id).not_in(_WAITING)), {"detail": null()},
        ),
        Sweep("strangers", Reply, col(Reply.id), col(Reply.received_at), stray, dealt),
    )  # fmt: skip


def _notes() -> tuple[Sweep, ...]:
    later = exists().where(
        col(Promise.plan_id) == Plan.id, col(Promise.promised_on) >= clock.today("UTC"), col(Promise.cancelled_at).is_(None)
    )
    noted = {"note": None}
    return (
        Sweep("notes", Activity, col(Activity.id), col(Activity.at), (_is_any(Activity.note), _not_held(Activity.customer_id)), noted),
        Sweep(
            "notes", Promise, col(Promise.id), col(Promise.promised_on),
            (_is_any(Promise.note), _not_held(Promise.customer_id)), noted, is_day=True,
        ),
        Sweep("notes", Plan, col(Plan.id), col(Plan.made_at), (_is_any(Plan.note), ~later, _not_held(Plan.customer_id)), noted),
        Sweep(
            "notes", Appointment, col(Appointment.id), col(Appointment.at),
            (_is_any(Appointment.note, Appointment.place), _not_held(Appointment.customer_id)), noted | {"place": None},
        ),
        Sweep(
            "notes", Circumstance, col(Circumstance.id), col(Circumstance.ended_at),
            (_is_any(Circumstance.note, Circumstance.ended_note), _not_held(Circumstance.customer_id)), noted | {"ended_note": None},
        ),
        Sweep("notes", Dispute, col(Dispute.id), col(Dispute.closed_at), (_is_any(Dispute.note), _not_held(Dispute.customer_id)), noted),
    )  # fmt: skip


def _records() -> tuple[Sweep, ...]:
    r = PrivacyRequest
    answered = (_is_any(r.note, r.identity_note, r.answer), _not_held(r.customer_id))
    decided = (or_(col(Verdict.message_id).is_(None), col(Verdict.message_id).not_in(_WAITING)), _not_held(Verdict.customer_id))
    written = select(AuditEntry.at).where(col(AuditEntry.id) == AuditDetail.entry_id).correlate(AuditDetail).scalar_subquery()
    return (
        Sweep("contact_records", Verdict, col(Verdict.id), col(Verdict.at), decided),
        Sweep(
            "contact_records", MessageEvent, col(MessageEvent.id), col(MessageEvent.at), (col(MessageEvent.message_id).not_in(_WAITING),)
        ),
        Sweep("ended_permissions", OptOut, col(OptOut.id), col(OptOut.lifted_at), (_not_held(OptOut.customer_id),)),
        Sweep(
            "ended_permissions", Authorisation, col(Authorisation.id), col(Authorisation.withdrawn_at),
            (_not_held(Authorisation.customer_id),),
        ),
        Sweep("ended_permissions", Authorisation, col(Authorisation.id), _rested(Authorisation), (_not_held(Authorisation.customer_id),)),
        Sweep(
            "ended_permissions", r, col(r.id), col(r.closed_at), answered, dict.fromkeys(("note", "identity_note", "answer"))
        ),
        Sweep("audit_details", AuditDetail, col(AuditDetail.entry_id), written, (_not_held(AuditDetail.customer_id),)),
    )  # fmt: skip


def _papers() -> tuple[Sweep, ...]:
    return (
        Sweep("import_rows", ImportReject, col(ImportReject.id), _imported(ImportReject)),
        Sweep("import_rows", ImportChange, col(ImportChange.id), _imported(ImportChange)),
    )


def _doors() -> tuple[Sweep, ...]:
    seen = func.coalesce(Signed.ended_at, Signed.seen_at, type_=Signed.seen_at.type)  # type: ignore[attr-defined]
    return (
        Sweep("exports", Export, col(Export.id), col(Export.expires_at)),
        Sweep("sessions", Signed, col(Signed.id), seen),
        Sweep("sessions", LoginAttempt, col(LoginAttempt.id), col(LoginAttempt.at)),
    )
