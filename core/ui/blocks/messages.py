"""The outbox on screen: filters in the address, one row per message, and the doubts that a person decides."""

from __future__ import annotations

import streamlit as st

from core.services import message_views, reasons
from core.services.campaign_views import CHANNELS
from core.services.message_views import Listed
from core.services.outbox import FAILURES, STATES, UNSENT
from core.text import _, format_number, ngettext_
from core.ui.blocks import list_exports
from core.ui.blocks.today_sending import choice
from core.ui.guard import Visit
from core.ui.places import go
from core.ui.sending_words import MESSAGE_STATES, message_state
from core.ui.widgets import empty, moment, paged, shown
from core.ui.words import channel_word

SIZE = 25
GROUPS: dict[str, tuple[str, ...]] = {
    "waiting": ("queued", "sending"),
    "out": ("sent", "delivered", "read"),
    "failed": FAILURES,
    "left_out": UNSENT,
    "doubt": ("in_doubt", "needs_person"),
}


def group_word(code: str) -> str:
    """A group of states."""
    return {
        "waiting": _("Waiting"), "out": _("Out"), "failed": _("Failures"), "left_out": _("Not sent"), "doubt": _("In doubt"),
    }.get(code, code)  # fmt: skip


def outbox(visit: Visit) -> None:
    """The filters and one page of the messages that they leave."""
    counts = message_views.counts(visit.engine, visit.actor)
    if not counts:
        sentence = _("No message has been planned yet. A campaign or a customer's page writes the first one.")
        empty("outbox", sentence, _("Go to campaigns"), "campaigns", key="outbox")
        return
    group, channel, campaign = _filters(counts)
    states = GROUPS.get(group or "", ()) if group not in STATES else (group,)
    key = f"{group}_{channel}_{campaign}"
    size_before = st.session_state.get(f"messages_page_{key}") or 1
    wanted = {"states": states, "channel": channel, "campaign_id": campaign}
    total, rows = message_views.find(visit.engine, visit.actor, **wanted, limit=SIZE, offset=(size_before - 1) * SIZE)
    if not total:
        st.info(_("No message matches these filters."), icon=":material/filter_alt_off:")
        return
    _rows(visit, rows, f"messages_rows_{key}_{size_before}")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        counter = st.container(width="content")
        list_exports.of_messages(visit, wanted)
        offset = paged(total, SIZE, key=f"messages_page_{key}")
    counter.caption(shown(total, offset, SIZE))


def _filters(counts: dict[str, int]) -> tuple[str | None, str | None, int | None]:
    given = st.query_params.get("state", "")
    if "messages_group" not in st.session_state:
        st.session_state["messages_group"] = given if given in GROUPS else None
    if "messages_channel" not in st.session_state:
        st.session_state["messages_channel"] = st.query_params.get("channel") if st.query_params.get("channel") in CHANNELS else None
    with st.container(gap="small"):  # one below the other: beside each other they are cut off on a phone
        totals = {code: sum(counts.get(state, 0) for state in states) for code, states in GROUPS.items()}
        group = st.segmented_control(
            _("State"), list(GROUPS), key="messages_group", format_func=lambda code: f"{group_word(code)} {format_number(totals[code])}"
        )
        channel = st.segmented_control(_("Channel"), CHANNELS, key="messages_channel", format_func=channel_word)
    for name, value in (("state", group), ("channel", channel)):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
    campaign = st.query_params.get("campaign", "")
    if campaign.isdigit() and st.button(
        _("Only campaign {number}: show all", number=campaign), icon=":material/close:", key="messages_campaign"
    ):
        st.query_params.pop("campaign", None)
        st.rerun()
    return group, channel, int(campaign) if campaign.isdigit() else None


def _rows(visit: Visit, rows: list[Listed], key: str) -> None:
    words = {code: message_state(code) for code in MESSAGE_STATES}
    data = [
        {
            _("Customer"): row.customer or "–",
            _("State"): [words.get(row.state, row.state)],
            _("Channel"): channel_word(row.channel) + (" · " + _("simulated") if row.is_simulated else ""),
            _("Campaign"): row.campaign or {"answer": _("Answer"), "test": _("Test")}.get(row.kind, _("By hand")),
            _("When"): moment(row.not_before if row.state == "queued" else row.at, visit.zone),
            _("Why"): reasons.tell(row.reason, visit.language, row.values),
        }
        for row in rows
    ]
    picked = st.dataframe(
        data,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        placeholder="–",
        height="content",
        alt=_("Messages"),
        column_config={
            _("Customer"): st.column_config.TextColumn(width="medium"),
            _("Why"): st.column_config.TextColumn(width="large"),
            _("State"): st.column_config.MultiselectColumn(
                options=list(words.values()), color=[colour for _w, colour in MESSAGE_STATES.values()], width=190
            ),
        },
    )
    if picked["selection"]["rows"]:
        go("messages", id=rows[picked["selection"]["rows"][0]].id)


def doubts(visit: Visit) -> None:
    """Messages of which nobody knows whether they arrived; a person says so, and both choices are written to the trail."""
    total, rows = message_views.find(visit.engine, visit.actor, states=GROUPS["doubt"], limit=50)
    if not total:
        st.success(_("No message is in doubt."), icon=":material/check_circle:")
        return
    st.caption(_("The provider's answer was lost. Recaudo keeps asking; what stays in doubt is yours to decide."))
    for row in rows:
        choice(visit, row)
    st.caption(ngettext_("{n} message in doubt", "{n} messages in doubt", total))
