"""How a text will look: what is to be said about it, how it reads, and the preview on a real customer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.domain.lint import HARD_BELOW, Style
from core.services import message_values, template_check
from core.services.template_check import Check
from core.text import N_, _, ngettext_
from core.text.wording import Problem, check
from core.ui.blocks.customer_picker import customer_picker
from core.ui.guard import Visit
from core.ui.widgets import plain, refusing

OPEN_UP_TO = 4
BANDS = {"very_hard": N_("very hard"), "hard": N_("hard"), "normal": N_("normal"), "easy": N_("easy"), "very_easy": N_("very easy")}
TONES = {"kind": (N_("Tone: kind"), "green"), "neutral": (N_("Tone: neutral"), "gray"), "harsh": (N_("Tone: harsh"), "red")}
CATEGORIES = {"utility": N_("WhatsApp category: utility"), "marketing": N_("WhatsApp category: marketing")}


def checked(visit: Visit, *, channel: str, language: str, purpose: str, text: dict[str, Any]) -> Check:
    """What is to be said about a text as it stands in the form, shown: how it reads, errors, then advice."""
    found = template_check.check(
        visit.engine, visit.actor, subject=text["subject"], body=str(text["body"]), channel=channel, language=language, purpose=purpose
    )
    if found.style is not None:
        _style(found.style)
    problem_list(found.problems)
    return found


def _style(style: Style) -> None:
    with st.container(horizontal=True):
        if style.ease is not None:
            word = _(BANDS[style.band or "normal"])
            colour = "green" if style.ease >= HARD_BELOW else "orange"
            st.badge(_("Reading ease {n}: {band}", n=style.ease, band=word), icon=":material/menu_book:", color=colour)
        st.badge(_(TONES[style.tone][0]), icon=":material/sentiment_satisfied:", color=TONES[style.tone][1])
        if style.category:
            colour = "blue" if style.category == "utility" else "orange"
            st.badge(_(CATEGORIES[style.category]), icon=":material/sell:", color=colour)


def problem_list(problems: list[Problem]) -> None:
    """What is to be said about a text: errors, which forbid approval, then advice folded away where there is much of it."""
    errors = [problem for problem in problems if problem.severity == "error"]
    advice = [problem for problem in problems if problem.severity != "error"]
    if errors:
        st.markdown(f"**{ngettext_('{n} thing to correct before approval', '{n} things to correct before approval', len(errors))}**")
    for problem in errors:
        problem_box(problem)
    if advice:
        label = ngettext_("{n} suggestion", "{n} suggestions", len(advice))
        with st.expander(label, icon=":material/lightbulb:", expanded=not errors and len(advice) <= OPEN_UP_TO):
            for problem in advice:
                problem_box(problem)


def problem_box(problem: Problem) -> None:
    """One thing to be said about a text, with a kinder or fuller wording where there is one."""
    sentence = _(problem.msgid, **{name: plain(value) if isinstance(value, str) else value for name, value in problem.values.items()})
    if problem.severity == "error":
        st.error(sentence, icon=":material/error:")
    else:
        st.info(sentence, icon=":material/lightbulb:")
    if problem.suggestion:
        st.caption(_("Kinder or fuller wording:"))
        st.code(problem.suggestion, language=None, wrap_lines=True)


def preview_box(visit: Visit, channel: str, language: str, text: dict[str, Any]) -> None:
    """The text as a customer would get it: a real one when chosen, else with invented values."""
    with st.container(border=True):
        st.markdown(f"**{_('Preview')}**")
        customer_id = customer_picker(visit, key="preview")
        if not text["body"] or any(problem.code in template_check.UNREADABLE for problem in check(text["body"], channel)):
            st.caption(_("The preview shows as soon as the text can be read."))
            return
        with refusing():
            made = message_values.preview(
                visit.engine, visit.actor, subject=text["subject"], body=text["body"], channel=channel, language=language,
                fold_accents=text["fold_accents"], customer_id=customer_id,
            )  # fmt: skip
            if made.subject:
                st.text(made.subject)
            st.text(made.body)
            if made.segments:
                st.caption(
                    ngettext_(
                        "{n} SMS part, {length} characters", "{n} SMS parts, {length} characters", made.segments, length=len(made.body)
                    )
                )
            if made.missing:
                st.caption(_("Empty for this customer: {names}", names=", ".join(f"`{name}`" for name in made.missing)))
