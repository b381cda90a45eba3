"""How the files of a portfolio were read, kept so that the next one with the same headers is recognised."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlmodel import Session, col, select

from core.db.tables import Portfolio
from core.domain.readings import Remembered
from core.services import house
from core.services.importing.draft import Draft
from core.services.importing.rejected import REASON
from core.text import LANGUAGES, translate

SETTING = "imports.remembered"
KEPT = 20


def known_in(session: Session, portfolio: Portfolio | None) -> list[Remembered]:
    """Layouts that were confirmed before: those of the portfolio, those of any other file, and those of their rejected rows."""
    others = session.exec(select(Portfolio).order_by(col(Portfolio.id))).all()
    portfolios = ([portfolio] if portfolio else []) + [one for one in others if portfolio is None or one.id != portfolio.id]
    found = [layout for one in portfolios for layout in one.remembered or []]
    layouts = [Remembered(**layout) for layout in [*found, *(house.setting_in(session, SETTING) or [])]]
    reasons = [translate(REASON, language) for language in LANGUAGES]
    return layouts + [replace(layout, headers=[*layout.headers, reason]) for layout in layouts for reason in reasons]


def remember_in(session: Session, portfolio_id: int | None, draft: Draft) -> None:
    """Keep the layout of a confirmed file, newest first, once per set of headers and kind."""
    layout = layout_of(draft)
    if not layout["headers"]:
        return
    portfolio = session.get(Portfolio, portfolio_id) if portfolio_id else None
    if portfolio:
        portfolio.remembered = merged(layout, portfolio.remembered or [])
    else:
        house.set_setting_in(session, SETTING, merged(layout, house.setting_in(session, SETTING) or []))


def layout_of(draft: Draft) -> dict[str, Any]:
    """What is worth knowing of a file the next time."""
    found = draft.understood
    columns: dict[str, Any] = {
        field: places[0] if len(places) == 1 else list(places) for field, places in found.positions.items() if places
    }
    answered = draft.choices.decimal or found.decimal
    return asdict(Remembered(found.headers, columns, draft.kind, found.date_order, answered))


def merged(layout: dict[str, Any], known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The layouts with a new one first."""
    others = [one for one in known if (one["headers"], one["kind"]) != (layout["headers"], layout["kind"])]
    return [layout, *others][:KEPT]
