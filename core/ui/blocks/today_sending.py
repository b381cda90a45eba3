"""What sending asks of a person today: doubts to decide, and what was caught up while the machine slept."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import away, doubt, message_views
from core.services.message_views import Listed
from core.services.outbox import NEEDS_PERSON
from core.text import _, ngettext_
from core.ui.guard import Visit
from core.ui.places import place
from core.ui.sending_words import message_state
from core.ui.widgets import moment, plain, refusing
from core.ui.words import channel_word

MOST = 5


def decide(visit: Visit) -> None:
    """The doubts that no provider could settle, for those who may decide them; the rest are one click away."""
    if not is_allowed(visit.actor, "message.resolve"):
        return
    total, rows = message_views.find(visit.engine, visit.actor, states=(NEEDS_PERSON,), limit=MOST)
    if not total:
        return
    st.subheader(_("Did these arrive?"), anchor=False)
    st.caption(_("The provider cannot say. Ask the customer or look at the provider's page, then decide: both are written to the trail."))
    for row in rows:
        choice(visit, row)
    if total > MOST:
        st.page_link(place("messages"), label=_("All messages in doubt"), icon=":material/help:", query_params={"section": "doubt"})


def choice(visit: Visit, row: Listed) -> None:
    """One doubtful message with the two decisions about it."""
    may_decide = is_allowed(visit.actor, "message.resolve")
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        since = moment(row.at, visit.zone)
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(row.customer)}** · {channel_word(row.channel)} · {message_state(row.state)} · {since}")
            st.caption(plain(doubt.story(visit.engine, visit.actor, row.id, visit.language), 500))
        with st.container(horizontal=True, width="content"):
            for decision, label in (("arrived", _("It arrived")), ("send_again", _("Send again"))):
                if st.button(label, key=f"doubt_{decision}_{row.id}", disabled=not may_decide) and may_decide:
                    with refusing():
                        doubt.decide(visit.engine, visit.actor, row.id, decision)
                        st.rerun()


def slept(visit: Visit) -> None:
    """While you were away: since when nothing ran, and what was caught up."""
    found = away.last(visit.engine, visit.actor)
    if found is None:
        return
    lines = (
        (found.replies, ngettext_("{n} reply came in", "{n} replies came in", found.replies)),
        (found.payments, ngettext_("{n} payment came in", "{n} payments came in", found.payments)),
        (found.sent, ngettext_("{n} message went out afterwards", "{n} messages went out afterwards", found.sent)),
        (found.moved, ngettext_("{n} message moved to a lawful hour", "{n} messages moved to a lawful hour", found.moved)),
        (found.expired, ngettext_("{n} message came too late and stayed", "{n} messages came too late and stayed", found.expired)),
    )
    with st.container(border=True, gap="small"):
        st.markdown(f":material/bedtime: **{_('While you were away')}**")
        st.caption(_("Nothing ran from {since} to {until}.", since=moment(found.since, visit.zone), until=moment(found.until, visit.zone)))
        st.markdown("  \n".join(words for count, words in lines if count) or _("Nothing had to be caught up."))
