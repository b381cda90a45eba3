"""The preview: who gets what on which channel at which cost, who is left out and why, three real texts; then the launch."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.domain.access import is_allowed
from core.domain.errors import Refusal
from core.services import campaign_preview, campaigns, reasons
from core.services.campaign_preview import Preview, Row
from core.services.campaign_views import CampaignView
from core.text import _, format_number, ngettext_
from core.ui.blocks import list_exports
from core.ui.guard import Visit
from core.ui.places import go
from core.ui.sending_words import MESSAGE_STATES, cost_word, message_state, not_by
from core.ui.widgets import forget, moment, money, moneys, objection, paged, refusing, shown, token
from core.ui.widgets.question import ask
from core.ui.words import channel_word

SIZE = 25
TYPE_ABOVE = 50


@st.cache_data(ttl=60, max_entries=8, show_spinner=False)
def _previewed(_visit: Visit, place: str, campaign_id: int, version: int, position: int) -> Preview:
    return campaign_preview.preview(_visit.engine, _visit.actor, campaign_id, position=position)


def show(visit: Visit, view: CampaignView) -> None:
    """The preview of one step, and for a draft the way to the launch."""
    if not view.steps or view.state in ("stopped", "finished"):
        return
    st.subheader(_("Preview") if view.state == "draft" else _("What would go now"), anchor=False)
    position = 1
    if len(view.steps) > 1:
        position = st.segmented_control(
            _("Step"), [step.position for step in view.steps], default=1, required=True, key="preview_step",
            format_func=lambda number: _("Step {n}", n=number),
        )  # fmt: skip
    try:
        with st.spinner(_("Asking the gate for everybody…")):
            found = _previewed(visit, str(visit.engine.url), view.id, view.version, position or 1)
    except Refusal as refusal:
        st.error(objection(refusal), icon=":material/block:")
        return
    if view.state != "draft" and not found.counts:
        st.caption(_("Nothing is due today; a standing campaign writes when its day comes."))
        return
    _figures(view, found)
    _left_out(visit, found)
    _samples(found)
    _rows(visit, view, found)
    if view.state == "draft":
        _launch_bar(visit, view, found)


def _figures(view: CampaignView, found: Preview) -> None:
    grid = st.grid(4, min_column_width=140)
    grid.metric(_("Members"), format_number(found.members), border=True)
    grid.metric(_("Would go"), format_number(found.sending), border=True)
    grid.metric(_("Left out"), format_number(sum(found.reasons.values())), border=True)
    grid.metric(_("Control group"), format_number(found.holdout), border=True)
    by_channel = " · ".join(f"{channel_word(channel)} {format_number(n)}" for channel, n in found.channels.most_common())
    costs = " · ".join(cost_word(micros, currency) for currency, micros in found.costs.items())
    parts = [
        by_channel,
        _("Asks for {money}", money=moneys(dict(found.sums))) if found.sums else "",
        _("Cost: {cost}", cost=costs) if costs else "",
    ]
    st.caption(" — ".join(part for part in parts if part) or _("Nothing is due today; a standing campaign writes when its day comes."))
    if found.sending + sum(found.reasons.values()) + found.holdout > found.members:
        st.caption(_("Whoever owes in several currencies gets a message for each of them."))
    if found.elsewhere:
        st.caption(
            ngettext_(
                "{n} customer is not at this step now: their day is past or still to come. The rehearsal below shows when.",
                "{n} customers are not at this step now: their day is past or still to come. The rehearsal below shows when.",
                found.elsewhere,
            )
        )
    if found.is_simulated:
        st.badge(_("Simulated: nothing leaves this machine"), icon=":material/science:", color="blue")


def _left_out(visit: Visit, found: Preview) -> None:
    lines = [(code, n, False) for code, n in found.reasons.most_common()] + [(code, n, True) for code, n in found.later.most_common()]
    if not lines:
        return
    with st.container(border=True):
        st.markdown(f"**{_('Left out or later, and why')}**")
        for code, n, is_later in lines:
            words = reasons.tell(code, visit.language, values_of(found, code))
            when = _("later") if is_later else _("not at all")
            st.markdown(f"{format_number(n)} · {when} · {words}")


def values_of(found: Preview, code: str) -> dict[str, object]:
    """The values of the first row with a reason, to fill its sentence."""
    return next((dict(row.values) for row in found.rows if row.reason == code), {})


def _samples(found: Preview) -> None:
    if not found.samples:
        return
    st.markdown(f"**{_('As they would read it')}**")
    grid = st.grid(min_column_width=280)
    for sample in found.samples:
        with grid.container(border=True, height="stretch"):
            st.caption(
                channel_word(sample.channel) + (f" · {ngettext_('{n} part', '{n} parts', sample.segments)}" if sample.segments else "")
            )
            st.text(sample.customer)
            if sample.subject:
                st.text(sample.subject)
            st.text(sample.body)


def _rows(visit: Visit, view: CampaignView, found: Preview) -> None:
    if not found.rows:
        return
    codes = sorted({row.state for row in found.rows})
    state = st.segmented_control(_("State"), codes, format_func=message_state, key="preview_state", label_visibility="collapsed")
    rows = [row for row in found.rows if state is None or row.state == state]
    offset = paged(len(rows), SIZE, key=f"preview_page_{state}")
    words = {code: message_state(code) for code in codes}
    data = [_told(visit, row, words[row.state]) for row in rows[offset : offset + SIZE]]
    chips = st.column_config.MultiselectColumn(options=list(words.values()), color=[MESSAGE_STATES[code][1] for code in codes])
    picked = st.dataframe(
        data,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"preview_rows_{state}_{offset}",
        placeholder="–",
        height="content",
        alt=_("Who would get what"),
        column_config={
            _("State"): chips,
            _("Owes"): st.column_config.TextColumn(alignment="right"),
            _("Why"): st.column_config.TextColumn(width="medium"),
            _("Why not another channel"): st.column_config.TextColumn(width="large"),
        },
    )
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        counter = shown(len(rows), offset, SIZE)
        if sum(found.counts.values()) > len(found.rows):
            counter += " · " + _("These are the first {n}; the file has them all.", n=format_number(len(found.rows)))
        st.caption(counter, width="content")
        list_exports.of_preview(visit, view.id, found.step.position, state)
    if picked["selection"]["rows"]:
        go("customer", id=rows[offset + picked["selection"]["rows"][0]].customer_id)


def _told(visit: Visit, row: Row, state: str) -> dict[str, Any]:
    return {
        _("Customer"): row.customer,
        _("State"): [state],
        _("Channel"): channel_word(row.channel),
        _("Owes"): money(row.open_cents, row.currency),
        _("When"): moment(row.not_before, visit.zone),
        _("Why"): reasons.tell(row.reason, visit.language, row.values),
        _("Why not another channel"): not_by(row, visit.language),
    }


def _launch_bar(visit: Visit, view: CampaignView, found: Preview) -> None:
    may_launch = is_allowed(visit.actor, "campaign.launch")
    why = None if may_launch else _("Managers and owners launch campaigns.")
    if st.button(_("Launch…"), type="primary", icon=":material/rocket_launch:", disabled=not may_launch, help=why, key="launch_open"):
        ask(_("Launch this campaign?"), _launch, visit, view, found, icon="rocket_launch")


def _launch(visit: Visit, view: CampaignView, found: Preview) -> None:
    for channel, n in found.channels.most_common():
        st.markdown(f"- {channel_word(channel)}: **{format_number(n)}**")
    if left := sum(found.reasons.values()):
        st.markdown(ngettext_("{n} message is left out.", "{n} messages are left out.", left))
    if found.holdout:
        st.markdown(
            ngettext_("{n} person is kept back as the control group.", "{n} people are kept back as the control group.", found.holdout)
        )
    if view.is_standing:
        st.markdown(_("It goes on by itself for everybody who comes to match, until it is stopped."))
    st.caption(_("Each message is asked at the gate again at the moment of sending: who pays or opts out meanwhile gets nothing."))
    word, typed = _("LAUNCH"), ""
    if found.sending > TYPE_ABOVE:
        typed = st.text_input(_("Type {word} to confirm", word=word), key="launch_word")
    label = ngettext_("Send {n} message", "Send {n} messages", found.sending) if found.sending else _("Start the campaign")
    is_sure = found.sending <= TYPE_ABOVE or typed.strip().upper() == word
    if st.button(label, type="primary", disabled=not is_sure, key="launch_go") and is_sure:
        with refusing():
            campaigns.launch(visit.engine, visit.actor, view.id, token(f"launch_{view.id}"))
            forget(f"launch_{view.id}")
            st.rerun()
