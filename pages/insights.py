"""Insights: how recovery goes, as of any day, each number with its definition and the rows under it."""

import streamlit as st

from core.services import insights as figures
from core.text import _
from core.ui.blocks import insight_controls, insight_rows, insight_sections, insights
from core.ui.guard import require
from core.ui.places import go
from core.ui.widgets import header, sections

visit = require("insight.view")

asked = insight_controls.controls(visit, header(_("Insights")))
section = st.session_state.get("section_chosen") or st.query_params.get("section")
found = figures.kpis(
    visit.engine, visit.actor, as_of=asked.as_of, start=asked.since, portfolio_id=asked.portfolio_id, wait=False, with_segments=False,
    with_messages=section == "messages",
)  # fmt: skip
insight_controls.said(found)

if not found.currencies:
    if insights.nothing_yet():
        go("portfolio", section="import")
    st.stop()

one, currency = insight_controls.currency_choice(found)
figure = insight_rows.figure_asked()
if figure:
    insight_rows.table(visit, figure, asked, currency)
    st.stop()

section = sections(
    {"overview": _("Overview"), "trend": _("Trend"), "segments": _("Segments"), "promises": _("Promises"), "messages": _("Messages")},
    label=_("Section"),
)
if section == "overview":
    insights.overview(one)
elif section == "trend":
    insights.trend(one)
elif section == "segments":
    insight_sections.segments(visit, found, one.currency)
elif section == "promises":
    insight_sections.promises(found)
else:
    insight_sections.messages(found)
