"""The business and the people who work in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from core.db.tables.record import Record, data, instant, key, link, sealed, words


class Company(Record, table=True):
    """The business that collects: one row."""

    __tablename__ = "company"
    id: int | None = key()
    name: str
    country: str = Field(max_length=2)
    currency: str = Field(max_length=3)
    timezone: str
    language: str = Field(default="es", max_length=2)
    tone: str = "warm"
    legal_name: str | None = None
    tax_id: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    payment_instructions: str | None = words()
    payment_link: str | None = None
    privacy_link: str | None = None
    is_demo: bool = False
    sending_paused_at: datetime | None = instant()
    sending_paused_by: int | None = link("person.id", null=True)
    restored_at: datetime | None = instant()
    created_at: datetime = instant(null=False)
    version: int = 1


class Setting(Record, table=True):
    """One setting of the business by its name, as JSON."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: Any = data()
    changed_at: datetime = instant(null=False)


class Secret(Record, table=True):
    """One credential, sealed with the data key."""

    __tablename__ = "secret"
    name: str = Field(primary_key=True)
    sealed: bytes = sealed()
    changed_at: datetime = instant(null=False)


class User(Record, table=True):
    """A person who signs in: owner, manager or agent. The table is named `person` because `user` is reserved."""

    __tablename__ = "person"
    id: int | None = key()
    email: str = Field(unique=True)
    name: str
    role: str = Field(max_length=10)
    password_hash: str
    language: str = Field(default="es", max_length=2)
    is_active: bool = True
    created_at: datetime = instant(null=False)
    last_login_at: datetime | None = instant()
    password_changed_at: datetime | None = instant()
    version: int = 1


class Session(Record, table=True):
    """A signed-in browser: the cookie's hash and its limits."""

    __tablename__ = "session"
    id: int | None = key()
    token_hash: str = Field(unique=True)
    user_id: int = link("person.id", index=True)
    created_at: datetime = instant(null=False)
    seen_at: datetime = instant(null=False)
    ended_at: datetime | None = instant()
    address: str | None = None
    agent: str | None = Field(default=None, max_length=200)


class LoginAttempt(Record, table=True):
    """One try to sign in, for throttling; the account is kept as a hash."""

    __tablename__ = "login_attempt"
    id: int | None = key()
    at: datetime = instant(null=False, index=True)
    address: str = Field(index=True)
    account_hash: str = Field(index=True)
    succeeded: bool


class Export(Record, table=True):
    """A file made for one person to fetch once within minutes, by a random token."""

    __tablename__ = "export"
    id: int | None = key()
    token_hash: str = Field(unique=True)
    user_id: int = link("person.id")
    kind: str
    path: str
    file_name: str
    media_type: str
    rows: int = 0
    created_at: datetime = instant(null=False)
    expires_at: datetime = instant(null=False)
    fetched_at: datetime | None = instant()
