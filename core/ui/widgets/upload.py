"""The file chooser in the reader's language: Streamlit's own words stay English whatever the browser speaks."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.text import _

_STYLE = """<style>
.st-key-{key} [data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
.st-key-{key} [data-testid="stFileUploaderDropzone"] button p::after {{ content: "{choose}"; font-size: .875rem; }}
.st-key-{key} [data-testid="stFileUploaderDropzoneInstructions"] span {{ font-size: 0; }}
.st-key-{key} [data-testid="stFileUploaderDropzoneInstructions"] span::after {{ content: "{most}"; font-size: .875rem; }}
</style>"""


def upload(label: str, types: list[str], *, key: str, megabytes: int) -> Any:
    """A chooser for one file of these endings, at most so many megabytes; None until one was chosen."""
    st.html(_STYLE.format(key=key, choose=_("Choose a file"), most=_("Or drop it here. At most {n} MB.", n=megabytes)))
    return st.file_uploader(label, type=types, key=key, label_visibility="collapsed", max_upload_size=megabytes)
