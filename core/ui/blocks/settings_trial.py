"""Send me a test: one message through a channel to an address that the owner types."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import channels, reasons, trial
from core.services.outbox import LEFT
from core.text import _
from core.ui.guard import Visit
from core.ui.places import place
from core.ui.sending_words import message_state
from core.ui.widgets import forget, refusing, token
from core.ui.words import channel_word


def show(visit: Visit) -> None:
    """The channel, the own number or e-mail, and what became of the test."""
    if not is_allowed(visit.actor, "channel.edit"):
        return
    with st.expander(_("Send me a test"), icon=":material/outgoing_mail:"):
        st.caption(_("One message to your own number or e-mail, through the channel as it is set up. At most five an hour."))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kinds = list(channels.active(visit.engine))
            kind = st.selectbox(_("Channel"), kinds, format_func=channel_word, key="trial_kind", width=180)
            address = st.text_input(_("Your own number or e-mail"), key="trial_address", width=280)
            pressed = st.button(_("Send the test"), icon=":material/send:", key="trial_send", disabled=not address.strip())
        if pressed:
            with refusing(), st.spinner(_("Sending…")):
                _told(visit, trial.send_test(visit.engine, visit.actor, kind, address, token=token("trial")))
                forget("trial")


def _told(visit: Visit, found: trial.Tried) -> None:
    why = reasons.tell(found.reason, visit.language)
    if found.state in LEFT:
        words = _("The provider took it. It should be there within a minute.")
        st.success(_("Simulated: nothing leaves this machine.") if found.is_simulated else words, icon=":material/check_circle:")
    else:
        st.warning(f"{message_state(found.state)}. {why}", icon=":material/error:")
    st.page_link(place("messages"), label=_("What became of it"), query_params={"id": str(found.message_id)})
