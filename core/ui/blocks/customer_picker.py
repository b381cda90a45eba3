"""Choosing one customer by a few letters of name, code or tax id."""

from __future__ import annotations

import streamlit as st

from core.services import customer_finder
from core.text import _
from core.ui.guard import Visit


def customer_picker(visit: Visit, *, key: str) -> int | None:
    """A search box and the customers it finds; returns the id of the chosen one, or None for none."""
    sought = st.text_input(_("Customer"), placeholder=_("Name, code or tax id"), key=f"{key}_search", type="search", live="300ms")
    if not sought:
        return None
    found = customer_finder.find(visit.engine, visit.actor, sought, limit=8)
    if not found:
        st.caption(_("Nobody matches."))
        return None
    labels = dict(found)
    return st.selectbox(_("Matches"), list(labels), format_func=labels.get, key=f"{key}_match", label_visibility="collapsed")
