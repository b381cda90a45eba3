"""The guard: who looks at this page, and whether they may. Asked anew at every run."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from sqlalchemy import Engine

from core.db.tables import Company
from core.domain.access import Actor, is_allowed
from core.services import accounts, house
from core.text import _
from core.text.catalog import speak
from core.ui.widgets.plain import plain


@dataclass(frozen=True, slots=True)
class Visit:
    """One person looking at one page: the database, who acts, the business, the reader's language and the business's zone."""

    engine: Engine
    actor: Actor
    company: Company
    language: str
    zone: str


def visitor() -> Visit | None:
    """The signed-in person whom the gate vouches for, or None."""
    engine = house.open_house()
    user = accounts.active_user(engine, st.user.get("user_id"))
    if user is None or not house.has_company(engine):
        return None
    company = house.company_of(engine)
    speak(user.language, company.country)
    actor = Actor(name=user.name, role=user.role, user_id=user.id, email=user.email)
    return Visit(engine, actor, company, user.language, company.timezone)


def require(action: str) -> Visit:
    """The visit, when the person is signed in and their role allows the action; else a sentence, and the run stops."""
    visit = visitor()
    if visit is None:
        st.error(_("Please sign in again."), icon=":material/lock:")
        st.stop()
    if not is_allowed(visit.actor, action):
        st.error(
            _("This page is not part of your role. Ask {owner} if you need it.", owner=plain(visit.company.name)), icon=":material/lock:"
        )
        st.stop()
    return visit
