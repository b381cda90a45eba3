"""The words that a person wrote in a mail: without HTML, signature, and what they quoted (our own words would be read as theirs)."""

from __future__ import annotations

import re
from email.message import EmailMessage
from html.parser import HTMLParser

_QUOTE_STARTS = re.compile(
    r"^\s*(?:"
    r"(?:on|el|em|le|am)\b.{4,240}?(?:wrote|escribi[oó]|escreveu|[ée]crit|schrieb)\s*:?"
    r"|-{2,}\s*(?:original message|mensaje original|mensagem original|forwarded message|mensaje reenviado)\b.*"
    r"|_{10,}"
    r"|(?:from|de|von):\s.+\n\s*(?:sent|enviado|enviada|date|fecha|data|para|to):.*"
    r")\s*$",
    re.I | re.M | re.S,
)
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table"}
_SILENT = {"style", "script", "head", "title", "blockquote"}


def plain_text(message: EmailMessage) -> str:
    """The text part, else the HTML part as text; empty when neither can be read."""
    try:
        part = message.get_body(("plain", "html"))
        content = str(part.get_content()) if part else ""
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""
    return _strip_html(content) if part and part.get_content_subtype() == "html" else content


def without_quote(text: str) -> str:
    """The text up to what it quotes or signs, without lines that begin with ">"."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if not line.lstrip().startswith(">")]
    joined = "\n".join(lines)
    for start in _starts_of_quote(joined):
        joined = joined[:start]
        break
    return joined.partition("\n-- \n")[0].strip()


def _starts_of_quote(text: str) -> list[int]:
    """Where a quote begins; its opening line may be wrapped over three lines."""
    lines, found, place = text.split("\n"), [], 0
    for n, line in enumerate(lines):
        if any(_QUOTE_STARTS.fullmatch("\n".join(lines[n : n + span])) for span in (1, 2, 3)):
            found.append(place)
        place += len(line) + 1
    return found


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(" ".join(data.split("\n")))


def _strip_html(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    return re.sub(r"\n\s*\n+", "\n", "".join(parser.words)).strip()
