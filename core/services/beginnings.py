"""The first steps of a new house: which are done, so that nobody wonders what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core.db.engine import reading
from core.db.tables import Campaign, ContactPoint, TemplateVersion
from core.domain.access import Actor, may


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What stands already: a way to reach somebody, approved words, a launched campaign."""

    has_contacts: bool
    has_words: bool
    has_campaign: bool


def look(engine: Engine, actor: Actor) -> Beginnings:
    """The first steps that are done."""
    may(actor, "today.view")
    with reading(engine) as session:
        return Beginnings(
            has_contacts=_any(session, select(ContactPoint.id)),
            has_words=_any(session, select(TemplateVersion.id).where(col(TemplateVersion.is_approved).is_(True))),
            has_campaign=_any(session, select(Campaign.id).where(col(Campaign.launched_at).is_not(None))),
        )


def _any(session: Session, query) -> bool:  # type: ignore[no-untyped-def]
    return session.exec(query.limit(1)).first() is not None
