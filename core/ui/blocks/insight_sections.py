"""The other sections of insights: segments, promises, messages and what they really brought."""

from __future__ import annotations

import streamlit as st

from core.services import insights as figures
from core.services.insight_channels import WINDOW_DAYS, ChannelFigures, Effect
from core.services.insights import Kpis
from core.text import _, format_number, format_percent, ngettext_
from core.ui import charts
from core.ui.blocks.insights import card, definition, parts, title
from core.ui.guard import Visit
from core.ui.places import go, place
from core.ui.widgets import empty, moneys
from core.ui.words import channel_word

TELLS_READING = ("whatsapp", "email")  # nobody knows whether a text message was read or a call listened to


def segments(visit: Visit, found: Kpis, currency: str) -> None:
    """Overdue by segment, the largest first; a row opens the segment."""
    st.caption(_("The members are those of today. A customer may be in several segments, so they are not added up."))
    rows = [one for one in figures.overdue_by_segment(visit.engine, visit.actor, found.as_of) if one.members]
    rows.sort(key=lambda one: -one.overdue_cents.get(currency, 0))
    names = {one.id: _(one.name) if one.is_ready_made else one.name for one in rows}
    with_money = [one for one in rows if one.overdue_cents.get(currency)]
    if not rows:
        empty("category", _("No customer is in any segment yet."), key="insight_segments")
        return
    if with_money:
        with st.container(border=True):
            st.subheader(title("overdue_by_segment"), anchor=False, help=definition("overdue_by_segment"))
            charts.overdue_bars([names[one.id] for one in with_money], [one.overdue_cents[currency] for one in with_money], currency,
                                key="chart_segments")  # fmt: skip
    listed = [{_("Segment"): names[one.id], _("Customers"): one.members, _("Overdue"): moneys(one.overdue_cents)} for one in rows]
    picked = st.dataframe(listed, hide_index=True, on_select="rerun", selection_mode="single-row", key="insight_segment_rows",
                          height="content", alt=_("Overdue by segment"))  # fmt: skip
    st.caption(_("Mark a row to open the segment."))
    if picked["selection"]["rows"]:
        go("segments", id=rows[picked["selection"]["rows"][0]].id)


def promises(found: Kpis) -> None:
    """Promises kept by count and by amount, per currency, with those still to come beside them."""
    if not found.promises:
        if empty("handshake", _("No promise fell due in this period and none is open."), _("Open the worklist"), key="insight_promises"):
            go("worklist")
        return
    for currency, rates in found.promises.items():
        with st.grid(4, min_column_width=190):
            card(f"{title('promises_kept')} · {currency}", format_percent(rates.count.value), definition("promises_kept"),
                 parts(rates.count))  # fmt: skip
            card(title("promises_kept_amount"), format_percent(rates.amount.value), definition("promises_kept_amount"),
                 parts(rates.amount, currency))  # fmt: skip
            card(_("Still to come"), format_number(rates.pending), _("Their date plus grace has not passed yet."), _("not counted above"))
            card(_("Taken back"), format_number(rates.cancelled), _("Cancelled promises count neither as kept nor as broken."),
                 _("not counted above"))  # fmt: skip
    with st.container(border=True):
        rates_of = list(found.promises.values())
        kept = [int(rates.count.n) for rates in rates_of]
        missed = [int(rates.count.m - rates.count.n) for rates in rates_of]
        charts.kept_promises(list(found.promises), kept, missed, [rates.pending for rates in rates_of], key="chart_promises")
    st.page_link(place("promises"), label=_("See the promises"), icon=":material/handshake:")


def messages(found: Kpis) -> None:
    """What the channels did in the period, what it cost, and its honest effect."""
    if not found.channels:
        if empty("forum", _("No message was sent in this period."), _("Open the campaigns"), key="insight_messages"):
            go("campaigns")
        return
    with st.container(border=True):
        names = [channel_word(one.counts.channel) for one in found.channels]
        stages = [
            (_("Accepted"), [one.counts.accepted for one in found.channels]),
            (_("Delivered"), [one.counts.delivered for one in found.channels]),
            (_("Read"), [one.counts.read for one in found.channels]),
            (_("Failed or refused"), [one.counts.rejected + one.counts.undelivered for one in found.channels]),
        ]
        charts.channel_funnel(names, stages, key="chart_channels")
        st.dataframe([_channel(one) for one in found.channels], hide_index=True, height="content", alt=_("Messages by channel"))
        simulated = sum(one.simulated for one in found.channels)
        if simulated:
            st.caption(ngettext_("{n} of these messages is simulated.", "{n} of these messages are simulated.", simulated))
    if found.effect is not None:
        effect(found.effect)


def _channel(one: ChannelFigures) -> dict[str, object]:
    counts = one.counts
    cost = " · ".join(f"{currency} {format_number(amount, places=2)}".strip() for currency, amount in one.costs.items()) or "–"
    return {
        _("Channel"): channel_word(counts.channel),
        _("Accepted"): counts.accepted,
        _("Delivered"): f"{format_percent(counts.delivery.value)} ({parts(counts.delivery)})",
        _("Read"): f"{format_percent(counts.reading.value)} ({parts(counts.reading)})" if counts.channel in TELLS_READING else "–",
        _("Failed or refused"): f"{format_percent(counts.failure.value)} ({parts(counts.failure)})",
        _("Opt-outs"): counts.opted_out,
        _("Cost"): cost + (" " + _("(estimated)") if one.is_estimated else ""),
    }


def effect(found: Effect) -> None:
    """Paid after a message, never without the control group beside it, or a word that there is none."""
    with st.container(border=True):
        st.subheader(title("uplift"), anchor=False, help=definition("uplift"))
        after = _("{share} of the people written to paid within {days} days after a message ({parts}).",
                  share=format_percent(found.after_message.value), days=WINDOW_DAYS, parts=parts(found.after_message))  # fmt: skip
        if found.uplift is None:
            st.markdown(after)
            st.info(_("No control group: some would have paid anyway, so this says nothing about the effect. Keep a control group in your "
                      "campaigns to know it."), icon=":material/science:")  # fmt: skip
            return
        one = found.uplift
        left, right = st.columns(2)
        left.metric(_("Paid, of those written to"), format_percent(one.treated.value), help=parts(one.treated))
        right.metric(_("Paid, of the control group"), format_percent(one.holdout.value), help=parts(one.holdout))
        span = {"difference": format_percent(one.difference), "low": format_percent(one.low), "high": format_percent(one.high)}
        st.markdown(_("The difference is {difference}, between {low} and {high} with 95% confidence.", **span))
        if not one.is_clear:
            st.caption(_("The interval includes zero: this may be chance. More people or more time will tell."))
        st.caption(after)
