"""What only a person can tell about a file: few questions, each with examples out of the file, and a way to let it be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from core.domain.countries import COUNTRIES
from core.domain.readings import Question
from core.services.importing.draft import Draft
from core.text import _, format_date, format_number
from core.ui.blocks import imports_columns
from core.ui.import_words import about_word, answer_word, field_word
from core.ui.widgets import plain

FIRST = ("encoding", "delimiter", "sheet", "header_row", "kind")  # their answers change what else is to be asked
FEW = 5  # as many choices as are shown side by side, not in a list to be opened
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
Answered = Callable[[dict[str, Any], dict[str, Any]], None]


def form(draft: Draft, answer: Answered) -> None:
    """The open questions as a form; `answer` hears {about: answer} and {field: column}."""
    asked = [question for question in draft.questions if question.about in FIRST] or draft.questions
    st.info(_("Before the file can be compared, please answer:"), icon=":material/help:")
    answers: dict[str, Any] = {}
    columns: dict[str, Any] = {}
    with st.form("import_questions", border=False):
        for place, question in enumerate(asked):
            st.markdown(f"**{plain(_sentence(question), 400)}**")
            if question.about == "columns":
                columns |= imports_columns.choose(draft, f"question_{place}", _fields(question))
            else:
                answers[question.about] = _answer(draft, question, place)
        if st.form_submit_button(_("Answer and go on"), type="primary", icon=":material/check:"):
            if any(answers.values()) or columns:
                answer(answers, columns)
            st.warning(_("Nothing was answered yet."), icon=":material/help:")


def _sentence(question: Question) -> str:
    """A question in the reader's language; fields in it are named as everywhere else."""
    told = question.values
    if missing := told.get("missing"):
        told = told | {"fields": ", ".join(map(field_word, missing))}
    return _(question.msgid, **told)


def _fields(question: Question) -> list[str] | None:
    """The fields that a question about columns asks for; None for any."""
    return question.values.get("missing") or (["amount"] if "fields" in question.values else None)


def _answer(draft: Draft, question: Question, place: int) -> str | None:
    about, key = question.about, f"answer_{question.about}_{place}"
    choices = question.choices or _usual(about)
    if 0 < len(choices) <= FEW and about not in ("currency", "country"):
        return st.radio(
            about_word(about), choices, index=None, key=key, format_func=lambda code: option(draft, question, code),
            label_visibility="collapsed",
        )  # fmt: skip
    return st.selectbox(
        about_word(about), choices, index=None, key=key, format_func=lambda code: option(draft, question, code),
        accept_new_options=about in ("currency", "header_row"), placeholder=_("Choose"), label_visibility="collapsed",
    )  # fmt: skip


def _usual(about: str) -> list[str]:
    if about == "country":
        return sorted(COUNTRIES, key=lambda code: answer_word("country", code))
    return sorted({country.currency for country in COUNTRIES.values()}) if about == "currency" else []


def option(draft: Draft, question: Question, code: str) -> str:
    """An answer in words, with what it would make of an example."""
    word = answer_word(question.about, code)
    example = str(question.values.get("examples", "")).split(", ")[0]
    if question.about == "date_order":
        return _meant(word, example, _day(example, code))
    if question.about == "decimal":
        return _meant(word, example, _amount(example, code))
    if question.about == "header_row":
        return _row(draft, question.choices, code)
    return word


def _meant(word: str, example: str, meaning: str | None) -> str:
    return _("{answer}: {example} is {meaning}", answer=word, example=example, meaning=meaning) if meaning else word


def _day(text: str, order: str) -> str | None:
    numbers = re.findall(r"\d+", text)
    if len(numbers) < 3 or order not in ORDERS:
        return None
    year, month, day = (int(numbers[place]) for place in ORDERS[order])
    try:
        return format_date(date(year + 2000 if year < 100 else year, month, day), long=True)
    except ValueError:
        return None


def _amount(text: str, decimal: str) -> str | None:
    digits = re.sub(r"[^\d.,]", "", text)
    grouped, sign = (".", ",") if decimal == "comma" else (",", ".")
    digits = digits.replace(grouped, "").replace(sign, ".")
    return format_number(Decimal(digits), places=2) if re.fullmatch(r"\d+(\.\d+)?", digits) else None


def _row(draft: Draft, choices: list[str], code: str) -> str:
    """A row of the file by its number and how it begins."""
    if code == "0":
        return _("The file has no names of columns")
    said = [row for row in draft.sample if any(cell.strip() for cell in row)]
    place = choices.index(code) - 1 if code in choices else len(said)
    begins = " · ".join(cell for cell in said[place] if cell.strip())[:60] if place < len(said) else ""
    return _("Row {n}: {begins}", n=code, begins=begins) if begins else _("Row {n}", n=code)
