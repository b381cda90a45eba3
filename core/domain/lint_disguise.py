"""What hides words from a reader who looks for them: letters of other alphabets, figures for letters, letters set apart, pictures."""

from __future__ import annotations

import re

# Letters of the Cyrillic and Greek alphabets that look like Latin ones, after folding to lower case.
_ALIKE = str.maketrans("авеікмнорстухѕјԁһӏԛԝαβεικνορτυχ", "abeikmhopctyxsjdhlqwabeiknoptux")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_APART = re.compile(r"(?<![^\W\d_])[a-z](?:[ .\-*·/][a-z]){4,}(?![^\W\d_])")
_STARRED = re.compile(r"(?<![\w.@/*])[a-z]+[*|]+[a-z]+(?![\w.@/*])")
_MIXED = re.compile(r"(?<![\w@./-])(?=[\w@$!|]*[a-z][\w@$!|]*[a-z])(?=[\w@$!|]*[0134578@$!|])[\w@$!|]{4,}(?![\w@/])")
_FIGURES = str.maketrans("0134578@$!|", "oieastbasil")
_JOINED = re.compile(r"(?<=[a-z])-(?=[a-z])")

PICTURES: dict[str, str] = {
    "threat": "👮🚔🚓🚨⛓💣💀☠🔫🔪👊😡😠🤬👿",
    "court": "⚖🏛🔨",
    "urgency": "⏰⏳⌛⏱🆘",
    "shame": "🤥🐀🐍💩🤡",
}
"""Pictures that say what words may not."""

INSTRUCTIONS = (
    r"(?:ignor\w+|olvid\w+|omit\w+|descart\w+) (?:todas? )?(?:las|tus|sus|estas|mis) (?:instrucciones|indicaciones|reglas)",
    r"(?:ignore|disregard|forget|override) (?:all |any |the |your |my )*(?:previous|prior|above|earlier)? ?(?:instructions|rules|prompts?)",
    r"(?:ignor\w+|esquec\w+|desconsider\w+) (?:todas? )?(?:as|suas|estas|minhas) (?:instrucoes|regras)",
    r"(?:system|developer|hidden) prompt", r"(?:prompt|mensaje|mensagem) (?:del|de|do) sistema",
    r"(?:aprueb\w+|aprov\w+|approve) (?:esta|este|this|essa|esse) (?:plantilla|texto|template|modelo|version|versao)",
    r"(?:you are|act as|eres|actua como|voce e|aja como) (?:an? |una? |um |uma )?(?:ai|ia|assistant|asistente|assistente|language model"
    r"|modelo de len?guaje|modelo de linguagem)",
    r"<\|?/?(?:system|im_start|im_end|assistant|inst)\|?>",
)  # fmt: skip
"""Words meant for a machine that reads along, in any language; no customer needs them."""


def look_alike(text: str) -> str:
    """A folded text with the letters that it seems to have: those of other alphabets become Latin, every dash the plain one."""
    return _DASHES.sub("-", text).translate(_ALIKE)


def unmasked(folded: str) -> str:
    """A folded text as it is meant to be read: letters set apart joined, figures and signs inside words turned into letters."""
    joined = _APART.sub(lambda found: re.sub(r"[^a-z]", "", found[0]), folded)
    spelled = _MIXED.sub(lambda found: found[0].translate(_FIGURES), joined)
    return _JOINED.sub(" ", spelled)


def hidden_words(folded: str) -> str | None:
    """Words that are written so that only people read them: letters set apart, or stars inside; None where there are none."""
    found = _APART.search(folded) or _STARRED.search(folded)
    return found[0] if found else None
