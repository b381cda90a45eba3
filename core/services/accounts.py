"""People who sign in: added, disabled, given a role and a language; the last owner can never be locked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session as Database
from sqlmodel import col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Company, User
from core.domain.access import OWNER, ROLES, Actor, may
from core.domain.errors import Forbidden, NotFound, Refusal
from core.domain.passwords import check_password
from core.services import audit, passwords, sessions
from core.text.catalog import LANGUAGES


@dataclass(frozen=True, slots=True)
class Person:
    """One person who works here, as screens show them."""

    id: int
    email: str
    name: str
    role: str
    language: str
    is_active: bool
    last_login_at: datetime | None


def _person(user: User) -> Person:
    return Person(user.id or 0, user.email, user.name, user.role, user.language, user.is_active, user.last_login_at)


def active_user(engine: Engine, user_id: Any) -> Person | None:
    """The person with that id when they may still sign in, or None. Takes the id as the gate writes it, a text of digits."""
    text = str(user_id or "")
    if not (text.isascii() and text.isdigit()):
        return None
    with reading(engine) as session:
        user = session.get(User, int(text))
        return _person(user) if user is not None and user.is_active else None


def people(engine: Engine, actor: Actor) -> list[Person]:
    """Everybody who has an account, active first, by name."""
    may(actor, "settings.view")
    with reading(engine) as session:
        return [_person(user) for user in session.exec(select(User).order_by(col(User.is_active).desc(), col(User.name)))]


def normal_email(email: str) -> str:
    """An e-mail as it is stored: trimmed and lower case. Raises Refusal when it cannot be one."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise Refusal("bad_email", "“{email}” is not an e-mail address.", email=email.strip()[:80]) from None


def add_user(engine: Engine, actor: Actor, *, email: str, name: str, role: str, password: str, language: str = "es") -> int:
    """Give a person an account; returns its id."""
    may(actor, "user.edit")
    with writing(engine) as session:
        user = add_user_in(session, email=email, name=name, role=role, password=password, language=language)
        audit.record(session, actor, "user.add", "user", user.id, after={"email": user.email, "role": role})
        return user.id or 0


def add_user_in(session: Database, *, email: str, name: str, role: str, password: str, language: str = "es") -> User:
    """The account of a person, within the caller's transaction, which writes the audit entry."""
    address = normal_email(email)
    if role not in ROLES:
        raise Refusal("bad_role", "“{role}” is not a role. The roles are {roles}.", role=role, roles=", ".join(ROLES))
    if not name.strip():
        raise Refusal("name_needed", "A name is needed.")
    if session.exec(select(User.id).where(User.email == address)).first():
        raise Refusal("email_taken", "There is already a user with the e-mail {email}.", email=address)
    check_password(password, _context(session, name, address))
    user = User(
        email=address,
        name=name.strip()[:100],
        role=role,
        password_hash=passwords.hashed(password),
        language=language if language in LANGUAGES else "es",
        created_at=clock.now(),
        password_changed_at=clock.now(),
    )
    session.add(user)
    session.flush()
    return user


def _context(session: Database, name: str, email: str) -> list[str]:
    company = session.exec(select(Company.name)).first()
    return [name, email, company or "", "recaudo"]


def disable_user(engine: Engine, actor: Actor, user_id: int) -> None:
    """Close a person's account and end their sessions; what they did stays theirs."""
    may(actor, "user.edit")
    with writing(engine) as session:
        user = _user_in(session, user_id)
        _keep_an_owner(session, user)
        user.is_active = False
        sessions.end_all_in(session, user_id)
        audit.record(session, actor, "user.disable", "user", user_id, before={"is_active": True}, after={"is_active": False})


def enable_user(engine: Engine, actor: Actor, user_id: int) -> None:
    """Open a closed account again."""
    may(actor, "user.edit")
    with writing(engine) as session:
        _user_in(session, user_id).is_active = True
        audit.record(session, actor, "user.enable", "user", user_id, before={"is_active": False}, after={"is_active": True})


def change_role(engine: Engine, actor: Actor, user_id: int, role: str) -> None:
    """Give a person another role; they sign in again."""
    may(actor, "user.edit")
    if role not in ROLES:
        raise Refusal("bad_role", "“{role}” is not a role. The roles are {roles}.", role=role, roles=", ".join(ROLES))
    with writing(engine) as session:
        user = _user_in(session, user_id)
        if role != OWNER:
            _keep_an_owner(session, user)
        before, user.role = user.role, role
        sessions.end_all_in(session, user_id)
        audit.record(session, actor, "user.role", "user", user_id, before={"role": before}, after={"role": role})


def change_language(engine: Engine, actor: Actor, language: str) -> None:
    """The language in which the person who acts reads the screens."""
    may(actor, "account.own")
    if language not in LANGUAGES:
        raise Refusal("bad_language", "“{language}” is not a language of Recaudo.", language=language)
    with writing(engine) as session:
        user = _user_in(session, actor.user_id)
        before, user.language = user.language, language
        audit.record(session, actor, "user.language", "user", user.id, before={"language": before}, after={"language": language})


def change_password(engine: Engine, actor: Actor, *, current: str, new: str, session_id: int | None = None) -> None:
    """Change one's own password; every session but `session_id` ends."""
    may(actor, "account.own")
    confirm_password(engine, actor, current)
    with writing(engine) as session:
        _set_password_in(session, _user_in(session, actor.user_id), new)
        sessions.end_all_in(session, actor.user_id or 0, keep=session_id)
        audit.record(session, actor, "user.password", "user", actor.user_id)


def reset_password(engine: Engine, actor: Actor, user_id: int, new: str) -> None:
    """Give another person a new password; all their sessions end."""
    may(actor, "user.edit")
    with writing(engine) as session:
        _set_password_in(session, _user_in(session, user_id), new)
        sessions.end_all_in(session, user_id)
        audit.record(session, actor, "user.password", "user", user_id)


def unlock(engine: Engine, actor: Actor, *, email: str) -> None:
    """Let a person try to sign in again at once after too many wrong passwords."""
    may(actor, "user.edit")
    with writing(engine) as session:
        user = session.exec(select(User).where(User.email == normal_email(email))).first()
        if user is None:
            raise NotFound("no_such_user", "There is no active user with the e-mail {email}.", email=email)
        sessions.forget_failures_in(session, user.email)
        audit.record(session, actor, "user.unlock", "user", user.id)


def confirm_password(engine: Engine, actor: Actor, password: str) -> None:
    """Raises Forbidden unless the person who acts gives their own password: asked before what is dangerous."""
    may(actor, "account.own")
    with reading(engine) as session:
        stored = _user_in(session, actor.user_id).password_hash
    if not passwords.is_right(password, stored):
        raise Forbidden("wrong_password", "That is not your password.")


def _set_password_in(session: Database, user: User, new: str) -> None:
    check_password(new, _context(session, user.name, user.email))
    user.password_hash, user.password_changed_at = passwords.hashed(new), clock.now()


def _user_in(session: Database, user_id: int | None) -> User:
    user = session.get(User, user_id) if user_id is not None else None
    if user is None:
        raise NotFound("no_such_person", "There is no such user.")
    return user


def _keep_an_owner(session: Database, user: User) -> None:
    owners = session.exec(select(func.count()).where(User.role == OWNER, col(User.is_active), User.id != user.id)).one()
    if user.role == OWNER and user.is_active and not owners:
        raise Refusal("last_owner", "{name} is the only owner. Make somebody else owner first.", name=user.name)
