"""Today: what needs a person, each line leading to its rows, and what happened since yesterday."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import beginnings as steps
from core.services.today import Day
from core.text import _, format_number, ngettext_
from core.ui.guard import Visit
from core.ui.places import SCREENS, file_of, go
from core.ui.widgets import empty, moment, moneys

ACTIONS = {screen.name: screen.action for screens in SCREENS.values() for screen in screens}

LEADS: dict[str, tuple[str, dict[str, str]]] = {
    "error": ("messages", {"section": "doubt"}),
    "forum": ("messages", {"section": "conversations"}),
    "handshake": ("promises", {"state": "today"}),
    "heart_broken": ("promises", {"state": "broken"}),
    "call": ("worklist", {}),
    "report": ("customers", {"has": "dispute"}),
    "savings": ("customers", {"has": "credit", "owing": "1"}),
    "shield_locked": ("compliance", {"section": "requests"}),
    "shield_person": ("compliance", {"section": "requests"}),
    "edit_note": ("templates", {}),
    "sms_failed": ("messages", {"state": "failed"}),
}


def first_steps(visit: Visit) -> None:
    """An empty house: the way to the first file."""
    may_import = is_allowed(visit.actor, "import.run")
    sentence = _("There are no customers yet. Bring the first file of receivables, from Excel or any other program.")
    if may_import:
        if empty("upload_file", sentence, _("Import a file"), key="today"):
            go("portfolio", section="import")
    else:
        empty("upload_file", _("There are no customers yet. A manager brings the first file."), key="today")


def is_beginning(visit: Visit) -> bool:
    """Whether the person who acts may launch campaigns and nobody has launched one yet."""
    return is_allowed(visit.actor, "campaign.edit") and not steps.look(visit.engine, visit.actor).has_campaign


def beginnings(visit: Visit) -> None:
    """Who brought the first file is told what comes next, until a campaign was launched."""
    found = steps.look(visit.engine, visit.actor)
    lines = [
        ("contacts", _("Phones and e-mails of the customers"), found.has_contacts, "portfolio", {"section": "import", "kind": "contacts"}),
        ("authority", _("The customers' authorisation for each channel"), found.has_authority, "compliance", {"section": "consent"}),
        ("words", _("Words that somebody approved"), found.has_words, "templates", {}),
        ("campaign", _("The first campaign"), found.has_campaign, "campaigns", {"segment": "0"}),
    ]
    lines = [line for line in lines if line[0] != "authority" or found.asks_authority]
    next_one = next(name for name, _words, is_done, _page, _query in lines if not is_done)
    with st.container(border=True, key="beginnings"):
        st.subheader(_("Your first steps"), anchor=False)
        st.markdown(f":material/check_circle: {_('The portfolio is imported')}")
        for name, words, is_done, page, query in lines:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f":material/{'check_circle' if is_done else 'radio_button_unchecked'}: {words}", width="stretch")
                if name == next_one and st.button(_("Do it now"), key=f"begin_{name}", type="primary"):
                    go(page, **query)


def figures(found: Day) -> None:
    """The state of the money, per currency."""
    with st.grid(min_column_width=200):
        for currency, cents in found.overdue.items():
            st.metric(_("Overdue in {currency}", currency=currency), moneys({currency: cents}), border=True, height="stretch")
        st.metric(_("Customers with something overdue"), format_number(found.customers_late), border=True, height="stretch")
        st.metric(_("Received since yesterday"), moneys(found.paid), border=True, height="stretch",
                  help=_("Payments dated yesterday or today, by currency."))  # fmt: skip


def needs(visit: Visit, found: Day) -> None:
    """One line for each thing that waits for a person; what is zero is not listed."""
    broken, asked, failed, due = found.promises_just_broken, found.callbacks, found.failed, found.promises_due
    late, near, rich = found.privacy_overdue, found.privacy_due, found.credits
    lines = [
        ("error", found.in_doubt, ngettext_("{n} message is in doubt", "{n} messages are in doubt", found.in_doubt)),
        ("forum", found.replies, ngettext_("{n} reply waits for an answer", "{n} replies wait for an answer", found.replies)),
        ("handshake", due, ngettext_("{n} promise is due today", "{n} promises are due today", due)),
        ("heart_broken", broken, ngettext_("{n} promise was not kept of late", "{n} promises were not kept of late", broken)),
        ("call", asked, ngettext_("{n} customer asked to be called today", "{n} customers asked to be called today", asked)),
        ("shield_locked", late, ngettext_("{n} privacy request is overdue", "{n} privacy requests are overdue", late)),
        ("shield_person", near, ngettext_("{n} privacy request is due soon", "{n} privacy requests are due soon", near)),
        ("report", found.disputes, ngettext_("{n} dispute is open", "{n} disputes are open", found.disputes)),
        ("savings", rich, ngettext_("{n} customer has credit and still owes", "{n} customers have credit and still owe", rich)),
        ("edit_note", found.approvals, ngettext_("{n} text waits for approval", "{n} texts wait for approval", found.approvals)),
        ("sms_failed", failed, ngettext_("{n} message failed since yesterday", "{n} messages failed since yesterday", failed)),
    ]
    waiting = [line for line in lines if line[1]]
    st.subheader(_("Needs a person"), anchor=False)
    if not waiting:
        st.success(_("Nothing waits for you. The worklist knows whom to call next."), icon=":material/task_alt:")
    for icon, _count, words in waiting:
        page, query = LEADS[icon]
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/{icon}: {words}", width="stretch")
            if is_allowed(visit.actor, ACTIONS[page]) and file_of(page).is_file() and st.button(_("Open"), key=f"need_{icon}"):
                go(page, **query)


def happened(visit: Visit, found: Day) -> None:
    """What went out since yesterday and what goes out next."""
    st.subheader(_("Sending"), anchor=False)
    with st.container(border=True, gap="small"):
        st.markdown(ngettext_("{n} message sent since yesterday", "{n} messages sent since yesterday", found.sent))
        st.markdown(ngettext_("{n} message waits for its time", "{n} messages wait for their time", found.queued))
        if found.next_send_at is not None:
            st.caption(_("Next send: {when}", when=moment(max(found.next_send_at, found.now), visit.zone)))
