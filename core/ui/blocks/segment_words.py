"""Segments and their conditions in words."""

from __future__ import annotations

from typing import Any

from core.domain.profile import Behaviour
from core.domain.segment_fields import FIELDS, HIGH, OP_WORDS
from core.domain.segments import Condition, Rule
from core.services.segment_views import SegmentView
from core.text import _, format_number
from core.ui.people_words import behaviour_word, bucket_word
from core.ui.words import channel_word


def named(view: SegmentView) -> str:
    """The name, translated when it is ours."""
    return _(view.name) if view.is_ready_made else view.name


def told(view: SegmentView) -> str:
    """The description, translated when it is ours."""
    return "" if not view.description else _(view.description) if view.is_ready_made else view.description


def value_word(field: str, value: Any) -> str:
    """The value of a condition as people say it."""
    kind = FIELDS[field].kind
    if isinstance(value, tuple | list):
        return ", ".join(value_word(field, one) for one in value)
    if kind == "flag":
        return _("yes") if value else _("no")
    if value == HIGH and kind == "money":
        return _("the largest tenth")
    if kind == "money":
        return format_number(value / 100, places=2)
    if kind == "number":
        return format_number(value)
    return choice_word(field, value)


def choice_word(field: str, code: str) -> str:
    """A choice of a field."""
    if code in set(Behaviour):
        return behaviour_word(code)
    if field == "bucket":
        return bucket_word(code)
    return channel_word(code) if field == "reach" else code


def condition_word(condition: Condition) -> str:
    """One condition in words."""
    return f"{_(FIELDS[condition.field].label)} {_(OP_WORDS[condition.op])} {value_word(condition.field, condition.value)}"


def condition_words(rule: Rule) -> str:
    """All conditions, as a sentence each holds with the next."""
    return f" **{_('and')}** ".join(condition_word(one) for one in rule)
