"""The linter for templates: what a text lacks, what in it would hurt or mislead, and how it reads; errors forbid approval, advice never."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from core.domain.lint_disguise import INSTRUCTIONS, PICTURES, hidden_words, unmasked
from core.domain.lint_en import ENGLISH
from core.domain.lint_es import SPANISH
from core.domain.lint_parts import Parts
from core.domain.lint_pt import PORTUGUESE
from core.domain.lint_required import Company, Text, lacking, lacking_in_country
from core.domain.lint_sentences import SENTENCES
from core.domain.lint_words import ADVICE, ERROR, Language, Rule, compiled
from core.domain.packs import RequiredText
from core.domain.readability import band_of, reading_ease

LANGUAGES: dict[str, Language] = {spoken.code: spoken for spoken in (SPANISH, ENGLISH, PORTUGUESE)}
UNKIND = frozenset({"threat", "veiled", "court", "shame", "third_party", "visit", "false_urgency", "harsh", "label"})
LONG = {"sms": 320, "whatsapp": 600, "voice": 500, "email": 1800}
LONGEST = {"sms": 1600, "whatsapp": 1024, "voice": 1500, "email": 20_000}
HARD_BELOW = 55
SHORTENERS = (
    "bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "buff.ly", "cutt.ly", "rebrand.ly", "rb.gy", "shorturl.at", "t.ly",
    "acortar.link", "bl.ink", "tiny.cc", "s.id", "v.gd", "lnkd.in", "soo.gd", "short.io", "encurtador.com.br", "wa.link", "x.co",
)  # fmt: skip
_SHORT = re.compile(r"(?<![\w.@-])(?:" + "|".join(re.escape(name) for name in SHORTENERS) + r")(?=/|\s|$|[.,;)])")
_LINK = re.compile(r"https?://|(?<![\w@])www\.")
_LONG_NUMBER = re.compile(r"(?<![\w+])\d(?:[ -]?\d){12,18}(?!\w)")
_CAPITALS = re.compile(r"\b[^\W\d_a-zà-ÿ]{4,}\b")
_LETTERS = re.compile(r"[^\W\d_]")
_SHOUT = re.compile(r"[!¡]{2,}|[?¿]{3,}|\?!|!\?")
_EMPTY_AT = {"payment_received": frozenset({"due_date", "days_late", "invoice_number", "invoice_list"})}
_FILLED_AT = {
    "promise_reminder": frozenset({"promise_amount", "promise_date"}),
    "promise_broken": frozenset({"promise_amount", "promise_date"}),
    "payment_received": frozenset({"paid_amount"}),
}
_MAY_BE_EMPTY = {
    "company_phone": "phone", "company_email": "email", "payment_link": "payment_link", "payment_instructions": "payment_instructions",
    "privacy_link": "privacy_link", "agent_name": None, "promise_amount": None, "promise_date": None, "paid_amount": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a text: `severity` is error or advice, `suggestion` a kinder or fuller wording in the text's own language."""

    severity: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    suggestion: str = ""

    @property
    def msgid(self) -> str:
        """The English sentence, which `values` fill."""
        return SENTENCES[self.code]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text reads: ease 0 to 100 with its band, tone (kind, neutral, harsh), and the category WhatsApp gives it, None elsewhere."""

    ease: int | None
    band: str | None
    tone: str
    category: str | None


def lint(
    parts: Parts,
    *,
    channel: str,
    language: str,
    purpose: str = "other",
    required: tuple[RequiredText, ...] = (),
    forbidden: Collection[str] = (),
    company: Company | None = None,
    collects_for_others: bool = False,
) -> list[Finding]:
    """Everything to say about a text, errors first.

    `required` and `forbidden` are those of the rule pack of the business's country; `company` has name, legal_name, phone, email,
    payment_link, payment_instructions, privacy_link, address and tax_id, None where nothing is known of it.
    """
    spoken = LANGUAGES.get(language, ENGLISH)
    text = Text(parts, spoken, channel, purpose, company)
    lacks = dict.fromkeys((*lacking(text), *lacking_in_country(text, required, collects_for_others)))
    found = [Finding(severity, code, {}, spoken.suggestions.get(name, "")) for severity, code, name in lacks]
    found += _words(text, forbidden)
    for look in (_hidden, _language, _form, _length, _links, _numbers, _empties, _ease):
        found += look(text)
    return sorted(_without_repeats(found), key=lambda finding: finding.severity != ERROR)


def style_of(parts: Parts, *, channel: str, language: str) -> Style:
    """How a text reads."""
    spoken = LANGUAGES.get(language, ENGLISH)
    text = Text(parts, spoken, channel, "other")
    ease = reading_ease(parts.words, language)
    category = ("marketing" if offer_in(parts, language) else "utility") if channel == "whatsapp" else None
    return Style(ease, band_of(ease), _tone(text), category)


def offer_in(parts: Parts, language: str) -> str | None:
    """The words of a text that make it an offer, or None: promotion has rules of its own in many countries."""
    spoken = LANGUAGES.get(language, ENGLISH)
    return next((words for rule in spoken.rules if rule.code == "offer" and (words := rule.found_in(parts.folded, spoken))), None)


def _without_repeats(found: list[Finding]) -> list[Finding]:
    """One finding per suggestion of the same lack: a pack's item that repeats a general one says nothing new."""
    general = {finding.suggestion for finding in found if finding.suggestion and not finding.code.startswith("item.")}
    binding = {finding.suggestion for finding in found if finding.code.startswith("item.") and finding.severity == ERROR}
    return [
        finding
        for finding in found
        if not (finding.code.startswith("item.") and finding.severity == ADVICE and finding.suggestion in general)
        and not (finding.code == "no_stop" and finding.suggestion in binding)
    ]


def _words(text: Text, forbidden: Collection[str]) -> Iterator[Finding]:
    read = unmasked(text.parts.folded)
    for rule in text.language.rules:
        quoted = rule.found_in(text.parts.folded, text.language) or rule.found_in(read, text.language) or _pictured(rule, text)
        if quoted is None or (rule.code == "offer" and text.channel != "whatsapp"):
            continue
        is_refused = (rule.code == "identity" and text.channel == "whatsapp") or (
            rule.code == "asks_reason" and "ask_reason_for_default" in forbidden
        )
        yield Finding(ERROR if is_refused else rule.severity, rule.code, {"words": quoted}, rule.kinder)


def _pictured(rule: Rule, text: Text) -> str | None:
    return next((char for char in text.parts.words if char in PICTURES.get(rule.code, "")), None)


def _hidden(text: Text) -> Iterator[Finding]:
    """What is written past the check or past the reader: disguised words, words for machines, and hard words in another language."""
    quoted = hidden_words(text.parts.folded)
    if quoted:
        yield Finding(ERROR, "disguised", {"words": quoted})
    told = compiled(INSTRUCTIONS).search(text.parts.folded)
    if told:
        yield Finding(ERROR, "instruction", {"words": told[0]})
    for code, sentence in _foreign(text):
        spoken = LANGUAGES[code]
        for rule in spoken.rules:
            words = rule.found_in(sentence, spoken) if rule.code in UNKIND else None
            if words:
                yield Finding(rule.severity, rule.code, {"words": words}, rule.kinder)


def _tone(text: Text) -> str:
    if any(finding.code in UNKIND for finding in _words(text, ())):
        return "harsh"
    return "kind" if compiled(text.language.kind).search(text.parts.folded) else "neutral"


def _language(text: Text) -> Iterator[Finding]:
    severity = ERROR if text.channel == "whatsapp" else ADVICE
    for _code, sentence in _foreign(text):
        yield Finding(severity, "mixed_languages", {"words": " ".join(sentence.split()[:8])})
        return
    spoken = text.language
    if spoken.familiar and all(compiled(words).search(text.parts.folded) for words in (spoken.familiar, spoken.formal)):
        yield Finding(ADVICE, "mixed_address")


def _foreign(text: Text) -> Iterator[tuple[str, str]]:
    """Sentences that are in another language, each with that language's code."""
    for sentence in re.split(r"[.!?]\s", text.parts.folded):
        words = re.findall(r"[a-z']+", sentence)
        hits = {code: sum(word in _own(code) for word in words) for code in LANGUAGES}
        other = max(hits, key=lambda code: hits[code])
        if other != text.language.code and hits[other] >= 3 and hits[other] > 2 * hits[text.language.code]:
            yield other, sentence


@cache
def _own(code: str) -> frozenset[str]:
    """The function words that only one of the languages has."""
    others = (spoken.own_words.split() for other, spoken in LANGUAGES.items() if other != code)
    return frozenset(LANGUAGES[code].own_words.split()).difference(*others)


def _form(text: Text) -> Iterator[Finding]:
    words = text.parts.words
    loud = [word for word in _CAPITALS.findall(words) if not text.company or word not in (text.company.get("name") or "").split()]
    letters = len(_LETTERS.findall(words))
    if len(loud) >= 2 or (letters > 20 and sum(char.isupper() for char in words) > letters * 0.3):
        yield Finding(ADVICE, "capitals", {"words": " ".join(loud[:3])}, text.language.suggestions["capitals"])
    if _SHOUT.search(words) or words.count("!") > 2:
        yield Finding(ADVICE, "exclamation")
    if _tone(text) == "neutral" and text.purpose != "other":
        yield Finding(ADVICE, "cold", {}, text.language.suggestions["cold"])


def _length(text: Text) -> Iterator[Finding]:
    values = {"n": text.parts.length, "most": LONG[text.channel]}
    if text.parts.length > LONGEST[text.channel]:
        yield Finding(ERROR, "too_long_for_channel", values | {"most": LONGEST[text.channel]})
    elif text.parts.length > LONG[text.channel]:
        yield Finding(ADVICE, "long_sms" if text.channel == "sms" else "long", values)
    if text.parts.subject_length > 78:
        yield Finding(ADVICE, "long_subject", {"n": text.parts.subject_length})


def _links(text: Text) -> Iterator[Finding]:
    link = text.company.get("payment_link") if text.company and text.parts.says("payment_link") else None
    short = _SHORT.search(f"{text.parts.folded} {re.sub('^https?://', '', link or '')}")
    if short:
        yield Finding(ERROR if text.channel in ("sms", "whatsapp") else ADVICE, "short_link", {"words": short[0]})
    if text.channel == "voice" and (_LINK.search(text.parts.folded) or text.parts.says("payment_link", "privacy_link")):
        yield Finding(ADVICE, "link_in_voice")


def _numbers(text: Text) -> Iterator[Finding]:
    if _LONG_NUMBER.search(text.parts.words):
        severity = ERROR if text.channel == "whatsapp" else ADVICE
        yield Finding(severity, "card_in_text", {}, text.language.suggestions["card_in_text"])


def _empties(text: Text) -> Iterator[Finding]:
    filled = _FILLED_AT.get(text.purpose, frozenset())
    for name in text.parts.variables:
        fact = _MAY_BE_EMPTY.get(name, "")
        may_be_empty = fact != "" and name not in filled and not (fact and text.company and text.company.get(fact))
        if name in text.parts.bare and (may_be_empty or name in _EMPTY_AT.get(text.purpose, ())):
            if text.channel == "whatsapp":
                yield Finding(ADVICE, "empty_on_whatsapp", {"name": name})
            else:
                yield Finding(ADVICE, "may_be_empty", {"name": name}, f"{{% if {name} %}} … {{{{ {name} }}}}{{% endif %}}")


def _ease(text: Text) -> Iterator[Finding]:
    ease = reading_ease(text.parts.words, text.language.code)
    if ease is not None and ease < HARD_BELOW and len(text.parts.words.split()) >= 15:
        yield Finding(ADVICE, "hard_to_read", {"ease": ease})
