"""Memory of a long-lived server: freed pages go back to the machine. Where the C library is another than glibc nothing is done."""

from __future__ import annotations

import ctypes
import gc
import sys
from functools import lru_cache
from typing import Any

# Options of mallopt(3): how many heaps threads have between them (by default eight per core, each keeping what it once needed), from which
# size on memory goes straight back when it is freed (by default that grows with what was freed), and how much may lie free at a heap's end.
_OPTIONS = {-8: 2, -3: 256 * 1024, -1: 1024 * 1024}


@lru_cache(maxsize=1)
def _libc() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    try:
        libc = ctypes.CDLL("libc.so.6")
        return libc if hasattr(libc, "malloc_trim") else None
    except OSError:
        return None


def spare() -> None:
    """Keep little of what was freed; called before there are threads."""
    if _libc() is not None:
        for option, value in _OPTIONS.items():
            _libc().mallopt(option, value)


def give_back() -> None:
    """Give what is free back to the machine, after something large is done."""
    if _libc() is not None:
        _libc().malloc_trim(0)


def keep() -> None:
    """Count what stands by now as staying: Streamlit looks for cycles after every run of a page, and would walk all libraries each time."""
    gc.collect()
    gc.freeze()
