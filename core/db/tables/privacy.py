"""What people ask about their own data, what was erased, and the personal part of the trail, which can be erased."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from core.db.tables.record import Record, big_key, data, instant, link, words


class PrivacyRequest(Record, table=True):
    """One request of a person about their data: what, when and how it came, until when the law wants an answer, and the answer."""

    __tablename__ = "privacy_request"
    id: int | None = big_key()
    customer_id: int = link("customer.id", index=True)
    kind: str
    about: str | None = None  # of an objection: contact or profiling
    received_on: date
    due_on: date = Field(index=True)
    deadline: Any = data()  # the rule behind due_on: country, law, days, how they are counted
    arrived: str
    asked_by: str = "person"
    note: str | None = words()
    identity: str | None = None
    identity_note: str | None = words()
    identified_at: datetime | None = instant()
    identified_by: int | None = link("person.id", null=True)
    opened_at: datetime = instant(null=False)
    opened_by: int | None = link("person.id", null=True)
    closed_at: datetime | None = instant(index=True)
    closed_by: int | None = link("person.id", null=True)
    outcome: str | None = None
    reason: str | None = None
    answer: str | None = words()


class Erasure(Record, table=True):
    """One person's data that was erased, without a word of it: which row, since when it was there, and what went."""

    __tablename__ = "erasure"
    id: int | None = big_key()
    ref: str = Field(unique=True)
    customer_id: int | None = link("customer.id", null=True, index=True)
    request_id: int | None = link("privacy_request.id", null=True)
    why: str
    at: datetime = instant(null=False)
    user_id: int | None = link("person.id", null=True)
    removed: Any = data()
    replayed_at: datetime | None = instant()


class AuditDetail(Record, table=True):
    """The personal part of one audit entry; the entry keeps a salted digest of it, so that it can go and the chain still verifies."""

    __tablename__ = "audit_detail"
    entry_id: int = Field(primary_key=True, foreign_key="audit_entry.id")
    customer_id: int | None = link("customer.id", null=True, index=True)
    salt: str
    body: Any = data()
