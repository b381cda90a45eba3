"""Messages: the outbox with every state and reason, conversations, doubts to decide, and senders whom nobody knows."""

import streamlit as st

from core.text import _
from core.ui.blocks import campaigns, conversations, message_detail, messages
from core.ui.guard import require
from core.ui.widgets import header
from core.ui.widgets.sections import sections

visit = require("message.view")

header(_("Messages"), _("What was sent, what came back, and why something did not go."))
picked = st.query_params.get("id", "")
talking = st.query_params.get("customer", "")
if picked.isdigit():
    message_detail.show(visit, int(picked))
    st.stop()
if talking.isdigit():
    conversations.one(visit, int(talking))
    st.stop()

campaigns.hindrances(visit)
names = {"outbox": _("Outbox"), "conversations": _("Conversations"), "doubt": _("In doubt"), "strangers": _("Unknown senders")}
section = sections(names, label=_("Part of the page"))
if section == "outbox":
    messages.outbox(visit)
elif section == "conversations":
    conversations.table(visit)
elif section == "doubt":
    messages.doubts(visit)
else:
    conversations.strangers(visit)
