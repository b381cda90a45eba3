"""What the linter knows of a language: words that hurt, with a kinder wording for each, and words by which a message helps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

ERROR, ADVICE = "error", "advice"


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns over folded text that mean one thing; `kinder` is a wording instead. `is_open_to_denial`: “this is no lawsuit” passes.

    `harmless`: words in the same sentence by which it means something else, such as “your payment shows within 24 hours”.
    """

    code: str
    severity: str
    patterns: tuple[str, ...]
    kinder: str
    is_open_to_denial: bool = False
    harmless: tuple[str, ...] = ()

    def found_in(self, folded: str, language: Language) -> str | None:
        """The words in a folded text that the rule is about, or None."""
        for match in compiled(self.patterns).finditer(folded):
            is_denied = self.is_open_to_denial and language.denies(folded[: match.start()])
            if not is_denied and not (self.harmless and compiled(self.harmless).search(_sentence_at(folded, match.start()))):
                return match[0].strip()
        return None


@dataclass(frozen=True, slots=True)
class Language:
    """One language: rules, patterns by the element that they show, suggestions by what lacks, function words, kindness and so on."""

    code: str
    rules: tuple[Rule, ...]
    elements: Mapping[str, tuple[str, ...]]
    suggestions: Mapping[str, str]
    own_words: str
    kind: tuple[str, ...]
    denials: tuple[str, ...]
    conditions: tuple[str, ...]
    familiar: tuple[str, ...] = ()
    formal: tuple[str, ...] = ()

    def has(self, element: str, folded: str) -> bool:
        """Whether the fixed words hold an element, such as how to pay."""
        return bool(self.elements.get(element)) and compiled(self.elements[element]).search(folded) is not None

    def denies(self, before: str) -> bool:
        """Whether the words just before, in the same clause, deny what follows; “if you do not pay, …” denies nothing."""
        clause = re.split(r"[.!?;:,]", before)[-1]
        if compiled(self.conditions).search(re.split(r"[.!?]", before)[-1]):
            return False
        return compiled(self.denials).search(" ".join(clause.split()[-7:])) is not None


def _sentence_at(folded: str, place: int) -> str:
    """The sentence around a place."""
    ends = [end.end() for end in re.finditer(r"[.!?;](?=\s|$)", folded)]
    start = max((end for end in ends if end <= place), default=0)
    return folded[start : min((end for end in ends if end > place), default=len(folded))]


@cache
def compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Patterns as one, each of them whole words."""
    return re.compile("|".join(rf"(?<!\w)(?:{pattern})(?!\w)" for pattern in patterns))
