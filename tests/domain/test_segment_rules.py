"""Segment rules: what they take, whom they match and how they explain it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.domain.errors import Refusal
from core.domain.profile import Balance, Behaviour, Profile
from core.domain.ready_segments import READY_SEGMENTS
from core.domain.segment_fields import FIELDS, OP_WORDS, OPS
from core.domain.segments import explain, matches, parse, store
from core.text.reasons import read_out

TODAY = date(2026, 7, 1)


def one(**rest) -> Profile:
    """A customer with an open balance, reachable, not late, unless said otherwise."""
    return Profile(**{"as_of": TODAY, "reach": ("sms",), "invoices": 5, "balances": (Balance("PEN", open_cents=100),), **rest})


def late(days: int, **rest) -> Profile:
    """A customer whose oldest unpaid invoice is some days late."""
    return one(oldest_due_on=TODAY - timedelta(days=days), balances=(Balance("PEN", 500, 500),), **rest)


def slugs(profile: Profile) -> set[str]:
    """The ready-made segments that a customer is in."""
    return {ready.slug for ready in READY_SEGMENTS if matches(ready.rule, profile, {"PEN": 400, "USD": 1_000})}


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (one(behaviour=Behaviour.REGULAR, next_due_on=TODAY + timedelta(days=5)), {"due-soon", "good-payers"}),
        (one(behaviour=Behaviour.REGULAR, paid_late=1, next_due_on=TODAY), {"due-today"}),
        (one(behaviour=Behaviour.REGULAR, paid_late=1, next_due_on=TODAY + timedelta(days=6)), set()),
        (late(1, behaviour=Behaviour.OCCASIONALLY_LATE), {"newly-late", "occasionally-late", "high-balance"}),
        (late(31, behaviour=Behaviour.REPEATEDLY_LATE), {"late-31-60", "repeatedly-late", "high-balance"}),
        (late(61, behaviour="new", has_promise=True), {"late-61-90", "new", "open-promise", "high-balance"}),
        (
            late(91, behaviour=Behaviour.REGULAR, has_broken_promise=True, reach=()),
            {"late-91", "broken-promise", "unreachable", "high-balance"},
        ),
        (one(behaviour=Behaviour.REGULAR, paid_late=1, has_dispute=True, next_due_on=TODAY), {"disputed"}),
        (one(behaviour=Behaviour.REGULAR, paid_late=1, balances=(Balance("PEN", credit_cents=5),)), {"credit-balance"}),
    ],
)
def test_ready_made_segments_find_whom_they_name(profile, expected):
    assert slugs(profile) == expected


def test_every_ready_made_rule_survives_storage():
    assert all(parse(store(ready.rule)) == ready.rule for ready in READY_SEGMENTS)
    assert len({ready.slug for ready in READY_SEGMENTS}) == len(READY_SEGMENTS)


def test_conditions_on_balances_hold_for_one_currency_together():
    rule = parse([{"field": "currency", "op": "eq", "value": "USD"}, {"field": "overdue_cents", "op": "ge", "value": 300}])
    assert not matches(rule, one(balances=(Balance("PEN", 900, 900), Balance("USD", 900, 100))))
    assert matches(rule, one(balances=(Balance("USD", 900, 300),)))


def test_a_high_balance_is_measured_in_its_own_currency():
    rule = parse([{"field": "overdue_cents", "op": "ge", "value": "high"}])
    both = one(balances=(Balance("PEN", 400, 400), Balance("USD", 999, 999)))
    assert matches(rule, both, {"PEN": 400, "USD": 1_000})
    assert not matches(rule, both, {"PEN": 401, "USD": 1_000}) and not matches(rule, both, {})


def test_what_is_not_known_never_matches():
    assert not matches(parse([{"field": "days_to_due", "op": "le", "value": 5}]), one())
    assert not matches(parse([{"field": "rating", "op": "ne", "value": "A"}]), one())


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ([], "segment_empty"),
        ("behaviour", "segment_empty"),
        ([{"field": "salary", "op": "eq", "value": 1}], "segment_field"),
        (["x"], "segment_field"),
        ([{"field": "behaviour", "op": "ge", "value": "new"}], "segment_op"),
        ([{"field": "score", "op": "ge", "value": "9"}], "segment_value"),
        ([{"field": "has_promise", "op": "eq", "value": 1}], "segment_value"),
        ([{"field": "score", "op": "ge", "value": True}], "segment_value"),
        ([{"field": "currency", "op": "eq", "value": "pesos"}], "segment_value"),
        ([{"field": "bucket", "op": "in", "value": []}], "segment_value"),
        ([{"field": "reach", "op": "has", "value": "fax"}], "segment_value"),
        ([{"field": "score", "op": "ge", "value": 1}] * 13, "segment_long"),
        ([{"field": "behaviour", "op": [], "value": "new"}], "segment_op"),
        ([{"field": "bucket", "op": "eq", "value": []}], "segment_value"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(rule, code):
    with pytest.raises(Refusal) as refused:
        parse(rule)
    assert refused.value.code == code


def test_a_customer_is_told_why_in_both_languages():
    rule = parse(
        [
            {"field": "bucket", "op": "in", "value": ["1-30", "31-60"]},
            {"field": "overdue_cents", "op": "gt", "value": 0},
            {"field": "reach", "op": "has", "value": "sms"},
        ]
    )
    reasons = explain(rule, late(10))
    assert [read_out(*reason, lang="en") for reason in reasons] == [
        "The oldest unpaid document is 1 to 30 days late.",
        "Can be reached by: sms.",
        "PEN 5.00 are overdue.",
    ]
    assert read_out(*reasons[2], lang="es", country="AR") == "Tiene PEN 5,00 vencidos."
    assert explain(rule, one()) == []


def test_every_field_has_comparisons_words_and_a_fact():
    assert {op for ops in OPS.values() for op in ops} == set(OP_WORDS)
    assert all(field.kind in OPS and field.label and field.fact for field in FIELDS.values())
