"""Warming up: the first page's parts at once, everything heavier only after somebody came."""

from __future__ import annotations

import gc
import threading
from unittest.mock import Mock

from core.server import memory, warm


def test_tables_and_charts_are_loaded_only_once_somebody_opened_a_page(empty_house, monkeypatch):
    loaded, drawn = list[str](), threading.Event()
    monkeypatch.setattr(warm, "import_module", loaded.append)
    monkeypatch.setattr(warm, "_draw", drawn.set)
    monkeypatch.setattr(warm, "keep", lambda: None)
    monkeypatch.setattr(warm, "AFTER", 0.0)
    thread = warm.warm_up(empty_house, ("first.page",))
    assert not drawn.wait(0.2)
    assert loaded == ["first.page"]
    warm.note_visit()
    thread.join(20)
    assert loaded == ["first.page", *warm.LIBRARIES] and drawn.is_set()


def test_memory_is_given_back_wherever_the_library_can(monkeypatch):
    library = Mock()
    monkeypatch.setattr(memory, "_libc", lambda: library)
    memory.spare()
    memory.give_back()
    assert len(library.mallopt.mock_calls) == 3
    library.malloc_trim.assert_called_once_with(0)


def test_elsewhere_memory_is_left_to_the_library(monkeypatch):
    monkeypatch.setattr(memory, "_libc", lambda: None)
    assert (memory.spare(), memory.give_back()) == (None, None)


def test_what_stands_after_warming_up_is_not_walked_again():
    memory.keep()
    try:
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
