"""The frame of every page: header row, empty state, refusals as sentences, intent tokens, paging."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.domain.errors import Refusal
from core.text import _, say
from core.ui.places import place
from core.ui.widgets.plain import plain


def header(title: str, caption: str | None = None) -> DeltaGenerator:
    """The page's title at the left; returns the container at the right for the period and the one primary button."""
    row = st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute", gap="small")
    with row.container():
        st.title(title, anchor=False)
        if caption:
            st.caption(caption)
    return row.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom")


def empty(icon: str, sentence: str, label: str | None = None, page: str | None = None, *, key: str) -> bool:
    """An empty state that leads on: icon, sentence and one button, which opens the screen `page` when one is named; True when pressed."""
    with st.container(border=True, horizontal_alignment="center", gap="small", key=f"empty_{key}"):
        st.space("small")
        st.markdown(f":material/{icon}:", width="content")
        st.markdown(sentence, width="content", text_alignment="center")
        pressed = bool(label) and st.button(label, type="primary", key=f"empty_go_{key}")
        st.space("small")
    if pressed and page:
        st.switch_page(place(page))
    return pressed


@contextmanager
def refusing() -> Iterator[None]:
    """Show a refusal of the block as a sentence in the reader's language instead of failing."""
    try:
        yield
    except Refusal as refusal:
        st.error(objection(refusal), icon=":material/block:")


def objection(refusal: Refusal) -> str:
    """The sentence of a refusal in the reader's language as a label may show it: what people and files wrote is escaped in it."""
    values = {name: plain(value, 500) if isinstance(value, str) else value for name, value in refusal.values.items()}
    return say(Refusal(refusal.code, refusal.msgid, **values))


def token(name: str) -> str:
    """The intent token of one opened form: the same until `forget(name)`, so that a double click counts once."""
    return st.session_state.setdefault(f"token_{name}", secrets.token_hex(16))


def forget(name: str) -> None:
    """End an intent: the next one gets a new token."""
    st.session_state.pop(f"token_{name}", None)


def paged(total: int, size: int = 25, *, key: str) -> int:
    """The offset of the page that the reader chose out of `total` rows; the chooser shows only when it is needed."""
    pages = max(1, -(-total // size))
    if pages == 1:
        return 0
    chosen = st.pagination(pages, key=key)
    return (min(chosen or 1, pages) - 1) * size


def shown(total: int, offset: int, size: int = 25) -> str:
    """Which rows of how many are on screen: `1–25 of 1,284`."""
    from core.text import format_number

    last = min(offset + size, total)
    return _(
        "{first}–{last} of {total}", first=format_number(offset + 1 if total else 0), last=format_number(last), total=format_number(total)
    )
