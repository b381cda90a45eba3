"""The gate against brute force: random plans over all packs. RECAUDO_GATE_PLANS says how many, RECAUDO_GATE_SEED where they start."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache

from core.domain.gate import BusinessRules, Contact, Facts, Planner, judge
from core.domain.packs import Holidays
from core.services.packs import holidays_for, load_pack
from tests.domain.gate_oracle import Lawful, judge_by_force
from tests.domain.gate_plans import random_moment, random_plan, random_settings

PLANS = int(os.environ.get("RECAUDO_GATE_PLANS", "2000"))
SEED = int(os.environ.get("RECAUDO_GATE_SEED", "1"))


@cache
def calendar(country: str, region: str | None) -> Holidays:
    return holidays_for(country, region, years=range(2025, 2029))


def test_the_gate_agrees_with_brute_force_on_every_random_plan():
    seen: Counter[str] = Counter()
    for seed in range(SEED, SEED + PLANS):
        rng = random.Random(seed)
        moment, settings = random_moment(rng), random_settings(rng)
        plan = random_plan(rng, moment)
        verdict = judge(
            Facts(**plan), moment, load_pack(plan["country"]), calendar(plan["country"], plan["region"]), BusinessRules(**settings)
        )
        expected = judge_by_force(plan, moment, settings)
        assert (verdict.outcome, verdict.move_to) == expected, (
            f"seed {seed}: {verdict.rule} {dict(verdict.values)} {plan} {settings} {moment}"
        )
        seen[verdict.outcome] += 1
    assert min(seen[outcome] for outcome in ("allowed", "moved", "blocked")) > PLANS / 20, seen


def test_a_planner_that_judged_many_gives_the_same_verdicts_as_a_fresh_one():
    rng = random.Random(7)
    settings = BusinessRules(general_opt_in=True, tolerance_cents=400)
    planners: dict[tuple[str, str | None], Planner] = {}
    moments = [random_moment(rng) for _ in range(4)]
    for _ in range(1500):
        moment = rng.choice(moments)
        plan = random_plan(rng, moment)
        place = (plan["country"], plan["region"])
        planner = planners.setdefault(place, Planner(load_pack(place[0]), calendar(*place), settings))
        assert planner.judge(Facts(**plan), moment) == judge(Facts(**plan), moment, planner.pack, planner.holidays, settings)


def test_no_accepted_plan_breaks_a_cap_when_the_history_is_replayed():
    for seed in range(60):
        rng = random.Random(seed)
        moment, settings = random_moment(rng), random_settings(rng) | {"extra_closed": frozenset()}
        plan = random_plan(rng, moment) | {"history": (), "purpose": "reminder", "by_agent": False}
        pack, holidays, rules = load_pack(plan["country"]), calendar(plan["country"], plan["region"]), BusinessRules(**settings)
        sent: list[Contact] = []
        for _ in range(12):
            asked_at = moment + timedelta(minutes=rng.randint(0, 20 * 1440))
            plan["channel"] = rng.choice(["sms", "whatsapp", "email", "voice"])
            verdict = judge(Facts(**plan | {"history": tuple(sent)}), asked_at, pack, holidays, rules)
            if verdict.outcome != "blocked":
                sent.append(Contact(verdict.move_to or asked_at, plan["channel"]))
        for contact in sent:
            others = tuple(other for other in sent if other is not contact)
            assert Lawful(plan | {"history": others, "channel": contact.channel}, settings).at(contact.at), f"seed {seed}: {sent}"


def test_paraguay_keeps_its_clock_all_year():
    pack, holidays = load_pack("PY"), holidays_for("PY", years=[2026])
    facts = Facts(channel="email", zones=pack.zones, country="PY", balance_cents=1, address="valid", template_approved=True)
    for month in (1, 7):
        early = datetime(2026, month, 7, 10, 59, tzinfo=UTC)
        assert judge(facts, early, pack, holidays, BusinessRules()).move_to == datetime(2026, month, 7, 11, 0, tzinfo=UTC)
