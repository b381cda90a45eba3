"""People who are alike to the gate are asked for once: the plan is the same as if each were asked for alone."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import numpy
from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Activity, ContactPoint, Customer, Dispute, Message, OptOut, Payment, Profile, Promise, Reply, Verdict
from core.domain.access import SCHEDULER
from core.services import arrays, batches, contact_rules, drafts, house, planning, routes
from core.services.campaign_views import StepView, steps_in
from core.services.campaigns import campaign_in
from core.services.triggers import targets_in


def cast(sending, count=80, share=0.15):
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
            customer.region = dice.choice([None, None, None, "JAL"])
            customer.language = dice.choice(["es", None, "en"])
            customer.asked_hours = dice.choice([None, None, None, "mon,tue,wed 18:00-18:30"])
            traits = {
                "paid": Payment(customer_id=made, paid_on=today, amount_cents=1, currency="COP", recorded_at=now),
                "out": OptOut(customer_id=made, channel=dice.choice(["all", "email"]), at=now, how="reply"),
                "promised": Promise(customer_id=made, amount_cents=1, currency="COP", promised_on=today + timedelta(days=1), made_at=now),
                "disputes": Dispute(customer_id=made, opened_at=now, reason="other"),
                "called": Activity(customer_id=made, kind="call", outcome="informed", at=now - timedelta(days=1), user_id=1),
                "good": Profile(customer_id=made, as_of=today, behaviour="regular", bucket="current", reach=""),
                "wrote": Reply(provider_id=f"r{made}", channel="sms", customer_id=made, from_value="x", received_at=now),
                "abroad": ContactPoint(customer_id=made, kind="phone", value=f"+5255123412{made}", is_primary=True, created_at=now),
                "second": ContactPoint(customer_id=made, kind="phone", value=f"+5760155512{made}", line="landline", created_at=now),
            }
            session.add_all(trait for trait in traits.values() if dice.random() < share)
            for point in session.exec(select(ContactPoint).where(ContactPoint.customer_id == made)):
                point.invalid_at = dice.choice([None, None, None, now])
                point.sms_off = dice.choice([None, None, None, "landline"])


def asked(sending, campaign_id, ask):
    """What some function of planning answers for everybody."""
    with reading(sending.engine) as session:
        company, campaign, (step,) = house.company_in(session), campaign_in(session, campaign_id), steps_in(session, campaign_id)
        wanted = targets_in(session, company, campaign, step, list(range(1, sending.number + 1)), clock.now())
        return ask(session, company, campaign, step, wanted, sending.active, clock.now())


def told(way):
    """Everything that a row of the outbox would say of a way."""
    return (way.state, way.reason, way.channel, way.language, way.not_before, way.words and way.words.version and way.words.version.id,
            way.verdict and way.verdict.compact())  # fmt: skip


def planned(sending, campaign_id):
    """What each person would get, by the key of the message, asked person by person."""
    found = asked(sending, campaign_id, drafts.drafts_in)
    points = [draft.person.points.get(routes.contact_channel(draft.way.channel)) for draft in found]
    owed = [draft.person.owed.get(draft.currency) for draft in found]
    return {d.key: (told(d.way), d.person.id, point and point[1], d.currency, d.not_after, money.open_cents if money else 0)
            for d, point, money in zip(found, points, owed, strict=True)}  # fmt: skip


def in_crowds(sending, campaign_id):
    """The same, asked by the crowd, and how many there are in the largest crowd."""
    found = asked(sending, campaign_id, batches.batches_in)
    rows = {key: (told(b.way), customer, point, b.currency, b.not_after, cents)
            for b in found for key, customer, point, cents in zip(b.keys, b.customers, b.points, b.open_cents, strict=True)}  # fmt: skip
    return rows, max(len(batch.keys) for batch in found)


def test_asking_once_for_those_who_are_alike_changes_no_answer(sending, ada, monkeypatch):
    cast(sending)
    contact_rules.change(sending.engine, ada, tolerance_cents=100_00)
    words = {(channel, "es"): sending.template(channel) for channel in ("email", "sms")}
    campaign = sending.launch(StepView(channels=("email", "sms", "call"), templates=words))
    together = planned(sending, campaign)
    alone = itertools.count()
    monkeypatch.setattr(drafts.Drafter, "_signature", lambda *_given: (next(alone),))
    assert planned(sending, campaign) == together
    assert len({row[0][1] for row in together.values()}) > 6 and len(together) >= sending.number


def test_one_of_a_crowd_answers_for_all_of_it_as_each_would_alone(sending, ada):
    cast(sending, count=110, share=0.03)
    today = clock.today("America/Bogota")
    for number in range(60):
        sending.owes(sending.customer(f"Bea {number}"), f"B-{number}", today - timedelta(days=3 + number % 3), 500_00)
    contact_rules.change(sending.engine, ada, tolerance_cents=100_00)
    words = {(channel, "es"): sending.template(channel) for channel in ("email", "sms")} | {("sms", "en"): sending.template("sms", "en")}
    for anchor, offset, least in (("launch", 0, 60), ("due", 3, 20), ("promise", -1, 1)):
        step = StepView(channels=("email", "sms", "call"), templates=words, anchor=anchor, offset_days=offset, valid_days=40)
        for currency in (None, "COP"):
            campaign = sending.launch(step, currency=currency)
            rows, largest = in_crowds(sending, campaign)
            assert rows == planned(sending, campaign) and rows
            assert largest >= least


def test_a_crowd_is_written_in_the_order_of_its_people(sending):
    cast(sending, count=60)
    campaign = sending.launch(sending.step("sms"))
    with reading(sending.engine) as session:
        held = set(session.exec(select(Reply.customer_id)))
    expected = {key: row for key, row in planned(sending, campaign).items() if row[1] not in held}
    planning.plan(sending.engine, SCHEDULER, campaign)
    rows = sending.messages()
    assert {row.dedupe_key: (row.state, row.reason, row.customer_id, row.contact_point_id, row.currency) for row in rows} == {
        key: (way[0], way[1], customer, point, money) for key, (way, customer, point, money, *_rest) in expected.items()
    }
    whose = [row.customer_id for row in rows]
    assert whose == sorted(whose)
    with reading(sending.engine) as session:
        judged = {row.message_id: (row.customer_id, row.outcome) for row in session.exec(select(Verdict))}
    assert all(judged[row.id][0] == row.customer_id for row in rows if row.reason != "route.no_template")
    assert planning.plan(sending.engine, SCHEDULER, campaign) == {}


def test_numbers_stay_apart_when_columns_are_combined():
    columns = [numpy.array([0, 1, 2**40, 0, 1]), numpy.array([5, 5, 5, 5, 2**40]), numpy.array([1, 1, 1, 1, 1])]
    mark = arrays.combined(columns).tolist()
    assert mark[0] == mark[3] and len(set(mark)) == 4


def test_a_draft_carries_no_other_persons_address(sending):
    for number in range(3):
        sending.owes(sending.customer(f"Ana {number}"), f"F-{number}", clock.today("America/Bogota") - timedelta(days=9))
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    with reading(sending.engine) as session:
        rows = [(row.customer_id, session.get(ContactPoint, row.contact_point_id).customer_id) for row in sending.messages()]
        assert rows == [(1, 1), (2, 2), (3, 3)] and session.get(Message, 1).ref != session.get(Message, 2).ref
