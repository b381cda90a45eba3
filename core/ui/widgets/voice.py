"""The reader's language in what Streamlit runs again by itself: dialogs and fragments, of which the page that set it knows nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from core.text import language
from core.text.catalog import country, speak


def in_words(body: Callable[..., None]) -> Callable[..., None]:
    """The same piece of a page, speaking the present reader's language whenever it runs."""
    spoken, place = language(), country()

    @wraps(body)
    def said(*told: Any) -> None:
        speak(spoken, place)
        body(*told)

    return said
