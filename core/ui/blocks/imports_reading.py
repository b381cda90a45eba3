"""How a file was understood: shown in words, questions asked, everything open to correction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from core.domain.records import FIELDS, KINDS, Choices, Question
from core.services import import_jobs
from core.services.importing.draft import Draft
from core.text import _
from core.ui.guard import Visit
from core.ui.import_words import about_word, answer_word, field_word
from core.ui.widgets import plain, refusing

SHOWN = ("kind", "format", "encoding", "delimiter", "sheet", "header_row", "date_order", "decimal", "currency", "country")
OFFERED: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "date_order": ("dmy", "mdy", "ymd"),
    "decimal": ("comma", "point"),
    "encoding": ("utf-8", "cp1252", "latin-1", "utf-16"),
    "delimiter": (",", ";", "\t", "|"),
}


def understood(visit: Visit, draft: Draft) -> None:
    """What was understood, the questions that are open, and the form to correct it."""
    with st.container(border=True):
        st.subheader(_("How the file was understood"), anchor=False)
        st.text(draft.file_name)
        _facts(draft)
        if draft.understood.remembered:
            st.caption(_("The columns were recognised from an earlier file."))
        if draft.questions:
            _questions(visit, draft)
        else:
            with st.expander(_("Correct it"), icon=":material/tune:"):
                _corrections(visit, draft)
        if draft.questions:
            with st.expander(_("First rows"), icon=":material/table_rows:", expanded=True):
                sample(draft)


def _facts(draft: Draft) -> None:
    found = draft.understood
    facts = {name: getattr(found, name) for name in SHOWN}
    shown = {
        about_word(name) if name != "format" else _("Format"): answer_word(name, str(value))
        for name, value in facts.items()
        if value is not None
    }
    with st.container(horizontal=True, gap="medium"):
        for name, value in shown.items():
            with st.container(width="content", gap=None):
                st.caption(name)
                st.text(value)


def _questions(visit: Visit, draft: Draft) -> None:
    st.info(_("Before the file can be compared, please answer:"), icon=":material/help:")
    answers: dict[str, Any] = {}
    columns: dict[str, Any] = {}
    with st.form("import_questions", border=False):
        for place, question in enumerate(draft.questions):
            st.markdown(f"**{plain(_(question.msgid, **question.values), 400)}**")
            if question.about == "columns":
                columns = _columns(draft, f"question_{place}")
            else:
                answers[question.about] = _answer(question, place)
        if st.form_submit_button(_("Answer and go on"), type="primary", icon=":material/check:"):
            read_again(visit, draft, answers, columns)


def _answer(question: Question, place: int) -> str | None:
    name = about_word(question.about)
    return st.selectbox(
        name, question.choices, index=None, key=f"answer_{question.about}_{place}",
        format_func=lambda code: answer_word(question.about, code),
        accept_new_options=question.about in ("currency", "country", "header_row"), placeholder=_("Choose"), label_visibility="collapsed",
    )  # fmt: skip


def _corrections(visit: Visit, draft: Draft) -> None:
    found, answers = draft.understood, {}
    with st.form("import_corrections", border=False):
        cells = st.columns(4)
        for place, (name, offered) in enumerate(OFFERED.items()):
            value = getattr(found, name)
            options = list(dict.fromkeys([*([value] if value else []), *offered]))
            if name in ("encoding", "delimiter") and found.format != "csv":
                continue
            answers[name] = cells[place % 4].selectbox(
                about_word(name),
                options,
                index=0 if value else None,
                key=f"fix_{name}",
                format_func=_worded(name),
                placeholder=_("Not needed"),
            )
        if found.sheets:
            sheets = list(dict.fromkeys([found.sheet or found.sheets[0], *found.sheets]))
            answers["sheet"] = cells[1].selectbox(about_word("sheet"), sheets, key="fix_sheet")
        answers["header_row"] = cells[2].number_input(
            about_word("header_row"), min_value=0, value=found.header_row or 0, key="fix_header_row"
        )
        answers["currency"] = cells[3].text_input(about_word("currency"), value=found.currency or "", max_chars=3, key="fix_currency")
        answers["country"] = cells[0].text_input(about_word("country"), value=found.country or "", max_chars=2, key="fix_country")
        st.markdown(f"**{about_word('columns')}**")
        columns = _columns(draft, "fix")
        if st.form_submit_button(_("Read it again like this"), icon=":material/refresh:"):
            changed = {name: value for name, value in answers.items() if value not in (None, "") and value != getattr(found, name)}
            read_again(visit, draft, changed, columns)


def _worded(name: str):  # type: ignore[no-untyped-def]
    return lambda code: answer_word(name, code)


def _columns(draft: Draft, key: str) -> dict[str, Any]:
    """One select per field; gives what differs from the present understanding, as 1-based positions."""
    found, changed = draft.understood, {}
    options = [0, *range(1, len(found.headers) + 1)]
    cells = st.columns(4)
    for place, field in enumerate(FIELDS.get(draft.kind, ())):
        present = (found.positions.get(field) or [0])[0]
        chosen = cells[place % 4].selectbox(
            field_word(field), options, index=options.index(present) if present in options else 0, key=f"{key}_column_{field}",
            format_func=lambda n: " ".join(str(found.headers[n - 1]).split())[:60] or str(n) if n else "–",
        )  # fmt: skip
        if chosen != present:
            changed[field] = chosen or None
    return changed


def read_again(visit: Visit, draft: Draft, answers: dict[str, Any], columns: dict[str, Any]) -> None:
    """Read the file once more with what the person said."""
    from core.ui.blocks.imports import show

    st.session_state.pop("import_problem", None)
    answers = {name: value for name, value in answers.items() if value not in (None, "")}
    for name in ("currency", "country"):
        if name in answers:
            answers[name] = str(answers[name]).upper()
    if "header_row" in answers:
        answers["header_row"] = int(answers["header_row"])
    restart = {"sheet", "header_row", "delimiter", "kind"} & answers.keys()
    kept = {} if restart else draft.choices.columns
    choices: Choices = replace(draft.choices, **answers, columns={**kept, **columns})
    with refusing():
        job = import_jobs.start_reading(
            visit.engine,
            visit.actor,
            Path(draft.path),
            file_name=draft.file_name,
            portfolio=draft.portfolio,
            choices=choices,
            replacing=draft.id,
        )
        show("import", job=job.id)


def sample(draft: Draft) -> None:
    """The first rows as the file writes them."""
    headers = draft.understood.headers
    width = max([len(headers), *map(len, draft.sample)], default=0)
    names = [f"{place + 1} {headers[place] if place < len(headers) else ''}".strip() for place in range(width)]
    rows = [dict(zip(names, row, strict=False)) for row in draft.sample[:20]]
    if rows:
        st.dataframe(rows, hide_index=True, alt=_("First rows"), key=f"sample_{draft.id}")
