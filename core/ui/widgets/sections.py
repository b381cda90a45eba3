"""Sections of one page, kept in the address as a code so that a link opens the same one in either language."""

from __future__ import annotations

import streamlit as st


def sections(names: dict[str, str], *, label: str, key: str = "section") -> str:
    """The code of the section that the reader is in; `names` maps codes to titles, the first is where they arrive."""
    asked = st.query_params.get(key)
    codes = list(names)
    # Another page leaves its own section behind under the same key, and a link to this page changes only the address.
    if st.session_state.get(f"{key}_chosen") not in names or st.session_state.get(f"{key}_asked") != asked:
        st.session_state[f"{key}_chosen"] = asked if asked in names else codes[0]
    st.session_state[f"{key}_asked"] = asked

    def remember() -> None:
        st.session_state[f"{key}_asked"] = st.query_params[key] = st.session_state[f"{key}_chosen"] or codes[0]

    chosen = st.segmented_control(
        label,
        codes,
        format_func=lambda code: names[code],
        key=f"{key}_chosen",
        on_change=remember,
        label_visibility="collapsed",
        required=True,
    )
    return chosen or codes[0]
