"""A notice as plain text, Markdown or a page of its own: the same words, each form safe for whatever stands in the settings."""

from __future__ import annotations

import re
from html import escape

from core.services.compliance_proof_page import STYLE
from core.services.notices import Notice, Section

FORMATS = ("html", "md", "txt")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~$-])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


def rendered(notice: Notice, format: str) -> str:
    """The notice in one of the forms html, md, txt."""
    return {"html": _html, "md": _markdown, "txt": _text}[format](notice)


def _clean(text: str) -> str:
    """One line without control, zero-width or direction marks."""
    return _CONTROL.sub(" ", text).strip()


def _text(notice: Notice) -> str:
    lines = [_clean(notice.title).upper(), _clean(notice.company), ""]
    for number, section in enumerate(notice.sections, 1):
        lines += [f"{number}. {_clean(section.title)}", ""]
        lines += [_clean(text) for text in section.paragraphs]
        lines += [f"- {_clean(item)}" for item in section.items]
        lines += [f"- {': '.join(_clean(cell) for cell in row[:2])}{_tail(row)}" for row in section.rows]
        lines += [*(_clean(text) for text in section.after), ""]
    return "\n".join(lines).rstrip() + "\n"


def _tail(row: tuple[str, ...]) -> str:
    return f". {_clean(row[2])}" if len(row) > 2 else ""


def _markdown(notice: Notice) -> str:
    blocks = [f"# {_md(notice.title)}", _md(notice.company)]
    for section in notice.sections:
        blocks += [f"## {_md(section.title)}", *(_md(text) for text in section.paragraphs)]
        if section.items:
            blocks.append("\n".join(f"- {_md(item)}" for item in section.items))
        if section.rows:
            blocks.append(_md_table(section))
        blocks += [_md(text) for text in section.after]
    return "\n\n".join(blocks) + "\n"


def _md(text: str) -> str:
    """Text that Markdown shows as it is; what begins like a list or a number keeps its mark."""
    return re.sub(r"^(\d+)\.", r"\1\\.", _MARKS.sub(r"\\\1", _clean(text)))


def _md_table(section: Section) -> str:
    width = len(section.rows[0])
    heads = section.heads or ("",) * width
    lines = [heads, ("---",) * width, *section.rows]
    return "\n".join(f"| {' | '.join(cell if cell == '---' else _md(cell) for cell in line)} |" for line in lines)


def _html(notice: Notice) -> str:
    parts = [f"<h1>{escape(notice.title)}</h1>", f"<p>{escape(_clean(notice.company))}</p>"]
    for section in notice.sections:
        parts += [f"<h2>{escape(section.title)}</h2>", *(f"<p>{escape(_clean(text))}</p>" for text in section.paragraphs)]
        if section.items:
            parts.append(f"<ul>{''.join(f'<li>{escape(_clean(item))}</li>' for item in section.items)}</ul>")
        if section.rows:
            parts.append(_html_table(section))
        parts += [f"<p>{escape(_clean(text))}</p>" for text in section.after]
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(notice.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(notice.title)}</title><style>{STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _html_table(section: Section) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in section.heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(_clean(cell))}</td>' for cell in row)}</tr>" for row in section.rows)
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"
