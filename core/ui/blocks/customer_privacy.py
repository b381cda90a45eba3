"""Privacy on the customer's page: what is restricted, the requests of this person, and a form that takes one down."""

from __future__ import annotations

import streamlit as st

from core.domain import privacy as rules
from core.domain.access import is_allowed
from core.services import privacy_requests, privacy_rights
from core.services.erasure_marks import HOW
from core.services.story import Story
from core.text import _
from core.ui.blocks import privacy_answer, privacy_list
from core.ui.guard import Visit
from core.ui.privacy_words import ARRIVALS, ASKERS, IDENTITIES, kind_word, word
from core.ui.widgets import moment, refusing
from core.ui.widgets.question import ask


def warnings(visit: Visit, story: Story) -> None:
    """What whoever opens the page must know first: restricted, not profiled, erased once before."""
    person = story.person
    if person.restricted_at:
        st.warning(
            _("The use of this data is restricted since {when}: it is only kept, and nobody is contacted.",
              when=moment(person.restricted_at, visit.zone)), icon=":material/lock_person:",
        )  # fmt: skip
    if person.unprofiled_at:
        when = moment(person.unprofiled_at, visit.zone)
        st.info(_("Objected to a profile on {when}: no score, no segments, no campaigns.", when=when), icon=":material/person_off:")
    if any(row.opted_out_how == HOW for row in story.standings):
        told = _("This person's data was erased once and came in again with a file. Every channel stays closed until they say otherwise.")
        st.warning(told, icon=":material/person_cancel:")


def block(visit: Visit, story: Story) -> None:
    """The requests of this person and what can be done."""
    number = story.person.id
    _total, rows = privacy_requests.find(visit.engine, visit.actor, customer_id=number)
    for row in rows[:5]:
        privacy_list.card(visit, row, is_named=False)
    if not rows:
        st.caption(_("No request about this person's data yet."))
    with st.container(horizontal=True):
        if is_allowed(visit.actor, "privacy.ask"):
            with st.popover(_("Take down a request"), icon=":material/shield_person:", key=f"privacy_open_{_taken()}"):
                _open(visit, story)
        if is_allowed(visit.actor, "privacy.export") and st.button(_("Everything as a file"), icon=":material/folder_zip:", key="take_out"):
            ask(_("Everything as a file"), privacy_answer.file_of, visit, number, icon="folder_zip")
        if is_allowed(visit.actor, "privacy.answer"):
            _lifts(visit, story)


def _taken() -> int:
    """How many requests were taken down here: a popover with another name begins closed."""
    return st.session_state.get("privacy_taken", 0)


def _open(visit: Visit, story: Story) -> None:
    kind = st.selectbox(_("What is asked for?"), rules.KINDS, format_func=kind_word, key="privacy_kind")
    about = None
    if kind == rules.OBJECT:
        about = st.selectbox(_("To what?"), rules.OBJECTIONS, format_func=lambda code: kind_word("object", code), key="privacy_about")
    arrived = st.selectbox(_("How did it come?"), rules.ARRIVALS, format_func=lambda code: word(ARRIVALS, code), key="privacy_arrived")
    on = st.date_input(_("When did it come?"), value=story.today, max_value=story.today, format="DD/MM/YYYY", key="privacy_on")
    asked_by = st.selectbox(_("Who asks?"), rules.ASKED_BY, format_func=lambda code: word(ASKERS, code), key="privacy_by")
    identity = st.selectbox(_("How did they show who they are?"), (None, *rules.IDENTITIES), key="privacy_identity",
                            format_func=lambda code: word(IDENTITIES, code) if code else _("Not checked yet"))  # fmt: skip
    note = st.text_area(_("Their words"), key=f"privacy_note_{_taken()}", max_chars=2000, height=80)
    if st.button(_("Take it down"), type="primary", key="privacy_go"):
        with refusing():
            privacy_requests.open_(
                visit.engine, visit.actor, customer_id=story.person.id, kind=kind, arrived=arrived, received_on=on, about=about,
                asked_by=asked_by, identity=identity, note=note,
            )  # fmt: skip
            st.session_state["privacy_taken"] = _taken() + 1
            st.rerun()


def _lifts(visit: Visit, story: Story) -> None:
    held = {rules.RESTRICT: story.person.restricted_at, rules.OBJECT: story.person.unprofiled_at}
    labels = {rules.RESTRICT: _("End the restriction"), rules.OBJECT: _("Profile again")}
    for what in [what for what, since in held.items() if since]:
        with st.popover(labels[what], key=f"lift_{what}"):
            why = st.text_area(_("Why does it end, and how was the person told?"), key=f"lift_why_{what}", max_chars=1000)
            if st.button(labels[what], key=f"lift_go_{what}", disabled=len(why.strip()) < 10):
                with refusing():
                    privacy_rights.lift(visit.engine, visit.actor, story.person.id, what=what, why=why)
                    st.rerun()
