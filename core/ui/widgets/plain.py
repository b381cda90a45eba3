"""Foreign text made harmless for labels: markdown is escaped, control, zero-width and direction marks are dropped."""

from __future__ import annotations

import unicodedata

_MARKS = set("\\`*_{}[]()#+-.!|>~$:<")
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def plain(text: object, limit: int = 200) -> str:
    """Text of a customer, file or colleague as a label may show it, at most `limit` characters."""
    kept = "".join(c for c in str(text or "").replace("\n", " ") if unicodedata.category(c) not in _DROPPED)
    cut = kept if len(kept) <= limit else kept[: limit - 1] + "…"
    return "".join("\\" + c if c in _MARKS else c for c in cut)
