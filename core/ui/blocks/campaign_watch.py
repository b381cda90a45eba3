"""Watching a campaign: how far it is, what it costs, and pausing, resuming or stopping it with the consequences in sight."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import campaigns, message_views, reasons
from core.services.campaign_views import CampaignView
from core.text import _, format_number, ngettext_
from core.ui.blocks.campaigns import costs_word
from core.ui.guard import Visit
from core.ui.places import place
from core.ui.sending_words import message_state, state_colour, when_word
from core.ui.widgets import plain, refusing
from core.ui.widgets.question import ask
from core.ui.widgets.voice import in_words
from core.ui.words import channel_word

OPEN = ("queued", "sending", "in_doubt", "needs_person")
GONE = ("sent", "delivered", "read", "undelivered", "failed")


def actions(visit: Visit, view: CampaignView) -> None:
    """Pause, resume or stop: one button that fits the state, and the way to end it."""
    may_act = is_allowed(visit.actor, "campaign.launch")
    if view.state in ("running", "scheduled") and st.button(
        _("Pause"), icon=":material/pause:", disabled=not may_act, key="campaign_pause"
    ):
        with refusing():
            campaigns.pause(visit.engine, visit.actor, view.id)
            st.rerun()
    if view.state == "paused" and st.button(
        _("Resume"), type="primary", icon=":material/play_arrow:", disabled=not may_act, key="campaign_resume"
    ):
        with refusing():
            campaigns.resume(visit.engine, visit.actor, view.id)
            st.rerun()
    if view.state in ("running", "scheduled", "paused") and st.button(
        _("Stop…"), icon=":material/stop:", disabled=not may_act, key="campaign_stop"
    ):
        ask(_("Stop this campaign for good?"), _stop, visit, view, icon="stop_circle")


def _stop(visit: Visit, view: CampaignView) -> None:
    waiting = view.messages.get("queued", 0)
    st.markdown(ngettext_("{n} waiting message is cancelled.", "{n} waiting messages are cancelled.", waiting))
    st.caption(_("What was sent stays in the record. A stopped campaign cannot be resumed; pause it if you only want to wait."))
    if st.button(_("Stop the campaign"), type="primary", key="campaign_stop_go"):
        with refusing():
            campaigns.stop(visit.engine, visit.actor, view.id)
            st.rerun()


def progress(visit: Visit, view: CampaignView) -> None:
    """How far it is, renewed by itself while it runs."""
    live = "5s" if view.state == "running" and any(view.messages.get(state) for state in OPEN) else None
    st.fragment(in_words(_progress), run_every=live)(visit, view.id, [view])


def _progress(visit: Visit, campaign_id: int, known: list[CampaignView]) -> None:
    """What is known already is taken once, with the page; later runs ask anew."""
    view = known.pop() if known else campaigns.status(visit.engine, visit.actor, campaign_id)
    total = sum(view.messages.values())
    waiting = sum(view.messages.get(state, 0) for state in OPEN)
    grid = st.grid(min_column_width=160)
    grid.metric(_("Members"), format_number(view.members), border=True)
    grid.metric(_("Control group"), format_number(view.holdout), border=True)
    grid.metric(_("Sent messages"), format_number(sum(view.messages.get(state, 0) for state in GONE)), border=True)
    grid.metric(_("Delivered"), format_number(view.messages.get("delivered", 0) + view.messages.get("read", 0)), border=True)
    grid.metric(_("Cost"), costs_word(view.costs), border=True)
    if total:
        done = total - waiting
        st.progress(done / total, text=_("{done} of {total} are through", done=format_number(done), total=format_number(total)))
    else:
        st.info(
            _("Nothing is planned yet. Planning runs every minute, and each step waits for its day."), icon=":material/hourglass_empty:"
        )
    if view.held:
        st.caption(ngettext_("{n} person answered: their sequence waits.", "{n} people answered: their sequences wait.", view.held))
    with st.container(horizontal=True):
        for state, n in sorted(view.messages.items(), key=lambda pair: -pair[1]):
            st.badge(f"{message_state(state)}: {format_number(n)}", color=state_colour(state))


def plan(visit: Visit, view: CampaignView) -> None:
    """The steps as launched, and the way to the messages."""
    with st.container(border=True):
        for step in view.steps:
            words = ", ".join(channel_word(channel) for channel in step.channels)
            st.markdown(f"**{step.position}. {when_word(step.anchor, step.offset_days)}, {step.send_at}** · {words}")
    _total, failed = message_views.find(
        visit.engine,
        visit.actor,
        states=("failed", "undelivered", "rejected", "suppressed", "skipped", "canceled", "expired"),
        campaign_id=view.id,
        limit=5,
    )
    if failed:
        st.markdown(f"**{_('The latest that did not go or arrive')}**")
    for row in failed:
        why = reasons.tell(row.reason, visit.language, row.values)
        told = (plain(row.customer), channel_word(row.channel), message_state(row.state), plain(why, 400))
        st.caption(" · ".join(part for part in told if part))
    st.page_link(
        place("messages"), label=_("All messages of this campaign"), icon=":material/forum:", query_params={"campaign": str(view.id)}
    )
