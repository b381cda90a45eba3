"""The scheduler on screen: whether it lives, what runs when, what failed, and the switch that stops all sending."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from core.domain.access import is_allowed
from core.services import jobs, sending
from core.text import _, ngettext_
from core.ui.guard import Visit
from core.ui.job_words import job_word, outcome_word
from core.ui.widgets import moment, refusing
from core.ui.widgets.question import ask


def overview(visit: Visit) -> None:
    """The switch, the jobs with their last and next run, and the failures."""
    _switch(visit)
    if jobs.is_alive(visit.engine):
        st.success(_("The scheduler is running."), icon=":material/check_circle:")
    else:
        st.error(_("The scheduler gives no sign of life: nothing is sent. Restart Recaudo; if it happens again, see the log file."))
    st.dataframe([_row(visit, status) for status in jobs.status(visit.engine, visit.actor)], hide_index=True, key="jobs", placeholder="–")
    names = [job.name for job in jobs.JOBS]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(_("Job"), names, format_func=job_word, key="job", width=280)
        if st.button(_("Run now"), key="run_job"):
            with refusing():
                outcome = jobs.run_job(visit.engine, visit.actor, chosen)
                st.toast(_("Done: {outcome}", outcome=outcome_word(outcome)))
    _failures(visit)


def _switch(visit: Visit) -> None:
    is_paused = visit.company.sending_paused_at is not None
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"), refusing():
        if is_paused:
            st.markdown(":material/pause_circle: " + _("**All sending is paused.** Nothing leaves until you resume it."), width="content")
            if st.button(_("Resume sending"), type="primary", key="resume_all", disabled=not is_allowed(visit.actor, "sending.resume")):
                sending.resume_all(visit.engine, visit.actor)
                st.rerun()
        else:
            st.markdown(":material/play_circle: " + _("Sending is on. What is due goes out within the lawful hours."), width="content")
            if st.button(
                _("Pause all sending"), icon=":material/pause:", key="pause_all", disabled=not is_allowed(visit.actor, "sending.pause")
            ):
                ask(_("Pause all sending?"), _confirm_pause, visit, icon="pause_circle")


def _confirm_pause(visit: Visit) -> None:
    st.write(_("No message leaves on any channel until somebody resumes it. What expires meanwhile is not sent later."))
    if st.button(_("Pause all sending"), type="primary", key="pause_all_go"):
        with refusing():
            sending.pause_all(visit.engine, visit.actor)
            st.rerun()


def _row(visit: Visit, status: jobs.JobStatus) -> dict[str, object]:
    result = {None: "–", True: _("Done"), False: _("Failed")}[status.succeeded]
    return {
        _("Job"): job_word(status.name),
        _("Every"): _span(status.every),
        _("Last run"): moment(status.last, visit.zone),
        _("Result"): result,
        _("Next run"): moment(status.next, visit.zone),
        _("Details"): status.problem or outcome_word(status.outcome),
        _("What it does"): _(status.text),
    }


def _span(every: timedelta) -> str:
    seconds = int(every.total_seconds())
    if seconds % 60:
        return _("{n} seconds", n=seconds)
    if seconds % 3600:
        return ngettext_("{n} minute", "{n} minutes", seconds // 60)
    return ngettext_("{n} hour", "{n} hours", seconds // 3600)


def _failures(visit: Visit) -> None:
    failed = jobs.runs(visit.engine, visit.actor, failed=True, limit=20)
    with st.expander(_("Failures ({n})", n=len(failed)), icon=":material/error:"):
        if not failed:
            st.caption(_("No run has failed."))
        for run in failed:
            st.text(f"{moment(run.started_at, visit.zone)} · {job_word(run.job)} · {run.problem}")
