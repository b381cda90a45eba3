"""The way back to the top of a page, for browsers that stay where the pressed button was."""

from __future__ import annotations

import streamlit as st

# No page of ours may run scripts: a part that is folded for a moment leaves nothing to scroll. An animation plays once by its name.
FOLD = """<style>@keyframes to_top_{turn}{{from,to{{max-height:0;overflow:hidden}}}}
.st-key-{key}{{animation:to_top_{turn} .2s}}</style>"""


def to_top(key: str) -> None:
    """Bring the browser to the top of a page that little but the container `key` makes long."""
    turn = st.session_state["to_top"] = st.session_state.get("to_top", 0) + 1
    st.html(FOLD.format(turn=turn, key=key))
