"""Taking a file in: choose it, watch it being read, look at what it would do, confirm."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from core.domain.readings import Choices
from core.domain.records import KINDS
from core.services import import_jobs, imports, portfolios
from core.services.import_jobs import READING, Job
from core.services.importing.draft import Draft
from core.text import _, ngettext_, say
from core.ui.blocks import imports_reading, imports_review
from core.ui.guard import Visit
from core.ui.import_words import kind_word
from core.ui.widgets import moment, refusing
from core.ui.widgets.upload import upload
from core.ui.widgets.voice import in_words

TYPES = ["csv", "txt", "tsv", "xlsx", "xls", "xlsb", "ods", "html", "htm", "n43", "q43", "xml", "ofx"]

WAITING = 3  # as many waiting files are shown at once


def new_button(visit: Visit) -> None:
    """The page's primary button: take a file in; the wizard, the report of an import and an empty page have their own."""
    section = st.query_params.get("section")
    if section == "import" or not any(one.invoices for one in portfolios.holdings(visit.engine, visit.actor)):
        return
    kind = "secondary" if section == "history" else "primary"
    if st.button(_("Import a file"), type=kind, icon=":material/upload_file:", key="import_new"):
        show("import")


def show(section: str, **query: str) -> None:
    """Go to a section of the page with these words in the address."""
    st.session_state.pop("section_chosen", None)
    st.query_params.clear()
    st.query_params.update({"section": section, **query})
    st.rerun()


def wizard(visit: Visit) -> None:
    """The step that the import is at: a job at work, a draft to look at, or a file to choose."""
    job = import_jobs.find(visit.actor, st.query_params.get("job", ""))
    at_work = import_jobs.running(visit.actor)
    if job or at_work:
        st.fragment(in_words(_progress), run_every=1.0)(visit, (job or at_work[-1]).id)
        return
    if ended := import_jobs.unseen(visit.actor):
        _finish(ended)
    if note := st.session_state.pop("import_note", None):
        st.success(note, icon=":material/check:")
    draft_id = st.query_params.get("draft")
    if draft_id is None or not _look_at(visit, draft_id):
        _choose(visit)


def _look_at(visit: Visit, draft_id: str) -> bool:
    """A draft with all that can be done with it; False when it is no longer there."""
    with refusing():
        draft = imports.find_draft(visit.actor, draft_id)
        if _say_problem() and st.button(_("Compare it again"), icon=":material/refresh:", key="import_again"):
            imports_reading.read_again(visit, draft, {}, {})
        imports_reading.understood(visit, draft)
        if not draft.questions:
            imports_review.review(visit, draft)
        return True
    return False


def _waiting(visit: Visit) -> None:
    """Files that were read and wait for a word, newest first: go on with one, or let it be."""
    found = imports.waiting(visit.actor)
    for draft in found[:WAITING]:
        _one_waiting(visit, draft)
    if rest := found[WAITING:]:
        with st.expander(ngettext_("{n} more file waits", "{n} more files wait", len(rest)), icon=":material/hourglass_top:"):
            for draft in rest:
                _one_waiting(visit, draft)


def _one_waiting(visit: Visit, draft: Draft) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"waiting_{draft.id}"):
        with st.container(gap=None):
            st.text(draft.file_name)
            state = _("Has questions for you") if draft.questions else _("Read, not confirmed yet")
            st.caption(f"{state} · {moment(datetime.fromisoformat(draft.made_at), visit.zone)}")
        if st.button(_("Go on"), key=f"go_on_{draft.id}", icon=":material/arrow_forward:"):
            show("import", draft=draft.id)
        imports_reading.cancel_button(visit, draft)


def _choose(visit: Visit) -> None:
    _say_problem()
    _waiting(visit)
    known = portfolios.names(visit.engine, visit.actor)
    with st.container(border=True):
        st.subheader(_("Which file?"), anchor=False)
        st.caption(_("CSV, Excel, OpenDocument or HTML tables, and bank statements (Norma 43, camt.053, OFX)."))
        st.caption(_("Nothing counts before you confirm it."))
        file = upload(_("File"), TYPES, key="import_file", megabytes=150)  # as much as the gate lets one page hold
        left, right = st.columns(2)
        asked = st.query_params.get("kind", "")
        kind = left.selectbox(
            _("What it is about"),
            ["", *KINDS],
            index=KINDS.index(asked) + 1 if asked in KINDS else 0,
            format_func=lambda code: kind_word(code) if code else _("Find out from the file"),
            key="import_kind",
        )
        names = list(known.values())
        portfolio = right.selectbox(
            _("Portfolio"), names, index=0 if names else None, accept_new_options=True, key="import_portfolio",
            placeholder=_("Choose one, or type a new name"), help=_("A portfolio is a set of documents that one file keeps up to date."),
        )  # fmt: skip
        if st.button(_("Read the file"), type="primary", disabled=file is None, key="import_read", icon=":material/search:") and file:
            st.session_state.pop("import_problem", None)
            with refusing():
                path = import_jobs.keep_upload(visit.actor, file.getvalue())
                is_new = kind in ("", "portfolio") or portfolio in names
                job = import_jobs.start_reading(
                    visit.engine,
                    visit.actor,
                    path,
                    file_name=file.name,
                    portfolio=portfolio if is_new else None,
                    choices=Choices(kind=kind or None),
                )
                show("import", job=job.id)


def _say_problem() -> bool:
    """Say why the last import did not come to its end; whether there was a reason."""
    problem = st.session_state.get("import_problem")
    if problem is not None:
        st.error(say(problem), icon=":material/block:")
    return problem is not None


def _progress(visit: Visit, job_id: str) -> None:
    """How far a job is; the page can be left meanwhile."""
    job = import_jobs.find(visit.actor, job_id)
    if job is None:
        show("import")
        return
    if job.is_done:
        _finish(job)
    with st.container(border=True, key="import_progress"):
        st.subheader(_("Reading the file") if job.step == READING else _("Importing"), anchor=False)
        st.text(job.file_name)
        st.progress(min(max(job.share, 0.0), 1.0), text=_far(job))
        st.caption(_("You can leave this page: it goes on, and you find it here again."))
        if job.is_stopped:
            st.caption(_("Being cancelled…"))
        elif st.button(_("Cancel"), key="import_stop", icon=":material/close:", help=_("Nothing will have been imported.")):
            import_jobs.stop(visit.actor, job_id)
            st.rerun()


def _far(job: Job) -> str:
    """How far a job is: rows and time left."""
    if job.rows is None:
        return _left(job)
    read = ngettext_("{n} row read", "{n} rows read", job.rows)
    written = ngettext_("{n} row to write", "{n} rows to write", job.rows)
    return f"{read if job.step == READING else written} · {_left(job)}"


def _left(job: Job) -> str:
    seconds = job.seconds_left
    if seconds is None:
        return _("Just begun")
    if seconds < 60:
        return ngettext_("About {n} second left", "About {n} seconds left", max(seconds, 1))
    return ngettext_("About {n} minute left", "About {n} minutes left", round(seconds / 60))


def _finish(job: Job) -> None:
    """Go where a job that is done leads: to its draft, to its report, or back to the choice of a file."""
    job.is_seen = True
    if job.report is not None:
        show("history", id=str(job.report["import_id"]), new="1")
    if job.problem is not None:
        st.session_state["import_problem"] = job.problem
    elif job.is_stopped:
        gone, kept = _("The import was cancelled. Nothing of it remains."), _("Cancelled: nothing was imported. The file still waits here.")
        st.session_state["import_note"] = gone if job.draft_id is None else kept
    if job.draft_id is not None:
        show("import", draft=job.draft_id)
    show("import")
