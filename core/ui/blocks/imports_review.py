"""What a file would do, before it counts: counts, money, first records, rows that cannot come in, and the button that says its numbers."""

from __future__ import annotations

import streamlit as st

from core.services import exports, import_jobs
from core.services.importing import report
from core.services.importing.counts import Counts
from core.services.importing.draft import Draft
from core.services.importing.gone import money_after
from core.services.importing.rejected import table_of
from core.services.importing.stage import Stage
from core.text import _, format_number, ngettext_
from core.ui.blocks import imports_columns, imports_rows
from core.ui.blocks.imports_reading import cancel_button
from core.ui.guard import Visit
from core.ui.import_words import field_word
from core.ui.widgets import money, refusing
from core.ui.widgets.link import download_link


def review(visit: Visit, draft: Draft) -> None:
    """The whole comparison and the way on."""
    stage = draft.open_stage()
    try:
        _say_first(draft)
        counts(draft)
        gone = _ask_gone(draft)
        _money(draft, gone)
        _tables(visit, draft, stage)
    finally:
        stage.close()
    _confirm(visit, draft, gone)


def _say_first(draft: Draft) -> None:
    """What somebody in a hurry must know: rows that stay out, a file that is but a part, a file that changes nothing."""
    found = draft.counts
    if draft.is_part:
        st.info(_("These are rows that were rejected before: all other documents stay as they are."), icon=":material/build:")
    if found.rejected and found.accepted:
        words = ngettext_(
            "{n} row cannot come in. Import the others now, and mend this one in a file of its own.",
            "{n} rows cannot come in. Import the others now, and mend these in a file of their own.",
            found.rejected,
        )
        st.warning(words, icon=":material/rule:")
    _say_totals(found)
    if found.accepted and not (found.new or found.changed or found.gone):
        st.info(_("Everything in this file is known already: importing it changes nothing."), icon=":material/done_all:")


def _say_totals(found: Counts) -> None:
    """Whether the file's own totals are the sums of its rows."""
    for words in report.totals_in_words(found.totals_agree, found.totals_differ):
        if found.totals_differ:
            st.warning(words, icon=":material/calculate:")
        else:
            st.caption(f":material/calculate: {words}")


def counts(draft: Draft) -> None:
    """The numbers of the comparison."""
    found = draft.counts
    told = {
        _("New rows"): found.new,
        _("Changed rows"): found.changed,
        _("Unchanged"): found.unchanged,
        _("Gone from the file"): found.gone,
        _("Rejected rows"): found.rejected,
        _("New customers"): found.new_customers,
    }
    with st.container(horizontal=True, gap="small"):
        for name, number in told.items():
            st.metric(name, format_number(number), border=True)


def _ask_gone(draft: Draft) -> str:
    """What to do with documents that the file no longer has, asked before the money that depends on it is shown."""
    n = draft.counts.gone
    if not n:
        return "leave"
    words = {"leave": _("Leave them as they are"), "paid": _("Take them as paid today")}
    label = ngettext_("{n} open document is no longer in the file", "{n} open documents are no longer in the file", n)
    return st.radio(label, list(words), format_func=words.__getitem__, key=f"gone_{draft.id}", horizontal=True)


def _money(draft: Draft, gone: str) -> None:
    found, after = draft.counts, money_after(draft.counts, gone)
    if draft.kind == "contacts" or not (found.before or after):
        return
    rows = []
    for currency in sorted({*found.before, *after}):
        was, now = found.before.get(currency, [0, 0]), after.get(currency, [0, 0])
        rows.append(
            {
                _("Currency"): currency,
                _("In the file"): money(found.sums.get(currency, [0, 0])[0], currency),
                _("Open before"): money(was[1], currency),
                _("Open afterwards"): money(now[1], currency),
                _("Difference"): money(now[1] - was[1], currency),
            }
        )
    st.subheader(_("Money"), anchor=False)
    right = {name: st.column_config.TextColumn(alignment="right") for name in rows[0] if name != _("Currency")}
    st.dataframe(
        rows, hide_index=True, alt=_("Money before and after the import, per currency"), key=f"money_{draft.id}", column_config=right
    )


def _tables(visit: Visit, draft: Draft, stage: Stage) -> None:
    names = _names(draft, stage)
    chosen = st.segmented_control(
        _("Show"),
        list(names),
        format_func=names.__getitem__,
        default=next(iter(names)),
        key=f"tables_{draft.id}",
        label_visibility="collapsed",
        required=True,
    ) or next(iter(names))
    st.dataframe(
        imports_rows.rows(visit, draft, stage, chosen), hide_index=True, alt=names[chosen], key=f"rows_{chosen}_{draft.id}",
        column_config={
            _("Row"): st.column_config.NumberColumn(width="small"),
            **{field_word(name): st.column_config.TextColumn(alignment="right") for name in imports_rows.AMOUNTS},
        },
    )  # fmt: skip
    if chosen == "rejected":
        _download(visit, draft, stage)


def _names(draft: Draft, stage: Stage) -> dict[str, str]:
    """The tables that have something to show, what needs a look first."""
    names: dict[str, str] = {}
    if draft.counts.rejected:
        names["rejected"] = ngettext_("{n} rejected row", "{n} rejected rows", draft.counts.rejected)
    if differing := stage.count("change"):
        names["changed"] = ngettext_("{n} change", "{n} changes", differing)
    if draft.preview:
        names["preview"] = _("First records")
    if draft.counts.gone:
        names["gone"] = ngettext_("{n} gone from the file", "{n} gone from the file", draft.counts.gone)
    if warned := sum(draft.warnings.values()):
        names["warnings"] = ngettext_("{n} warning", "{n} warnings", warned)
    if draft.counts.ignored:
        names["ignored"] = ngettext_("{n} ignored row", "{n} ignored rows", draft.counts.ignored)
    if draft.sample:
        used, all_ = imports_columns.used(draft), len(draft.understood.headers)
        names["columns"] = _("Columns: {used} of {all} used", used=used, all=all_)
    return names or {"preview": _("First records")}


def _download(visit: Visit, draft: Draft, stage: Stage) -> None:
    st.caption(_("Mend these rows in a file of their own and import it: the good rows need not wait for them."))
    if not st.button(_("Make a file of the rejected rows"), icon=":material/download:", key=f"rejects_{draft.id}"):
        return
    with refusing():
        rows = (
            (row, report.sentence(message), report.loaded(cells))
            for row, _column, _reason, message, cells in stage.rows("reject", order="row")
        )
        headers, table = table_of(draft.understood.headers, draft.understood.positions, rows)
        address = exports.make(visit.engine, visit.actor, kind="rejects", file_name=_("rejected-rows"), columns=headers, rows=table)
        download_link(_("Download it (ten minutes)"), address)


def _confirm(visit: Visit, draft: Draft, gone: str) -> None:
    from core.ui.blocks.imports import show

    found = draft.counts
    is_right = not draft.understood.groups or st.checkbox(
        _("These are the customers of the documents below them"), key=f"groups_right_{draft.id}"
    )
    is_ready = bool(found.accepted) and is_right
    with st.container(horizontal=True):
        if st.button(_label(draft), type="primary", icon=":material/check:", disabled=not is_ready, key=f"confirm_{draft.id}"):
            with refusing():
                show("import", job=import_jobs.start_writing(visit.engine, visit.actor, draft.id, gone=gone).id)
        cancel_button(visit, draft)
    if not found.accepted:
        st.error(_("No row of the file can come in."), icon=":material/block:")


def _label(draft: Draft) -> str:
    """The button in numbers: what will be written."""
    told = [ngettext_("{n} new", "{n} new", draft.counts.new), ngettext_("{n} changed", "{n} changed", draft.counts.changed)]
    return _("Import: {what}", what=", ".join(told))
