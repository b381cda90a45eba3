"""Ask the gate: this person, this channel, this moment. Every rule consulted, with its source."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core import clock
from core.services import manual, pack_texts
from core.services.template_views import CHANNELS
from core.text import _, language, ngettext_
from core.ui.blocks.customer_picker import customer_picker
from core.ui.guard import Visit
from core.ui.sending_words import result_word
from core.ui.widgets import moment, plain, refusing
from core.ui.words import channel_word

CALL, VISIT = "call", "visit"
WAYS = (*CHANNELS, CALL, VISIT)


def _way_word(code: str) -> str:
    return _("Visit by a person") if code == VISIT else channel_word(code)


def ask(visit: Visit) -> None:
    """The question and its answer."""
    with st.container(border=True):
        st.caption(_("May a reminder go to this person, on this channel, at this moment? Nothing is sent."))
        customer_id = customer_picker(visit, key="explain")
        now = clock.now().astimezone(ZoneInfo(visit.zone))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            channel = st.segmented_control(_("Channel"), WAYS, format_func=_way_word, default="sms", required=True, key="explain_channel")
            day = st.date_input(_("Day"), now.date(), format="DD/MM/YYYY", key="explain_day", width=160)
            hour = st.time_input(_("Time"), now.time().replace(second=0, microsecond=0), key="explain_time", width=140)
    if customer_id is None:
        st.info(_("Choose a customer by typing a few letters."), icon=":material/search:")
        return
    at = datetime.combine(day, hour, ZoneInfo(visit.zone))
    with refusing():
        found = manual.explain(
            visit.engine, visit.actor, customer_id, "voice" if channel == CALL else channel or "sms", at, lang=visit.language,
            by_person=channel == CALL,
        )  # fmt: skip
        _answer(visit, found)


def _answer(visit: Visit, found: manual.Explained) -> None:
    outcome = found.verdict.outcome
    if outcome == "allowed":
        st.success(_("Allowed. {sentence}", sentence=plain(found.sentence, 400)), icon=":material/check_circle:")
    elif outcome == "moved":
        when = moment(found.verdict.move_to, found.zone)
        st.warning(
            _("Moved to {when} (customer's time). {sentence}", when=when, sentence=plain(found.sentence, 400)), icon=":material/schedule:"
        )
    else:
        st.error(_("Blocked. {sentence}", sentence=plain(found.sentence, 400)), icon=":material/block:")
    rows = [
        {_("Result"): result_word(rule["result"]), _("What the rule found"): rule["sentence"], _("Source"): _source(rule["source"])}
        for rule in sorted(found.rules, key=lambda rule: rule["result"] != "stop")
    ]
    st.caption(ngettext_("{n} rule consulted, those that stop it first.", "{n} rules consulted, those that stop it first.", len(rows)))
    st.dataframe(
        rows, hide_index=True, key="explained", height="content", alt=_("Every rule consulted with its source"),
        column_config={_("What the rule found"): st.column_config.TextColumn(width="large")},
    )  # fmt: skip


def _source(source: dict[str, object]) -> str:
    if source.get("law"):
        return " · ".join(pack_texts.told(source[name], language()) for name in ("law", "article", "year") if source.get(name))
    return _("Recaudo or your own setting")
