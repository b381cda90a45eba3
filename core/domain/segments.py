"""Segment rules: conditions that must all hold, kept as data, matched against profiles and explained in sentences."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain.errors import Refusal
from core.domain.profile import Balance, Profile
from core.domain.segment_fields import FIELDS, HIGH, OPS, Field
from core.domain.sentences import Sentence, sentence

MOST_CONDITIONS = 12
_COMPARE = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "in": lambda actual, wanted: actual in wanted,
    "has": lambda actual, wanted: wanted in actual,
    "lacks": lambda actual, wanted: wanted not in actual,
}


@dataclass(frozen=True)
class Condition:
    """A field of FIELDS, one of its comparisons and its value: int, bool, str or a tuple of str; money in hundredths or HIGH."""

    field: str
    op: str
    value: Any

    @property
    def is_of_balance(self) -> bool:
        """Whether it is asked of a balance rather than of the person."""
        return FIELDS[self.field].is_of_balance


Rule = tuple[Condition, ...]


def parse(data: Any) -> Rule:
    """A rule from its stored form, a list of {field, op, value}. Refusal with a sentence for whatever cannot be meant."""
    if not isinstance(data, Sequence) or isinstance(data, str) or not data:
        raise Refusal("segment_empty", "A segment needs at least one condition.")
    if len(data) > MOST_CONDITIONS:
        raise Refusal("segment_long", "A segment has at most {most} conditions.", most=MOST_CONDITIONS)
    return tuple(_parse_one(item) for item in data)


def store(rule: Rule) -> list[dict[str, Any]]:
    """The form in which a rule is stored: JSON values that parse reads back."""
    return [
        {
            "field": condition.field,
            "op": condition.op,
            "value": list(condition.value) if isinstance(condition.value, tuple) else condition.value,
        }
        for condition in rule
    ]


def _parse_one(item: Any) -> Condition:
    told: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
    name, op, value = str(told.get("field")), told.get("op"), told.get("value")
    field = FIELDS.get(name)
    if field is None:
        raise Refusal("segment_field", "A segment cannot ask about {field}.", field=name)
    if op not in OPS[field.kind]:
        raise Refusal("segment_op", "{field} cannot be compared in this way: {op}.", field=name, op=str(op))
    if not _fits(field, op, value):
        raise Refusal("segment_value", "{field} cannot be compared with this value: {value}.", field=name, value=str(value))
    return Condition(name, op, tuple(value or ()) if op == "in" else value)


def _fits(field: Field, op: str, value: Any) -> bool:
    if op == "in":
        return isinstance(value, list | tuple) and bool(value) and all(_fits(field, "eq", one) for one in value)
    if field.kind == "flag":
        return isinstance(value, bool)
    if field.kind in ("number", "money"):
        return type(value) is int or (field.kind == "money" and value == HIGH)
    if field.kind == "currency":
        return isinstance(value, str) and len(value) == 3 and value.isalpha() and value.isupper()
    return value in field.choices


def matches(rule: Rule, profile: Profile, references: Mapping[str, int] | None = None) -> bool:
    """Whether a customer is in the segment. `references` gives each currency's amount for HIGH; unknown facts never match."""
    of_person = [condition for condition in rule if not condition.is_of_balance]
    if not all(_holds(condition, value_of(profile, condition.field)) for condition in of_person):
        return False
    return len(of_person) == len(rule) or bool(matching_balances(rule, profile, references))


def matching_balances(rule: Rule, profile: Profile, references: Mapping[str, int] | None = None) -> list[Balance]:
    """The balances for which every balance condition of the rule holds; all of them when it has none."""
    asked = [condition for condition in rule if condition.is_of_balance]
    return [
        balance
        for balance in profile.balances
        if all(_holds(condition, getattr(balance, condition.field), (references or {}).get(balance.currency)) for condition in asked)
    ]


def value_of(profile: Profile, field: str) -> Any:
    """The value of a person's field; None when it is not known."""
    return bool(profile.reach) if field == "is_reachable" else getattr(profile, field)


def _holds(condition: Condition, actual: Any, reference: int | None = None) -> bool:
    wanted = reference if condition.value == HIGH and FIELDS[condition.field].kind == "money" else condition.value
    return actual is not None and wanted is not None and _COMPARE[condition.op](actual, wanted)


def explain(rule: Rule, profile: Profile, references: Mapping[str, int] | None = None) -> list[Sentence]:
    """Why a customer is in the segment: the fact behind each condition; empty when they are not in it."""
    if not matches(rule, profile, references):
        return []
    of_person = dict.fromkeys(condition.field for condition in rule if not condition.is_of_balance)
    of_balance = dict.fromkeys(condition.field for condition in rule if condition.is_of_balance)
    sentences = [_fact(name, value_of(profile, name)) for name in of_person]
    for balance in matching_balances(rule, profile, references) if of_balance else []:
        sentences += [_fact(name, getattr(balance, name), balance.currency) for name in of_balance]
    return sentences


def _fact(name: str, actual: Any, currency: str = "") -> Sentence:
    field = FIELDS[name]
    if isinstance(field.fact, dict):
        return sentence(field.fact[actual])
    if field.kind == "money":
        return sentence(field.fact, actual_cents=actual, currency=currency)
    return sentence(field.fact, actual=", ".join(actual) if isinstance(actual, tuple) else actual)
