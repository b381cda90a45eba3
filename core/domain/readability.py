"""How easy a text is to read: one figure from 0 (very hard) to 100 (very easy) from the length of its words and sentences."""

from __future__ import annotations

import re
from itertools import pairwise

BANDS = ((40, "very_hard"), (55, "hard"), (65, "normal"), (80, "easy"))
"""The bands of the INFLESZ scale for texts that people must understand (Barrio-Cantalejo and others, 2008); above the last: very easy."""
_WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*")
_END = re.compile(r"[.!?:;…]+(?=\s|$)|\n+")
_STRONG = "aeoáéóâêôàãõ"
_VOWELS = re.compile(r"[aeiouyáéíóúüâêôàãõ]+")


def reading_ease(text: str, language: str) -> int | None:
    """The reading ease of a text, 0 to 100; None where it has no words.

    Spanish: Fernández Huerta (1959), 206.84 - 0.60 P - 1.02 F, with P syllables per 100 words and F words per sentence.
    English: Flesch (1948), 206.835 - 84.6 x syllables per word - 1.015 x words per sentence.
    Portuguese: Flesch as fitted by Martins and others (1996), 248.835 - 84.6 x syllables per word - 1.015 x words per sentence.
    """
    words = _WORD.findall(text.casefold())
    if not words:
        return None
    per_sentence = len(words) / max(1, sum(bool(_WORD.search(piece)) for piece in _END.split(text)))
    per_word = sum(syllables(word, language) for word in words) / len(words)
    if language == "es":
        found = 206.84 - 60 * per_word - 1.02 * per_sentence
    else:
        found = (248.835 if language == "pt" else 206.835) - 84.6 * per_word - 1.015 * per_sentence
    return round(min(100.0, max(0.0, found)))


def band_of(ease: int | None) -> str | None:
    """The band of a reading ease: very_hard, hard, normal, easy or very_easy."""
    if ease is None:
        return None
    return next((band for below, band in BANDS if ease < below), "very_easy")


def syllables(word: str, language: str) -> int:
    """The syllables of one lower-case word, at least 1: by vowel groups, split in Spanish and Portuguese where two vowels do not merge."""
    groups = _VOWELS.findall(_without_silent(word, language))
    if language == "en":
        return max(1, len(groups))
    return max(1, sum(_nuclei(group) for group in groups))


def _without_silent(word: str, language: str) -> str:
    if language == "en":
        return re.sub(r"(?<=[^aeiouyl])e(s|d)?$", "", word) if len(word) > 3 and not re.search(r"[td]ed$", word) else word
    return re.sub(r"(?<=[qg])u(?=[eiéí])", "", word)


def _nuclei(group: str) -> int:
    """The syllables in a run of vowels: two strong vowels, or a weak one with an accent beside a strong one, are spoken apart."""
    count = 1
    for one, other in pairwise(group):
        apart = (one in _STRONG and other in _STRONG and one not in "ãõ") or one in "íú" or (other in "íú" and one in _STRONG)
        count += apart
    return count
