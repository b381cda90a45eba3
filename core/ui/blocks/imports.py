"""Taking a file in: choose it, watch it being read, look at what it would do, confirm."""

from __future__ import annotations

import streamlit as st

from core.domain.records import KINDS, Choices
from core.services import import_jobs, imports, portfolios
from core.services.import_jobs import READING, Job
from core.text import _, ngettext_, say
from core.ui.blocks import imports_reading, imports_review
from core.ui.guard import Visit
from core.ui.import_words import kind_word
from core.ui.widgets import refusing
from core.ui.widgets.upload import upload

TYPES = ["csv", "txt", "tsv", "xlsx", "xls", "xlsb", "ods", "html", "htm", "n43", "q43", "xml", "ofx"]


def new_button(visit: Visit) -> None:
    """The page's primary button: take a file in."""
    if st.button(_("Import a file"), type="primary", icon=":material/upload_file:", key="import_new"):
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
    waiting = import_jobs.running(visit.actor)
    if job or waiting:
        _progress(visit, (job or waiting[-1]).id)
        return
    draft_id = st.query_params.get("draft")
    if draft_id is None:
        _choose(visit)
        return
    with refusing():
        draft = imports.find_draft(visit.actor, draft_id)
        if _say_problem() and st.button(_("Compare it again"), icon=":material/refresh:", key="import_again"):
            imports_reading.read_again(visit, draft, {}, {})
        imports_reading.understood(visit, draft)
        if not draft.questions:
            imports_review.review(visit, draft)


def _choose(visit: Visit) -> None:
    _say_problem()
    known = portfolios.names(visit.engine, visit.actor)
    with st.container(border=True):
        st.subheader(_("Which file?"), anchor=False)
        st.caption(_("CSV, Excel, OpenDocument or HTML tables, and bank statements (Norma 43, camt.053, OFX)."))
        st.caption(_("Nothing counts before you confirm it."))
        file = upload(_("File"), TYPES, key="import_file", megabytes=150)  # as much as the gate lets one page hold
        left, right = st.columns(2)
        kind = left.selectbox(
            _("What it is about"),
            ["", *KINDS],
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


@st.fragment(run_every=1.0)
def _progress(visit: Visit, job_id: str) -> None:
    """How far a job is; the page can be left meanwhile."""
    job = import_jobs.find(visit.actor, job_id)
    if job is None:
        show("import")
        return
    if job.is_done:
        _finish(job)
    with st.container(border=True):
        st.subheader(_("Reading the file") if job.step == READING else _("Importing"), anchor=False)
        st.text(job.file_name)
        st.progress(min(max(job.share, 0.0), 1.0), text=_left(job))
        st.caption(_("You can leave this page: it goes on, and you find it here again."))
        if st.button(_("Cancel"), key="import_stop", icon=":material/close:"):
            import_jobs.stop(visit.actor, job_id)
            show("import")


def _left(job: Job) -> str:
    seconds = job.seconds_left
    if seconds is None:
        return _("Just begun")
    if seconds < 60:
        return ngettext_("About {n} second left", "About {n} seconds left", max(seconds, 1))
    return ngettext_("About {n} minute left", "About {n} minutes left", round(seconds / 60))


def _finish(job: Job) -> None:
    """Go where a job that is done leads: to its draft, to its report, or back to the choice of a file."""
    if job.report is not None:
        show("history", id=str(job.report["import_id"]))
    if job.problem is not None:
        st.session_state["import_problem"] = job.problem
    if job.draft_id is not None:
        show("import", draft=job.draft_id)
    show("import")
