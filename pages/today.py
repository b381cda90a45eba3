"""Today: what needs a person, and what happened meanwhile."""

import streamlit as st

from core.services import today as days
from core.text import _
from core.ui.blocks import campaigns, today, today_sending
from core.ui.guard import require
from core.ui.places import go
from core.ui.widgets import header, moment

visit = require("today.view")

found = days.look(visit.engine, visit.actor)
is_beginning = found.has_customers and today.is_beginning(visit)
with header(_("Today"), _("Data as of {when}", when=moment(found.now, visit.zone))):
    kind = "secondary" if is_beginning else "primary"
    if found.has_customers and st.button(_("Next call"), type=kind, icon=":material/call:", key="next_call"):
        go("worklist")
if not found.has_customers:
    today.first_steps(visit)
    st.stop()

campaigns.hindrances(visit)
if is_beginning:
    today.beginnings(visit)
today.figures(found)
left, right = st.columns([5, 3], gap="medium")
with left:
    today.needs(visit, found)
    today_sending.decide(visit)
with right:
    today.happened(visit, found)
    today_sending.slept(visit)
