"""The audit trail: who did what and when, and the button that proves that nobody changed it."""

from __future__ import annotations

import streamlit as st

from core.db.tables import AuditEntry
from core.domain.access import SCHEDULER
from core.services import audit
from core.services.audit_words import KINDS, action_word, audit_kind_word, noun_word
from core.text import _, ngettext_
from core.ui.audit_facts import facts_told
from core.ui.blocks import list_exports
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
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        list_exports.of_trail(visit, kind or None)
        offset = paged(total, 50, key=f"audit_page_{kind}")
    _total, found = audit.entries(visit.engine, visit.actor, limit=50, offset=offset, action=kind or None)
    st.caption(shown(total, offset, 50))
    personal = audit.details(visit.engine, visit.actor, [entry.id or 0 for entry in found])
    rows = [_row(visit, entry, personal.get(entry.id or 0, {})) for entry in found]
    st.dataframe(rows, hide_index=True, key="audit_rows", placeholder="–", height="content", alt=_("Entries of the audit trail"))


def _verify(visit: Visit) -> None:
    with refusing(), st.spinner(_("Checking every entry…")):
        found = audit.verify(visit.engine, visit.actor)
        if found.is_whole:
            whole = ngettext_("The trail is whole: {n} entry, none changed.", "The trail is whole: {n} entries, none changed.",
                              found.entries)  # fmt: skip
            st.success(whole, icon=":material/verified:")
            st.caption(_("Head of the chain: {head}", head=f"`{found.head[:16]}…`"))
        else:
            st.error(_("The trail was changed at entry {number}. Keep this machine as it is and call for help.", number=found.broken_at))


def _row(visit: Visit, entry: AuditEntry, personal: dict[str, object]) -> dict[str, object]:
    after = (entry.after or {}) | personal if isinstance(entry.after, dict) or personal else entry.after
    return {
        _("When"): moment(entry.at, visit.zone),
        _("Who"): _("Scheduler") if entry.actor == SCHEDULER.name and entry.user_id is None else entry.actor,
        _("What"): action_word(entry.action),
        _("On"): f"{noun_word(entry.noun)} {entry.noun_id or ''}".strip(),
        _("Before"): facts_told(entry.before, visit.zone),
        _("After"): facts_told(after, visit.zone),
        _("From"): entry.address,
    }
