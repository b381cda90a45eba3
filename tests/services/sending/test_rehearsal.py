"""A rehearsal shows what would go, when and at which cost, and what each rule stops; it writes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from core import clock
from core.channels.protocol import Cost
from core.db.engine import reading, writing
from core.db.tables import AuditEntry, CampaignMember, Message, OptOut, Promise, Verdict
from core.domain.access import SCHEDULER, Actor
from core.domain.errors import Forbidden, Refusal
from core.services import planning, rehearsal
from core.services.rehearsal import Strategy

LATE = date(2026, 6, 20)


def counted(engine):
    with reading(engine) as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in (Message, Verdict, CampaignMember, AuditEntry)]


def rules(entries):
    return {entry.rule: entry.count for entry in entries}


@pytest.fixture
def cast(sending):
    """Ana pays late, Bruno promised, Clara opted out, Dora has no address."""
    ana, bruno, clara = sending.customer("Ana"), sending.customer("Bruno"), sending.customer("Clara")
    dora = sending.customer("Dora", phone=None, email=None)
    for place, number in enumerate((ana, bruno, clara, dora)):
        sending.owes(number, f"F-{place}", LATE, 100_000_00)
    today = clock.today("America/Bogota")
    with writing(sending.engine) as session:
        session.add(OptOut(customer_id=clara, channel="all", at=clock.now(), how="reply"))
        session.add(
            Promise(customer_id=bruno, amount_cents=100_000_00, currency="COP", promised_on=today + timedelta(days=30), made_at=clock.now())
        )
    return {"ana": ana, "bruno": bruno, "clara": clara, "dora": dora}


def test_it_counts_what_goes_and_names_what_each_rule_stops_and_writes_nothing(sending, cast):
    campaign = sending.draft(sending.step("sms"))
    before = counted(sending.engine)
    found = rehearsal.rehearse(sending.engine, sending.marta, campaign)
    assert counted(sending.engine) == before
    assert found.members == 4 and found.sending == 1 and found.people == {cast["ana"]}
    assert rules(found.stopped) == {"opt_out.channel": 1, "address.missing": 1, "promise.open": 1}
    examples = {entry.rule: entry.examples for entry in found.stopped}
    assert examples["opt_out.channel"] == [(cast["clara"], "Clara")]
    assert len(found.days) == 14 and dict(found.channels) == {"sms": 1} and found.is_simulated


def test_each_planned_contact_counts_for_the_following_ones(sending):
    ana = sending.customer("Ana")
    sending.owes(ana, "F-1", LATE, 100_00)
    steps = [sending.step("sms", offset_days=day) for day in (0, 0, 1)]
    found = rehearsal.rehearse(sending.engine, sending.marta, sending.draft(*steps))
    days = sorted(day for day, _channel in found.going.elements())
    assert len(days) == len(set(days)) == found.sending, "one contact a day"
    assert found.moved


def test_it_agrees_with_what_planning_then_does(sending, cast):
    campaign = sending.launch(sending.step("sms", "email"), sending.step("email", offset_days=3))
    told = rehearsal.rehearse(sending.engine, sending.marta, campaign, days=1)
    planning.plan(sending.engine, SCHEDULER, campaign)
    assert told.sending + told.beyond == sending.states().count("queued")
    again = rehearsal.rehearse(sending.engine, sending.marta, campaign, days=1)
    assert (again.sending, again.waiting) == (told.sending, told.sending + told.beyond)
    assert not again.stopped, "what was planned is not planned twice"


def test_a_standing_campaign_speaks_of_each_invoice_on_its_day(sending, frozen):
    today = clock.today("America/Bogota")
    ana = sending.customer("Ana")
    for days in (2, 6, 30):
        sending.owes(ana, f"F-{days}", today + timedelta(days=days), 100_00)
    found = rehearsal.rehearse(sending.engine, sending.marta, sending.draft(sending.step("email", anchor="due", offset_days=1)))
    assert found.sending == 2
    assert min(day for day, _ in found.going) >= today + timedelta(days=3)


def test_the_daily_limit_spreads_messages_and_the_spending_limit_stops_them(sending):
    for place in range(4):
        sending.owes(sending.customer(f"Ana {place}"), f"F-{place}", LATE, 100_00)
    spread = rehearsal.rehearse(sending.engine, sending.marta, sending.draft(sending.step("sms", valid_days=10), daily_limit=2))
    assert spread.sending == 4 and max(spread.going.values()) == 2 and rules(spread.moved) == {"limit.daily": 2}
    sending.active["sms"].estimate = lambda _message: Cost(1, 50_000, "USD")
    free = rehearsal.rehearse(sending.engine, sending.marta, sending.draft(sending.step("sms")))
    each = sum(free.costs.values()) // 4
    short = rehearsal.rehearse(sending.engine, sending.marta, sending.draft(sending.step("sms"), spend_limit_micros=each * 2))
    assert each > 0 and short.sending == 2 and rules(short.stopped) == {"limit.spending": 2}


def test_a_strategy_can_be_rehearsed_before_it_is_a_campaign(sending, cast):
    plan = Strategy(sending.segment(), (sending.step("sms"),), holdout_percent=50)
    found = rehearsal.rehearse(sending.engine, sending.marta, plan)
    assert found.members == 4 and 0 <= found.holdout <= 4
    with pytest.raises(Refusal):
        rehearsal.rehearse(sending.engine, sending.marta, Strategy(sending.segment(), ()))
    with pytest.raises(Refusal):
        rehearsal.rehearse(sending.engine, sending.marta, plan, days=0)
    with pytest.raises(Forbidden):
        rehearsal.rehearse(sending.engine, Actor("Nobody", "stranger"), plan)
