"""Foreign text made harmless for labels: markdown escaped, control, zero-width and direction marks dropped, addresses no links."""

from __future__ import annotations

import re
import unicodedata

_MARKS = set("\\`*_{}[]()#+-.!|>~$:<")
_LINK = r"(?<=http)(?=s?:)|(?<=https)(?=:)|(?<=www)(?=\.)|(?=@)"  # where Streamlit would see a web or mail address
_SIGN = r"(?<=:)(?=[\w+/-]+:)"  # and an icon or emoji by its name
_SEEN = re.compile(f"(?i){_LINK}|{_SIGN}")
_JOINER = "\u2060"  # not seen; parts what would else become a link or an icon even when its signs are escaped
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def plain(text: object, limit: int = 200) -> str:
    """Text of a customer, file or colleague as a label may show it, at most `limit` characters."""
    kept = "".join(c for c in str(text or "").replace("\n", " ") if unicodedata.category(c) not in _DROPPED)
    cut = kept if len(kept) <= limit else kept[: limit - 1] + "…"
    return "".join("\\" + c if c in _MARKS else c for c in _SEEN.sub(_JOINER, cut))
