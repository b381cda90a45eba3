"""A replay applies a strategy to the past as it stood: it writes nothing, breaks no limit, and agrees with planning on the present."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import func, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Activity, Allocation, Dispute, Invoice, Message, OptOut, Payment, Promise
from core.db.tables.record import Record
from core.domain.access import SCHEDULER, Actor
from core.domain.errors import Forbidden, Refusal
from core.domain.gate import Contact
from core.domain.gate_caps import caps_for, consult_cap, counted_for
from core.domain.gate_facts import BusinessRules, Facts
from core.domain.gate_windows import instant_of
from core.services import house, outbox, packs, planning, replay
from core.services.rehearsal import Strategy

ZONE = "America/Bogota"


def everything(engine):
    """How many rows each table has, and the sums of what a planner would change."""
    with reading(engine) as session:
        counts = {name: session.execute(select(func.count()).select_from(table)).scalar() for name, table in Record.metadata.tables.items()}
        return counts, session.exec(select(func.sum(Invoice.paid_cents))).one()


def rules(entries):
    return Counter({entry.rule: entry.count for entry in entries})


@pytest.fixture
def today(sending):
    return clock.today(ZONE)


@pytest.fixture
def ago(today):
    return lambda days: today - timedelta(days=days)


@pytest.fixture
def pays(sending):
    """Lays a payment on a document, dated by its day."""

    def pay(customer_id, invoice_id, day, cents):
        with writing(sending.engine) as session:
            paid = Payment(customer_id=customer_id, paid_on=day, amount_cents=cents, currency="COP", recorded_at=clock.now())
            session.add(paid)
            session.flush()
            session.add(
                Allocation(
                    payment_id=paid.id, invoice_id=invoice_id, customer_id=customer_id, paid_on=day, amount_cents=cents, currency="COP"
                )
            )
            session.get(Invoice, invoice_id).paid_cents += cents

    return pay


def replayed(sending, *steps, days=30, **fields):
    return replay.replay(sending.engine, sending.marta, Strategy(sending.segment(), steps, **fields), days)


def test_an_invoice_is_spoken_of_on_its_day_until_it_was_paid(sending, ago, pays):
    ana, bruno = sending.customer("Ana", authorised_days_ago=99), sending.customer("Bruno", authorised_days_ago=99)
    late = sending.owes(ana, "F-1", ago(20), 100_00, issued_on=ago(50))
    kept = sending.owes(bruno, "F-2", ago(20), 100_00, issued_on=ago(50))
    pays(bruno, kept, ago(18), 100_00)
    pays(ana, late, ago(2), 60_00)
    told = replayed(sending, *(sending.step("sms", anchor="due", offset_days=after) for after in (0, 5, 10)))
    assert Counter(who for _at, who, _channel in told.messages) == {ana: 3, bruno: 1}
    assert told.collected == {"COP": 160_00} and told.payers == 2
    assert min(told.found.going)[0] == ago(20)


def test_consents_and_opt_outs_count_from_their_day(sending, ago):
    clara, dora = sending.customer("Clara", authorised_days_ago=99), sending.customer("Dora", authorised_days_ago=4)
    for place, number in enumerate((clara, dora)):
        sending.owes(number, f"F-{place}", ago(25), 100_00, issued_on=ago(60))
    with writing(sending.engine) as session:
        session.add(OptOut(customer_id=clara, channel="all", at=instant_of(ZONE, ago(12)), how="reply"))
    told = replayed(sending, *(sending.step("sms", anchor="due", offset_days=after) for after in (3, 15, 23)))
    assert [who for _at, who, _channel in told.messages] == [clara, dora]
    assert rules(told.found.stopped)["opt_out.channel"] == 2 and rules(told.found.stopped)["authorisation.missing"] == 2


def test_a_claim_of_then_stops_and_its_end_frees(sending, ago):
    ana = sending.customer("Ana", authorised_days_ago=99)
    invoice = sending.owes(ana, "F-1", ago(25), 100_00, issued_on=ago(60))
    with writing(sending.engine) as session:
        opened, closed = instant_of(ZONE, ago(23)), instant_of(ZONE, ago(12))
        session.add(Dispute(customer_id=ana, invoice_id=invoice, opened_at=opened, closed_at=closed, reason="amount"))
    told = replayed(sending, *(sending.step("sms", anchor="due", offset_days=after) for after in (5, 20)))
    assert len(told.messages) == 1 and told.messages[0][0].date() >= ago(6)


def test_what_was_moved_is_asked_again_on_its_day(sending, ago, pays):
    ana = sending.customer("Ana", authorised_days_ago=99)
    invoice = sending.owes(ana, "F-1", ago(20), 100_00, issued_on=ago(60))
    with writing(sending.engine) as session:
        session.add(
            Promise(
                customer_id=ana, amount_cents=100_00, currency="COP", promised_on=ago(16), made_at=instant_of(ZONE, ago(20)),
            )
        )  # fmt: skip
    step = sending.step("sms", anchor="due", offset_days=2, valid_days=10)
    assert len(replayed(sending, step).messages) == 1, "the promise was not kept: it goes after its day"
    pays(ana, invoice, ago(16), 100_00)
    kept = replayed(sending, step)
    assert not kept.messages and rules(kept.found.moved) == {"promise.open": 1} and rules(kept.found.stopped) == {"balance.nothing_owed": 1}


def test_what_campaigns_sent_is_replaced_and_told_beside(sending, ago):
    ana = sending.customer("Ana", authorised_days_ago=99)
    sending.owes(ana, "F-1", ago(20), 100_00, issued_on=ago(60))
    at = instant_of(ZONE, ago(10), 600)
    with writing(sending.engine) as session:
        for place, kind in enumerate(("campaign", "campaign", "manual")):
            moment = at + timedelta(hours=place)
            session.add(
                Message(
                    ref=f"r{place}", dedupe_key=f"d{place}", kind=kind, customer_id=ana, planned_channel="email", channel="email",
                    language="es", state="delivered", not_before=moment, not_after=moment, planned_at=moment, sent_at=moment,
                    is_simulated=True, price_micros=1000, price_currency="USD",
                )
            )  # fmt: skip
    told = replayed(sending, sending.step("sms", anchor="due", offset_days=3))
    assert told.sent == {(ago(10), "email"): 2} and told.sent_costs == {"USD": 2000} and told.by_people == 1
    assert [who for _at, who, _channel in told.messages] == [ana]


def test_a_sample_is_stated_and_the_same_each_time(sending, ago):
    for number in range(12):
        sending.owes(sending.customer(f"Ana {number}", authorised_days_ago=99), f"F-{number}", ago(5), 100_00, issued_on=ago(60))
    plan = Strategy(sending.segment(), (sending.step("sms", anchor="due", offset_days=1),))
    first, again = (replay.replay(sending.engine, sending.marta, plan, 10, sample=5) for _ in range(2))
    assert (first.customers, first.sampled) == (12, 5) and first.messages == again.messages and len(first.messages) == 5


def test_it_asks_for_sense_and_for_the_right(sending):
    plan = Strategy(sending.segment(), (sending.step("sms"),))
    with pytest.raises(Refusal):
        replay.replay(sending.engine, sending.marta, plan, 0)
    with pytest.raises(Refusal):
        replay.replay(sending.engine, sending.marta, Strategy(sending.segment(), ()))
    with pytest.raises(Forbidden):
        replay.replay(sending.engine, Actor("Nobody", "stranger"), plan)


def invent(sending, dice, today, pays, people=14):
    """Invented customers with documents, payments, promises, calls, opt-outs and consents over the last weeks."""
    for place in range(people):
        number = sending.customer(f"Persona {place}", authorised_days_ago=dice.choice([200, 200, 200, 20]))
        for n in range(dice.randint(1, 4)):
            due = today - timedelta(days=dice.randint(-10, 45))
            invoice = sending.owes(number, f"F-{place}-{n}", due, dice.randint(1, 90) * 100_00, issued_on=due - timedelta(days=30))
            if dice.random() < 0.4:
                pays(number, invoice, min(today, due + timedelta(days=dice.randint(0, 20))), 50_00)
        with writing(sending.engine) as session:
            at = clock.now() - timedelta(days=dice.randint(0, 30), hours=dice.randint(0, 9))
            if dice.random() < 0.5:
                session.add(Activity(customer_id=number, kind="call", outcome="no_answer", at=at, user_id=1))
            if dice.random() < 0.2:
                session.add(OptOut(customer_id=number, channel=dice.choice(["sms", "all"]), at=at, how="reply"))
            if dice.random() < 0.3:
                promised = at.date() + timedelta(days=dice.randint(0, 12))
                session.add(Promise(customer_id=number, amount_cents=50_00, currency="COP", promised_on=promised, made_at=at))


@pytest.mark.parametrize("seed", range(4))
def test_replaying_never_writes_and_never_breaks_a_limit(sending, today, pays, seed):
    dice = Random(seed)
    invent(sending, dice, today, pays)
    days = sorted(dice.sample(range(-3, 25), 5))
    steps = [sending.step(*dice.choice([("sms",), ("email", "sms")]), anchor="due", offset_days=day, valid_days=5) for day in days]
    sending.segment()
    before = everything(sending.engine)
    told = replayed(sending, *steps, days=45)
    assert everything(sending.engine) == before, "nothing is written"
    assert told.messages and told.found.sending == len(told.messages)
    spoken = defaultdict(list)
    with reading(sending.engine) as session:
        for act in session.exec(select(Activity)):
            spoken[act.customer_id].append(Contact(act.at, "voice", "attempt"))
    caps_broken = []
    pack = packs.load_pack("CO")
    for place, (at, who, channel) in enumerate(told.messages):
        history = spoken[who] + [Contact(moment, used) for moment, number, used in told.messages[:place] if number == who]
        facts = Facts(channel=channel, zones=(ZONE,), country="CO", history=tuple(sorted(history)))
        for cap in counted_for(facts, caps_for(channel, pack.caps, BusinessRules())):
            if consult_cap((cap[0], [contact for contact in cap[1] if contact.at <= at]), channel, at, (ZONE,)).result == "stop":
                caps_broken.append((at, who, channel))
    assert not caps_broken
    assert all(not packs_closed(at) for at, _who, _channel in told.messages)


def packs_closed(at: datetime) -> bool:
    """Whether a moment is on a Sunday or at night in Bogotá."""
    local = at - timedelta(hours=5)
    return local.weekday() == 6 or not 7 <= local.hour < 19


@pytest.mark.parametrize("seed", range(4))
def test_one_day_with_the_state_of_today_is_what_planning_does(sending, today, pays, seed):
    dice = Random(100 + seed)
    invent(sending, dice, today, pays)
    steps = [sending.step("email", "sms", anchor="due", offset_days=dice.randint(-2, 15), valid_days=20) for _ in range(2)]
    steps.append(sending.step("sms", anchor="broken", offset_days=1, valid_days=10))
    campaign = sending.draft(*steps, holdout_percent=dice.choice([0, 30]))
    told = replay.replay_mornings(sending.engine, campaign, [clock.now()], is_present=True)
    with reading(sending.engine) as session:
        assert house.company_in(session).timezone == ZONE
    from core.services import campaigns

    campaigns.launch(sending.engine, sending.marta, campaign, "token")
    planning.plan(sending.engine, SCHEDULER, campaign)
    planned = [(message.customer_id, message.channel) for message in sending.messages() if message.state == outbox.QUEUED]
    going = [(who, channel) for _at, who, channel in told.messages]
    assert len(planned) == len(going) + told.found.beyond
    assert not Counter(going) - Counter(planned)
    unsent = Counter(message.reason for message in sending.messages() if message.state != outbox.QUEUED)
    assert unsent == rules(told.found.stopped)
