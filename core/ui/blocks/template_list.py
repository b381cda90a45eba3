"""The list of templates: filters, what waits for approval, and the table that opens one."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import message_values, template_batch
from core.services.template_views import CHANNELS, PURPOSES, TemplateView
from core.text import LANGUAGES, _, ngettext_
from core.ui.guard import Visit
from core.ui.widgets import empty, refusing
from core.ui.widgets.question import ask
from core.ui.words import channel_word, language_word, purpose_word, template_state_word

STATE_COLOURS = {"draft": "gray", "submitted": "orange", "approved": "green", "rejected": "red", "waiting": "orange", "parked": "gray"}


def new_button(visit: Visit) -> None:
    """The page's primary button: write a new template."""
    may_write = is_allowed(visit.actor, "template.write")
    why = None if may_write else _("Managers and owners write templates.")
    if st.button(_("New template"), type="primary", icon=":material/add:", disabled=not may_write, help=why, key="new_template"):
        st.query_params.clear()
        st.query_params["new"] = "1"
        st.rerun()


def waiting(visit: Visit, found: list[TemplateView]) -> None:
    """What waits for the reader: drafts to submit together and versions to decide."""
    drafts = [view for view in found if view.latest.state == "draft" and view.language == visit.company.language]
    submitted = [view for view in found if view.latest.state == "submitted"]
    if submitted:
        text = ngettext_("{n} version waits for approval.", "{n} versions wait for approval.", len(submitted))
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f":material/pending_actions: {text}", width="content")
            if st.button(_("Approve those that I may"), key="approve_all", disabled=not is_allowed(visit.actor, "template.decide")):
                ask(_("Approve these texts?"), _approve_dialog, visit, submitted, icon="rule", width="large")
    if drafts and is_allowed(visit.actor, "template.write"):
        text = ngettext_("{n} draft in {language} is not submitted yet.", "{n} drafts in {language} are not submitted yet.", len(drafts),
                         language=language_word(visit.company.language))  # fmt: skip
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f":material/edit_note: {text}", width="content")
            if st.button(_("Submit them for approval"), key="submit_all"):
                with refusing():
                    done = template_batch.submit_all(visit.engine, visit.actor, [view.latest.id for view in drafts])
                    st.toast(ngettext_("{n} version submitted.", "{n} versions submitted.", done))
                    st.rerun()


def _approve_dialog(visit: Visit, submitted: list[TemplateView]) -> None:
    st.caption(_("Read them: from then on they may be sent to customers. Your own texts are left for somebody else."))
    for view in submitted:
        st.markdown(f"**{purpose_word(view.purpose)}** · {channel_word(view.channel)} · {language_word(view.language)}")
        st.text(_as_read(visit, view))
    if st.button(ngettext_("Approve {n} text", "Approve {n} texts", len(submitted)), type="primary", key="approve_all_go"):
        with refusing():
            done, left = template_batch.approve_all(visit.engine, visit.actor, [view.latest.id for view in submitted])
            st.session_state["approved_note"] = (done, left)
            st.rerun()


def _as_read(visit: Visit, view: TemplateView) -> str:
    """The text as an invented customer would read it; as it was written when it cannot be filled."""
    try:
        return message_values.preview(
            visit.engine, visit.actor, subject=None, body=view.latest.body, channel=view.channel, language=view.language
        ).body
    except (KeyError, ValueError):
        return view.latest.body


def table(visit: Visit, found: list[TemplateView]) -> None:
    """Every template in use, narrowed by channel, language and state; a click opens one."""
    _note()
    if not found:
        empty("edit_note", _("There are no templates yet. Write the first one, or load the demo data."), key="templates")
        return
    narrowed = sorted(_narrowed(found), key=lambda view: view.language != visit.company.language)
    words = {code: template_state_word(code) for code in STATE_COLOURS}
    rows = [
        {
            _("Purpose"): purpose_word(view.purpose),
            _("State"): [words[view.latest.state]],
            _("Channel"): channel_word(view.channel),
            _("Language"): language_word(view.language),
            _("Version"): view.latest.number,
            _("Approved"): view.approved,
            _("Name"): view.name if view.name != purpose_word(view.purpose) else None,
        }
        for view in narrowed
    ]
    if not rows:
        st.info(_("No template matches these filters."), icon=":material/filter_alt_off:")
        return
    st.caption(_("Click a row to open the template."))
    states = st.column_config.MultiselectColumn(options=list(words.values()), color=list(STATE_COLOURS.values()), width=150)
    picked = st.dataframe(
        rows, hide_index=True, on_select="rerun", selection_mode="single-row", key="template_rows", placeholder="–", height="content",
        alt=_("Templates with their state"), column_config={_("State"): states},
    )  # fmt: skip
    if picked["selection"]["rows"]:
        st.query_params["id"] = str(narrowed[picked["selection"]["rows"][0]].id)
        st.rerun()


def _note() -> None:
    done, left = st.session_state.pop("approved_note", (0, 0))
    if done:
        st.success(
            ngettext_("{n} text is approved and may be sent.", "{n} texts are approved and may be sent.", done),
            icon=":material/check_circle:",
        )
    if left:
        st.warning(
            ngettext_("{n} text is yours: somebody else must approve it.", "{n} texts are yours: somebody else must approve them.", left)
        )


def _narrowed(found: list[TemplateView]) -> list[TemplateView]:
    with st.container(horizontal=True):
        channel = st.pills(_("Channel"), CHANNELS, format_func=channel_word, key="f_channel")
        language = st.pills(_("Language"), LANGUAGES, format_func=language_word, key="f_language")
        purpose = st.selectbox(
            _("Purpose"), [None, *PURPOSES], format_func=lambda code: purpose_word(code) if code else _("All"), key="f_purpose"
        )
    return [
        view for view in found if channel in (None, view.channel) and language in (None, view.language) and purpose in (None, view.purpose)
    ]
