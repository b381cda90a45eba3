"""Customer: everything on one person, and the form that logs what was said."""

import streamlit as st

from core.services import story as stories
from core.text import _
from core.ui.blocks import circumstances, customer, customer_money, customer_privacy, customer_reach, customer_timeline, customers
from core.ui.blocks.contact_log import log_form
from core.ui.blocks.write_message import write_button, written
from core.ui.guard import require
from core.ui.places import go
from core.ui.widgets import refusing
from core.ui.widgets.question import ask

visit = require("customer.view")

story = None
with refusing():
    story = stories.tell(visit.engine, visit.actor, customer.chosen(visit))
if story is None:
    st.stop()

with customer.head(story):
    write_button(visit, story.person.id, primary=True)
    if st.button(_("Conversation"), icon=":material/forum:", key="conversation"):
        go("messages", customer=story.person.id)
    if st.button(_("Edit"), icon=":material/edit:", key="edit"):
        ask(_("Edit customer"), customer_reach.edit, visit, story, icon="edit")
customers.way_back()
written(story.person.id)
circumstances.warnings(visit, story.person.id, story.today)
customer_privacy.warnings(visit, story)
customer.figures(visit, story)
customer_money.credit(visit, story)

left, right = customer.split()
with left:
    documents, payments, promises, disputes = st.tabs([_("Documents"), _("Payments"), _("Promises"), _("Disputes")])
    with documents:
        customer.documents(story)
    with payments:
        customer_money.payments(visit, story)
    with promises:
        customer_money.agreements(visit, story)
        customer.promised(visit, story)
    with disputes:
        customer.contested(visit, story)
    st.subheader(_("What happened"), anchor=False)
    customer_timeline.timeline(visit, story)
with right:
    with st.container(border=True, key="log"):
        st.subheader(_("Log a contact"), anchor=False)
        overdue = {row.currency: row.overdue_cents or row.open_cents for row in story.balances if row.open_cents > 0}
        points = customer_reach.shown_points(visit, story)
        told = {"today": story.today, "overdue": overdue, "points": points, "promises": story.promises}
        if log_form(visit, story.person.id, **told, key="log"):
            st.rerun()
    with st.container(border=True, key="reach"):
        st.subheader(_("Phones and e-mails"), anchor=False)
        customer_reach.points(visit, story)
    with st.container(border=True, key="channels"):
        st.subheader(_("Channels"), anchor=False)
        customer_reach.channels(visit, story)
    with st.container(border=True, key="care"):
        st.subheader(_("Circumstances"), anchor=False)
        circumstances.care(visit, story.person.id, story.today)
    with st.container(border=True, key="agenda"):
        st.subheader(_("Appointments"), anchor=False)
        customer_reach.agenda(visit, story)
    with st.container(border=True, key="privacy"):
        st.subheader(_("Privacy"), anchor=False)
        customer_privacy.block(visit, story)
    if story.person.notes:
        with st.container(border=True, key="notes"):
            st.subheader(_("Notes"), anchor=False)
            st.text(story.person.notes)
