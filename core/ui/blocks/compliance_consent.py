"""Who agreed to which channel: what is missing, and the proof for many customers at once."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import contact_rules, profiles
from core.services.template_views import CHANNELS
from core.text import _, format_number, ngettext_
from core.ui.guard import Visit
from core.ui.widgets import refusing
from core.ui.words import channel_word


def overview(visit: Visit) -> None:
    """What the country asks for, how many customers lack it, and the form that records it."""
    needed = profiles.channels_that_need_authorisation(visit.company.country)
    if needed:
        st.warning(_("In your country each channel needs the customer's authorisation. Without it, nothing is sent on that channel."))
    else:
        st.info(
            _("Your country asks for no authorisation per channel. WhatsApp itself wants people to have agreed."), icon=":material/info:"
        )
    missing = contact_rules.missing_authorisation(visit.engine, visit.actor)
    with st.container(horizontal=True):
        for channel in CHANNELS:
            st.metric(_("{channel}: without authorisation", channel=channel_word(channel)), format_number(missing[channel]), border=True)
    if note := st.session_state.pop("authorised_note", None):
        st.success(note, icon=":material/check_circle:")
    _record(visit)


def _record(visit: Visit) -> None:
    with st.form("authorise_all", border=True):
        st.subheader(_("My customers agreed"), anchor=False)
        st.caption(_("Records the authorisation of all present customers. Whoever opted out stays opted out."))
        chosen = st.pills(_("Channels"), CHANNELS, selection_mode="multi", format_func=channel_word, key="authorise_channels")
        proof = st.text_area(_("Where and how they agreed"), max_chars=1000, height=80, key="authorise_proof",
                             placeholder=_("For example: clause 7 of the credit application, signed by each customer"))  # fmt: skip
        if st.form_submit_button(_("Record the authorisations"), type="primary", disabled=not is_allowed(visit.actor, "optout.lift")):
            with refusing():
                count = contact_rules.authorise_all(visit.engine, visit.actor, list(chosen or []), proof)
                st.session_state["authorised_note"] = ngettext_("{n} authorisation recorded.", "{n} authorisations recorded.", count)
                st.rerun()
