"""The parts of a template that the linter looks at: its fixed words, folded for comparing, and its variables with their conditions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.domain.lint_disguise import look_alike

_TAG = re.compile(r"\{\{(?P<output>.*?)\}\}|\{%-?\s*(?P<word>\w+)(?P<condition>.*?)-?%\}|\{#.*?#\}", re.S)
_NAME = re.compile(r"[a-z_]+")
_PRINTED = re.compile(r"[\s(+-]*([a-z_]+)")
_CONSTANT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", re.S)
_FALLBACK = re.compile(r"\|\s*default\([^)]*,\s*(true|True)\s*\)")
_COUNTED = frozenset({"invoice_list", "invoice_number", "due_date", "days_late"})
_SPOKEN = "Ana"
"""Stands for the value of a variable where words are counted: one short word of two syllables."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A template taken apart.

    `words`: the fixed words of subject and body, each variable replaced by one short word. `folded`: the same in lower case without
    accents, each variable replaced by `_`. `variables`: those printed, in order. `bare`: those printed with no condition around them that
    asks for them. `length`: characters of the body, a variable counted as twelve.
    """

    words: str
    folded: str
    variables: tuple[str, ...]
    bare: frozenset[str]
    length: int
    subject_length: int = 0

    def says(self, *names: str) -> bool:
        """Whether any of the variables is printed."""
        return any(name in self.variables for name in names)


def parts_of(subject: str | None, body: str) -> Parts:
    """A template's parts; its syntax was checked before."""
    head, text = list(_tokens(subject or "")), list(_tokens(body))
    printed = [token for token in (*head, *text) if isinstance(token, tuple)]
    whole = (*head, "\n\n", *text) if subject else text
    return Parts(
        words=_joined(whole, _SPOKEN),
        folded=fold(_joined(whole, " _ ")),
        variables=tuple(dict.fromkeys(name for name, _ in printed)),
        bare=frozenset(name for name, is_asked in printed if not is_asked),
        length=len(_joined(text, "x" * 12).strip()),
        subject_length=len(_joined(head, "x" * 12)),
    )


def fold(text: str) -> str:
    """A text for comparing: lower case, no accents, no invisible or look-alike characters, single spaces; line breaks become full stops."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\s*\n\s*", " . ", text)).casefold()
    seen = "".join(char for char in plain if not unicodedata.combining(char) and unicodedata.category(char) not in ("Cf", "Mn"))
    return look_alike(" ".join(seen.split()))


def _tokens(source: str) -> Iterator[str | tuple[str, bool]]:
    """Fixed words as they stand, and each printed variable as (name, whether a condition around it asks for it or it has a fallback)."""
    conditions: list[str] = []
    place = 0
    for tag in _TAG.finditer(source):
        yield source[place : tag.start()]
        place = tag.end()
        if tag["output"] is not None:
            yield from _printed(tag["output"], {word for condition in conditions for word in _NAME.findall(condition)})
        elif tag["word"] == "if":
            conditions.append(tag["condition"])
        elif tag["word"] in ("elif", "else") and conditions:
            conditions[-1] += " " + tag["condition"]
        elif tag["word"] == "endif" and conditions:
            conditions.pop()
    yield source[place:]


def _printed(output: str, asked: set[str]) -> Iterator[str | tuple[str, bool]]:
    """What one pair of double braces prints: its variable, and the constants in it, which are fixed words like all others."""
    name = _PRINTED.match(output)
    if name:
        is_asked = name[1] in asked or (name[1] in _COUNTED and "invoice_count" in asked)
        yield name[1], is_asked or bool(_FALLBACK.search(output))
    for constant in _CONSTANT.findall(output):
        yield f"{' ' if name else ''}{constant[1:-1].encode('ascii', 'backslashreplace').decode('unicode-escape', 'replace')}"


def _joined(tokens: Iterable[str | tuple[str, bool]], value: str) -> str:
    return "".join(token if isinstance(token, str) else value for token in tokens)
