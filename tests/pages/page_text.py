"""Reads a drawn page as a person would: every text on it, and which of them stayed in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

from google.protobuf.message import Message

from core.text.catalog import messages

UNSEEN = {
    "id", "form_id", "icon", "key", "url", "url_pathname", "page_script_hash", "element_hash", "color", "format", "format_type", "tag",
    "user_key", "query_param_key", "fragment_id", "spec", "config", "columns", "anchor", "image_url", "href",
}  # fmt: skip
FIELD = re.compile(r"\{(\w+)\}")
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
MARKS = re.compile(r":material/\w+:|\*\*|`|\\")
ENGLISH = re.compile(r"\b(the|of|and|with|are|for|this|your|yet|from|have|been)\b", re.IGNORECASE)


def texts(app) -> set[str]:
    """Every text on the page and in the sidebar: labels, values, choices, column titles, cells, words in charts."""
    found: set[str] = set()
    for root in (app.main, app.sidebar):
        for node in _nodes(root):
            proto = getattr(node, "proto", None)
            if isinstance(proto, Message):
                found.update(_strings(proto))
            if getattr(node, "type", "") in ("dataframe", "table"):
                found.update(_cells(node.value))
    return {line.strip() for text in found for line in STYLE.sub("", text).splitlines() if line.strip()}


def _nodes(block) -> Iterator[object]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from _nodes(child)


def _strings(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        many = value if field.is_repeated else [value]
        if field.message_type and field.message_type.GetOptions().map_entry:
            continue
        if field.message_type:
            for inner in many:
                yield from _strings(inner)
        elif field.cpp_type == field.CPPTYPE_STRING and field.type != field.TYPE_BYTES:
            if field.name == "columns":
                yield from _titles(json.loads(value or "{}"))
            elif field.name == "spec":
                yield from _chart_words(json.loads(value or "{}"))
            elif field.name not in UNSEEN:
                yield from many


def _titles(columns: dict[str, dict[str, str]]) -> Iterator[str]:
    for column in columns.values():
        if column:
            yield from (column[name] for name in ("label", "help") if column.get(name))


def _chart_words(part: object) -> Iterator[str]:
    """The titles, legends and labels of a chart's figure."""
    if isinstance(part, list):
        for inner in part:
            yield from _chart_words(inner)
    elif isinstance(part, dict):
        for name, inner in part.items():
            if name in ("text", "name", "hovertemplate") and isinstance(inner, str):
                yield inner
            elif name != "template":
                yield from _chart_words(inner)


def _cells(frame) -> Iterator[str]:
    yield from map(str, frame.columns)
    for column in frame.columns:
        for cell in frame[column]:
            yield from cell if isinstance(cell, list) else [cell] if isinstance(cell, str) else []


@cache
def _catalog() -> tuple[dict[str, str], list[re.Pattern[str]], frozenset[str]]:
    """English sentences that differ in Spanish: whole ones, those with fields as patterns, and all Spanish ones."""
    whole, patterns, spanish = {}, [], set()
    for english, translated in messages("es").items():
        pairs = zip(english.split("\0"), translated if isinstance(translated, tuple) else (translated,), strict=False)
        for left, right in pairs:
            spanish.add(right)
            if left == right:
                continue
            if FIELD.search(left):
                if len(re.sub(r"[\W\d]", "", FIELD.sub("", left))) > 5:
                    patterns.append(re.compile(".+?".join(re.escape(part) for part in FIELD.split(left)[::2])))
            else:
                whole[left] = right
    return whole, patterns, frozenset(spanish)


def english_left(found: set[str], allowed: set[str] = frozenset()) -> list[str]:
    """The texts that are English although the page is Spanish: known sentences untranslated, or sentences that never met the catalog."""
    whole, patterns, spanish = _catalog()
    left = []
    for text in found - allowed:
        bare = MARKS.sub("", text).strip()
        if text in spanish or bare in spanish or "/data/" in text:  # a folder's path is no sentence
            continue
        if text in whole or bare in whole or any(one.fullmatch(text) or one.fullmatch(bare) for one in patterns) or ENGLISH.search(bare):
            left.append(text)
    return sorted(left)
