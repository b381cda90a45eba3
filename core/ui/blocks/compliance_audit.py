"""The audit trail: who did what and when, and the button that proves that nobody changed it."""

from __future__ import annotations

import json

import streamlit as st

from core.db.tables import AuditEntry
from core.services import audit
from core.text import _, format_number
from core.ui.audit_words import KINDS, action_word, audit_kind_word
from core.ui.guard import Visit
from core.ui.widgets import moment, paged, refusing, shown


def trail(visit: Visit) -> None:
    """The verify button, a filter and the entries, newest first."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        kind = st.selectbox(
            _("Kind"), ["", *KINDS], format_func=lambda code: audit_kind_word(code) if code else _("All"), key="audit_kind", width=220
        )
        if st.button(_("Verify the whole trail"), type="primary", icon=":material/verified:", key="verify"):
            st.session_state["verified"] = True
    if st.session_state.pop("verified", False):
        _verify(visit)
    total, _first = audit.entries(visit.engine, visit.actor, limit=1, action=kind or None)
    offset = paged(total, 50, key=f"audit_page_{kind}")
    _total, found = audit.entries(visit.engine, visit.actor, limit=50, offset=offset, action=kind or None)
    st.caption(shown(total, offset, 50))
    rows = [_row(visit, entry) for entry in found]
    st.dataframe(rows, hide_index=True, key="audit_rows", placeholder="–", height="content", alt=_("Entries of the audit trail"))


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
        _("What"): action_word(entry.action),
        _("Code"): entry.action,
        _("On"): f"{entry.noun or ''} {entry.noun_id or ''}".strip(),
        _("Before"): _told(entry.before),
        _("After"): _told(entry.after),
        _("From"): entry.address,
    }


def _told(value: object) -> str:
    """What was recorded, as `name: value` for people; what is nested stays as the trail keeps it."""
    if not isinstance(value, dict):
        return "" if value is None else str(value)[:300]
    known = {name: told for name, told in value.items() if told not in (None, "", [], {}) and name != audit.DIGEST}
    words = {name: told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, default=str) for name, told in known.items()}
    return " · ".join(f"{name}: {told}" for name, told in words.items())[:300]
