"""Worklist: whom to call next and why, with the form beside it."""

import streamlit as st

from core.text import _
from core.ui.blocks import worklist
from core.ui.guard import require
from core.ui.widgets import header

visit = require("worklist.view")

with header(_("Worklist"), _("The next best customer first, with the reasons. Log what came of it and the next one comes up.")):
    is_mine = st.toggle(_("Only mine"), key="worklist_mine", persist_state="session")
worklist.rise()

left, right = worklist.split()
with left:
    row = worklist.queue(visit, visit.actor.user_id if is_mine else None)
    worklist.agenda(visit)
with right:
    worklist.note(row)
    if row is not None:
        worklist.work(visit, row)
