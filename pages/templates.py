"""Templates: the words that customers get, written, checked and approved here."""

import streamlit as st

from core.services import template_views
from core.text import _
from core.ui.blocks import template_forms, template_list
from core.ui.guard import require
from core.ui.widgets import header

visit = require("template.view")

chosen = st.query_params.get("id")
ABOUT = _("Only approved words are sent. Each change is a new version; a second person approves it, where there is one.")
with header(_("Templates"), ABOUT):
    template_list.new_button(visit)

found = template_views.listed(visit.engine, visit.actor)
picked = next((view for view in found if str(view.id) == chosen), None)
if st.query_params.get("new") and picked is None:
    template_forms.write_new(visit)
elif picked is None:
    template_list.waiting(visit, found)
    template_list.table(visit, found)
else:
    template_forms.one(visit, picked)
