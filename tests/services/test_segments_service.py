"""Segments: the database finds whom the rules mean, says why, and keeps what people change."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Activity, AuditEntry, Balance, Company, ContactPoint, Customer, Dispute, Invoice, Promise, Segment
from core.domain import segments as rules
from core.domain.errors import Forbidden, Refusal
from core.domain.profile import Behaviour
from core.domain.ready_segments import READY_SEGMENTS
from core.domain.segment_fields import FIELDS, HIGH, OPS
from core.services import profiles, segment_views, segments

TODAY = date(2026, 7, 1)


@pytest.fixture
def crowd(house_engine, frozen):
    """Sixty customers of every kind: late, early, promised, disputed, unreachable, in two currencies."""
    chance = random.Random(11)
    with writing(house_engine) as session:
        session.exec(select(Company)).one().country = "PE"
        segments.install_ready_in(session)
        for person in range(60):
            customer = Customer(name=f"Cliente {person}", name_key=f"cliente {person}", created_at=clock.now(), updated_at=clock.now())
            session.add(customer)
            session.flush()
            if chance.random() < 0.7:
                phone = f"+51900{person:06d}"
                session.add(ContactPoint(customer_id=customer.id, kind="phone", value=phone, line="mobile", created_at=clock.now()))
            for n in range(chance.randint(0, 6)):
                due, amount = TODAY - timedelta(days=chance.randint(-20, 150)), chance.randint(-50, 900) * 100 or 100
                session.add(Invoice(portfolio_id=1, customer_id=customer.id, number=f"F-{person}-{n}", due_on=due, amount_cents=amount,
                                    currency=chance.choice(["COP", "USD"])))  # fmt: skip
            tell_story(session, chance, customer.id)
    profiles.refresh(house_engine)
    return house_engine


def tell_story(session, chance, customer):
    if chance.random() < 0.3:
        promised = TODAY + timedelta(days=chance.randint(-9, 9))
        made = clock.now() - timedelta(days=20)
        session.add(Promise(customer_id=customer, amount_cents=100, currency="COP", promised_on=promised, made_at=made))
    if chance.random() < 0.2:
        session.add(Dispute(customer_id=customer, opened_at=clock.now(), reason="amount"))
    if chance.random() < 0.4:
        at = clock.now() - timedelta(days=chance.randint(0, 9))
        session.add(Activity(customer_id=customer, kind="call", at=at, user_id=3))


def any_value(chance, name):
    field = FIELDS[name]
    return {
        "number": chance.randint(0, 60),
        "money": HIGH if chance.random() < 0.3 else chance.randint(0, 90_000),
        "flag": chance.random() < 0.5,
        "currency": chance.choice(["COP", "USD", "EUR"]),
    }.get(field.kind) if field.kind not in ("choice", "channels") else chance.choice(field.choices)  # fmt: skip


def any_condition(chance):
    name = chance.choice(list(FIELDS))
    op = chance.choice(OPS[FIELDS[name].kind])
    value = [any_value(chance, name) for _ in range(2)] if op == "in" else any_value(chance, name)
    return {"field": name, "op": op, "value": value}


def meant(engine, rule):
    """Whom the rules mean, asked one by one."""
    with reading(engine) as session:
        references = profiles.references_in(session)
        everybody = profiles.of(session, range(1, 61))
        return {number for number, profile in everybody.items() if rules.matches(rule, profile, references)}


def test_the_database_finds_exactly_those_whom_the_rules_mean(crowd):
    chance, caught = random.Random(3), 0
    for _ in range(300):
        rule = rules.parse([any_condition(chance) for _ in range(chance.randint(1, 3))])
        with reading(crowd) as session:
            found = set(segments.members_in(session, rule))
            assert segments.count_in(session, rules.store(rule)) == len(found)
        assert found == meant(crowd, rule), rule
        caught += bool(found)
    assert caught > 60


def test_each_ready_made_segment_has_its_members_and_their_matching_money(crowd, gus):
    listed = segment_views.listed(crowd, gus)
    assert [view.slug for view in listed] == [made.slug for made in READY_SEGMENTS]
    for view in listed:
        expected = meant(crowd, view.rule)
        overdue: dict[str, int] = {}
        with reading(crowd) as session:
            references = profiles.references_in(session)
            for profile in profiles.of(session, list(expected)).values():
                for balance in rules.matching_balances(view.rule, profile, references):
                    overdue[balance.currency] = overdue.get(balance.currency, 0) + balance.overdue_cents
        assert (view.members, view.overdue_cents) == (len(expected), {currency: cents for currency, cents in overdue.items() if cents})


def test_members_come_in_pages_with_the_reason_of_each(crowd, gus):
    late = next(view for view in segment_views.listed(crowd, gus) if view.slug == "newly-late")
    total, first = segment_views.members(crowd, gus, late.id, limit=3)
    _total, second = segment_views.members(crowd, gus, late.id, limit=3, offset=3)
    assert total == late.members and not {one.customer_id for one in first} & {one.customer_id for one in second}
    assert [one.score for one in first + second] == sorted((one.score for one in first + second), reverse=True)
    assert {why.msgid for one in first for why in one.why} == {"The oldest unpaid document is 1 to 30 days late."}
    assert len(list(segment_views.all_members(crowd, gus, late.id, portion=2))) == total


def test_somebody_who_is_not_in_a_segment_has_no_reason(crowd, gus):
    with reading(crowd) as session:
        late = session.exec(select(Segment).where(Segment.slug == "late-91")).one()
        inside = set(segments.members_in(session, late.rule))
    outside = next(number for number in range(1, 61) if number not in inside)
    assert segments.why(crowd, gus, late.id, outside) == []
    assert all(late.id != found[0] for found in segments.of_customer(crowd, gus, outside))


def test_marta_makes_changes_and_archives_a_segment_and_the_trail_says_so(crowd, marta):
    rule = [{"field": "overdue_cents", "op": "gt", "value": 10_000}, {"field": "currency", "op": "eq", "value": "USD"}]
    made = segments.create(crowd, marta, name=" Dólares  vencidos ", rule=rule)
    segments.edit(crowd, marta, made, name="Dólares", rule=rule[:1])
    segments.archive(crowd, marta, made)
    with reading(crowd) as session:
        row = session.get(Segment, made)
        actions = [entry.action for entry in session.exec(select(AuditEntry))]
    assert (row.slug, row.name, row.rule) == ("dolares-vencidos", "Dólares", rule[:1])
    assert actions == ["segment.create", "segment.edit", "segment.archive"]
    assert made not in [view.id for view in segment_views.listed(crowd, marta)]


def test_a_ready_made_segment_stays_and_a_name_is_taken_once(crowd, marta, gus):
    rule = [{"field": "behaviour", "op": "eq", "value": Behaviour.NEW.value}]
    ready = segment_views.listed(crowd, marta)[0]
    with pytest.raises(Refusal, match="Copy it"):
        segments.edit(crowd, marta, ready.id, name="Mine", rule=rule)
    segments.create(crowd, marta, name="Nuevos", rule=rule)
    with pytest.raises(Refusal, match="named Nuevos already"):
        segments.create(crowd, marta, name="Nuevos", rule=rule)
    with pytest.raises(Forbidden):
        segments.create(crowd, gus, name="Otros", rule=rule)


def test_a_rule_is_tried_before_it_is_kept(crowd, gus):
    view = segment_views.tried(crowd, gus, [{"field": "open_cents", "op": "gt", "value": 0}])
    with reading(crowd) as session:
        owing = {row.customer_id for row in session.exec(select(Balance).where(Balance.open_cents > 0))}
    assert view.members == len(owing)
    assert segment_views.as_json(view)["members"] == len(owing)
