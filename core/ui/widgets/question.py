"""A dialog in front of the page. Its title is said when it opens: a decorator's would be fixed before anybody reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from core.ui.widgets.voice import in_words


def ask(title: str, body: Callable[..., None], *told: Any, icon: str, width: Literal["small", "medium", "large"] = "small") -> None:
    """Opens `body(*told)` in a dialog under this title, which is in the reader's language and already plain."""
    st.dialog(title, width=width, icon=f":material/{icon}:")(in_words(body))(*told)
