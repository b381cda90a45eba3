"""Building a draft: its settings and its steps, each saved as soon as it is confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import streamlit as st

from core.domain.access import is_allowed
from core.domain.ready_segments import READY_SEGMENTS
from core.services import campaigns, channels, segment_views, template_views
from core.services.campaign_views import ANCHORS, CALL, CHANNELS, CampaignView, StepView
from core.services.template_views import TemplateView
from core.text import LANGUAGES, _, format_number
from core.ui.blocks.campaigns import segment_name
from core.ui.guard import Visit
from core.ui.places import place
from core.ui.sending_words import anchor_word, when_word
from core.ui.widgets import plain, refusing
from core.ui.widgets.numbers import Typed
from core.ui.widgets.question import ask
from core.ui.words import channel_word, language_word

PURPOSES = {"due-soon": "reminder_before", "due-today": "due_today", "broken-promise": "promise_broken", "open-promise": "promise_reminder"}


def settings(visit: Visit, view: CampaignView) -> None:
    """Name, segment, control group and limits of a draft."""
    may_edit = is_allowed(visit.actor, "campaign.edit")
    found = {segment.id: segment for segment in segment_views.listed(visit.engine, visit.actor)}
    typed, opened = Typed(), f"{view.id}_{view.version}"
    with st.form(f"campaign_settings_{opened}"):
        left, right = st.columns(2)
        name = left.text_input(_("Name"), view.name, max_chars=120)
        numbers = list(found)
        segment = right.selectbox(
            _("Segment"), numbers, index=numbers.index(view.segment_id) if view.segment_id in numbers else None,
            format_func=lambda number: f"{segment_name(found[number])} ({format_number(found[number].members)})",
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            holdout = typed.whole(
                _("Control group, percent"), 0, 50, view.holdout_percent, width=200, key=f"holdout_{opened}",
                help=_("Kept back by lot and not written to, so that the effect of the campaign can be measured honestly."),
            )  # fmt: skip
            limit = typed.whole(
                _("Most messages a day"), 0, 1_000_000, view.daily_limit or 0, width=200, key=f"limit_{opened}", help=_("0 means no limit.")
            )
            spend = typed.number(
                _("Most it may cost"), 0, 10_000_000, (view.spend_limit_micros or 0) / 1_000_000, step=10.0, width=200,
                key=f"spend_{opened}", help=_("In the currency of the prices under Settings, Channels. 0 means no limit."),
            )  # fmt: skip
            if st.form_submit_button(_("Save"), icon=":material/save:", disabled=not may_edit):
                with refusing():
                    typed.check()
                    campaigns.edit(
                        visit.engine, visit.actor, view.id, view.version, name=name, segment_id=segment, holdout_percent=holdout,
                        daily_limit=limit or None, spend_limit_micros=round((spend or 0) * 1_000_000) or None,
                    )  # fmt: skip
                    st.rerun()


def steps(visit: Visit, view: CampaignView) -> None:
    """The steps in order, each with its channels and words; they are added, changed and removed here."""
    may_edit = is_allowed(visit.actor, "campaign.edit")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader(_("Steps"), anchor=False)
        kind = "secondary" if view.steps else "primary"
        if st.button(_("Add a step"), icon=":material/add:", key="step_add", disabled=not may_edit, type=kind):
            st.session_state["step_edited"] = len(view.steps)
    known = {template.id: template for template in template_views.listed(visit.engine, visit.actor)}
    for place_of_step, step in enumerate(view.steps):
        _step_card(visit, view, place_of_step, step, known, may_edit)
    if not view.steps:
        st.info(_("A campaign needs at least one step: when, on which channels, with which words."), icon=":material/playlist_add:")
    edited = st.session_state.pop("step_edited", None)
    if edited is not None:
        ask(_("Step {n}", n=edited + 1), _step_dialog, visit, view, edited, known, icon="schedule_send", width="large")


def _step_card(visit: Visit, view: CampaignView, number: int, step: StepView, known: dict[int, TemplateView], may_edit: bool) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{number + 1}. {when_word(step.anchor, step.offset_days)}, {step.send_at}**", width="content")
            with st.container(horizontal=True, width="content"):
                if st.button(_("Change"), key=f"step_change_{number}", disabled=not may_edit):
                    st.session_state["step_edited"] = number
                    st.rerun()
                if st.button(_("Remove"), key=f"step_remove_{number}", disabled=not may_edit):
                    with refusing():
                        kept = [other for place_, other in enumerate(view.steps) if place_ != number]
                        campaigns.edit(visit.engine, visit.actor, view.id, view.version, steps=kept)
                        st.rerun()
        for channel in step.channels:
            _words_line(channel, step, known)
        texts = [known[number] for number in step.templates.values() if number in known]
        if texts and not any(template.approved for template in texts):
            st.page_link(place("templates"), label=_("Nothing goes before somebody approves these words"), icon=":material/edit_note:")


def _words_line(channel: str, step: StepView, known: dict[int, TemplateView]) -> None:
    if channel == CALL:
        st.markdown(f":material/call: {channel_word(channel)} · {_('lands in the agenda, and is done when the call is logged')}")
        return
    texts = [known[number] for (used, _language), number in step.templates.items() if used == channel and number in known]
    if not texts:
        st.markdown(f":material/warning: {channel_word(channel)}: {_('no words chosen')}")
        return
    told = []
    for template in texts:
        state = _("approved") if template.approved else _("not approved yet")
        told.append(f"{language_word(template.language)}: {plain(template.name)} ({state})")
    mark = ":material/check_circle:" if any(template.approved for template in texts) else ":material/pending_actions:"
    st.markdown(f"{mark} {channel_word(channel)} · {' · '.join(told)}")


def _step_dialog(visit: Visit, view: CampaignView, number: int, known: dict[int, TemplateView]) -> None:
    step = view.steps[number] if number < len(view.steps) else StepView(send_at="10:00", valid_days=3)
    typed = Typed()
    step = _ask_when(step, number, typed)
    active = [channel for channel in CHANNELS if channel == CALL or channel in channels.active(visit.engine)]
    step = step if step.templates else replace(step, templates=_fitting(view, known))
    proposed = step.channels or [channel for channel in CHANNELS if any(used == channel for used, _language in step.templates)]
    chosen = st.pills(
        _("Channels, the preferred one first"), active, selection_mode="multi", default=[c for c in proposed if c in active],
        format_func=channel_word, key=f"step_channels_{number}",
    )  # fmt: skip
    if "voice" in chosen and not channels.asks_callers(visit.engine):
        words = _("Without a public address a call speaks its text to whoever answers, also to an answering machine: say nothing private.")
        st.warning(words, icon=":material/voicemail:")
    templates = {pair: found for channel in chosen for pair, found in _choose_words(number, channel, step, known).items()}
    fallback = st.toggle(_("If one channel fails, try the next one"), step.has_fallback, key=f"step_fallback_{number}")
    if not any(template.approved for template in known.values()):
        st.warning(_("No words are approved yet: nothing can be sent before."), icon=":material/edit_note:")
        st.page_link(place("templates"), label=_("Write and approve words first"), icon=":material/edit_note:")
    lacks = None if chosen else _("Choose at least one channel.")
    if st.button(_("Save the step"), type="primary", key=f"step_save_{number}", disabled=not chosen, help=lacks):
        made = replace(step, channels=tuple(chosen), templates=templates, has_fallback=fallback)
        kept = list(view.steps)
        kept[number : number + 1] = [made]
        with refusing():
            typed.check()
            campaigns.edit(visit.engine, visit.actor, view.id, view.version, steps=kept)
            st.rerun()


def _ask_when(step: StepView, number: int, typed: Typed) -> StepView:
    """The step with the moment that is chosen for it."""
    with st.container(horizontal=True):
        anchor = st.selectbox(
            _("When"), ANCHORS, ANCHORS.index(step.anchor), format_func=anchor_word, key=f"step_anchor_{number}", width=220
        )
        days = typed.whole(_("Days after (minus: before)"), -60, 365, step.offset_days, key=f"step_days_{number}", width=180)
        hour = st.time_input(
            _("Hour where the customer lives"), time.fromisoformat(step.send_at), step=900, key=f"step_hour_{number}", width=200
        )
        valid = typed.whole(
            _("Give up after (days)"), 1, 60, step.valid_days, key=f"step_valid_{number}", width=170,
            help=_("What could not go within these days expires instead of going late."),
        )  # fmt: skip
    at = hour.strftime("%H:%M")
    return replace(step, anchor=anchor, offset_days=days or 0, send_at=at, valid_days=valid or step.valid_days)


def _fitting(view: CampaignView, known: dict[int, TemplateView]) -> dict[tuple[str, str], int]:
    """Approved words made for the segment, by channel and language: what a new step proposes."""
    slug = next((ready.slug for ready in READY_SEGMENTS if ready.name == view.segment), "")
    purpose = PURPOSES.get(slug, "later" if slug.startswith("late-") else "newly_late")
    approved = [template for template in known.values() if template.approved and template.purpose == purpose]
    return {(template.channel, template.language): template.id for template in reversed(approved)}


def _choose_words(number: int, channel: str, step: StepView, known: dict[int, TemplateView]) -> dict[tuple[str, str], int]:
    """One choice of words per language in which there are any for the channel."""
    found: dict[tuple[str, str], int] = {}
    with st.container(horizontal=True):
        for language in LANGUAGES:
            options = [template.id for template in known.values() if (template.channel, template.language) == (channel, language)]
            options.sort(key=lambda key: known[key].approved is None)
            if not options:
                continue
            before = step.templates.get((channel, language))
            label = f"{channel_word(channel)} · {language_word(language)}"
            picked = st.selectbox(
                label,
                [0, *options],
                index=options.index(before) + 1 if before in options else 0,
                key=f"step_words_{number}_{channel}_{language}",
                format_func=lambda key: _template_label(known.get(key)),
            )
            if picked:
                found[channel, language] = picked
    return found


def _template_label(template: TemplateView | None) -> str:
    if template is None:
        return _("None")
    return template.name if template.approved else _("{name} (not approved yet)", name=template.name)
