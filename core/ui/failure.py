"""When a page fails: a reference for the person, the traceback for the log."""

from __future__ import annotations

import secrets

import streamlit as st
import structlog

from core.text import _


def show_failure(problem: Exception) -> bool:
    """Say that something failed and under which reference; True keeps Streamlit's own box away."""
    if isinstance(problem, OverflowError):  # of an address that somebody typed: fields have bounds of their own
        st.error(_("A number or a date here is too large or too small."), icon=":material/error:")
        return True
    reference = secrets.token_hex(4)
    structlog.get_logger("pages").error("page.failed", reference=reference, exc_info=problem)
    st.error(_("Something failed here. Nothing half done was kept. If it happens again, give this reference: {reference}",
               reference=reference), icon=":material/error:")  # fmt: skip
    return True
