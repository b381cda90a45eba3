"""How a text will look: problems, and the preview on a real customer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.services import message_values
from core.text import _, ngettext_
from core.text.wording import Problem, check
from core.ui.blocks.customer_picker import customer_picker
from core.ui.guard import Visit
from core.ui.widgets import refusing


def problem_list(problems: list[Problem]) -> None:
    """What is wrong with a text: errors first, then advice."""
    for problem in sorted(problems, key=lambda found: found.severity != "error"):
        sentence = _(problem.msgid, **problem.values)
        if problem.severity == "error":
            st.error(sentence, icon=":material/error:")
        else:
            st.info(sentence, icon=":material/lightbulb:")


def preview_box(visit: Visit, channel: str, language: str, text: dict[str, Any]) -> None:
    """The text as a customer would get it: a real one when chosen, else with invented values."""
    with st.container(border=True):
        st.markdown(f"**{_('Preview')}**")
        customer_id = customer_picker(visit, key="preview")
        if not text["body"] or any(
            problem.severity == "error" and problem.code != "no_company" for problem in check(text["body"], channel)
        ):
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
