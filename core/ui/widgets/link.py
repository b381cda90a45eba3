"""Links: the only place that makes one of an address, and only of our own."""

from __future__ import annotations

import streamlit as st


def download_link(label: str, address: str) -> None:
    """A button that fetches a file made by core.services.exports; any other address is a mistake in the program."""
    if not address.startswith("/exports/"):
        raise ValueError("not an export")
    st.link_button(label, address, icon=":material/download:", type="primary")
