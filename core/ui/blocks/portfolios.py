"""The portfolios with what they hold, and the documents in them."""

from __future__ import annotations

import streamlit as st

from core.services import portfolio_file, portfolios
from core.services.portfolios import SORTS, STATES, Line, Wanted
from core.text import _, format_number
from core.ui.blocks.export import export_button
from core.ui.blocks.imports import show
from core.ui.guard import Visit
from core.ui.import_words import STATE_COLOURS, sort_word, state_word
from core.ui.places import go
from core.ui.widgets import day, empty, moment, money, moneys, paged, shown

SIZE = 25


def overview(visit: Visit) -> None:
    """Every portfolio with its money; a click shows its documents."""
    found = portfolios.holdings(visit.engine, visit.actor)
    if not any(one.invoices for one in found):
        if empty(
            "upload_file",
            _("There are no documents yet. Import a file of what your customers owe."),
            _("Import a file"),
            key="no_portfolio",
        ):
            show("import")
        return
    rows = [
        {
            _("Portfolio"): one.name,
            _("Documents"): format_number(one.invoices),
            _("Customers"): format_number(one.customers),
            _("Open amount"): moneys({currency: cents for currency, cents in one.open_cents.items() if cents}),
            _("Overdue"): moneys({currency: cents for currency, cents in one.overdue_cents.items() if cents}),
            _("Last import"): moment(one.imported_at, visit.zone),
        }
        for one in found
    ]
    picked = st.dataframe(rows, hide_index=True, on_select="rerun", selection_mode="single-row", key="portfolios", alt=_("Portfolios"))
    st.caption(_("Choose a portfolio to see its documents."))
    if picked.selection.rows:
        st.session_state["documents_portfolio"] = str(found[picked.selection.rows[0]].id)
        show("documents", portfolio=str(found[picked.selection.rows[0]].id))


def documents(visit: Visit) -> None:
    """One page of documents behind filters that live in the address."""
    wanted = _filters(visit)
    total, _none = portfolios.invoices(visit.engine, visit.actor, wanted, limit=0)
    if not total:
        if empty("search_off", _("No document fits these filters."), _("Show all"), key="no_documents"):
            _clear()
        return
    export_button(
        visit, kind="portfolio", file_name=_("documents"), columns=portfolio_file.columns(), key="documents_export",
        rows=lambda: portfolio_file.rows(visit.engine, visit.actor, wanted),
    )  # fmt: skip
    rows_place = st.container()
    offset = paged(total, SIZE, key=f"documents_page_{hash(wanted)}")
    st.caption(shown(total, offset, SIZE))
    _total, found = portfolios.invoices(visit.engine, visit.actor, wanted, limit=SIZE, offset=offset)
    with rows_place:
        picked = st.dataframe(
            [_row(one) for one in found], hide_index=True, on_select="rerun", selection_mode="single-row", alt=_("Documents"),
            key=f"documents_{hash(wanted)}_{offset}", column_config={_("State"): _state_column()},
        )  # fmt: skip
    if picked.selection.rows:
        go("customer", id=found[picked.selection.rows[0]].customer_id)


def _state_column():  # type: ignore[no-untyped-def]
    words = [state_word(code) for code in STATES]
    return st.column_config.MultiselectColumn(_("State"), options=words, color=[STATE_COLOURS[code] for code in STATES])


def _row(one: Line) -> dict[str, object]:
    return {
        _("Document"): one.number,
        _("Customer"): one.customer,
        _("Issued on"): day(one.issued_on),
        _("Due on"): day(one.due_on),
        _("Amount"): money(one.amount_cents, one.currency),
        _("Open amount"): money(one.open_cents, one.currency),
        _("State"): [state_word(one.state)],
        _("Portfolio"): one.portfolio,
    }


def _filters(visit: Visit) -> Wanted:
    names = portfolios.names(visit.engine, visit.actor)
    codes = {
        "portfolio": [str(id_) for id_ in names],
        "state": list(STATES),
        "currency": portfolios.currencies(visit.engine, visit.actor),
        "sort": list(SORTS),
    }
    for name, known in codes.items():
        asked = st.query_params.get(name, "")
        st.session_state.setdefault(f"documents_{name}", asked if asked in known else ("due" if name == "sort" else ""))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(_("Search"), key="documents_search", type="search", placeholder=_("Document number or customer"), width=280)
        _select(_("Portfolio"), "portfolio", codes["portfolio"], lambda code: names[int(code)])
        _select(_("State"), "state", codes["state"], state_word)
        if len(codes["currency"]) > 1:
            _select(_("Currency"), "currency", codes["currency"], str)
        st.selectbox(_("Order"), SORTS, format_func=sort_word, key="documents_sort", width=200)
    for name in codes:
        _store(name)
    chosen = {name: st.session_state[f"documents_{name}"] for name in ("search", *codes)}
    return Wanted(chosen["search"], int(chosen["portfolio"] or 0) or None, chosen["state"], chosen["currency"], chosen["sort"])


def _select(label: str, name: str, codes: list[str], word) -> None:  # type: ignore[no-untyped-def]
    st.selectbox(label, ["", *codes], format_func=lambda code: word(code) if code else _("All"), key=f"documents_{name}", width=180)


def _store(name: str) -> None:
    value = st.session_state[f"documents_{name}"]
    if value and not (name == "sort" and value == "due"):
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _clear() -> None:
    for name in ("search", "portfolio", "state", "currency", "sort"):
        st.session_state.pop(f"documents_{name}", None)
    show("documents")
