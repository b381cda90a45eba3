"""Who works here: accounts, roles, and the browsers that are signed in."""

from __future__ import annotations

import streamlit as st

from core.domain.access import ROLES, is_allowed
from core.services import accounts, sessions
from core.services.accounts import Person
from core.text import LANGUAGES, _
from core.ui.guard import Visit
from core.ui.widgets import moment, plain, refusing
from core.ui.words import language_word, role_word


def overview(visit: Visit) -> None:
    """The people, and for the owner what can be done about them."""
    people = accounts.people(visit.engine, visit.actor)
    st.dataframe([_row(visit, person) for person in people], hide_index=True, key="people", placeholder="–")
    if not is_allowed(visit.actor, "user.edit"):
        st.info(_("Only the owner adds and changes people."), icon=":material/lock:")
        return
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        _add(visit)
    with right, st.container(border=True):
        _change(visit, people)
    _signed_in(visit)


def _row(visit: Visit, person: Person) -> dict[str, object]:
    return {
        _("Name"): person.name,
        _("E-mail"): person.email,
        _("Role"): role_word(person.role),
        _("Language"): language_word(person.language),
        _("State"): _("Active") if person.is_active else _("Closed"),
        _("Last signed in"): moment(person.last_login_at, visit.zone),
    }


def _add(visit: Visit) -> None:
    st.subheader(_("Add a person"), anchor=False)
    turn = st.session_state.setdefault("people_added", 0)  # a refused form keeps its words, the next person begins with an empty one
    with st.form(f"add_person_{turn}", border=False, clear_on_submit=False):
        name = st.text_input(_("Name"), max_chars=80, key=f"add_name_{turn}")
        email = st.text_input(_("E-mail"), max_chars=120, key=f"add_email_{turn}")
        role = st.selectbox(_("Role"), ROLES, ROLES.index("agent"), format_func=role_word, key=f"add_role_{turn}")
        language = st.selectbox(
            _("Language"), LANGUAGES, LANGUAGES.index(visit.company.language), format_func=language_word, key=f"add_language_{turn}"
        )
        password = st.text_input(
            _("First password (12 characters or more)"), type="password", max_chars=128, key=f"add_password_{turn}"
        )
        if st.form_submit_button(_("Add"), type="primary"):
            with refusing():
                accounts.add_user(visit.engine, visit.actor, email=email, name=name, role=role, password=password, language=language)
                st.session_state["people_added"] = turn + 1
                st.toast(_("Added. Tell them the first password; they change it under My account."))
                st.rerun()


def _change(visit: Visit, people: list[Person]) -> None:
    st.subheader(_("Change a person"), anchor=False)
    names = {person.id: f"{person.name} · {person.email}" for person in people}
    chosen = st.selectbox(_("Person"), list(names), format_func=names.get, key="person")
    person = next(person for person in people if person.id == chosen)
    role = st.selectbox(_("Role"), ROLES, ROLES.index(person.role), format_func=role_word, key=f"role_{person.id}")
    password = st.text_input(_("New password"), type="password", max_chars=128, key=f"reset_{person.id}")
    with st.container(horizontal=True), refusing():
        if st.button(_("Change role"), disabled=role == person.role, key="change_role"):
            accounts.change_role(visit.engine, visit.actor, person.id, role)
            st.rerun()
        if st.button(_("Set password"), disabled=not password, key="set_password"):
            accounts.reset_password(visit.engine, visit.actor, person.id, password)
            st.toast(_("The password is changed and their open sessions are ended."))
        if person.is_active and st.button(_("Close account"), key="close_account", disabled=person.id == visit.actor.user_id):
            accounts.disable_user(visit.engine, visit.actor, person.id)
            st.rerun()
        if not person.is_active and st.button(_("Open account again"), key="open_account"):
            accounts.enable_user(visit.engine, visit.actor, person.id)
            st.rerun()


def _signed_in(visit: Visit) -> None:
    with st.expander(_("Browsers that are signed in"), icon=":material/devices:"):
        session_table(visit)


def session_table(visit: Visit) -> None:
    """Open sessions, each of which may be ended: the owner sees all, others their own."""
    for row in sessions.open_sessions(visit.engine, visit.actor):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{plain(row['name'])}** · {moment(row['seen_at'], visit.zone)} · {plain(row['address'])}", width="content")
            if st.button(_("End"), key=f"end_{row['id']}"):
                with refusing():
                    sessions.end_session(visit.engine, visit.actor, int(str(row["id"])))
                    st.rerun()
