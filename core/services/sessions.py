"""Signing in and staying signed in: sessions are rows, tries are counted in the database.

Limits from OWASP ASVS 5.0: an hour idle, twelve hours in all; 20 failures an hour per address, 10 an hour and 20 a day per account.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Engine, delete
from sqlmodel import Session as Database
from sqlmodel import col, select, update

from core import clock
from core.db.engine import reading, writing
from core.db.tables import LoginAttempt, Session, User
from core.domain.access import SYSTEM, Actor, may
from core.domain.errors import NotFound, Refusal
from core.services import audit, house, keys, passwords

IDLE_MINUTES, ALL_HOURS = 60, 12  # both can be changed by the settings session_idle_minutes and session_hours
PER_ADDRESS_HOUR, PER_ACCOUNT_HOUR, PER_ACCOUNT_DAY = 20, 10, 20
DELAY = timedelta(minutes=15)  # counted from the last failure, so that nobody outside can lock an account for good
_TOUCH = timedelta(seconds=60)  # how often being seen is written down


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and its person."""

    session_id: int
    user_id: int
    name: str
    email: str
    role: str
    language: str

    @property
    def actor(self) -> Actor:
        """The person as the one who acts."""
        return Actor(name=self.name, role=self.role, user_id=self.user_id, email=self.email)


def sign_in(engine: Engine, *, email: str, password: str, address: str, agent: str = "") -> str:
    """Check e-mail and password; returns the new session's token, known to nobody else.

    Raises Refusal with one sentence for a wrong password, an unknown or a closed account, and another for too many tries.
    """
    name = email.strip().lower()[:254]
    attempt_id = count_attempt(engine, address, keys.search_hash(f"account:{name}"))
    with reading(engine) as session:
        user = session.exec(select(User).where(User.email == name)).first()
    if not passwords.is_right(password, user.password_hash if user is not None and user.is_active else None) or user is None:
        with writing(engine) as session:
            audit.record(session, _nobody(address), "session.refused", "user", user.id if user else None)
        raise Refusal("sign_in_refused", "The e-mail or the password is not right.")
    stronger = passwords.hashed(password) if passwords.is_weak(user.password_hash) else None
    with writing(engine) as session:
        _forgive_in(session, attempt_id)
        if stronger:
            session.exec(update(User).where(col(User.id) == user.id).values(password_hash=stronger))
        return open_in(session, user, address=address, agent=agent)


def open_in(session: Database, user: User, *, address: str, agent: str = "") -> str:
    """A new session for a person who has proved who they are; returns its token. Writes the audit entry."""
    token, now = secrets.token_urlsafe(32), clock.now()
    session.add(Session(token_hash=_hash(token), user_id=user.id or 0, created_at=now, seen_at=now, address=address, agent=agent[:200]))
    session.exec(update(User).where(col(User.id) == user.id).values(last_login_at=now))
    actor = Actor(name=user.name, role=user.role, user_id=user.id, email=user.email, address=address)
    audit.record(session, actor, "session.start", "user", user.id)
    return token


def open_for(engine: Engine, user_id: int, *, address: str, agent: str = "") -> str:
    """A session for the person who has just set the house up; returns its token."""
    with writing(engine) as session:
        return open_in(session, session.get_one(User, user_id), address=address, agent=agent)


def _nobody(address: str) -> Actor:
    return Actor(name="nobody", role="none", address=address)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def count_attempt(engine: Engine, address: str, account: str) -> int:
    """Write a try down before the secret is looked at, so that tries side by side are counted too; returns its id.

    Raises Refusal with the minutes to wait when there were too many.
    """
    now = clock.now()
    with writing(engine) as session:
        ready_at = max(
            _ready_for(session, col(LoginAttempt.address) == address, now, hour=PER_ADDRESS_HOUR),
            _ready_for(session, col(LoginAttempt.account_hash) == account, now, hour=PER_ACCOUNT_HOUR, day=PER_ACCOUNT_DAY),
        )
        if ready_at > now:
            minutes = max(1, -(-int((ready_at - now).total_seconds()) // 60))
            raise Refusal("sign_in_delayed", "Too many tries. Wait {minutes} min and try again.", minutes=minutes)
        session.exec(delete(LoginAttempt).where(col(LoginAttempt.at) < now - timedelta(days=2)))
        attempt = LoginAttempt(at=now, address=address, account_hash=account, succeeded=False)
        session.add(attempt)
        session.flush()
        return attempt.id or 0


def forgive_attempt(engine: Engine, attempt_id: int) -> None:
    """Say that a counted try was right."""
    with writing(engine) as session:
        _forgive_in(session, attempt_id)


def _forgive_in(session: Database, attempt_id: int) -> None:
    session.exec(update(LoginAttempt).where(col(LoginAttempt.id) == attempt_id).values(succeeded=True))


def _ready_for(session: Database, whose: ColumnElement[bool], now: datetime, *, hour: int, day: int | None = None) -> datetime:
    """When the next try is allowed: `now`, or a delay after the last failure once there were too many. Failures before a success count
    for the address, not for the account, whose owner has shown up."""
    rows = session.exec(
        select(LoginAttempt.at, LoginAttempt.succeeded)
        .where(whose, col(LoginAttempt.at) > now - timedelta(days=1))
        .order_by(col(LoginAttempt.at))
    ).all()
    if day is not None:
        last = max((index for index, (_, succeeded) in enumerate(rows) if succeeded), default=-1)
        rows = rows[last + 1 :]
    failures = [at for at, succeeded in rows if not succeeded]
    recent = [at for at in failures if at > now - timedelta(hours=1)]
    is_over = len(recent) >= hour or (day is not None and len(failures) >= day)
    return max(now, failures[-1] + DELAY) if is_over else now


def forget_failures_in(session: Database, email: str) -> None:
    """Forget the failed tries on an account, within the caller's transaction."""
    account = keys.search_hash(f"account:{email.strip().lower()}")
    session.exec(delete(LoginAttempt).where(col(LoginAttempt.account_hash) == account, col(LoginAttempt.succeeded).is_(False)))


def find(engine: Engine, token: str | None, *, is_person: bool = True) -> SignedIn | None:
    """The live session of a token and its person, or None: unknown, ended, idle too long, too old, or a closed account.

    A sign of life that is not a person's (a page's timer) does not put off the end of an idle session.
    """
    if not token or len(token) > 100:
        return None
    now = clock.now()
    with reading(engine) as session:
        row = session.exec(
            select(Session, User)
            .join(User, col(User.id) == col(Session.user_id))
            .where(Session.token_hash == _hash(token), col(Session.ended_at).is_(None), col(User.is_active))
        ).first()
        idle = timedelta(minutes=house.setting_in(session, "session_idle_minutes", IDLE_MINUTES))
        whole = timedelta(hours=house.setting_in(session, "session_hours", ALL_HOURS))
    if row is None:
        return None
    found, user = row
    if now - found.seen_at > idle or now - found.created_at > whole:
        return None
    if is_person and now - found.seen_at > _TOUCH:
        with writing(engine) as session:
            session.exec(update(Session).where(col(Session.id) == found.id).values(seen_at=now))
    return SignedIn(found.id or 0, user.id or 0, user.name, user.email, user.role, user.language)


def end(engine: Engine, token: str | None) -> None:
    """Sign out: the session of a token ends. An unknown token changes nothing."""
    with writing(engine) as session:
        found = session.exec(select(Session).where(Session.token_hash == _hash(token or ""), col(Session.ended_at).is_(None))).first()
        if found is not None:
            found.ended_at = clock.now()
            user = session.get(User, found.user_id)
            actor = Actor(name=user.name if user else "", role="none", user_id=found.user_id, address=found.address)
            audit.record(session, actor, "session.end", "user", found.user_id)


def end_all_in(session: Database, user_id: int, keep: int | None = None) -> None:
    """End a person's sessions but one, within the caller's transaction, which writes the audit entry."""
    session.exec(
        update(Session)
        .where(col(Session.user_id) == user_id, col(Session.ended_at).is_(None), col(Session.id) != (keep or 0))
        .values(ended_at=clock.now())
    )


def open_sessions(engine: Engine, actor: Actor) -> list[dict[str, object]]:
    """Sessions that could still be used, newest first, as rows for a table. Owners see all, others theirs."""
    may(actor, "account.own")
    since = clock.now() - timedelta(hours=ALL_HOURS)
    query = (
        select(Session, User.name)
        .join(User, col(User.id) == col(Session.user_id))
        .where(col(Session.ended_at).is_(None), col(Session.created_at) > since)
    )
    if actor.role not in ("owner", SYSTEM):
        query = query.where(Session.user_id == actor.user_id)
    with reading(engine) as session:
        return [
            {
                "id": row.id,
                "user_id": row.user_id,
                "name": name,
                "created_at": row.created_at,
                "seen_at": row.seen_at,
                "address": row.address,
                "agent": row.agent,
            }
            for row, name in session.exec(query.order_by(col(Session.created_at).desc()))
        ]


def end_session(engine: Engine, actor: Actor, session_id: int) -> None:
    """End one session: one's own, or anybody's for the owner."""
    may(actor, "account.own")
    with writing(engine) as session:
        found = session.get(Session, session_id)
        if found is None or (found.user_id != actor.user_id and actor.role != "owner"):
            raise NotFound("no_such_session", "There is no such session.")
        found.ended_at = found.ended_at or clock.now()
        audit.record(session, actor, "session.end", "user", found.user_id)
