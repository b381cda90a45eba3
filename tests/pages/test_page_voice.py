"""Dialogs and fragments, which run again without the page, keep speaking the reader's language."""

from __future__ import annotations

import threading

from core.text import _, speaking
from core.ui.widgets.voice import in_words


def test_a_piece_that_runs_again_elsewhere_keeps_the_language():
    heard = []

    def piece(told):
        heard.append((_("Cancel"), told))

    with speaking("en"):
        kept = in_words(piece)
    elsewhere = threading.Thread(target=kept, args=(1,))
    elsewhere.start()
    elsewhere.join()
    assert heard == [("Cancel", 1)] and kept.__qualname__ == piece.__qualname__
