"""Erasing a person: what names them goes, the ledger stays under a pseudonym, and keyed marks keep them from being reached again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, update
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import (
    Activity,
    Appointment,
    ContactPoint,
    Customer,
    Dispute,
    Erasure,
    Invoice,
    Message,
    PrivacyRequest,
    Reply,
    metadata,
)
from core.domain import privacy as rules
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.domain.privacy_erasure import OWES, Hindrance, Situation, hindrances
from core.domain.promises import State
from core.services import audit, erasure_files, erasure_log, erasure_marks, erasure_mentions, house, members, outbox, promises
from core.services.customers import changed_in, customer_in
from core.services.erasure_columns import EMPTIED, GONE
from core.services.privacy_requests import close_in, need_identity, open_request_in
from core.services.privacy_tables import WHOSE, Traces, traces_in

FLYING, DOUBTFUL = (outbox.SENDING,), (outbox.IN_DOUBT, outbox.NEEDS_PERSON)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What erasing somebody would do: rows by table that lose their words or go, rows of the ledger that stay, and what stands in the way.

    `owes` is what is still open, in hundredths by currency: nobody will ask for it any more.
    """

    customer_id: int
    goes: dict[str, int]
    stays: dict[str, int]
    cancels: int
    owes: dict[str, int]
    hindrances: tuple[Hindrance, ...]


def look(engine: Engine, actor: Actor, customer_id: int, *, request_id: int | None = None) -> Outlook:
    """What erasing a customer would do now, without doing it."""
    may(actor, "customer.view")
    with reading(engine) as s:
        customer = customer_in(s, customer_id)
        traces = traces_in(s, customer)
        goes = {name: _count(s, name, traces) for name in (*EMPTIED, *GONE) if name not in _STAYS}
        goes |= {name: len(found) for name, found in erasure_files.found_in(s, traces).items()}
        goes["mention"] = erasure_mentions.count_in(s, traces, customer)
        stays = {name: _count(s, name, traces) for name in _STAYS}
        situation = _situation_in(s, customer_id, request_id)
        waiting = s.exec(select(func.count()).select_from(Message).where(*_waiting(customer_id))).one()
    return Outlook(customer_id, _some(goes), _some(stays), waiting, dict(situation.owes), hindrances(situation))


_STAYS = ("invoice", "payment", "allocation")


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _count(s: Session, name: str, traces: Traces) -> int:
    return int(s.execute(select(func.count()).select_from(metadata.tables[name]).where(WHOSE[name](traces))).scalar_one())


def _waiting(customer_id: int) -> tuple[Any, ...]:
    return Message.customer_id == customer_id, Message.state == outbox.QUEUED


def _situation_in(s: Session, customer_id: int, request_id: int | None) -> Situation:
    def messages(states: tuple[str, ...]) -> int:
        query = select(func.count()).select_from(Message).where(Message.customer_id == customer_id, col(Message.state).in_(states))
        return s.exec(query).one()

    others = select(PrivacyRequest.id).where(PrivacyRequest.customer_id == customer_id, col(PrivacyRequest.closed_at).is_(None))
    disputes = select(func.count()).select_from(Dispute).where(Dispute.customer_id == customer_id, col(Dispute.closed_at).is_(None))
    promised = promises.standings_in(s, [customer_id], promises.today_in(s)).values()
    left = func.sum(Invoice.amount_cents - Invoice.paid_cents)
    unpaid = select(Invoice.currency, left).where(
        Invoice.customer_id == customer_id, Invoice.amount_cents > Invoice.paid_cents, col(Invoice.gone_on).is_(None)
    )  # fmt: skip
    owed = s.exec(unpaid.group_by(Invoice.currency)).all()
    return Situation(
        in_flight=messages(FLYING), in_doubt=messages(DOUBTFUL), open_disputes=s.exec(disputes).one(),
        open_promises=sum(found.state is State.OPEN for found in promised),
        other_requests=len([number for number in s.exec(others) if number != request_id]),
        owes={currency: int(cents) for currency, cents in owed},
    )  # fmt: skip


def erase(engine: Engine, actor: Actor, request_id: int, *, give_up_claim: bool = False, answer: str | None = None) -> Outlook:
    """Grant a request to erase. Raises Refusal with the first thing that stands in the way; a claim stands until the owner gives it up.

    What is erased cannot come back: not by an import, not by an older backup.
    """
    may(actor, "customer.erase")
    with writing(engine) as s:
        request = open_request_in(s, request_id, rules.ERASE)
        need_identity(request)
        customer_id = request.customer_id
    outlook = look(engine, actor, customer_id, request_id=request_id)
    with writing(engine) as s:
        request = open_request_in(s, request_id, rules.ERASE)
        _refuse_in(s, customer_id, request_id, give_up_claim)
        refs = set(s.exec(select(Message.ref).where(Message.customer_id == customer_id)))
        customer = customer_in(s, customer_id)
        close_in(s, actor, request, rules.DONE, answer=answer)
        s.flush()
        anonymise_in(s, actor, customer, why="request", request_id=request_id)
    scrub(engine, refs)
    return outlook


def _refuse_in(s: Session, customer_id: int, request_id: int, give_up_claim: bool) -> None:
    for hindrance in hindrances(_situation_in(s, customer_id, request_id)):
        if not (hindrance is OWES and give_up_claim):
            raise Refusal(hindrance.code, hindrance.msgid)


def anonymise_in(
    s: Session, actor: Actor, customer: Customer, *, why: str, request_id: int | None = None, ref: str | None = None,
    at: datetime | None = None, is_replay: bool = False, is_marked: bool = True,
) -> Erasure:  # fmt: skip
    """Take every word of a person out of the database, within the caller's transaction, and note it outside; `why`: request or retention.

    The caller has asked `hindrances` before, and calls `scrub` after the commit. Without marks the person may be a customer again one day.
    """
    s.flush()
    number, born, traces = customer.id or 0, customer.created_at, traces_in(s, customer)
    points = s.exec(select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.customer_id == number)).all()
    country = customer.country or house.company_in(s).country
    told = erasure_marks.hashes_of(customer.tax_id, customer.code, country, [(kind, value) for kind, value in points])
    marks = told if is_marked else set[str]()
    _stop_in(s, number)
    named = erasure_mentions.clear_in(s, traces, customer) if why == "request" else 0  # the clock takes thousands, and nobody asked
    removed = erasure_files.clear_in(s, traces) | _clear_in(s, traces) | {"mentions": named}
    s.expire_all()
    _rename(customer, number, at or clock.now())
    s.flush()
    removed["marks"] = erasure_marks.add_in(s, marks)
    changed_in(s, number)
    noted = note_in(s, actor, customer, why=why, ref=ref, at=at, removed=_some(removed), request_id=request_id, is_replay=is_replay)
    if not is_replay:
        erasure_log.remember_erased(noted, born, marks)
    return noted


def _stop_in(s: Session, customer_id: int) -> None:
    """Nothing goes out any more, nothing waits to be read, no appointment stands."""
    for message in s.exec(select(Message).where(*_waiting(customer_id)).with_for_update()):
        outbox.move(s, message, outbox.CANCELED, "customer.gone")
    members.hold_by_right_in(s, customer_id, "erased")
    now = clock.now()
    for reply in s.exec(select(Reply).where(Reply.customer_id == customer_id, col(Reply.handled_at).is_(None))):
        reply.handled_at, reply.outcome = now, "noted"
    agreed = select(Appointment).where(Appointment.customer_id == customer_id, col(Appointment.cancelled_at).is_(None))
    for appointment in s.exec(agreed.where(col(Appointment.done_at).is_(None))):
        appointment.cancelled_at = now
    s.flush()


def _clear_in(s: Session, traces: Traces) -> dict[str, int]:
    """Empty the columns and delete the rows of every table; children of messages before what finds them, numbers before phones."""
    counts = {}
    order = sorted(EMPTIED, key=lambda name: (name == "message", name != "message_event"))
    for name in order:
        table = metadata.tables[name]
        counts[name] = s.execute(update(table).where(WHOSE[name](traces)).values(EMPTIED[name])).rowcount  # type: ignore[attr-defined]
    _unlink(s, traces.customer_id)
    for name in GONE:
        counts[name] = s.execute(delete(metadata.tables[name]).where(WHOSE[name](traces))).rowcount  # type: ignore[attr-defined]
    return counts


def _unlink(s: Session, customer_id: int) -> None:
    """What others logged on one of these phones must not keep it."""
    mine = select(ContactPoint.id).where(ContactPoint.customer_id == customer_id)
    for table in (Message, Activity):
        s.execute(update(table).where(col(table.contact_point_id).in_(mine)).values(contact_point_id=None))


def _rename(customer: Customer, number: int, at: datetime) -> None:
    customer.name = customer.name_key = f"#{number}"
    customer.updated_at = customer.erased_at = at
    customer.version += 1


def note_in(
    s: Session, actor: Actor, customer: Customer | None, *, why: str, ref: str | None, at: datetime | None, removed: dict[str, int],
    request_id: int | None = None, is_replay: bool = False,
) -> Erasure:  # fmt: skip
    """Keep that an erasure was made; `customer` None: the database is older than the person whom it concerned."""
    number = None if customer is None else customer.id
    noted = Erasure(
        ref=ref or secrets.token_hex(16), customer_id=number, request_id=request_id, why=why, at=at or clock.now(), user_id=actor.user_id,
        removed=removed, replayed_at=clock.now() if is_replay else None,
    )  # fmt: skip
    s.add(noted)
    s.flush()
    audit.record(s, actor, "privacy.replay" if is_replay else "customer.erase", "customer", number, after={"why": why, **removed})
    return noted


def scrub(engine: Engine, refs: set[str]) -> None:
    """After the commit: files beside the database, and the journal, in which the old pages would stand until it is written over."""
    erasure_files.clear_folders(refs)
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()
