"""What was imported: the list, one import with its report, and undoing it, which says what it will do before it does."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import beginnings, exports, import_history, imports
from core.services.import_history import Imported
from core.services.importing.undo import Undoing, in_words
from core.text import _, format_number, ngettext_
from core.ui.blocks import imports_sheets
from core.ui.blocks.imports import show
from core.ui.guard import Visit
from core.ui.import_words import about_word, answer_word, kind_word
from core.ui.places import go
from core.ui.widgets import empty, moment, money, paged, refusing, shown
from core.ui.widgets.link import download_link
from core.ui.widgets.question import ask

SIZE = 25


def history(visit: Visit) -> None:
    """The list of imports, or the one that the address names."""
    asked = st.query_params.get("id", "")
    if asked.isdigit():
        with refusing():
            _one(visit, import_history.one(visit.engine, visit.actor, int(asked)))
        return
    total, _none = import_history.imports(visit.engine, visit.actor, limit=0)
    if not total:
        if empty("upload_file", _("Nothing was imported yet."), _("Import a file"), key="no_imports"):
            show("import")
        return
    offset = paged(total, SIZE, key="imports_page")
    _total, found = import_history.imports(visit.engine, visit.actor, limit=SIZE, offset=offset)
    picked = st.dataframe(
        [_row(visit, one) for one in found], hide_index=True, on_select="rerun", selection_mode="single-row", key=f"imports_{offset}",
        alt=_("Imports, newest first"),
    )  # fmt: skip
    st.caption(shown(total, offset, SIZE))
    if picked.selection.rows:
        show("history", id=str(found[picked.selection.rows[0]].id))


def _row(visit: Visit, one: Imported) -> dict[str, object]:
    return {
        _("When"): moment(one.confirmed_at, visit.zone),
        _("File"): one.file_name,
        _("Kind"): kind_word(one.kind),
        _("Portfolio"): one.portfolio or "–",
        _("New rows"): one.new,
        _("Changed rows"): one.changed,
        _("Rejected rows"): one.rejected,
        _("By"): one.user or "–",
        _("State"): _("Undone") if one.undone_at else _("Done"),
    }


def _one(visit: Visit, one: Imported) -> None:
    if st.button(_("All imports"), icon=":material/arrow_back:", type="tertiary", key="imports_back"):
        show("history")
    if note := st.session_state.pop("undone_note", None):
        st.success(note, icon=":material/undo:")
    elif st.query_params.get("new") and one.undone_at is None:
        st.success(_("Imported. Everybody sees it from now on, and it can be undone here."), icon=":material/check_circle:")
    with st.container(border=True):
        st.subheader(_("Import {id}", id=one.id), anchor=False)
        st.text(one.file_name)
        st.text(f"{moment(one.confirmed_at, visit.zone)} · {one.user or '–'}" + (f" · {one.portfolio}" if one.portfolio else ""))
        _numbers(one)
        told = {
            about_word(name): answer_word(name, str(value))
            for name in ("kind", "format", "encoding", "sheet", "date_order", "decimal")
            if (value := one.understood.get(name))
        }
        st.text(" · ".join(f"{name}: {value}" for name, value in told.items()))
        with st.container(horizontal=True):
            if one.rejected:
                _download(visit, one)
            _undo_button(visit, one)
    if one.undone_at is None:
        imports_sheets.offer(visit, one)
        _onward(visit, one)


def _onward(visit: Visit, one: Imported) -> None:
    """Where one goes from here: what is still missing first, then the customers, their segments, and a campaign."""
    st.subheader(_("And now?"), anchor=False)
    is_missing = _missing(visit)
    with st.container(horizontal=True):
        if st.button(_("See the customers"), icon=":material/group:", key="onward_customers"):
            go("customers")
        if st.button(_("See the documents"), icon=":material/description:", key="onward_documents"):
            show("documents")
        if st.button(_("See the segments"), icon=":material/category:", key="onward_segments"):
            go("segments")
        if is_allowed(visit.actor, "campaign.edit") and st.button(
            _("Prepare a campaign"), icon=":material/campaign:", key="onward_campaign", type="secondary" if is_missing else "primary"
        ):
            go("campaigns", segment=0)


def _missing(visit: Visit) -> bool:
    """What keeps messages from going out, each with its way on: no phone or e-mail, no authorisation where the law asks for one."""
    unreachable = beginnings.count_without_contacts(visit.engine, visit.actor)
    if unreachable:
        words = ngettext_(
            "{n} customer who owes has neither phone nor e-mail: no message can reach them.",
            "{n} customers who owe have neither phone nor e-mail: no message can reach them.",
            unreachable,
        )
        if _step("phone_disabled", words, _("Import their contacts"), "onward_contacts", is_first=True):
            show("import", kind="contacts")
    is_closed = not beginnings.look(visit.engine, visit.actor).has_authority
    if is_closed:
        words = _("In your country each channel needs the customer's authorisation. Without it, nothing is sent on that channel.")
        if _step("verified_user", words, _("Record the authorisations"), "onward_authority", is_first=not unreachable):
            go("compliance", section="consent")
    return bool(unreachable) or is_closed


def _step(icon: str, words: str, label: str, key: str, *, is_first: bool) -> bool:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/{icon}: {words}", width="stretch")
        return st.button(label, key=key, type="primary" if is_first else "secondary")


def _numbers(one: Imported) -> None:
    told = {
        _("New rows"): one.new, _("Changed rows"): one.changed, _("Unchanged"): one.unchanged, _("Gone from the file"): one.gone,
        _("Rejected rows"): one.rejected,
    }  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for name, number in told.items():
            st.metric(name, format_number(number), border=True)
        for currency, (amount, _open) in one.sums.items():
            st.metric(_("In the file"), money(amount, currency), border=True)


def _download(visit: Visit, one: Imported) -> None:
    label = ngettext_("Make a file of the rejected row", "Make a file of the {n} rejected rows", one.rejected)
    if st.button(label, icon=":material/download:", key="history_rejects"):
        with refusing():
            headers, rows = import_history.rejects(visit.engine, visit.actor, one.id)
            address = exports.make(visit.engine, visit.actor, kind="rejects", file_name=_("rejected-rows"), columns=headers, rows=rows)
            download_link(_("Download it (ten minutes)"), address)


def _undo_button(visit: Visit, one: Imported) -> None:
    if one.undone_at is not None:
        st.badge(_("Undone"), icon=":material/undo:", color="gray")
    elif is_allowed(visit.actor, "import.undo") and st.button(_("Undo this import"), icon=":material/undo:", key="undo_open"):
        ask(_("Undo this import?"), _undo_dialog, visit, one.id, icon="undo")


def _undo_dialog(visit: Visit, import_id: int) -> None:
    with refusing():
        plan = imports.plan_undo(visit.engine, visit.actor, import_id)
        if plan.standing:
            st.error(_("It cannot be undone any more. On it stand: {what}.", what=in_words(plan.standing)), icon=":material/block:")
            return
        st.markdown(_("This removes {what} and restores what was there before.", what=what_goes(plan)))
        if st.button(_("Undo it"), type="primary", key="undo_go"):
            imports.undo(visit.engine, visit.actor, import_id)
            st.session_state["undone_note"] = _("The import is undone: everything is as it was before.")
            st.rerun()


def what_goes(plan: Undoing) -> str:
    """What undoing removes and restores, in numbers."""
    told = [
        ngettext_("{n} document", "{n} documents", plan.invoices),
        ngettext_("{n} payment", "{n} payments", plan.payments),
        ngettext_("{n} customer", "{n} customers", plan.customers),
        ngettext_("{n} changed record", "{n} changed records", plan.restored),
    ]
    numbers = (plan.invoices, plan.payments, plan.customers, plan.restored)
    return ", ".join(words for words, number in zip(told, numbers, strict=True) if number) or _("nothing")
