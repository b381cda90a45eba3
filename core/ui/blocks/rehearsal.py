"""The rehearsal of a campaign: what would go on which day by which channel at which cost, and what each rule stops or moves."""

from __future__ import annotations

import streamlit as st

from core.domain.errors import Refusal
from core.services import reasons, rehearsal
from core.services.campaign_views import CampaignView
from core.services.rehearsal import DAYS, Rehearsal, Ruled
from core.text import _, format_number, ngettext_, say
from core.ui import charts
from core.ui.guard import Visit
from core.ui.sending_words import cost_word
from core.ui.widgets import day
from core.ui.words import channel_word

CHANNELS = ("whatsapp", "sms", "email", "voice", "call")


@st.cache_data(ttl=300, max_entries=8, show_spinner=False)
def _rehearsed(_visit: Visit, place: str, campaign_id: int, version: int, days: int) -> Rehearsal:
    return rehearsal.rehearse(_visit.engine, _visit.actor, campaign_id, days)


def rehearse(visit: Visit, view: CampaignView) -> None:
    """The rehearsal, on demand: it asks the gate for everybody on every day."""
    if not view.steps or view.state in ("stopped", "finished"):
        return
    st.subheader(_("Rehearsal"), anchor=False)
    st.caption(_("What would happen in the next {n} days if nobody pays, answers or changes anything. Nothing is sent or written.", n=DAYS))
    key = f"rehearsed_{view.id}"
    if st.button(_("Rehearse"), icon=":material/theater_comedy:", key="rehearse"):
        st.session_state[key] = True
    if not st.session_state.get(key):
        return
    try:
        with st.spinner(_("Asking the gate for everybody…")):
            found = _rehearsed(visit, str(visit.engine.url), view.id, view.version, DAYS)
    except Refusal as refusal:
        st.error(say(refusal), icon=":material/block:")
        return
    _figures(found)
    if found.going:
        _days(found)
    _rules(visit, found)


def _figures(found: Rehearsal) -> None:
    grid = st.grid(min_column_width=180)
    grid.metric(_("Would go"), format_number(found.sending), border=True)
    grid.metric(_("People written to"), format_number(len(found.people)), border=True)
    grid.metric(_("Stopped by a rule"), format_number(sum(entry.count for entry in found.stopped)), border=True)
    costs = " · ".join(cost_word(micros, currency) for currency, micros in found.costs.items())
    grid.metric(_("Expected cost"), costs or "–", border=True)
    lines = [" · ".join(f"{channel_word(channel)} {format_number(n)}" for channel, n in found.channels.most_common())]
    if found.waiting:
        lines.append(ngettext_("{n} of them waits in the outbox already", "{n} of them wait in the outbox already", found.waiting))
    if found.beyond:
        lines.append(ngettext_("{n} more would go later", "{n} more would go later on", found.beyond))
    st.caption(" — ".join(line for line in lines if line) or _("Nothing would go in these days."))
    if found.is_simulated:
        st.badge(_("Simulated: nothing leaves this machine"), icon=":material/science:", color="blue")


def _days(found: Rehearsal) -> None:
    used = [channel for channel in CHANNELS if found.channels[channel]]
    series = [(channel_word(channel), [found.going[date, channel] for date in found.days]) for channel in used]
    names = [day(date) for date in found.days]
    charts.messages_by_day(names, series, key="rehearsal_days")
    rows = [
        {_("Day"): names[place]}
        | {name: counts[place] for name, counts in series}
        | {_("Total"): sum(counts[place] for _name, counts in series)}
        for place in range(len(names))
    ]
    with st.expander(_("Day by day"), icon=":material/calendar_month:"):
        st.dataframe(rows, hide_index=True, key="rehearsal_table", alt=_("Messages by day and channel"))


def _rules(visit: Visit, found: Rehearsal) -> None:
    entries = [(entry, _("not at all")) for entry in found.stopped] + [(entry, _("later")) for entry in found.moved]
    if not entries:
        st.success(_("No rule stops or moves anything."), icon=":material/check_circle:")
        return
    st.markdown(f"**{_('What each rule stops')}**")
    rows = [_rule(visit, entry, word) for entry, word in entries]
    st.dataframe(
        rows, hide_index=True, key="rehearsal_rules", height="content", alt=_("What each rule stops"),
        column_config={_("Why"): st.column_config.TextColumn(width="large")},
    )  # fmt: skip


def _rule(visit: Visit, entry: Ruled, word: str) -> dict[str, object]:
    names = ", ".join(name for _id, name in entry.examples)
    more = entry.count > len(entry.examples)
    return {
        _("Messages"): entry.count,
        _("They go"): word,
        _("Why"): reasons.tell(entry.rule, visit.language, entry.values),
        _("For example"): f"{names} …" if more else names,
    }
