"""Answering a request about personal data in a dialog: who asks, then what is done, or why it is refused."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.domain import privacy as rules
from core.domain.access import is_allowed
from core.services import accounts, erasure, person_export_files, privacy_extension, privacy_requests, privacy_rights
from core.services.privacy_requests import Listed
from core.text import _, format_date, language, ngettext_
from core.ui.guard import Visit
from core.ui.privacy_words import EXTENSIONS, IDENTITIES, reason_word, table_word, unconfirmed_word, word
from core.ui.widgets import moneys, plain, refusing
from core.ui.widgets.link import download_link


def answer(visit: Visit, row: Listed) -> None:
    """The dialog of one open request."""
    st.markdown(f"**{plain(row.customer or f'#{row.customer_id}')}**")
    if row.kind in rules.PROVEN_FIRST and row.identity is None:
        _identify(visit, row)
    else:
        {"access": _access, "correct": _correct, "restrict": _restrict, "object": _object, "erase": _erase}[row.kind](visit, row)
    if more := privacy_extension.possible(visit.engine, visit.actor, row.id):
        with st.expander(_("Take more time"), icon=":material/more_time:"):
            _extend(visit, row, *more)
    with st.expander(_("Refuse it"), icon=":material/block:"):
        _refuse(visit, row)


def _identify(visit: Visit, row: Listed) -> None:
    st.markdown(_("First make sure who is asking: data must not reach a stranger, and nobody else may have it erased."))
    how = st.selectbox(_("How did they show who they are?"), rules.IDENTITIES, format_func=lambda code: word(IDENTITIES, code),
                       key=f"identity_{row.id}")  # fmt: skip
    note = st.text_input(_("Note"), key=f"identity_note_{row.id}", max_chars=500)
    if st.button(_("It is who they say"), type="primary", key=f"identify_{row.id}"):
        with refusing():
            privacy_requests.identify(visit.engine, visit.actor, row.id, how=how, note=note)
            st.rerun()


def _access(visit: Visit, row: Listed) -> None:
    file_of(visit, row.customer_id)
    _close(visit, row, _("The file was handed over"))


def file_of(visit: Visit, customer_id: int) -> None:
    """The file of everything, made when it is asked for."""
    st.caption(_("A ZIP: data.json for programs, and a page to read and print. It is for you alone, for ten minutes."))
    if st.button(_("Make the file"), icon=":material/folder_zip:", key=f"export_{customer_id}"):
        with refusing():
            address = person_export_files.hand_out(visit.engine, visit.actor, customer_id, language=language())
            download_link(_("Download"), address)


def _correct(visit: Visit, row: Listed) -> None:
    st.markdown(_("Correct it on the customer's page: Edit for the name and the address, Phones and e-mails for the numbers."))
    _close(visit, row, _("It was corrected"))


def _close(visit: Visit, row: Listed, label: str) -> None:
    told = st.text_area(_("What was answered"), key=f"told_{row.id}", max_chars=2000, height=80)
    if st.button(label, type="primary", key=f"done_{row.id}"):
        with refusing():
            privacy_requests.close(visit.engine, visit.actor, row.id, outcome=rules.DONE, answer=told)
            st.rerun()


def _restrict(visit: Visit, row: Listed) -> None:
    st.markdown(_("From now on the data is only kept: nobody is written to or called, and segments and campaigns leave the person out."))
    if st.button(_("Restrict the data now"), type="primary", key=f"restrict_{row.id}"):
        with refusing():
            privacy_rights.restrict(visit.engine, visit.actor, row.id)
            st.rerun()


def _object(visit: Visit, row: Listed) -> None:
    if row.about == rules.CONTACT:
        st.markdown(_("Every channel is closed at once. Only the customer's own later word opens one again."))
    else:
        told = _("No class, rating or score is kept, and segments and campaigns leave the person out. Staff may still call and write.")
        st.markdown(told)
    if st.button(_("Accept the objection"), type="primary", key=f"object_{row.id}"):
        with refusing():
            privacy_rights.accept_objection(visit.engine, visit.actor, row.id)
            st.rerun()


def _erase(visit: Visit, row: Listed) -> None:
    if not is_allowed(visit.actor, "customer.erase"):
        st.info(_("Only the owner erases data."), icon=":material/lock:")
        return
    outlook = None
    with refusing():
        outlook = erasure.look(visit.engine, visit.actor, row.customer_id, request_id=row.id)
    if outlook is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _listed(_("This goes, for good"), outlook.goes)
        if outlook.cancels:
            st.markdown(ngettext_("{n} message that waits is called off.", "{n} messages that wait are called off.", outlook.cancels))
    with right:
        _listed(_("This stays, without a name"), outlook.stays)
        told = _("Amounts and dates stay because accounting needs them, and marks that keep a later file from reaching the person again.")
        st.caption(told)
    st.caption(_("Backups hold the data until they are thinned out, after twelve months at the latest; put back, they are erased again."))
    for hindrance in outlook.hindrances:
        st.warning(_(hindrance.msgid), icon=":material/front_hand:")
    if all(hindrance.may_waive for hindrance in outlook.hindrances):
        _confirm(visit, row, outlook.owes if outlook.hindrances else {})


def _listed(title: str, counts: dict[str, int]) -> None:
    st.markdown(f"**{title}**")
    lines = "\n".join(f"- {table_word(name)}: {count}" for name, count in counts.items())
    st.markdown(lines or _("Nothing."))


def _confirm(visit: Visit, row: Listed, owes: dict[str, int]) -> None:
    gives_up = not owes or st.checkbox(_("Give up the claim of {amount}", amount=moneys(owes)), key=f"give_up_{row.id}")
    password = st.text_input(_("Your password"), type="password", key=f"erase_password_{row.id}")
    if st.button(_("Erase for good"), type="primary", icon=":material/delete_forever:", key=f"erase_{row.id}",
                 disabled=not (gives_up and password)):  # fmt: skip
        with refusing():
            accounts.confirm_password(visit.engine, visit.actor, password)
            erasure.erase(visit.engine, visit.actor, row.id, give_up_claim=bool(owes))
            st.session_state["erased"] = True
            st.rerun()


def _extend(visit: Visit, row: Listed, more: date, is_confirmed: bool) -> None:
    told = _("The law lets you answer until {day}, once, if the person is told why by {first}.", day=format_date(more),
             first=format_date(row.due_on))  # fmt: skip
    st.markdown(told if is_confirmed else f"{told} {unconfirmed_word()}")
    reason = st.selectbox(_("Why"), rules.EXTENSIONS, format_func=lambda code: word(EXTENSIONS, code), key=f"extend_why_{row.id}")
    if st.button(_("The person was told today: extend it"), key=f"extend_{row.id}"):
        with refusing():
            privacy_extension.extend(visit.engine, visit.actor, row.id, reason=reason)
            st.rerun()


def _refuse(visit: Visit, row: Listed) -> None:
    reason = st.selectbox(_("Why"), rules.REASONS, format_func=reason_word, key=f"refuse_why_{row.id}")
    told = st.text_area(_("What was answered"), key=f"refuse_told_{row.id}", max_chars=2000, height=80)
    st.caption(_("The person must be told why, and where they can complain."))
    if st.button(_("Refuse the request"), key=f"refuse_{row.id}"):
        with refusing():
            privacy_requests.close(visit.engine, visit.actor, row.id, outcome=rules.REFUSED, reason=reason, answer=told)
            st.rerun()
