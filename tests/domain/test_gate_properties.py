"""What holds for every plan: a moved message lands on the earliest lawful minute, and stricter settings never allow more."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.gate import BusinessRules, Facts, Verdict, judge
from core.domain.packs import intersect
from core.services.packs import holidays_for, load_pack
from tests.domain.gate_oracle import Lawful
from tests.domain.gate_plans import random_moment, random_plan, random_settings, random_windows

SEEDS = st.integers(min_value=0, max_value=10**9)


def ask(plan: dict, moment, rules: BusinessRules) -> Verdict:
    holidays = holidays_for(plan["country"], plan["region"], years=range(2025, 2029))
    return judge(Facts(**plan), moment, load_pack(plan["country"]), holidays, rules)


@settings(max_examples=120, deadline=None)
@given(SEEDS)
def test_a_moved_message_is_allowed_there_and_not_a_minute_earlier(seed: int):
    rng = random.Random(seed)
    moment, values = random_moment(rng), random_settings(rng)
    plan = random_plan(rng, moment)
    verdict = ask(plan, moment, BusinessRules(**values))
    if verdict.move_to is None:
        return
    lawful = Lawful(plan, values)
    assert verdict.move_to > moment and verdict.move_to.second == 0
    assert lawful.at(verdict.move_to) and not lawful.at(moment)
    before = verdict.move_to - timedelta(minutes=1)
    assert before <= moment or not lawful.at(before)
    assert ask(plan, verdict.move_to, BusinessRules(**values)).outcome == "allowed"


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_stricter_settings_never_allow_more(seed: int):
    rng = random.Random(seed)
    moment = random_moment(rng)
    plan = random_plan(rng, moment)
    rules = BusinessRules(**random_settings(rng))
    loose, strict = ask(plan, moment, rules), ask(plan, moment, stricter(rng, rules, plan))
    order = ["allowed", "moved", "blocked"]
    assert order.index(strict.outcome) >= order.index(loose.outcome)
    if loose.move_to and strict.move_to:
        assert strict.move_to >= loose.move_to


def stricter(rng: random.Random, rules: BusinessRules, plan: dict) -> BusinessRules:
    """The same business with one of its limits tightened."""
    pack = load_pack(plan["country"])
    windows = rules.windows or pack.suggested or pack.hours_of(plan["region"]).windows
    less = lambda cap: 1 if cap is None else max(0, cap - 1)  # noqa: E731
    changes = [
        {"windows": intersect(windows, random_windows(rng))},
        {"contact_on_holidays": False},
        {"extra_closed": rules.extra_closed | {(random_moment(rng)).date()}},
        {"daily_cap": less(rules.daily_cap)},
        {"weekly_cap": less(rules.weekly_cap)},
        {"min_spacing_days": (rules.min_spacing_days or 0) + 1},
        {"tolerance_cents": rules.tolerance_cents + 400},
        {"payment_quiet_days": rules.payment_quiet_days + 1},
        {"promise_grace_days": rules.promise_grace_days + 1},
        {"leave_good_payers_alone": True},
        {"general_opt_in": False},
        {"collects_for_third_parties": True},
        {"approvals": frozenset()},
        {"horizon_days": max(0, rules.horizon_days - 3)},
    ]
    return replace(rules, **rng.choice(changes))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_business_is_never_looser_than_the_law(seed: int):
    rng = random.Random(seed)
    moment = random_moment(rng)
    plan = random_plan(rng, moment) | {"asked_windows": None, "purpose": "reminder"}
    wide = BusinessRules(windows=tuple((0, 1440) for _ in range(7)), contact_on_holidays=True, general_opt_in=True)
    verdict = ask(plan, moment, wide)
    at = verdict.move_to or (moment if verdict.outcome == "allowed" else None)
    if at is None:
        return
    from zoneinfo import ZoneInfo

    hours = load_pack(plan["country"]).hours_of(plan["region"])
    for zone in plan["zones"]:
        local = at.astimezone(ZoneInfo(zone))
        window = hours.windows[local.weekday()]
        assert window is not None and window[0] <= local.hour * 60 + local.minute < window[1]
