"""The audit trail: who did what and when, and the button that proves that nobody changed it."""

from __future__ import annotations

import json

import streamlit as st

from core.db.tables import AuditEntry
from core.services import audit
from core.text import _, format_number
from core.ui.guard import Visit
from core.ui.widgets import moment, paged, refusing, shown

KINDS = (
    "",
    "session",
    "import",
    "payment",
    "promise",
    "template",
    "campaign",
    "message",
    "optout",
    "authorisation",
    "user",
    "channel",
    "setting",
    "sending",
)


def trail(visit: Visit) -> None:
    """The verify button, a filter and the entries, newest first."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        kind = st.selectbox(_("Kind"), KINDS, format_func=lambda code: code or _("All"), key="audit_kind", width=220)
        if st.button(_("Verify the whole trail"), type="primary", icon=":material/verified:", key="verify"):
            st.session_state["verified"] = True
    if st.session_state.pop("verified", False):
        _verify(visit)
    total, _first = audit.entries(visit.engine, visit.actor, limit=1, action=kind or None)
    offset = paged(total, 50, key=f"audit_page_{kind}")
    _total, found = audit.entries(visit.engine, visit.actor, limit=50, offset=offset, action=kind or None)
    st.caption(shown(total, offset, 50))
    st.dataframe([_row(visit, entry) for entry in found], hide_index=True, key="audit_rows", placeholder="–")


def _verify(visit: Visit) -> None:
    with refusing(), st.spinner(_("Checking every entry…")):
        found = audit.verify(visit.engine, visit.actor)
        if found.is_whole:
            count = format_number(found.entries)
            st.success(_("The trail is whole: {count} entries, none changed.", count=count), icon=":material/verified:")
            st.caption(_("Head of the chain: {head}", head=f"`{found.head[:16]}…`"))
        else:
            st.error(_("The trail was changed at entry {number}. Keep this machine as it is and call for help.", number=found.broken_at))


def _row(visit: Visit, entry: AuditEntry) -> dict[str, object]:
    return {
        _("When"): moment(entry.at, visit.zone),
        _("Who"): entry.actor,
        _("What"): entry.action,
        _("On"): f"{entry.noun or ''} {entry.noun_id or ''}".strip(),
        _("Before"): _told(entry.before),
        _("After"): _told(entry.after),
        _("From"): entry.address,
    }


def _told(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)[:300]
