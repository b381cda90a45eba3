"""The export of a table: a button that makes the file, then the link to fetch it within ten minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

from core.domain.access import is_allowed
from core.services import exports
from core.text import _
from core.ui.guard import Visit
from core.ui.widgets import refusing
from core.ui.widgets.link import download_link


def export_button(
    visit: Visit, *, kind: str, file_name: str, columns: Sequence[str], rows: Callable[[], Iterable[Sequence[Any]]], key: str
) -> None:
    """Offer a table as CSV or Excel to whom may export; `rows` is called only when it is asked for. Money comes as Decimal."""
    if not is_allowed(visit.actor, "export.make"):
        return
    with st.popover(_("Export"), icon=":material/download:"):
        st.caption(_("The file is for you alone, for ten minutes, and the export is written to the audit trail."))
        names = {"xlsx": "Excel", "csv": "CSV"}
        form = st.segmented_control(_("Format"), list(names), default="xlsx", format_func=names.get, key=f"{key}_format")
        if st.button(_("Make the file"), key=f"{key}_make", disabled=form is None) and form:
            with refusing():
                address = exports.make(visit.engine, visit.actor, kind=kind, file_name=file_name, columns=columns, rows=rows(), format=form)
                download_link(_("Download"), address)
