"""The list of campaigns, the new one, and what stands in the way of sending."""

from __future__ import annotations

import streamlit as st

from core import clock
from core.domain.access import is_allowed
from core.domain.errors import NotFound
from core.services import campaign_list, campaigns, channels, inbox, jobs, ready_campaigns, segment_views, sending, skew
from core.services.campaign_views import STATES, CampaignView
from core.text import _, format_date, format_number, ngettext_, say
from core.ui.guard import Visit
from core.ui.places import go
from core.ui.sending_words import CAMPAIGN_STATES, campaign_state, cost_word
from core.ui.widgets import empty, moment, plain, refusing
from core.ui.widgets.question import ask
from core.ui.words import channel_word


def chosen(visit: Visit) -> CampaignView | None:
    """The campaign that the address names, or None."""
    asked = st.query_params.get("id", "")
    if not asked.isdigit():
        return None
    try:
        return campaigns.status(visit.engine, visit.actor, int(asked))
    except NotFound:
        return None


def summary(visit: Visit, view: CampaignView) -> str:
    """One line: state, segment, since when."""
    since = view.launched_at or view.created_at
    return f"{campaign_state(view.state)} · {_('Segment')}: {plain(_(view.segment))} · {moment(since, visit.zone)}"


def new_button(visit: Visit) -> None:
    """The page's primary button: a new campaign; while there is none, the empty page has it."""
    may_edit = is_allowed(visit.actor, "campaign.edit")
    why = None if may_edit else _("Managers and owners make campaigns.")
    asked = st.query_params.pop("segment", "")  # a segment leads here to be written to
    is_pressed = not campaign_list.is_empty(visit.engine, visit.actor) and st.button(
        _("New campaign"), type="primary", icon=":material/add:", disabled=not may_edit, help=why, key="new_campaign"
    )
    if is_pressed or (asked.isdigit() and may_edit):
        ask(_("New campaign"), _new, visit, int(asked or 0), icon="campaign")


def _new(visit: Visit, segment_id: int = 0) -> None:
    found = segment_views.listed(visit.engine, visit.actor)
    names = {view.id: f"{segment_name(view)} ({format_number(view.members)})" for view in found}
    peopled = next((place for place, view in enumerate(found) if view.members), 0)
    name_box = st.container()
    segment = st.selectbox(
        _("Segment"), list(names), list(names).index(segment_id) if segment_id in names else peopled,
        format_func=names.__getitem__,
        key=f"campaign_segment_{segment_id}",
    )  # fmt: skip
    called = next((f"{segment_name(view)}, {format_date(clock.today(visit.zone))}" for view in found if view.id == segment), "")
    name = name_box.text_input(_("Name"), key="campaign_name", max_chars=120, placeholder=called) or called
    ready = st.selectbox(
        _("Begin with"), ["", *ready_campaigns.BY_SLUG], key="campaign_ready",
        format_func=lambda slug: _(ready_campaigns.BY_SLUG[slug].name) if slug else _("No steps yet"),
    )  # fmt: skip
    if ready:
        st.caption(_(ready_campaigns.BY_SLUG[ready].description))
    st.caption(_("It starts as a draft. Words, channels and times come next; nothing is sent yet."))
    if st.button(_("Make the draft"), type="primary", key="campaign_make", disabled=segment is None):
        with refusing():
            steps = ready_campaigns.steps(visit.engine, visit.actor, ready) if ready else ()
            made = campaigns.create(visit.engine, visit.actor, name=name, segment_id=segment or 0, steps=steps)
            go("campaign", id=made)


def segment_name(view: segment_views.SegmentView) -> str:
    """A segment's name; that of a ready-made one in the reader's language."""
    return _(view.name) if view.is_ready_made else view.name


def hindrances(visit: Visit) -> None:
    """What keeps messages from going out now: replies that cannot be read, stopped channels, clocks that disagree, a silent scheduler."""
    for name, problem in inbox.problems(visit.engine).items():
        channel = channel_word(name.split(":")[-1])
        st.error(_("Replies or states of {channel} cannot be read, so nothing is sent.", channel=channel), icon=":material/sync_problem:")
        st.caption(plain(_(problem)))
    for channel, state in sending.states(visit.engine).items():
        if state.stopped_at is not None:
            why = plain(_(state.reason or ""))
            st.error(_("{channel} is stopped: {why}", channel=channel_word(channel), why=why), icon=":material/block:")
    wrong = skew.problem(visit.engine, channels.active(visit.engine))
    if wrong is not None:
        st.error(say(wrong, visit.language), icon=":material/timer_off:")
    if not jobs.is_alive(visit.engine):
        st.error(_("The scheduler is not running, so nothing is planned or sent."), icon=":material/timer_off:")


def table(visit: Visit) -> None:
    """Every campaign with its state and figures; a click opens one."""
    found = campaign_list.listed(visit.engine, visit.actor)
    if not found:
        may_edit = is_allowed(visit.actor, "campaign.edit")
        label = _("New campaign") if may_edit else None
        if empty("campaign", _("There is no campaign yet. The first one takes five minutes."), label, key="campaigns"):
            ask(_("New campaign"), _new, visit, icon="campaign")
        return
    state = st.segmented_control(
        _("State"), STATES, format_func=campaign_state, key="campaigns_state", label_visibility="collapsed", persist_state="session"
    )
    shown = [view for view in found if state is None or view.state == state]
    if not shown:
        st.info(_("No campaign is in this state."), icon=":material/filter_alt_off:")
        return
    _rows(visit, shown)


def _rows(visit: Visit, shown: list[campaign_list.Listed]) -> None:
    words = {code: campaign_state(code) for code in CAMPAIGN_STATES}
    rows = [
        {
            _("Campaign"): view.name,
            _("State"): [words[view.state]],
            _("Segment"): _(view.segment),
            _("Members"): format_number(view.members),
            _("Sent messages"): format_number(
                sum(view.messages.get(code, 0) for code in ("sent", "delivered", "read", "undelivered", "failed"))
            ),
            _("Delivered"): format_number(view.messages.get("delivered", 0) + view.messages.get("read", 0)),
            _("Launched"): moment(view.launched_at, visit.zone),
        }
        for view in shown
    ]
    right = st.column_config.TextColumn(alignment="right")
    picked = st.dataframe(
        rows, hide_index=True, on_select="rerun", selection_mode="single-row", key="campaigns_rows", placeholder="–", height="content",
        alt=_("Campaigns with their state"),
        column_config={
            _("Campaign"): st.column_config.TextColumn(width="medium"),
            _("State"): st.column_config.MultiselectColumn(options=list(words.values()), color=[c for _w, c in CAMPAIGN_STATES.values()]),
            _("Members"): right, _("Sent messages"): right, _("Delivered"): right,
        },
    )  # fmt: skip
    st.caption(ngettext_("{n} campaign. Mark it to open it.", "{n} campaigns. Mark a row to open one.", len(shown)))
    if picked["selection"]["rows"]:
        go("campaign", id=shown[picked["selection"]["rows"][0]].id)


def costs_word(costs: dict[str, tuple[int, int]]) -> str:
    """What was estimated and what was charged, by currency."""
    return " · ".join(f"{cost_word(real or estimated, currency)}" for currency, (estimated, real) in costs.items()) or "–"
