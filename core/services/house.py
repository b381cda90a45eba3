"""The house: opening the data folder, key and database, and what the business says of itself."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from core import clock
from core import settings as settings_
from core.db import schema
from core.db.engine import open_engine, reading, writing
from core.db.tables import Company, Setting
from core.domain.access import Actor, may
from core.domain.countries import TONES
from core.domain.errors import Refusal, SetupNeeded, Stale
from core.services import audit, erasure_log, keys
from core.text import N_
from core.text.catalog import LANGUAGES

_UNREADABLE = N_(
    "The database {path} cannot be read. If it is encrypted, start with RECAUDO_ENCRYPT=1 and its key; if it is damaged, restore a backup."
)
_LOST = N_(
    "The database was here and is gone: {path}. Put it back, or copy the newest backup to that place. "
    "To begin anew, name another folder with --data."
)

_OTHER_KEY = N_("The data key {path} is not the one this database was made with. Put that key back; nothing has been changed.")
_AWAY = N_(
    "The database that DATABASE_URL names does not answer. Check the address, the password, and that PostgreSQL runs; then try again."
)


def is_made() -> bool:
    """Whether this installation was ever opened; nothing is created to find out."""
    settings = settings_.load()
    is_file = settings.url.startswith("sqlite:///")
    return not is_file or (settings.data / ".recaudo").exists() or Path(settings.url.removeprefix("sqlite:///")).is_file()


def open_house() -> Engine:
    """The engine of this installation, its folder and key made and its schema current. Raises Refusal with what to do."""
    settings = settings_.load()
    return _open(settings.url, str(settings.data), str(settings.key_file), settings.recaudo_encrypt)


@lru_cache(maxsize=8)
def _open(url: str, folder: str, key_file: str, encrypt: bool) -> Engine:
    settings = settings_.load()
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (settings.data / ".writable").write_text("")
        (settings.data / ".writable").unlink(missing_ok=True)
    except OSError:
        raise Refusal("folder_read_only", "The data folder {path} cannot be written. Choose another with --data.", path=folder) from None
    is_file, marker = url.startswith("sqlite:///"), settings.data / ".recaudo"
    if is_file and not Path(url.removeprefix("sqlite:///")).is_file():
        if marker.exists():
            raise Refusal("database_lost", _LOST, path=url.removeprefix("sqlite:///"))
        keys.make_key(settings.key_file)
        _make_private(Path(url.removeprefix("sqlite:///")))
    engine = open_engine(url, keys.derived("database").hex() if encrypt and is_file else None)
    try:
        is_new = schema.present(engine) is None
    except DatabaseError:
        refused = Refusal("not_a_database", _UNREADABLE, path=url.rpartition("/")[2]) if is_file else Refusal("database_away", _AWAY)
        raise refused from None
    if is_new:
        keys.make_key(settings.key_file)
    keys.derived("audit")
    schema.migrate(engine)
    if not audit.is_of_this_key(engine):
        raise Refusal("key_other", _OTHER_KEY, path=key_file)
    erasure_log.replay(engine)
    if is_file and (not marker.exists() or marker.read_text() != schema.newest()):
        marker.write_text(schema.newest())  # start.py reads it, and then need not ask the database in a process of its own
    return engine


def _make_private(path: Path) -> None:
    """Make the database's file readable by this user alone; SQLite's own files beside it take after it."""
    try:
        path.touch(mode=0o600)
    except OSError:
        raise Refusal("no_place", "The database cannot be made at {path}. Check that its folder exists.", path=str(path)) from None


def company_of(engine: Engine) -> Company:
    """The business. Raises SetupNeeded when the first owner has not set it up yet."""
    with reading(engine) as session:
        return company_in(session)


def company_in(session: Session) -> Company:
    """The business, within a session. Raises SetupNeeded when there is none."""
    found = session.exec(select(Company)).first()
    if found is None:
        raise SetupNeeded("no_company", "Recaudo is not set up yet. Open it in the browser, or use the command init.")
    return found


def has_company(engine: Engine) -> bool:
    """Whether the business is set up."""
    with reading(engine) as session:
        return session.exec(select(Company.id)).first() is not None


def country_of(engine: Engine) -> str | None:
    """The country of the business, or None before it is set up."""
    with reading(engine) as session:
        return session.exec(select(Company.country)).first()


EDITABLE = frozenset(
    [
        "name",
        "legal_name",
        "tax_id",
        "country",
        "currency",
        "timezone",
        "language",
        "tone",
        "address",
        "phone",
        "email",
        "payment_instructions",
        "payment_link",
        "privacy_link",
    ]
)


def check_place(country: str, currency: str, timezone: str, language: str, tone: str) -> None:
    """Raises Refusal when one of the business's codes is none: every amount, hour and text of it depends on them."""
    from zoneinfo import available_timezones

    from core.intake.currencies import CODES

    if not (len(country) == 2 and country.isalpha() and country.isascii()):
        raise Refusal("bad_country", "“{country}” is not a country code of two letters.", country=country)
    if not currency:
        raise Refusal("currency_needed", "A currency code of three letters is needed for the country {country}.", country=country)
    if currency not in CODES:
        raise Refusal("bad_currency", "“{currency}” is not the code of a currency. An example is COP.", currency=currency)
    if not timezone:
        raise Refusal("timezone_needed", "A time zone such as America/Bogota is needed for the country {country}.", country=country)
    if timezone not in available_timezones():
        raise Refusal("bad_timezone", "“{zone}” is not a time zone. An example is America/Bogota.", zone=timezone)
    if language not in LANGUAGES:
        raise Refusal("bad_language", "“{language}” is not a language of Recaudo.", language=language)
    if tone not in TONES:
        raise Refusal("bad_tone", "“{tone}” is not a tone of voice. The tones are {tones}.", tone=tone, tones=", ".join(TONES))


def check_words(name: str | None, email: str | None, *links: str | None) -> None:
    """Raises Refusal when customers could not use what messages and notices tell them: no name, no address of e-mail, no link."""
    from core.services.accounts import normal_email

    if not name:
        raise Refusal("company_name_needed", "The company needs a name.")
    if email:
        normal_email(email)
    for link in links:
        if link and not re.fullmatch(r"https?://[^\s/]+\.\S+", link, re.IGNORECASE):
            raise Refusal("bad_link", "“{link}” is not a link. It starts with https://.", link=link)


def edit_company(engine: Engine, actor: Actor, version: int, **changes: Any) -> None:
    """Change what the business says of itself, from the version it was read at. Raises Stale when somebody was faster."""
    may(actor, "settings.edit")
    with writing(engine) as session:
        company = company_in(session)
        if company.version != version:
            raise Stale("stale_company", "Somebody else changed the company meanwhile. Look at their version and try again.")
        changes = {name: value for name, value in changes.items() if name in EDITABLE and getattr(company, name) != value}
        before = {name: getattr(company, name) for name in changes}
        for name, value in changes.items():
            setattr(company, name, value)
        check_place(company.country, company.currency, company.timezone, company.language, company.tone)
        check_words(company.name, company.email, company.payment_link, company.privacy_link)
        company.version += 1
        audit.record(session, actor, "company.edit", "company", company.id, before=before, after=changes)


def setting(engine: Engine, name: str, default: Any = None) -> Any:
    """One setting by its name, or the default."""
    with reading(engine) as session:
        return setting_in(session, name, default)


def setting_in(session: Session, name: str, default: Any = None) -> Any:
    """One setting by its name within a session, or the default."""
    found = session.get(Setting, name)
    return default if found is None else found.value


def set_setting_in(session: Session, name: str, value: Any) -> None:
    """Store one setting within the caller's transaction."""
    found = session.get(Setting, name)
    if found is None:
        session.add(Setting(name=name, value=value, changed_at=clock.now()))
    else:
        found.value, found.changed_at = value, clock.now()
