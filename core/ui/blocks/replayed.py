"""A replay as people read it: what the strategy would have sent, beside what was really sent and paid, and what the past does not tell."""

from __future__ import annotations

import streamlit as st

from core.services.replay import UNKNOWN, Replay
from core.text import _, format_number, ngettext_
from core.ui.blocks import stage_tables
from core.ui.guard import Visit
from core.ui.sending_words import cost_word
from core.ui.widgets import day, moneys
from core.ui.words import channel_word


def show(visit: Visit, told: Replay) -> None:
    """The figures side by side, the days, the rules, and the limits of what can be known."""
    found = told.found
    st.caption(_("From {first} to {last}, as if it had been launched on the first of these days.", first=day(found.days[0]),
                 last=day(found.days[-1])))  # fmt: skip
    if told.sampled < told.customers:
        st.info(
            _(
                "A sample of {n} of {all} customers, drawn by lot. All figures are about the sample; for everybody, multiply by {times}.",
                n=format_number(told.sampled), all=format_number(told.customers), times=round(told.customers / told.sampled),
            ),
            icon=":material/groups:",
        )  # fmt: skip
    _figures(told)
    if found.going or told.sent:
        really = [sum(n for (date, _channel), n in told.sent.items() if date == shown) for shown in found.days]
        stage_tables.days(found, key="replay", beside=(_("Really sent"), really))
    stage_tables.rules(visit, found, key="replay")
    with st.expander(_("What the past does not tell"), icon=":material/help:"):
        st.markdown("\n".join(f"- {_(sentence)}" for sentence in UNKNOWN))


def _figures(told: Replay) -> None:
    found, grid = told.found, st.grid(4, min_column_width=140)
    grid.metric(_("Would have gone"), format_number(found.sending), border=True)
    grid.metric(_("Really sent"), format_number(sum(told.sent.values())), border=True)
    grid.metric(_("Stopped by a rule"), format_number(sum(entry.count for entry in found.stopped)), border=True)
    grid.metric(_("It would have cost"), _costs(found.costs), border=True)
    really = _channels({channel: sum(n for (_d, used), n in told.sent.items() if used == channel) for _d, channel in told.sent})
    lines = [
        _("It would have written to: {people}. {channels}", people=_people(len(found.people)), channels=_channels(found.channels)),
        _("Really sent by campaigns: {channels}; cost: {cost}.", channels=really or "–", cost=_costs(told.sent_costs)),
        ngettext_("People sent {n} single message besides.", "People sent {n} single messages besides.", told.by_people),
        _("These customers paid {money} in this time. That is a fact, not an effect of any message.", money=moneys(dict(told.collected)))
        if told.collected
        else _("These customers paid nothing in this time."),
    ]
    for line in lines:
        st.caption(line)
    if found.is_simulated:
        st.badge(_("Simulated: nothing leaves this machine"), icon=":material/science:", color="blue")


def _people(count: int) -> str:
    return ngettext_("{n} person", "{n} people", count)


def _channels(counts: dict[str, int]) -> str:
    return " · ".join(f"{channel_word(channel)} {format_number(n)}" for channel, n in counts.items() if n)


def _costs(costs: dict[str, int]) -> str:
    return " · ".join(cost_word(micros, currency) for currency, micros in costs.items()) or "–"
