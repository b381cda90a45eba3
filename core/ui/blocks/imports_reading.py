"""How a file was understood: shown in words, questions asked, everything open to correction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from core.domain.countries import COUNTRIES
from core.domain.readings import Choices
from core.domain.records import KINDS
from core.services import import_history, import_jobs, imports
from core.services.importing.draft import Draft
from core.text import _
from core.ui.blocks import imports_columns, imports_questions
from core.ui.guard import Visit
from core.ui.import_words import about_word, answer_word, field_word
from core.ui.widgets import day, plain, refusing

FILLED = ("customer", "code", "tax_id", "phones")  # what a title may say
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
        _recognised(visit, draft)
        _groups(draft)
        if draft.questions:
            imports_questions.form(draft, lambda answers, columns: read_again(visit, draft, answers, columns))
            cancel_button(visit, draft)
            with st.expander(_("First rows"), icon=":material/table_rows:", expanded=True):
                sample(draft)
        else:
            with st.expander(_("Correct it"), icon=":material/tune:"):
                _corrections(visit, draft)


def cancel_button(visit: Visit, draft: Draft) -> None:
    """The way out of a draft: nothing of it remains."""
    from core.ui.blocks.imports import show

    if st.button(_("Cancel"), key=f"cancel_{draft.id}", icon=":material/close:", help=_("Nothing of the file remains.")):
        imports.cancel(visit.actor, draft.id)
        st.session_state.pop("import_problem", None)
        st.session_state["import_note"] = _("The import was cancelled. Nothing of it remains.")
        show("import")


def _facts(draft: Draft) -> None:
    """What is certain: neither what is being asked, nor what each row says itself."""
    found, asked = draft.understood, {question.about for question in draft.questions}
    facts = {name: getattr(found, name) for name in SHOWN if name not in asked and name not in found.columns}
    with st.container(horizontal=True, gap="medium"):
        for name, value in facts.items():
            if value not in (None, ""):
                with st.container(width="content", gap=None):
                    st.caption(about_word(name))
                    st.text(answer_word(name, str(value)))


def _recognised(visit: Visit, draft: Draft) -> None:
    """Which earlier file taught us these columns, and when it came in."""
    known = import_history.last_alike(visit.engine, visit.actor, draft.understood.headers, draft.kind)
    if known is None or not draft.understood.remembered:
        return
    words = _(
        "Recognised: the same columns as “{file}”, last used on {date} for {portfolio}.",
        file=plain(known.file_name), date=day(known.on), portfolio=plain(known.portfolio or _("no portfolio")),
    )  # fmt: skip
    st.caption(f":material/history: {words}")


def _groups(draft: Draft) -> None:
    """How titles were filled into the rows below them, with the first of them."""
    if not draft.understood.groups:
        return
    st.info(
        _("Each customer is written once and was filled into the documents below, down to the next:"),
        icon=":material/vertical_align_bottom:",
    )
    fields = [name for name in FILLED if any(name in one for one in draft.understood.groups)]
    rows = [
        {_("Row"): one["row"], _("Title"): one["title"]} | {field_word(name): one.get(name, "") for name in fields}
        for one in draft.understood.groups
    ]
    st.dataframe(rows, hide_index=True, alt=_("The first customers and what was read of them"), key=f"groups_{draft.id}")


def _corrections(visit: Visit, draft: Draft) -> None:
    found, answers = draft.understood, {}
    with st.form("import_corrections", border=False):
        cells = st.columns(4)
        for place, (name, offered) in enumerate(_offered(draft).items()):
            value = str(getattr(found, name) or "") or None
            answers[name] = cells[place % 4].selectbox(
                about_word(name), list(dict.fromkeys([*([value] if value else []), *offered])), index=0 if value else None,
                key=f"fix_{name}", format_func=_worded(name), placeholder=_("Not needed"), accept_new_options=name == "currency",
            )  # fmt: skip
        answers["header_row"] = cells[3].number_input(
            about_word("header_row"), min_value=0, value=found.header_row or 0, key="fix_header_row"
        )
        st.markdown(f"**{about_word('columns')}**")
        columns = imports_columns.choose(draft, "fix")
        if st.form_submit_button(_("Read it again like this"), icon=":material/refresh:"):
            changed = {name: value for name, value in answers.items() if value not in (None, "") and value != getattr(found, name)}
            read_again(visit, draft, changed, columns)


def _offered(draft: Draft) -> dict[str, tuple[str, ...]]:
    """What can be corrected in this file, with the usual values of each."""
    found = draft.understood
    offered = {name: values for name, values in OFFERED.items() if found.format == "csv" or name not in ("encoding", "delimiter")}
    if found.sheets:
        offered["sheet"] = tuple(found.sheets)
    offered["currency"] = tuple(sorted({country.currency for country in COUNTRIES.values()}))
    offered["country"] = tuple(COUNTRIES)
    return offered


def _worded(name: str):  # type: ignore[no-untyped-def]
    return lambda code: answer_word(name, code)


def read_again(visit: Visit, draft: Draft, answers: dict[str, Any], columns: dict[str, Any]) -> None:
    """Read the file once more with what the person said."""
    from core.ui.blocks.imports import show

    st.session_state.pop("import_problem", None)
    answers = {name: value for name, value in answers.items() if value not in (None, "")}
    if "currency" in answers:
        answers["currency"] = str(answers["currency"]).strip().upper()
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
    width = max([len(draft.understood.headers), *map(len, draft.sample)], default=0)
    names = [f"{place} {title}" if (title := imports_columns.title(draft, place)) else str(place) for place in range(1, width + 1)]
    rows = [dict(zip(names, row, strict=False)) for row in draft.sample[:20]]
    if rows:
        st.dataframe(rows, hide_index=True, alt=_("First rows"), key=f"sample_{draft.id}")
