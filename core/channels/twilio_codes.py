"""A sentence for every code that Twilio may report: ours where we act on it, else Twilio's own short English one.

twilio_error_codes.json: facts from Twilio's error dictionary of May 2023 as collected by men232/twilio-error-codes (ISC).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from core.domain.outcomes import CODES


@cache
def _dictionary() -> dict[str, str]:
    return json.loads((Path(__file__).parent / "twilio_error_codes.json").read_text(encoding="utf-8"))


def sentence_of(code: str | int | None) -> str:
    """The msgid of a code we know, else Twilio's words (English, not translated), else an empty text."""
    if not code:
        return ""
    return CODES[str(code)][1] if str(code) in CODES else _dictionary().get(str(code), "")
