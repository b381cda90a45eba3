"""What was played, day by day and rule by rule: shared by the rehearsal and the replay."""

from __future__ import annotations

import streamlit as st

from core.services import reasons
from core.services.stage import Rehearsal, Ruled
from core.text import _
from core.ui import charts
from core.ui.guard import Visit
from core.ui.sending_words import cost_word
from core.ui.widgets import day
from core.ui.words import channel_word

CHANNELS = ("whatsapp", "sms", "email", "voice", "call")


def days(found: Rehearsal, *, key: str, beside: tuple[str, list[int]] | None = None) -> None:
    """The chart and, on demand, the table: messages by day and channel, with their cost; `beside` adds a line and a column."""
    used = [channel for channel in CHANNELS if found.channels[channel]]
    series = [(channel_word(channel), [found.going[date, channel] for date in found.days]) for channel in used]
    names = [day(date) for date in found.days]
    charts.messages_by_day(names, series, key=f"{key}_chart", beside=beside)
    currencies = sorted(found.costs)
    rows = [
        {_("Day"): names[place]}
        | {name: counts[place] for name, counts in series}
        | {_("Total"): sum(counts[place] for _name, counts in series)}
        | ({beside[0]: beside[1][place]} if beside else {})
        | {_("Cost"): " · ".join(cost_word(found.day_costs[date, one], one) for one in currencies if found.day_costs[date, one]) or "–"}
        for place, date in enumerate(found.days)
    ]
    with st.expander(_("Day by day"), icon=":material/calendar_month:"):
        st.dataframe(rows, hide_index=True, key=f"{key}_table", alt=_("Messages by day and channel"))


def rules(visit: Visit, found: Rehearsal, *, key: str) -> None:
    """Each rule that stopped or moved something, how often, and whom for example."""
    entries = [(entry, _("not at all")) for entry in found.stopped] + [(entry, _("later")) for entry in found.moved]
    if not entries:
        st.success(_("No rule stops or moves anything."), icon=":material/check_circle:")
        return
    st.markdown(f"**{_('What each rule stops')}**")
    st.dataframe(
        [_rule(visit, entry, word) for entry, word in entries], hide_index=True, key=f"{key}_rules", height="content",
        alt=_("What each rule stops"), column_config={_("Why"): st.column_config.TextColumn(width="large")},
    )  # fmt: skip


def _rule(visit: Visit, entry: Ruled, word: str) -> dict[str, object]:
    names = ", ".join(name for _id, name in entry.examples)
    return {
        _("Messages"): entry.count,
        _("They go"): word,
        _("Why"): _told(visit, entry),
        _("For example"): f"{names} …" if entry.count > len(entry.examples) else names,
    }


def _told(visit: Visit, entry: Ruled) -> str:
    """The sentence of the rule; its values are those of one case, so that a day or a count in it is said to be an example."""
    sentence = reasons.tell(entry.rule, visit.language, entry.values)
    return _("{sentence} (one case)", sentence=sentence) if entry.count > 1 and {"day", "count"} & set(entry.values) else sentence
