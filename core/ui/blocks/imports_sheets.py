"""The other sheets of a workbook that came in: one press each, while the file is still there."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import import_history, import_jobs
from core.services.import_history import Imported
from core.text import _, ngettext_
from core.ui.blocks.imports import show
from core.ui.guard import Visit
from core.ui.widgets import plain, refusing


def offer(visit: Visit, one: Imported) -> None:
    """The sheets of an import's file that look like tables and did not come in yet; nothing where there are none."""
    if not is_allowed(visit.actor, "import.run"):
        return
    names, is_kept = import_history.other_sheets(visit.engine, visit.actor, one.id)
    if not names:
        return
    with st.container(border=True, key="other_sheets"):
        words = ngettext_("Another sheet of this file looks like a table.", "{n} more sheets of this file look like tables.", len(names))
        st.markdown(f":material/table_view: {words}")
        if is_kept:
            _buttons(visit, one, names)
            return
        st.text(", ".join(names))
        if st.button(_("Choose the file again"), icon=":material/upload_file:", key="other_sheets_file"):
            show("import")


def _buttons(visit: Visit, one: Imported, names: list[str]) -> None:
    with st.container(horizontal=True):
        for place, name in enumerate(names):
            if st.button(_("Import “{sheet}”", sheet=plain(name)), icon=":material/upload_file:", key=f"other_sheet_{place}"):
                with refusing():
                    show("import", job=import_jobs.start_sheet(visit.engine, visit.actor, one.id, name).id)
