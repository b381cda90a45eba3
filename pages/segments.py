"""Segments: named groups of customers, who is in each and why, and the way from one to a campaign."""

import streamlit as st

from core.domain.errors import NotFound
from core.services import segment_views
from core.text import _
from core.ui.blocks import segment_form, segments
from core.ui.guard import require
from core.ui.widgets import header

visit = require("segment.view")

asked = st.query_params.get("id") or st.query_params.get("of") or ""
with header(_("Segments"), _("Groups of customers by what is true of them now. Nobody is put in by hand.")):
    if not asked and not st.query_params.get("new"):
        segments.new_button(visit)

try:
    source = segment_views.one(visit.engine, visit.actor, int(asked)) if asked.isdigit() else None
except NotFound:
    segments.not_found()
    st.stop()

if st.query_params.get("new"):
    segment_form.build(visit, source)
elif source is not None:
    segments.one(visit, source)
else:
    segments.table(visit)
