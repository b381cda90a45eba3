"""Insights: the cards and charts of one currency, each number with its definition and the way to its rows."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.domain.aging import BUCKETS
from core.domain.kpi_words import DEFINITIONS
from core.domain.ratio import Ratio
from core.services.insight_figures import Figures
from core.text import _, format_number, format_percent, ngettext_
from core.ui import charts
from core.ui.widgets import empty, money


def title(code: str) -> str:
    """The name of a figure."""
    return _(DEFINITIONS[code].name)


def definition(code: str) -> str:
    """What a figure means and who publishes the formula, as the help beside it says."""
    found = DEFINITIONS[code]
    return _(found.formula) + (" " + _("Source: {source}.", source=found.source) if found.source else "")


def amount(cents: int, currency: str) -> str:
    """An amount that fits a card: from a million on without hundredths, which its rows show."""
    return money(cents, currency) if abs(cents) < 100_000_000 else f"{currency} {format_number(Decimal(cents) / 100)}"


def days(value: Decimal | None) -> str:
    """A number of days, or a dash."""
    return "–" if value is None else _("{days} days", days=format_number(value, places=1))


def parts(ratio: Ratio, currency: str | None = None) -> str:
    """The two parts of a ratio, which never stands without them; their currency is said once."""
    shown = [amount(int(part), currency) if currency else format_number(int(part)) for part in (ratio.n, ratio.m)]
    return _("{n} of {m}", n=shown[0], m=shown[1].removeprefix(f"{currency} "))


def nothing_yet() -> bool:
    """No documents at all: the way to the first file; True when the reader takes it."""
    return empty("monitoring", _("Figures appear with the first documents and payments."), _("Import a file"), key="insights")


def open_rows(figure: str, label: str) -> None:
    """A quiet button under a card that opens the rows of its number."""
    if st.button(label, type="tertiary", icon=":material/list:", key=f"rows_{figure}"):
        st.query_params["rows"] = figure
        st.rerun()


def card(label: str, value: str, help_text: str, below: str, figure: str | None = None, **metric: object) -> None:
    """One figure: name, value, what it stands on, and where its rows are."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(label, value, help=help_text, **metric)  # type: ignore[arg-type]
        if figure:
            open_rows(figure, below)
        else:
            st.caption(below)


def money_cards(one: Figures) -> None:
    """What is open, overdue and coming in."""
    documents = ngettext_("{n} document", "{n} documents", one.open_invoices)
    late = ngettext_("{n} document", "{n} documents", one.overdue_invoices)
    whole = _("Everything billed that is not paid yet, and its change in the period.")
    passed = _("Open amounts whose due date has passed, and their change in the period.")
    with st.grid(4, min_column_width=190):
        card(_("Outstanding"), amount(one.outstanding_cents, one.currency), whole, documents,
             "outstanding", **_change(one.outstanding_cents - one.opening_cents, one, "inverse"))  # fmt: skip
        card(_("Overdue"), amount(one.overdue_cents, one.currency), passed, late, "overdue",
             **_change(one.overdue_cents - one.opening_overdue_cents, one, "inverse"))  # fmt: skip
        card(_("Collected in the period"), amount(one.collected_in_period_cents, one.currency),
             _("Payments of the period that were laid on documents."), _("See the documents"), "collected")  # fmt: skip
        card(title("recovery"), format_percent(one.recovery.value), definition("recovery"),
             parts(one.recovery, one.currency), "recovery")  # fmt: skip


def _change(cents: int, one: Figures, colour: str) -> dict[str, object]:
    if not cents:
        return {}
    return {"delta": ("+" if cents > 0 else "-") + amount(abs(cents), one.currency), "delta_color": colour}


def time_cards(one: Figures) -> None:
    """How long money is out."""
    least = _("At least: sales older than that are not known.") if one.countback.is_floor else _("From the sales of the latest months")
    with st.grid(4, min_column_width=190):
        card(title("countback"), days(one.countback.days), definition("countback"), least)
        card(title("dso"), days(one.dso), definition("dso"),
             _("Best possible {best}, delinquent {add}", best=days(one.best_dso), add=days(one.days_delinquent)))  # fmt: skip
        card(title("cei"), format_percent(one.cei.value), definition("cei"), parts(one.cei, one.currency))
        late = ngettext_("{n} document was or is late, by {days}", "{n} documents were or are late, by {days} on average",
                         one.late_invoices, days=days(one.late_days))  # fmt: skip
        card(title("delay"), days(one.delay), definition("delay"), late)
    if one.has_unknown_sales:
        st.caption(_("Some documents state no date of issue: their due date stands for it in the sales of DSO."))


def overdue_cards(one: Figures) -> None:
    """What the overdue amount consists of."""
    untouched = ngettext_("{n} document", "{n} documents", one.untouched_invoices)
    partly = ngettext_("{n} document", "{n} documents", one.partly_paid_invoices)
    with st.grid(4, min_column_width=190):
        card(_("Overdue, nothing paid yet"), amount(one.untouched_cents, one.currency), _("Overdue documents without any payment."),
             untouched, "untouched")  # fmt: skip
        card(_("Overdue, partly paid"), amount(one.partly_paid_cents, one.currency), _("What is left of overdue documents with a payment."),
             partly, "partly")  # fmt: skip
        issued = _("Documents issued in the period; those without a date of issue by their due date.")
        card(_("Billed in the period"), amount(one.billed_in_period_cents, one.currency), issued, _("See the documents"), "billed")
        card(title("at_risk"), format_percent(one.at_risk.value), definition("at_risk"), parts(one.at_risk, one.currency))


def aging(one: Figures) -> None:
    """Open amounts by lateness; a bar or a button opens its documents."""
    with st.container(border=True):
        st.subheader(title("aging"), anchor=False, help=definition("aging"))
        labels = [bucket.code if bucket.first else _(bucket.label) for bucket in BUCKETS]
        chosen = charts.aging_bars(one.aging, labels, one.currency, key=f"aging_{one.currency}")
        with st.container(horizontal=True, gap="small"):
            for bucket in BUCKETS:
                if one.aging[bucket.code]:
                    open_rows(f"aging:{bucket.code}", _(bucket.label))
        if chosen is not None:
            st.query_params["rows"] = f"aging:{BUCKETS[chosen].code}"
            st.rerun()


def trend(one: Figures) -> None:
    """The latest months: billed and collected, open and overdue, DSO."""
    left, right = st.columns(2)
    with left.container(border=True):
        st.subheader(_("Billed and collected"), anchor=False, help=_("Billed by date of issue, collected by date of payment."))
        charts.billed_and_collected(one.months, one.currency, key="chart_months")
    with right.container(border=True):
        st.subheader(_("Outstanding and overdue"), anchor=False, help=_("At the close of each month."))
        charts.open_and_overdue(one.months, one.currency, key="chart_open")
    with st.container(border=True):
        st.subheader(title("dso"), anchor=False, help=definition("dso"))
        charts.dso_trend(one.months, key="chart_dso")


def overview(one: Figures) -> None:
    """The first look: the cards, then aging beside the months."""
    money_cards(one)
    time_cards(one)
    overdue_cards(one)
    left, right = st.columns(2)
    with left:
        aging(one)
    with right.container(border=True):
        st.subheader(_("Billed and collected"), anchor=False, help=_("Billed by date of issue, collected by date of payment."))
        charts.billed_and_collected(one.months, one.currency, key="chart_months_overview")
    rolls(one)


def rolls(one: Figures) -> None:
    """What became of what was late a period ago."""
    shown = {code: ratio for code, ratio in one.roll.items() if ratio.m}
    if not shown:
        return
    with st.container(border=True):
        st.subheader(title("roll"), anchor=False, help=definition("roll"))
        words = {bucket.code: _(bucket.label) for bucket in BUCKETS}
        titles = (_("Bucket at the start"), _("Still unpaid"), _("Amounts"))
        cells = ((words[code], format_percent(ratio.value), parts(ratio, one.currency)) for code, ratio in shown.items())
        rows = [dict(zip(titles, row, strict=True)) for row in cells]
        st.dataframe(rows, hide_index=True, height="content", alt=_("Roll rates by bucket"))
