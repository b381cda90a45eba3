"""Errors as sentences: each says what, where and what to do, in the reader's language once it reaches the edge."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Something a person asked for that cannot be done, with a code for programs and a sentence for people.

    `code` is a stable word; `msgid` is the English sentence with {named} fields; `values` fill them.
    """

    def __init__(self, code: str, msgid: str, **values: Any) -> None:
        self.code, self.msgid, self.values = code, msgid, values
        super().__init__(msgid.format(**values) if values else msgid)


class Forbidden(Refusal):
    """The role of the person who acts does not allow the action."""


class NotFound(Refusal):
    """No such record within what the person may see."""


class Stale(Refusal):
    """The record changed since it was read; nothing was overwritten."""


class SetupNeeded(Refusal):
    """The product has no company or owner yet."""
