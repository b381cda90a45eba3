"""The first visit: company and first owner in one transaction, opened by a one-time code that only the console shows."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine
from sqlmodel import Session as Database
from sqlmodel import col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Company, Setting, User
from core.domain.access import OWNER, Actor
from core.domain.countries import COUNTRIES
from core.domain.errors import Forbidden, Refusal
from core.services import accounts, audit, house, passwords, sessions

CODE = "setup_code_hash"
NEW, OWNERLESS, DONE = "new", "ownerless", "done"


@dataclass(frozen=True, slots=True)
class FirstOwner:
    """The person who now owns the house."""

    user_id: int
    email: str


def state(engine: Engine) -> str:
    """`new` without a company, `ownerless` while nobody can sign in as owner (demo data just loaded), `done` after that."""
    with reading(engine) as session:
        return _state_in(session)


def _state_in(session: Database) -> str:
    if session.exec(select(Company.id)).first() is None:
        return NEW
    owner = select(User.id).where(User.role == OWNER, col(User.is_active), User.password_hash != passwords.UNUSABLE)
    return DONE if session.exec(owner).first() else OWNERLESS


def owner_id(engine: Engine) -> int:
    """The first person who owns the house."""
    with reading(engine) as session:
        return session.exec(select(User.id).where(User.role == OWNER, col(User.is_active)).order_by(col(User.id))).first() or 0


def make_code(engine: Engine) -> str | None:
    """A new one-time code for the first visitor, of which only the hash is stored; None once there is an owner."""
    code = "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))
    with writing(engine) as session:
        if _state_in(session) == DONE:
            return None
        session.merge(Setting(name=CODE, value=_hash(code), changed_at=clock.now()))
    return code


def check_code(engine: Engine, code: str, address: str) -> None:
    """Raises Forbidden when this is not the code on the console; tries are counted as sign-ins are."""
    attempt_id = sessions.count_attempt(engine, address, CODE)
    with reading(engine) as session:
        stored = session.get(Setting, CODE)
        is_right = stored is not None and hmac.compare_digest(str(stored.value), _hash(code))
    if not is_right:
        raise Forbidden("wrong_code", "That is not the code shown where Recaudo was started.")
    sessions.forgive_attempt(engine, attempt_id)


def _hash(code: str) -> str:
    digits = "".join(c for c in code if c.isdigit())
    return sha256(f"recaudo set-up {digits}".encode()).hexdigest()


def set_up(
    engine: Engine,
    *,
    name: str,
    country: str,
    owner_name: str,
    owner_email: str,
    password: str,
    currency: str | None = None,
    timezone: str | None = None,
    language: str = "es",
    tone: str = "warm",
    reads: str | None = None,
    code: str | None = None,
    address: str | None = None,
) -> FirstOwner:
    """Create the company `name` and its first owner, who reads the screens in `reads` (by default in the company's language).

    Currency and time zone follow from the country unless given. `code` is the one on the console; the command line, which is at the
    console, passes None. Raises Refusal when there is a company already.
    """
    if code is not None:
        check_code(engine, code, address or "")
    made = _company(name, country.strip().upper(), currency, timezone, language, tone)
    with writing(engine) as session:
        if _state_in(session) != NEW:
            raise Refusal("already_set_up", "Recaudo is already set up. Sign in.")
        session.add(made)
        session.flush()
        return _first_owner_in(session, owner_name, owner_email, password, reads or language, address, made)


def claim(
    engine: Engine,
    *,
    owner_name: str,
    owner_email: str,
    password: str,
    reads: str = "es",
    code: str | None = None,
    address: str | None = None,
) -> FirstOwner:
    """Become the owner of a house whose data came without one who can sign in."""
    if code is not None:
        check_code(engine, code, address or "")
    with writing(engine) as session:
        if _state_in(session) != OWNERLESS:
            raise Refusal("already_set_up", "Recaudo is already set up. Sign in.")
        for nobody in session.exec(select(User).where(User.password_hash == passwords.UNUSABLE)):
            nobody.is_active = False  # an owner who cannot sign in must not be waited for when texts are approved
        return _first_owner_in(session, owner_name, owner_email, password, reads, address, None)


def _install_in(session: Database, actor: Actor) -> None:
    """The templates and segments that come with the house; what they need is not loaded at every start."""
    from core.services import segments, template_defaults

    template_defaults.install_defaults_in(session, actor)
    segments.install_ready_in(session)


def _first_owner_in(
    session: Database, name: str, email: str, password: str, language: str, address: str | None, made: Company | None
) -> FirstOwner:
    user = accounts.add_user_in(session, email=email, name=name, role=OWNER, password=password, language=language)
    actor = Actor(name=user.name, role=OWNER, user_id=user.id, email=user.email, address=address)
    if made is not None:
        facts = {"name": made.name, "country": made.country, "currency": made.currency, "timezone": made.timezone}
        audit.record(session, actor, "company.set_up", "company", made.id, after=facts)
        _install_in(session, actor)
    audit.record(session, actor, "user.add", "user", user.id, after={"email": user.email, "role": OWNER})
    _close_in(session)
    return FirstOwner(user.id or 0, user.email)


def close(engine: Engine) -> None:
    """Forget the code: the house has its people."""
    with writing(engine) as session:
        _close_in(session)


def _close_in(session: Database) -> None:
    used = session.get(Setting, CODE)
    if used is not None:
        session.delete(used)


def _company(name: str, country: str, currency: str | None, timezone: str | None, language: str, tone: str) -> Company:
    known = COUNTRIES.get(country)
    currency = (currency or "").strip().upper() or (known.currency if known else "")
    timezone = (timezone or "").strip() or (known.timezone if known else "")
    if not name.strip():
        raise Refusal("company_name_needed", "The company needs a name.")
    house.check_place(country, currency, timezone, language, tone)
    return Company(
        name=name.strip()[:120], country=country, currency=currency, timezone=timezone, language=language, tone=tone, created_at=clock.now()
    )
