"""Templates as people see them: each with its newest version, its state derived from dated facts, and the approved one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core.db.engine import reading
from core.db.tables import Template, TemplateVersion, User
from core.domain.access import Actor, may
from core.domain.errors import NotFound

PURPOSES = ("reminder_before", "due_today", "newly_late", "later", "promise_reminder", "promise_broken", "payment_received", "other")
CHANNELS = ("sms", "whatsapp", "email", "voice")
AT_WHATSAPP = frozenset({"whatsapp.received", "whatsapp.pending"})


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version as people see it; `state` is draft, submitted, approved, rejected, waiting (for WhatsApp) or parked."""

    id: int
    template_id: int
    number: int
    subject: str | None
    body: str
    content_sid: str | None
    fold_accents: bool
    state: str
    author_id: int | None
    author: str | None
    created_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class TemplateView:
    """One template with its newest version and the number of the approved one, if any."""

    id: int
    name: str
    purpose: str
    channel: str
    language: str
    latest: VersionView
    approved: int | None


def state_of(version: TemplateVersion) -> str:
    """The state of a version, from who submitted and decided when."""
    if version.parked_at is not None:
        return "waiting" if version.parked_reason in AT_WHATSAPP else "parked"
    if version.decided_at is not None:
        return "approved" if version.is_approved else "rejected"
    return "submitted" if version.submitted_at is not None else "draft"


def listed(
    engine: Engine, actor: Actor, *, channel: str | None = None, language: str | None = None, purpose: str | None = None
) -> list[TemplateView]:
    """Every template in use with its newest version, by purpose, language and channel."""
    may(actor, "template.view")
    with reading(engine) as session:
        query = select(Template).where(col(Template.archived_at).is_(None))
        for column, value in ((Template.channel, channel), (Template.language, language), (Template.purpose, purpose)):
            query = query.where(column == value) if value else query
        found = list(session.exec(query))
        versions = _versions_by_template(session)
    views = [_template_view(template, versions.get(template.id or 0, [])) for template in found]
    return sorted(views, key=lambda view: (PURPOSES.index(view.purpose), view.language, CHANNELS.index(view.channel), view.id))


def versions(engine: Engine, actor: Actor, template_id: int) -> list[VersionView]:
    """Every version of a template, newest first."""
    may(actor, "template.view")
    with reading(engine) as session:
        template_in(session, template_id)
        return list(reversed(_versions_by_template(session, template_id).get(template_id, [])))


def approved_version_in(session: Session, template_id: int) -> TemplateVersion | None:
    """The newest approved version of a template that no provider has parked, or None."""
    query = select(TemplateVersion).where(
        TemplateVersion.template_id == template_id, col(TemplateVersion.is_approved).is_(True), col(TemplateVersion.parked_at).is_(None)
    )
    return session.exec(query.order_by(col(TemplateVersion.number).desc()).limit(1)).first()


def _versions_by_template(session: Session, template_id: int | None = None) -> dict[int, list[VersionView]]:
    names: dict[int | None, str] = dict(session.exec(select(User.id, User.name)).all())
    query = select(TemplateVersion).order_by(col(TemplateVersion.number))
    grouped: dict[int, list[VersionView]] = {}
    for version in session.exec(query.where(TemplateVersion.template_id == template_id) if template_id else query):
        grouped.setdefault(version.template_id, []).append(_version_view(version, names))
    return grouped


def _version_view(version: TemplateVersion, names: dict[int | None, str]) -> VersionView:
    return VersionView(
        version.id or 0,
        version.template_id,
        version.number,
        version.subject,
        version.body,
        version.content_sid,
        version.fold_accents,
        state_of(version),
        version.author_id,
        names.get(version.author_id),
        version.created_at,
        names.get(version.decided_by),
        version.decided_at,
        version.decision_reason,
    )


def _template_view(template: Template, found: list[VersionView]) -> TemplateView:
    approved = [version.number for version in found if version.state == "approved"]
    return TemplateView(
        template.id or 0,
        template.name,
        template.purpose,
        template.channel,
        template.language,
        found[-1],
        approved[-1] if approved else None,
    )


def template_in(session: Session, template_id: int) -> Template:
    """A template by its id. Raises NotFound."""
    found = session.get(Template, template_id)
    if found is None:
        raise NotFound("no_template", "There is no template {number}.", number=template_id)
    return found


def version_in(session: Session, version_id: int) -> TemplateVersion:
    """A version by its id. Raises NotFound."""
    found = session.get(TemplateVersion, version_id)
    if found is None:
        raise NotFound("no_version", "There is no template version {number}.", number=version_id)
    return found
