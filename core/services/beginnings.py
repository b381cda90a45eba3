"""The first steps of a new house: which are done, so that nobody wonders what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from core.db.engine import reading
from core.db.tables import Authorisation, Balance, Campaign, ContactPoint, TemplateVersion
from core.domain.access import Actor, may
from core.services import house, profiles


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What stands already: a way to reach somebody, a recorded authorisation (or a country that asks for none), words, a campaign."""

    has_contacts: bool
    asks_authority: bool
    has_authority: bool
    has_words: bool
    has_campaign: bool


def look(engine: Engine, actor: Actor) -> Beginnings:
    """The first steps that are done."""
    may(actor, "today.view")
    with reading(engine) as session:
        return Beginnings(
            has_contacts=_any(session, select(ContactPoint.id)),
            asks_authority=(asks := bool(profiles.channels_that_need_authorisation(house.company_in(session).country))),
            has_authority=not asks or _any(session, select(Authorisation.id).where(col(Authorisation.withdrawn_at).is_(None))),
            has_words=_any(session, select(TemplateVersion.id).where(col(TemplateVersion.is_approved).is_(True))),
            has_campaign=_any(session, select(Campaign.id).where(col(Campaign.launched_at).is_not(None))),
        )


def count_without_contacts(engine: Engine, actor: Actor) -> int:
    """How many customers who owe have no usable phone or e-mail, whatever the law says of using one."""
    may(actor, "portfolio.view")
    known = select(ContactPoint.customer_id).where(col(ContactPoint.invalid_at).is_(None))
    owing = select(func.count(func.distinct(Balance.customer_id))).where(Balance.open_cents > 0, col(Balance.customer_id).not_in(known))
    with reading(engine) as session:
        return session.exec(owing).one()


def _any(session: Session, query) -> bool:  # type: ignore[no-untyped-def]
    return session.exec(query.limit(1)).first() is not None
