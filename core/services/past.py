"""The past: the portfolio of some customers in a database in memory, as it stood at any moment, brought forward from fact to fact.

Whoever reads it with the product's own services learns what they would have said then; nothing they do there reaches the real database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, update
from sqlmodel import Session, col, select

from core.db.engine import open_memory
from core.db.tables import (
    Activity,
    Allocation,
    Authorisation,
    Circumstance,
    Company,
    ContactPoint,
    Customer,
    Dispute,
    Invoice,
    Message,
    OptOut,
    Payment,
    Portfolio,
    Promise,
    Reply,
    Segment,
    Setting,
)
from core.db.tables.record import Record
from core.domain.circumstances import Open, Standing, standing_of
from core.domain.gate_windows import instant_of, local_date
from core.services import facts, outbox, profiles

CHUNK = 2000
ASSUMED_ISSUE = timedelta(days=30)
"""A document without an issue date counts from so long before it fell due."""
_NOON = 12 * 60
_SINCE = ("restricted_at", "unprofiled_at")
"""What holds of a customer from a moment on."""


@dataclass(slots=True)
class _Change:
    """A fact that became known: a new row, or new values of one."""

    known: datetime
    table: Table
    values: dict[str, Any]
    number: int | None = None


@dataclass(slots=True)
class Past:
    """Some customers' portfolio as of the moment it was last brought to; `session` reads it."""

    session: Session
    zone: str
    _changes: list[_Change] = field(default_factory=list)
    _done: int = 0

    def advance(self, moment: datetime, *, is_present: bool = False) -> None:
        """Bring it forward to a moment; facts dated by the day are known from the day after. The present knows everything."""
        due: dict[tuple[Table, bool], list[_Change]] = defaultdict(list)
        while self._done < len(self._changes) and (is_present or self._changes[self._done].known <= moment):
            change = self._changes[self._done]
            due[change.table, change.number is None].append(change)
            self._done += 1
        for (table, is_new), changes in sorted(due.items(), key=lambda entry: not entry[0][1]):
            if is_new:
                self.session.execute(insert(table), [change.values for change in changes])
            else:
                for change in changes:
                    self.session.execute(update(table).where(table.c.id == change.number).values(**change.values))
        profiles.refresh_in(self.session, today=local_date(self.zone, moment))
        self.session.expire_all()

    def close(self) -> None:
        """Forget all of it."""
        bind = self.session.get_bind()
        self.session.close()
        bind.engine.dispose()


def load(session: Session, company: Company, ids: Sequence[int], first: datetime, *, is_present: bool) -> Past:
    """The portfolio of some customers, ready to be brought forward from `first` on.

    What campaigns sent from `first` on is left out: whoever looks at the past puts something else in its place. What they sent before
    counts, and so does what people themselves called, visited, wrote and sent.
    """
    past = Past(Session(open_memory(), expire_on_commit=False), company.timezone)
    settings = select(Setting).where(Setting.name == facts.SETTING)
    for table, query in ((Company, select(Company)), (Setting, settings), (Segment, select(Segment)), (Portfolio, select(Portfolio))):
        _put(past.session, table, [row.model_dump() for row in session.exec(query)])
    reader = _Reader(session, company.timezone, first, is_present)
    for start in range(0, len(ids), CHUNK):
        past._changes += reader.changes(ids[start : start + CHUNK])
    past._changes.sort(key=lambda change: change.known)
    return past


def _put(session: Session, table: type[Record], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(_table(table)), rows)


class _Reader:
    """Reads rows as facts that became known one after another."""

    def __init__(self, session: Session, zone: str, first: datetime, is_present: bool) -> None:
        self.session, self.zone, self.first, self.is_present = session, zone, first, is_present
        self.always = datetime.min.replace(tzinfo=first.tzinfo)

    def changes(self, ids: Sequence[int]) -> Iterator[_Change]:
        """Everything about some customers."""
        self.ids = list(ids)
        yield from self._customers()
        yield from self._ledger()
        yield from self._dated(Dispute, "opened_at", "closed_at", {"outcome": None})
        yield from self._dated(Promise, "made_at", "cancelled_at", {"cancel_reason": None})
        yield from self._dated(OptOut, "at", "lifted_at", {"lifted_how": None})
        yield from self._dated(Authorisation, "given_at", "withdrawn_at", {})
        yield from self._spoken()
        yield from self._dated(Reply, "received_at", None, {"body": None, "understood": None})
        yield from self._messages()

    def _rows(self, table: type[Record]) -> Iterator[dict[str, Any]]:
        columns = _table(table)
        owner = columns.c.id if table is Customer else columns.c.customer_id
        for row in self.session.connection().execute(columns.select().where(owner.in_(self.ids)).order_by(columns.c.id)):
            yield dict(row._mapping)

    def _customers(self) -> Iterator[_Change]:
        noted = defaultdict(list)
        for row in self._rows(Circumstance):
            noted[row["customer_id"]].append(row)
        for row in self._rows(Customer):
            later = {name: row[name] for name in _SINCE if row.get(name) is not None}
            told = noted.get(row["id"], [])
            undone = dict.fromkeys(("notes", "extra", *later)) | (asdict(Standing()) if told else {})
            yield _Change(self.always, _table(Customer), row | undone)
            for name, at in later.items():
                yield _Change(at, _table(Customer), {name: at}, row["id"])
            yield from self._circumstances(row["id"], told)
        for row in self._rows(ContactPoint):
            wrong = row["invalid_at"]
            yield _Change(self.always, _table(ContactPoint), row | {"invalid_at": None})
            if wrong is not None:
                yield _Change(wrong, _table(ContactPoint), {"invalid_at": wrong}, row["id"])

    def _circumstances(self, customer_id: int, told: list[dict[str, Any]]) -> Iterator[_Change]:
        """What held of a customer after each moment at which a circumstance was noted or ended."""
        for at in sorted({moment for row in told for moment in (row["noted_at"], row["ended_at"]) if moment is not None}):
            held = [row for row in told if row["noted_at"] <= at and (row["ended_at"] is None or row["ended_at"] > at)]
            standing = standing_of(Open(row["kind"], local_date(self.zone, row["noted_at"]), row["until"]) for row in held)
            yield _Change(at, _table(Customer), asdict(standing), customer_id)

    def _ledger(self) -> Iterator[_Change]:
        openings, paid = set(), defaultdict(list)
        for row in self._rows(Payment):
            if row["is_opening"]:
                openings.add(row["id"])
            else:
                row["recorded_at"] = min(row["recorded_at"], instant_of(self.zone, row["paid_on"], _NOON))
            known = self.always if row["is_opening"] else self._evening(row["paid_on"])
            yield _Change(known, _table(Payment), row)
        for row in self._rows(Allocation):
            is_old = row["payment_id"] in openings
            if not is_old:
                paid[row["invoice_id"]].append((row["paid_on"], row["amount_cents"]))
            yield _Change(self.always if is_old else self._evening(row["paid_on"]), _table(Allocation), row)
        for row in self._rows(Invoice):
            yield from self._invoice(row, sorted(paid[row["id"]]))

    def _invoice(self, row: dict[str, Any], paid: list[tuple[date, int]]) -> Iterator[_Change]:
        """A document as it was issued, then with each payment laid on it, then gone from the files."""
        table, gone = _table(Invoice), row["gone_on"]
        cents = row["paid_cents"] - sum(amount for _day, amount in paid)
        issued = self._morning(min(row["issued_on"] or row["due_on"] - ASSUMED_ISSUE, row["due_on"]))
        yield _Change(issued, table, row | {"paid_cents": cents, "gone_on": None, "gone_import_id": None})
        for day, amount in paid:
            cents += amount
            yield _Change(max(issued, self._evening(day)), table, {"paid_cents": cents}, row["id"])
        if gone is not None:
            yield _Change(max(issued, self._evening(gone)), table, {"gone_on": gone}, row["id"])

    def _dated(self, table: type[Record], begun: str, ended: str | None, silent: dict[str, Any]) -> Iterator[_Change]:
        for row in self._rows(table):
            end = row[ended] if ended else None
            yield _Change(row[begun], _table(table), row | silent | ({ended: None} if ended else {}))
            if ended and end is not None:
                yield _Change(max(row[begun], end), _table(table), {ended: end}, row["id"])

    def _spoken(self) -> Iterator[_Change]:
        """What people did by day: known from that day's morning, because whoever sends at ten knows of the call at nine."""
        for row in self._rows(Activity):
            yield _Change(self._begun(row["at"]), _table(Activity), row | {"note": None})

    def _messages(self) -> Iterator[_Change]:
        m = _table(Message)
        for row in self._rows(Message):
            at = row["sent_at"] or row["claimed_at"]
            is_waiting = row["state"] == outbox.QUEUED
            counts = self.is_present and is_waiting if at is None else row["kind"] != "campaign" or at < self.first
            if counts:
                about = {"campaign_id": None, "step_id": None, "parent_id": None, "body": None, "subject": None, "to_value": None}
                yield _Change(self._begun(at) if at else self.first, m, row | about)

    def _begun(self, at: datetime) -> datetime:
        return self._morning(local_date(self.zone, at))

    def _morning(self, day: date) -> datetime:
        return instant_of(self.zone, day)

    def _evening(self, day: date) -> datetime:
        return instant_of(self.zone, day + timedelta(days=1))


def _table(table: type[Record]) -> Table:
    return table.__table__  # type: ignore[attr-defined,no-any-return]


def everybody(session: Session) -> list[int]:
    """All customers in order of their ids; erased ones are left out."""
    return [number or 0 for number in session.exec(select(Customer.id).where(col(Customer.erased_at).is_(None)).order_by(col(Customer.id)))]


def owing_between(session: Session, first: date) -> list[int]:
    """The customers who owe something now, or paid something since a day, in order of their ids; erased ones are left out."""
    left = col(Invoice.amount_cents) - col(Invoice.paid_cents)
    late = select(Allocation.invoice_id).where(Allocation.paid_on >= first)
    owing = select(Invoice.customer_id).where((left != 0) | (col(Invoice.gone_on) >= first) | col(Invoice.id).in_(late))
    paying = select(Payment.customer_id).where(Payment.paid_on >= first)
    query = select(Customer.id).where(col(Customer.erased_at).is_(None), col(Customer.id).in_(owing.union(paying)))
    return [number or 0 for number in session.exec(query.order_by(col(Customer.id)))]
