"""People who are alike to the gate are asked for once: the plan is the same as if each were asked for alone."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Activity, ContactPoint, Customer, Dispute, Message, OptOut, Payment, Profile, Promise
from core.domain.access import SCHEDULER
from core.services import contact_rules, drafts, house, planning
from core.services.campaign_views import StepView, steps_in
from core.services.campaigns import campaign_in
from core.services.triggers import targets_in


def cast(sending, count=80):
    """Customers who differ in everything that a gate may look at."""
    dice, today, now = random.Random(3), clock.today("America/Bogota"), clock.now()
    for number in range(count):
        channels = dice.choice([("sms", "email", "voice", "whatsapp"), ("email",), ("voice",)])
        made = sending.customer(f"Ana {number}", channels=channels, preferred_channel=dice.choice([None, "email"]))
        for bill in range(dice.choice([0, 1, 1, 2])):
            due = today - timedelta(days=dice.choice([-5, 3, 40]))
            sending.owes(made, f"F-{number}-{bill}", due, dice.choice([50, 500_00]), dice.choice(["COP", "COP", "USD"]))
        with writing(sending.engine) as session:
            customer = session.get(Customer, made)
            customer.quiet_until = dice.choice([None, None, today + timedelta(days=2)])
            customer.stop_reason = dice.choice([None] * 6 + ["deceased"])
            customer.country = dice.choice(["CO", "CO", "MX", None])
            traits = {
                "paid": Payment(customer_id=made, paid_on=today, amount_cents=1, currency="COP", recorded_at=now),
                "out": OptOut(customer_id=made, channel=dice.choice(["all", "email"]), at=now, how="reply"),
                "promised": Promise(customer_id=made, amount_cents=1, currency="COP", promised_on=today + timedelta(days=1), made_at=now),
                "disputes": Dispute(customer_id=made, opened_at=now, reason="other"),
                "called": Activity(customer_id=made, kind="call", outcome="informed", at=now - timedelta(days=1), user_id=1),
                "good": Profile(customer_id=made, as_of=today, behaviour="regular", bucket="current", reach=""),
            }
            session.add_all(trait for trait in traits.values() if dice.random() < 0.15)
            for point in session.exec(select(ContactPoint).where(ContactPoint.customer_id == made)):
                point.invalid_at = dice.choice([None, None, None, now])


def planned(sending, campaign_id):
    """What each person would get: everything that a row of the outbox would say."""
    with reading(sending.engine) as session:
        company, campaign, (step,) = house.company_in(session), campaign_in(session, campaign_id), steps_in(session, campaign_id)
        people = list(range(1, sending.number + 1))
        wanted = targets_in(session, company, campaign, step, people, clock.now())
        found = drafts.drafts_in(session, company, campaign, step, wanted, sending.active, clock.now())
        return [(d.key, d.way.state, d.way.reason, d.way.channel, d.way.language, d.way.not_before, d.not_after,
                 d.way.verdict and d.way.verdict.compact()) for d in found]  # fmt: skip


def test_asking_once_for_those_who_are_alike_changes_no_answer(sending, ada, monkeypatch):
    cast(sending)
    contact_rules.change(sending.engine, ada, tolerance_cents=100_00)
    words = {(channel, "es"): sending.template(channel) for channel in ("email", "sms")}
    campaign = sending.launch(StepView(channels=("email", "sms", "call"), templates=words))
    together = planned(sending, campaign)
    alone = itertools.count()
    monkeypatch.setattr(drafts._Drafter, "_signature", lambda *_given: (next(alone),))
    assert planned(sending, campaign) == together
    assert len({row[2] for row in together}) > 6 and len(together) >= sending.number


def test_a_draft_carries_no_other_persons_address(sending):
    for number in range(3):
        sending.owes(sending.customer(f"Ana {number}"), f"F-{number}", clock.today("America/Bogota") - timedelta(days=9))
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    with reading(sending.engine) as session:
        rows = [(row.customer_id, session.get(ContactPoint, row.contact_point_id).customer_id) for row in sending.messages()]
        assert rows == [(1, 1), (2, 2), (3, 3)] and session.get(Message, 1).ref != session.get(Message, 2).ref
