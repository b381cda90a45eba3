"""Customers and how they may be reached."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Field

from core.db.tables.record import Index, Record, big_key, data, instant, link, words

# so few that asking who was erased, or is left in peace, costs nothing
_IS_ERASED = text("erased_at IS NOT NULL")
_IS_UNCLASSED = text("restricted_at IS NOT NULL OR unprofiled_at IS NOT NULL")
_IS_RESTED = text("rested_at IS NOT NULL")
_IS_HELD = text("quiet_until IS NOT NULL OR stop_reason IS NOT NULL")


class Customer(Record, table=True):
    """The person or company that owes."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("ix_customer_erased_at", "erased_at", sqlite_where=_IS_ERASED, postgresql_where=_IS_ERASED),
        Index(
            "ix_customer_restricted_at_unprofiled_at", "restricted_at", "unprofiled_at",
            sqlite_where=_IS_UNCLASSED, postgresql_where=_IS_UNCLASSED,
        ),
        Index("ix_customer_rested_at", "rested_at", sqlite_where=_IS_RESTED, postgresql_where=_IS_RESTED),
        Index("ix_customer_quiet_until_stop_reason", "quiet_until", "stop_reason", sqlite_where=_IS_HELD, postgresql_where=_IS_HELD),
    )  # fmt: skip
    id: int | None = big_key()
    name: str
    name_key: str = Field(index=True)
    code: str | None = Field(default=None, index=True)
    tax_id: str | None = None
    tax_id_key: str | None = Field(default=None, index=True)
    kind: str | None = None
    language: str | None = Field(default=None, max_length=2)
    country: str | None = Field(default=None, max_length=2)
    region: str | None = None
    city: str | None = None
    address: str | None = None
    timezone: str | None = None
    preferred_channel: str | None = None
    agent_id: int | None = link("person.id", null=True, index=True)
    vulnerable_since: date | None = None
    vulnerable_reason: str | None = None
    stop_reason: str | None = None
    quiet_until: date | None = None
    asked_hours: str | None = None  # as core.domain.asked_hours keeps them
    notes: str | None = words()
    extra: Any = data()
    import_id: int | None = link("import.id", null=True, index=True)
    created_at: datetime = instant(null=False)
    updated_at: datetime = instant(null=False)
    restricted_at: datetime | None = instant()
    unprofiled_at: datetime | None = instant()
    rested_at: datetime | None = instant()  # nothing was owed for so long that contact details and profile were let go
    erased_at: datetime | None = instant()
    version: int = 1


class ContactPoint(Record, table=True):
    """One phone (E.164) or e-mail (lower case) of a customer."""

    __tablename__ = "contact_point"
    __table_args__ = (Index("uq_contact_point_customer_kind_value", "customer_id", "kind", "value", unique=True),)
    id: int | None = big_key()
    customer_id: int = link("customer.id")
    kind: str = Field(max_length=5)
    value: str = Field(index=True)
    line: str | None = None
    is_primary: bool = False
    invalid_at: datetime | None = instant()
    invalid_reason: str | None = None
    sms_off: str | None = None
    whatsapp_off: str | None = None
    voice_off: str | None = None
    email_off: str | None = None
    last_inbound_at: datetime | None = instant()
    import_id: int | None = link("import.id", null=True, index=True)
    created_at: datetime = instant(null=False)


class Authorisation(Record, table=True):
    """A customer's consent to one channel, with its proof; a withdrawal closes it."""

    __tablename__ = "authorisation"
    id: int | None = big_key()
    customer_id: int = link("customer.id", index=True)
    channel: str
    given_at: datetime = instant(null=False)
    how: str
    proof: str | None = words()
    withdrawn_at: datetime | None = instant()
    user_id: int | None = link("person.id", null=True)
    import_id: int | None = link("import.id", null=True, index=True)


class OptOut(Record, table=True):
    """A customer's no to one channel. Only the customer's own later yes lifts it, never an import."""

    __tablename__ = "opt_out"
    id: int | None = big_key()
    customer_id: int | None = link("customer.id", null=True, index=True)
    channel: str
    at: datetime = instant(null=False)
    how: str
    words: str | None = words()
    provider_id: str | None = None
    address_hash: str | None = Field(default=None, index=True)
    lifted_at: datetime | None = instant()
    lifted_how: str | None = None
    user_id: int | None = link("person.id", null=True)
    import_id: int | None = link("import.id", null=True, index=True)


class Circumstance(Record, table=True):
    """What we were told of a customer that stops contact until a person decides: who noted it and when, and who ended it and why."""

    __tablename__ = "circumstance"
    id: int | None = big_key()
    customer_id: int = link("customer.id", index=True)
    kind: str
    until: date | None = None
    note: str | None = words()
    noted_at: datetime = instant(null=False)
    user_id: int | None = link("person.id", null=True)
    ended_at: datetime | None = instant(index=True)
    ended_by: int | None = link("person.id", null=True)
    ended_note: str | None = words()
