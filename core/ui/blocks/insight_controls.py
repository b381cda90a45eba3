"""What the figures are asked for: day, period, portfolio and currency, all in the address as codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import clock
from core.services import insights
from core.services.insight_figures import Figures
from core.services.insights import Kpis
from core.text import _, ngettext_
from core.ui.guard import Visit
from core.ui.widgets import day

PERIODS = ("30", "month", "90", "365")
EQUIVALENT = "eq"


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, the close from which the period runs, and the portfolio."""

    as_of: date
    since: date
    portfolio_id: int | None


def period_word(code: str) -> str:
    """A period as the chooser names it."""
    return {"30": _("30 days"), "month": _("This month"), "90": _("90 days"), "365": _("12 months")}[code]


def controls(visit: Visit, where: DeltaGenerator) -> Asked:
    """The controls at the top right, and what they ask for."""
    today, known = clock.today(visit.zone), dict(insights.portfolios(visit.engine, visit.actor))
    _restore(today, known)
    with where:
        if len(known) > 1:
            names = {0: _("All"), **known}
            st.selectbox(_("Portfolio"), list(names), format_func=lambda number: names.get(number, "–"), key="insight_portfolio", width=180)
        st.selectbox(_("Period"), PERIODS, format_func=period_word, key="insight_period", width=140)
        st.date_input(_("As of"), key="insight_as_of", max_value=today, format="DD/MM/YYYY", width=140)
    as_of = st.session_state["insight_as_of"] or today
    period, portfolio_id = st.session_state["insight_period"], st.session_state.get("insight_portfolio") or None
    _store("as_of", None if as_of == today else as_of.isoformat())
    _store("period", None if period == PERIODS[0] else period)
    _store("portfolio", None if portfolio_id is None else str(portfolio_id))
    return Asked(as_of, begin_of(period, as_of), portfolio_id)


def begin_of(period: str, as_of: date) -> date:
    """The close from which a period runs: for a month that of the last day before it."""
    return as_of.replace(day=1) - timedelta(days=1) if period == "month" else as_of - timedelta(days=int(period))


def _restore(today: date, known: dict[int, str]) -> None:
    """Take the controls from the address once; what an address cannot mean is passed over."""
    state, query = st.session_state, st.query_params
    if "insight_period" not in state:
        asked = query.get("period", "")
        state["insight_period"] = asked if asked in PERIODS else PERIODS[0]
    if "insight_as_of" not in state:
        state["insight_as_of"] = min(_date(query.get("as_of", "")) or today, today)
    if "insight_portfolio" not in state:
        asked = query.get("portfolio", "")
        state["insight_portfolio"] = int(asked) if asked.isdigit() and int(asked) in known else 0


def _date(asked: str) -> date | None:
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return None


def _store(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def said(found: Kpis) -> None:
    """Which days these figures are of, and whether newer ones are on the way."""
    st.caption(_("As of the close of {as_of}; the period runs from the close of {since}.", as_of=day(found.as_of), since=day(found.since)))
    if not found.is_current:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_("These figures are of a moment ago: newer data is being added up."), width="content")
            st.button(_("Update"), icon=":material/refresh:", type="tertiary", key="insight_update")


def currency_choice(found: Kpis) -> tuple[Figures, str | None]:
    """The figures of the currency that the reader chose, and its code, None for all of them at their stated rates."""
    codes = [*found.currencies, *([EQUIVALENT] if found.equivalent else [])]
    names = {EQUIVALENT: _("All in {currency}, at each document's rate", currency=found.company_currency)}
    home = found.company_currency if found.company_currency in found.currencies else codes[0]
    asked = st.query_params.get("currency", "")
    if st.session_state.get("insight_currency") not in codes:
        st.session_state["insight_currency"] = asked if asked in codes else home
    chosen = home
    if len(codes) > 1:
        chosen = st.segmented_control(
            _("Currency"), codes, format_func=lambda code: names.get(code, code), key="insight_currency", required=True,
            label_visibility="collapsed",
        ) or home  # fmt: skip
        _store("currency", None if chosen == home else chosen)
    if found.missing_rates and len(found.currencies) > 1:
        st.caption(ngettext_("There is no total over currencies: {n} document states no rate.",
                             "There is no total over currencies: {n} documents state no rate.", found.missing_rates))  # fmt: skip
    if chosen == EQUIVALENT and found.equivalent:
        return found.equivalent, None
    return found.currencies[chosen], chosen
