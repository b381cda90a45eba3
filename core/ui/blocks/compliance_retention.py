"""The retention clocks: what would go today, counted before anything is switched on; the owner's periods; the switch."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.domain.retention import DAYS, Clock
from core.services import jobs, retention, retention_preview
from core.services.retention_words import GOES, name_of, period_of, why_of
from core.text import _, format_number, ngettext_
from core.ui.guard import Visit
from core.ui.widgets import day, plain, refusing
from core.ui.widgets.numbers import Typed
from core.ui.widgets.question import ask


def overview(visit: Visit) -> None:
    """The switch, the look ahead, and the periods."""
    with refusing(), st.spinner(_("Counting…")):
        found = retention_preview.look(visit.engine, visit.actor)
        _switch(visit, found)
        _table(found)
        _periods(visit, found)


def _switch(visit: Visit, found: retention_preview.Preview) -> None:
    may_edit = is_allowed(visit.actor, "settings.edit")
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if found.is_on:
            st.markdown(":material/check_circle: " + _("**The clocks are running.** Once a day, what is over goes."), width="content")
            with st.container(horizontal=True, width="content"):
                if st.button(_("Run now"), icon=":material/auto_delete:", key="clocks_run", disabled=not may_edit or not found.total):
                    ask(_("Let this data go now?"), _confirm_run, visit, found, icon="auto_delete")
                if st.button(_("Switch off"), key="clocks_off", disabled=not may_edit):
                    retention.switch(visit.engine, visit.actor, on=False)
                    st.rerun()
        else:
            st.markdown(
                ":material/pause_circle: " + _("**The clocks are switched off.** Nothing goes until you switch them on."), width="content"
            )
            if st.button(_("Switch on…"), type="primary", key="clocks_on", disabled=not may_edit):
                ask(_("Switch the clocks on?"), _confirm_on, visit, found, icon="auto_delete")


def _confirm_on(visit: Visit, found: retention_preview.Preview) -> None:
    st.write(_("From the next hour on, and then once a day, what is over goes. It cannot be brought back but from a backup."))
    _would_go(found)
    if st.button(_("Switch on"), type="primary", key="clocks_on_go"):
        with refusing():
            retention.switch(visit.engine, visit.actor, on=True)
            st.rerun()


def _confirm_run(visit: Visit, found: retention_preview.Preview) -> None:
    _would_go(found)
    st.write(_("It cannot be brought back but from a backup."))
    if st.button(_("Let it go now"), type="primary", key="clocks_run_go"):
        with refusing(), st.spinner(_("Letting go…")):
            jobs.run_job(visit.engine, visit.actor, "retention")
            st.rerun()


def _would_go(found: retention_preview.Preview) -> None:
    lines = [f"- {name_of(one.clock.kind.code)}: {format_number(one.count)}" for one in found.kinds if one.count]
    if lines:
        st.markdown(_("Today this would go:") + "\n\n" + "\n".join(lines))
    else:
        st.info(_("Today nothing would go."), icon=":material/info:")


def _table(found: retention_preview.Preview) -> None:
    st.subheader(_("What would go today"), anchor=False)
    rows = [
        {
            _("Data"): name_of(one.clock.kind.code), _("Kept for"): period_of(one.clock), _("Would be removed"): one.count,
            _("Oldest"): day(one.oldest), _("Stays for now"): one.kept, _("Next goes on"): day(one.next_on),
        }
        for one in found.kinds
    ]  # fmt: skip
    st.dataframe(rows, hide_index=True, height="content", key="clocks", alt=_("What would go today"))
    told = ngettext_("{n} record in all would go today.", "{n} records in all would go today.", found.total)
    stays = _("The entries of the audit trail and the figures always stay.")
    left = _("Whose data is restricted, or who waits for an answer about their data, is left alone.")
    st.caption("  \n".join((f"{told} {stays}", left, _("Researched, not legal advice."))))
    with st.expander(_("What goes, what stays, and why so long"), icon=":material/menu_book:"):
        for one in found.kinds:
            code = one.clock.kind.code
            st.markdown(f"**{name_of(code)}** · {period_of(one.clock)}  \n{_(GOES[code])}  \n:gray[{plain(why_of(one.clock), 400)}]")


def _periods(visit: Visit, found: retention_preview.Preview) -> None:
    with st.expander(_("Change the periods"), icon=":material/tune:"), st.form("clock_periods", border=False):
        st.caption(_("Empty means: as suggested. Less than the law asks for is not possible."))
        columns, typed, told = st.columns(3), Typed(), {}
        movable = [one for one in found.kinds if one.clock.least < one.clock.kind.most]
        for place, one in enumerate(movable):
            with columns[place % 3]:
                told[one.clock.kind.code] = _period(typed, one.clock)
        if st.form_submit_button(_("Save"), type="primary", disabled=not is_allowed(visit.actor, "settings.edit")):
            with refusing():
                typed.check()
                retention.change(visit.engine, visit.actor, told)
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()


def _period(typed: Typed, clock: Clock) -> int | None:
    unit = _("days") if clock.kind.unit == DAYS else _("months")
    label = _("{name}, in {unit}", name=name_of(clock.kind.code), unit=unit)
    return typed.whole(
        label, clock.least, max(clock.kind.most, clock.least), clock.period if clock.is_own else None,
        key=f"clock_{clock.kind.code}", placeholder=str(clock.usual), help=plain(why_of(clock), 400), may_be_empty=True,
    )  # fmt: skip
