"""Parts of a parsed document that know their own place, so that every complaint about a rule pack names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.domain.errors import Refusal


class BadPack(Refusal):
    """A rule pack that cannot be used, with the file and the place in it."""


class Part:
    """A part of a document that knows its own place, so that every complaint can name it."""

    def __init__(self, value: Any, file: str, place: str = "") -> None:
        self.value, self.file, self.place = value, file, place

    def at(self, key: str | int) -> Part:
        """The part under a key; its value is None where the document has none."""
        place = f"{self.place}.{key}" if self.place else str(key)
        if isinstance(self.value, Mapping):
            return Part(self.value.get(key), self.file, place)
        if isinstance(key, int) and isinstance(self.value, Sequence):
            return Part(self.value[key], self.file, place)
        raise self.wrong("mapping")

    def wrong(self, expected: str) -> BadPack:
        """The refusal for this part."""
        if self.value is None:
            return BadPack("bad_pack", "The rule pack {file} lacks {place}.", file=self.file, place=self.place)
        msgid = "In the rule pack {file}, {place} is “{found}”, which is not what belongs there ({expected})."
        return BadPack("bad_pack", msgid, file=self.file, place=self.place, found=str(self.value)[:80], expected=expected)

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("text")
        return self.value

    def number(self, least: int = 1) -> int:
        """A whole number of at least `least`."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < least:
            raise self.wrong(f"number >= {least}")
        return self.value

    def flag(self, default: bool | None = None) -> bool:
        """True or false; `default` where the document may leave it out."""
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, bool):
            raise self.wrong("true | false")
        return self.value

    def word(self, choices: Sequence[str]) -> str:
        """One word of a list."""
        if self.value not in choices:
            raise self.wrong(" | ".join(choices))
        return self.value

    def parts(self) -> list[Part]:
        """The parts of a list, none where the document has no such list."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.wrong("list")
        return [self.at(index) for index in range(len(self.value))]

    def named(self) -> dict[str, Part]:
        """The parts of a mapping by name, none where the document has no such mapping."""
        if self.value is None:
            return {}
        if not isinstance(self.value, Mapping):
            raise self.wrong("mapping")
        return {str(key): self.at(key) for key in self.value}

    def words(self, choices: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of words, each of `choices` when there are some."""
        return tuple(part.word(choices) if choices else part.text() for part in self.parts())

    def day(self) -> date:
        """An ISO date written as text."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.wrong("YYYY-MM-DD") from None
