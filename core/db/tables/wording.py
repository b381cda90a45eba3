"""The words that are sent: templates and their immutable versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from core.db.tables.record import Index, Record, data, instant, key, link, words


class Template(Record, table=True):
    """The words for one purpose, channel and language."""

    __tablename__ = "template"
    id: int | None = key()
    name: str
    purpose: str
    channel: str
    language: str = Field(max_length=2)
    is_default: bool = False
    created_at: datetime = instant(null=False)
    archived_at: datetime | None = instant()


class TemplateVersion(Record, table=True):
    """One immutable text; its state follows from who submitted and decided when."""

    __tablename__ = "template_version"
    __table_args__ = (Index("uq_template_version_template_number", "template_id", "number", unique=True),)
    id: int | None = key()
    template_id: int = link("template.id")
    number: int
    subject: str | None = None
    body: str = words(null=False)
    body_hash: str
    content_sid: str | None = None
    content_variables: Any = data()
    fold_accents: bool = False
    author_id: int | None = link("person.id", null=True)
    created_at: datetime = instant(null=False)
    submitted_at: datetime | None = instant()
    submitted_by: int | None = link("person.id", null=True)
    decided_at: datetime | None = instant()
    decided_by: int | None = link("person.id", null=True)
    is_approved: bool | None = None
    decision_reason: str | None = words()
    parked_at: datetime | None = instant()
    parked_reason: str | None = None
