"""Templates: written in immutable versions, submitted, approved or rejected by somebody else, and previewed on a real customer."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from core import clock
from core.db.engine import writing
from core.db.tables import Template, TemplateVersion, User
from core.domain.access import POLICY, Actor, may
from core.domain.errors import Refusal
from core.services import audit
from core.services.template_check import UNREADABLE, check_in
from core.services.template_views import (
    CHANNELS,
    PURPOSES,
    state_of,
    template_in,
    version_in,
)
from core.text import LANGUAGES, wording


def add(
    engine: Engine,
    actor: Actor,
    *,
    name: str,
    purpose: str,
    channel: str,
    language: str,
    body: str,
    subject: str | None = None,
    content_sid: str | None = None,
    fold_accents: bool = False,
) -> tuple[int, int]:
    """A new template with its first version as a draft; returns (template id, version id). Raises Refusal on an unusable text."""
    may(actor, "template.write")
    for value, known, what in ((purpose, PURPOSES, "purpose"), (channel, CHANNELS, "channel"), (language, LANGUAGES, "language")):
        if value not in known:
            raise Refusal(
                "unknown_choice", "{value} is not a {what}. Choose one of: {choices}.", value=value, what=what, choices=", ".join(known)
            )
    if not name.strip():
        raise Refusal("no_name", "Give the template a name.")
    with writing(engine) as session:
        template = Template(name=name.strip()[:120], purpose=purpose, channel=channel, language=language, created_at=clock.now())
        session.add(template)
        session.flush()
        version = write_in(session, actor, template, subject=subject, body=body, content_sid=content_sid, fold_accents=fold_accents)
        return template.id or 0, version.id or 0


def write(
    engine: Engine,
    actor: Actor,
    template_id: int,
    *,
    body: str,
    subject: str | None = None,
    content_sid: str | None = None,
    fold_accents: bool = False,
) -> int:
    """A new version of a template as a draft; earlier versions stay as they are. Returns the version id."""
    may(actor, "template.write")
    with writing(engine) as session:
        template = template_in(session, template_id)
        return write_in(session, actor, template, subject=subject, body=body, content_sid=content_sid, fold_accents=fold_accents).id or 0


def write_in(session: Session, actor: Actor, template: Template, **text: Any) -> TemplateVersion:
    """A new draft of a template within the caller's transaction; `text` has subject, body, content_sid, fold_accents."""
    subject, body = (text["subject"] or "").strip() or None, text["body"].replace("\r\n", "\n").strip()
    refuse_unsafe(subject, body)
    version = TemplateVersion(
        template_id=template.id or 0,
        number=_next_number(session, template.id),
        subject=subject,
        body=body,
        body_hash=text_hash(subject, body),
        content_sid=(text["content_sid"] or "").strip() or None,
        content_variables=wording.used(body),
        fold_accents=text["fold_accents"],
        author_id=actor.user_id,
        created_at=clock.now(),
    )
    session.add(version)
    session.flush()
    audit.record(
        session, actor, "template.write", "template_version", version.id, after={"template": template.id, "number": version.number}
    )
    return version


def _next_number(session: Session, template_id: int | None) -> int:
    newest = session.exec(select(func.max(TemplateVersion.number)).where(TemplateVersion.template_id == template_id)).one()
    return (newest or 0) + 1


def with_sid_in(session: Session, version: TemplateVersion, content_sid: str) -> TemplateVersion:
    """The same words as a version that has WhatsApp's SID; author and approval stay, for not a word changed."""
    kept = version.model_dump(exclude={"id", "number", "content_sid", "created_at", "parked_at", "parked_reason"})
    number = _next_number(session, version.template_id)
    made = TemplateVersion(**kept, number=number, content_sid=content_sid, created_at=clock.now())
    session.add(made)
    return made


def refuse_unsafe(subject: str | None, body: str) -> None:
    """Raises Refusal when a text could not be rendered at all: bad syntax, unknown variables, forbidden constructs."""
    for problem in wording.check(body) + (wording.check(subject) if subject else []):
        if problem.code in UNREADABLE:
            raise Refusal(f"template_{problem.code}", problem.msgid, **problem.values)


def text_hash(subject: str | None, body: str) -> str:
    """The SHA-256 of a version's words, stored with every message that uses them."""
    return sha256(f"{subject or ''}\0{body}".encode()).hexdigest()


def problems_of(session: Session, version: TemplateVersion, template: Template) -> list[wording.Problem]:
    """What is to be said about a version, errors first; errors forbid approval, advice does not."""
    return check_in(
        session, subject=version.subject, body=version.body, channel=template.channel, language=template.language, purpose=template.purpose
    ).problems


def _refuse_errors_in(session: Session, version: TemplateVersion, template: Template) -> None:
    for problem in problems_of(session, version, template):
        if problem.severity == "error":
            raise Refusal(f"template_{problem.code}", problem.msgid, **problem.values)


def submit(engine: Engine, actor: Actor, version_id: int) -> None:
    """Ask for approval of a draft. Raises Refusal when it has errors or was submitted before."""
    may(actor, "template.write")
    with writing(engine) as session:
        version = version_in(session, version_id)
        template = template_in(session, version.template_id)
        if state_of(version) != "draft":
            raise Refusal("not_a_draft", "Version {number} of {name} is not a draft any more.", number=version.number, name=template.name)
        _refuse_errors_in(session, version, template)
        version.submitted_at, version.submitted_by = clock.now(), actor.user_id
        audit.record(session, actor, "template.submit", "template_version", version.id)


def approve(engine: Engine, actor: Actor, version_id: int, reason: str | None = None) -> None:
    """Approve a submitted version, checked once more: the rules may have changed since.

    The author may not, unless nobody else has the right; the trail then says so.
    """
    _decide(engine, actor, version_id, True, reason)


def reject(engine: Engine, actor: Actor, version_id: int, reason: str) -> None:
    """Reject a submitted version with a reason, which its author reads."""
    if not (reason or "").strip():
        raise Refusal("no_reason", "Say why, so that the author can do better.")
    _decide(engine, actor, version_id, False, reason)


def _decide(engine: Engine, actor: Actor, version_id: int, is_approved: bool, reason: str | None) -> None:
    may(actor, "template.decide")
    with writing(engine) as session:
        version = version_in(session, version_id)
        if state_of(version) != "submitted":
            raise Refusal("not_submitted", "This version is not waiting for approval.")
        alone = version.author_id == actor.user_id and is_approved
        if alone and not is_only_approver_in(session, actor):
            raise Refusal("own_text", "You wrote this text, so somebody else must approve it.")
        if is_approved:
            _refuse_errors_in(session, version, template_in(session, version.template_id))
        version.decided_at, version.decided_by = clock.now(), actor.user_id
        version.is_approved, version.decision_reason = is_approved, (reason or "").strip() or None
        after = {"reason": version.decision_reason} | ({"single_approver": True} if alone else {})
        audit.record(session, actor, "template.approve" if is_approved else "template.reject", "template_version", version.id, after=after)


def is_only_approver_in(session: Session, actor: Actor) -> bool:
    """Whether no other active person has the right to approve texts."""
    roles = list(POLICY["template.decide"])
    others = select(func.count()).select_from(User).where(col(User.role).in_(roles), col(User.is_active), User.id != actor.user_id)
    return session.exec(others).one() == 0


def archive(engine: Engine, actor: Actor, template_id: int) -> None:
    """Take a template out of use; its versions and what was sent with them stay."""
    may(actor, "template.write")
    with writing(engine) as session:
        template_in(session, template_id).archived_at = clock.now()
        audit.record(session, actor, "template.archive", "template", template_id)
