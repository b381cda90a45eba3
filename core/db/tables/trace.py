"""Who did what, which job ran, who holds which lease."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from core.db.tables.record import Index, Record, big_key, data, instant, link, words


class AuditEntry(Record, table=True):
    """One act, chained to the one before it by a keyed hash; triggers refuse every change."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_noun_noun_id", "noun", "noun_id"),)
    id: int | None = big_key()
    at: datetime = instant(null=False, index=True)
    user_id: int | None = link("person.id", null=True)
    actor: str
    action: str = Field(index=True)
    noun: str | None = None
    noun_id: str | None = None
    before: Any = data()
    after: Any = data()
    address: str | None = None
    previous: str
    chained: str = Field(unique=True)


class JobRun(Record, table=True):
    """One run of a scheduled job."""

    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_job_started", "job", "started_at"),)
    id: int | None = big_key()
    job: str
    started_at: datetime = instant(null=False)
    finished_at: datetime | None = instant()
    succeeded: bool | None = None
    outcome: Any = data()
    problem: str | None = words()
    owner: str


class Lease(Record, table=True):
    """Who may do a thing that only one process does, and until when; also the heartbeat of that process."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    owner: str
    until: datetime = instant(null=False)
    beat_at: datetime = instant(null=False)


class Watermark(Record, table=True):
    """How far a poll of a provider has read."""

    __tablename__ = "watermark"
    name: str = Field(primary_key=True)
    until: datetime | None = instant()
    value: Any = data()
    problem: str | None = None
    checked_at: datetime | None = instant()
