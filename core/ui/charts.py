"""Charts, the only place that knows Plotly: few points, the theme's colours, words and numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor, log10
from typing import Any

import streamlit as st

from core.services.insight_figures import Month
from core.text import _, format_money, format_number, format_short, language, separators
from core.text.format import locale_of

HEIGHT = 300
TEAL, AMBER, ROSE, SLATE = "#0f9488", "#d97706", "#be123c", "#64748b"
# From not overdue to very late: rising debt is warmer, and the labels say the same without colour.
LATENESS = (TEAL, "#eab308", AMBER, "#e11d48", "#9f1239")


def month_word(first: date) -> str:
    """A month as an axis names it, the year under it."""
    from babel.dates import format_date

    return format_date(first, "MMM'<br>’'yy", locale=locale_of(language())).replace(".", "")


def aging_bars(aging: dict[str, int], labels: Sequence[str], currency: str, *, key: str) -> int | None:
    """Open amounts by days late as bars; gives the place of the bar that the reader chose, if any."""
    figure = _figure()
    cents = list(aging.values())
    figure.add_bar(x=list(labels), y=_amounts(cents), marker_color=list(LATENESS), **_hover(cents, currency))
    figure.update_xaxes(type="category", title_text=_("Days late"))
    _money_axis(figure, cents)
    picked = _draw(figure, key, _("Open amounts by lateness"), on_select="rerun", selection_mode="points")
    points = picked["selection"]["point_indices"] if picked else []
    return points[0] if points else None


def billed_and_collected(months: Sequence[Month], currency: str, *, key: str) -> None:
    """What was billed and what came in, month by month."""
    figure, names = _figure(), [month_word(month.first) for month in months]
    for label, colour, cents in (
        (_("Billed"), SLATE, [month.billed_cents for month in months]),
        (_("Collected"), TEAL, [month.collected_cents for month in months]),
    ):
        figure.add_bar(x=names, y=_amounts(cents), name=label, marker_color=colour, **_hover(cents, currency))
    _money_axis(figure, [cents for month in months for cents in (month.billed_cents, month.collected_cents)])
    _draw(figure, key, _("Billed and collected by month"))


def open_and_overdue(months: Sequence[Month], currency: str, *, key: str) -> None:
    """What was open and overdue at the end of each month."""
    figure, names = _figure(), [month_word(month.first) for month in months]
    for label, colour, cents in (
        (_("Outstanding"), SLATE, [month.outstanding_cents for month in months]),
        (_("Overdue"), ROSE, [month.overdue_cents for month in months]),
    ):
        figure.add_scatter(x=names, y=_amounts(cents), name=label, mode="lines+markers", line_color=colour, **_hover(cents, currency))
    _money_axis(figure, [cents for month in months for cents in (month.outstanding_cents, month.overdue_cents)])
    figure.update_xaxes(**_every_other(names))
    _draw(figure, key, _("Outstanding and overdue at the end of each month"))


def dso_trend(months: Sequence[Month], *, key: str) -> None:
    """DSO at the end of each month; a month without sales is a gap."""
    figure, names = _figure(), [month_word(month.first) for month in months]
    days = [None if month.dso is None else float(month.dso) for month in months]
    told = ["" if value is None else _("{days} days", days=format_number(value, places=1)) for value in days]
    hover = {"customdata": told, "hovertemplate": "%{x}: %{customdata}<extra></extra>"}
    figure.add_scatter(x=names, y=days, mode="lines+markers", line_color=TEAL, **hover)
    figure.update_xaxes(**_every_other(names))
    figure.update_yaxes(rangemode="tozero", title_text=_("Days"))
    _draw(figure, key, _("DSO by month"))


def overdue_bars(names: Sequence[str], cents: Sequence[int], currency: str, *, key: str) -> None:
    """Overdue by segment, largest at the top; segments overlap, so nothing is stacked."""
    figure = _figure(max(HEIGHT, 60 + 28 * len(names)))
    amounts = list(cents)[::-1]
    figure.add_bar(y=list(names)[::-1], x=_amounts(amounts), orientation="h", marker_color=ROSE, **_hover(amounts, currency, axis="y"))
    figure.update_yaxes(automargin=True)
    _money_axis(figure, amounts, "x")
    _draw(figure, key, _("Overdue by segment"))


def kept_promises(names: Sequence[str], kept: Sequence[int], missed: Sequence[int], pending: Sequence[int], *, key: str) -> None:
    """Promises by currency: kept, not kept, still to come."""
    figure = _figure(120 + 50 * len(names))
    for label, colour, counts in ((_("Kept in time"), TEAL, kept), (_("Not kept"), ROSE, missed), (_("Still to come"), SLATE, pending)):
        figure.add_bar(y=list(names), x=list(counts), name=label, orientation="h", marker_color=colour, hovertemplate="%{y}: %{x}")
    figure.update_layout(barmode="stack")
    _draw(figure, key, _("Promises kept, not kept and still to come"))


def channel_funnel(names: Sequence[str], stages: Sequence[tuple[str, Sequence[int]]], *, key: str) -> None:
    """From accepted to read, a group of bars for each channel."""
    figure = _figure()
    for (label, counts), colour in zip(stages, (SLATE, TEAL, AMBER, ROSE), strict=False):
        figure.add_bar(x=list(names), y=list(counts), name=label, marker_color=colour, hovertemplate="%{x}: %{y}")
    _draw(figure, key, _("Messages by channel, from accepted to read"))


def messages_by_day(
    names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], *, key: str, beside: tuple[str, Sequence[int]] | None = None
) -> None:
    """Messages day by day, the channels stacked; `beside` is drawn as a line over them."""
    figure = _figure()
    for (label, counts), colour in zip(series, (TEAL, AMBER, SLATE, ROSE), strict=False):
        figure.add_bar(x=list(names), y=list(counts), name=label, marker_color=colour, hovertemplate="%{x}: %{y}")
    totals = [sum(counts) for counts in zip(*(counts for _label, counts in series), strict=True)]
    if beside:
        label, line = beside
        figure.add_scatter(x=list(names), y=list(line), name=label, mode="lines", line={"color": ROSE, "dash": "dot"},
                           hovertemplate="%{x}: %{y}")  # fmt: skip
        totals += line
    figure.update_layout(barmode="stack")
    figure.update_xaxes(type="category", nticks=15)
    figure.update_yaxes(rangemode="tozero", tickformat=",d", dtick=1 if max(totals, default=0) <= 8 else None)  # no half messages
    _draw(figure, key, _("Messages by day and channel"))


def _figure(height: int = HEIGHT) -> Any:
    import pandas as _pandas  # noqa: F401  Plotly takes it as it is, even while another thread is still loading it
    import plotly.graph_objects as plotly

    legend = {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0}
    figure = plotly.Figure()
    figure.update_layout(height=height, margin={"l": 8, "r": 8, "t": 28, "b": 8}, legend=legend, bargap=0.3, dragmode=False,
                         separators=separators())  # fmt: skip
    return figure


def _amounts(cents: Sequence[int]) -> list[float]:
    return [value / 100 for value in cents]  # drawn, never computed with


def _every_other(names: Sequence[str]) -> dict[str, Any]:
    """Upright labels under a line, every other one up to the latest: more would turn on a phone and cover each other."""
    return {"tickangle": 0, "tickvals": list(names[::-2][::-1])}


def _money_axis(figure: Any, cents: Sequence[int], axis: str = "y") -> None:
    """Ticks of an axis of money in the reader's short words; Plotly's own say B for what is mil M in Spanish."""
    least, most = min([0, *cents]) / 100, max([0, *cents]) / 100
    step = _round_step((most - least) / 4)
    ticks = [step * place for place in range(round(least // step), round(-(-most // step)) + 1)] if step else [0.0]
    figure.update_layout({f"{axis}axis": {"tickvals": ticks, "ticktext": [format_short(tick) for tick in ticks]}})


def _round_step(size: float) -> float:
    """The next 1, 2 or 5 times a power of ten that is no smaller; 0 for nothing."""
    if size <= 0:
        return 0.0
    power = 10.0 ** floor(log10(size))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= size * 0.999)


def _hover(cents: Sequence[int], currency: str, axis: str = "x") -> dict[str, Any]:
    told = [format_money(value, currency) for value in cents]
    return {"customdata": told, "hovertemplate": f"%{{{axis}}}: %{{customdata}}<extra></extra>"}


def _draw(figure: Any, key: str, alt: str, **choosing: Any) -> Any:
    return st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False, "locale": language()}, **choosing)
