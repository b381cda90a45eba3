"""One campaign: built as a draft, previewed, launched, then watched."""

import streamlit as st

from core.text import _
from core.ui.blocks import campaign_build, campaign_preview, campaign_watch, campaigns, rehearsal
from core.ui.guard import require
from core.ui.places import place
from core.ui.widgets import header, plain

visit = require("campaign.view")

view = campaigns.chosen(visit)
if view is None:
    header(_("Campaign"))
    st.info(_("Choose a campaign from the list."), icon=":material/campaign:")
    st.page_link(place("campaigns"), label=_("All campaigns"), icon=":material/arrow_back:")
    st.stop()

with header(plain(view.name), campaigns.summary(visit, view)):
    campaign_watch.actions(visit, view)
st.page_link(place("campaigns"), label=_("All campaigns"), icon=":material/arrow_back:")
campaigns.hindrances(visit)
if view.state == "draft":
    campaign_build.settings(visit, view)
    campaign_build.steps(visit, view)
    campaign_preview.show(visit, view)
else:
    campaign_watch.progress(visit, view)
    campaign_watch.plan(visit, view)
    campaign_preview.show(visit, view)
rehearsal.rehearse(visit, view)
