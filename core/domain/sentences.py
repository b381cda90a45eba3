"""A sentence kept as its English msgid and its values, so that a reason can be stored now and read later in either language."""

from __future__ import annotations

from typing import Any, NamedTuple


class Sentence(NamedTuple):
    """`msgid` with {fields} and JSON values for them: `x_cents` beside `currency` fills {x} as money, an ISO date `x_on` fills {x}."""

    msgid: str
    values: dict[str, Any]


def sentence(msgid: str, **values: Any) -> Sentence:
    """A sentence with its values."""
    return Sentence(msgid, values)
