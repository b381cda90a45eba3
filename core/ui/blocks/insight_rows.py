"""The rows under a figure: documents in pages, each leading to its customer, and their export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from core.db.queries.insight_rows_sql import FIGURES
from core.domain.aging import BUCKETS
from core.domain.money import from_cents
from core.services import insight_rows
from core.services.insight_rows import PAGE, Row
from core.text import _
from core.ui.blocks.export import export_button
from core.ui.blocks.insight_controls import Asked
from core.ui.guard import Visit
from core.ui.places import go
from core.ui.widgets import day, money, paged, shown


def figure_asked() -> str | None:
    """The figure whose rows the address asks for."""
    asked = st.query_params.get("rows")
    return asked if asked in FIGURES else None


def figure_word(code: str) -> str:
    """A figure as the title over its rows names it."""
    buckets = {f"aging:{bucket.code}": bucket.label for bucket in BUCKETS}
    words = {
        "outstanding": _("Outstanding"), "overdue": _("Overdue"), "untouched": _("Overdue, nothing paid yet"),
        "partly": _("Overdue, partly paid"), "billed": _("Billed in the period"), "collected": _("Collected in the period"),
        "recovery": _("Collected on what was overdue at the start"),
    }  # fmt: skip
    return _(buckets[code]) if code in buckets else words[code]


def table(visit: Visit, figure: str, asked: Asked, currency: str | None) -> None:
    """One page of the documents under a figure, with the way back and the export."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(f"{figure_word(figure)} · {currency or _('all currencies')}", anchor=False)
        with st.container(horizontal=True, width="content"):
            export_button(visit, kind="insight", file_name=f"insight-{figure}", columns=_columns(), key="insight_rows",
                          rows=lambda: _everything(visit, figure, asked, currency))  # fmt: skip
            if st.button(_("Back to the figures"), icon=":material/arrow_back:", key="rows_back"):
                st.query_params.pop("rows", None)
                st.rerun()
    chooser = f"insight_page_{figure}_{currency}_{asked.as_of}"
    at = ((st.session_state.get(chooser) or 1) - 1) * PAGE
    total, rows = _read(visit, figure, asked, currency, at)
    if not total:
        st.info(_("There are no documents under this figure."), icon=":material/info:")
        return
    _rows(rows, figure, f"{chooser}_{at}")
    st.caption(_("Mark a row to open the customer.") + " " + shown(total, at, PAGE))
    paged(total, PAGE, key=chooser)


def _read(visit: Visit, figure: str, asked: Asked, currency: str | None, offset: int, limit: int = PAGE) -> tuple[int, list[Row]]:
    return insight_rows.rows(visit.engine, visit.actor, figure, currency=currency, as_of=asked.as_of, since=asked.since,
                             portfolio_id=asked.portfolio_id, limit=limit, offset=offset)  # fmt: skip


def _columns() -> list[str]:
    money_columns = [_("Amount"), _("Open amount"), _("Received in the period")]
    return [_("Document"), _("Customer"), _("Issued"), _("Due"), *money_columns, _("Days late"), _("Currency")]


def _everything(visit: Visit, figure: str, asked: Asked, currency: str | None) -> Iterator[tuple[Any, ...]]:
    offset = 0
    while rows := _read(visit, figure, asked, currency, offset, 5000)[1]:
        for row in rows:
            yield (row.number, row.customer, row.issued_on, row.due_on, from_cents(row.amount_cents), from_cents(row.open_cents),
                   from_cents(row.received_cents), row.days_late, row.currency)  # fmt: skip
        offset += len(rows)


def _rows(rows: list[Row], figure: str, key: str) -> None:
    is_of_payments = figure in ("collected", "recovery")
    document, customer, issued, due, whole, left, received, late, _currency = _columns()
    listed = [
        {
            document: row.number,
            customer: row.customer,
            issued: day(row.issued_on),
            due: day(row.due_on),
            whole: money(row.amount_cents, row.currency),
            (received if is_of_payments else left): money(row.received_cents if is_of_payments else row.open_cents, row.currency),
            late: row.days_late,
        }
        for row in rows
    ]
    right = {name: st.column_config.TextColumn(alignment="right") for name in (whole, left, received)}
    picked = st.dataframe(
        listed, hide_index=True, on_select="rerun", selection_mode="single-row", key=key, placeholder="–", height="content",
        alt=_("Documents under the figure"), column_config=right,
    )  # fmt: skip
    if picked["selection"]["rows"]:
        go("customer", id=rows[picked["selection"]["rows"][0]].customer_id)
