"""Profiles: what the set-based statements compute equals what the rules say, for everybody and for one."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlmodel import delete, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Allocation, Balance, Company, Invoice, OptOut, Payment, Profile, Promise
from core.domain import aging, score
from core.domain.kpis_dso import payment_delay_of, rating_of
from core.domain.profile import classify, count
from core.services import profiles

TODAY = date(2026, 7, 1)


@pytest.fixture
def crowd(house_engine, make_customer, make_invoice, frozen):
    """Thirty customers whose invoices were paid early, late, in part or not at all."""
    chance = random.Random(7)
    for person in range(30):
        customer = make_customer(f"Cliente {person}", phone=f"+57300{person:07d}", email=None)
        for n in range(chance.randint(0, 8)):
            due = TODAY - timedelta(days=chance.randint(-20, 150))
            amount = chance.randint(1, 900) * 100
            invoice = make_invoice(customer, f"F-{person}-{n}", due, amount, chance.choice(["COP", "USD"]))
            if chance.random() < 0.7:
                pay(
                    house_engine,
                    invoice,
                    min(TODAY, due + timedelta(days=chance.randint(-10, 40))),
                    amount if chance.random() < 0.8 else amount // 2,
                )
    return house_engine


def pay(engine, invoice_id, paid_on, cents):
    with writing(engine) as session:
        invoice = session.get(Invoice, invoice_id)
        payment = Payment(
            customer_id=invoice.customer_id, paid_on=paid_on, amount_cents=cents, currency=invoice.currency, recorded_at=clock.now()
        )
        session.add(payment)
        session.flush()
        invoice.paid_cents += cents
        session.add(
            Allocation(
                payment_id=payment.id, invoice_id=invoice_id, customer_id=invoice.customer_id, paid_on=paid_on, amount_cents=cents,
                currency=invoice.currency,
            )
        )  # fmt: skip


def test_every_profile_is_what_the_rules_say(crowd):
    assert profiles.refresh(crowd).customers == 30
    with reading(crowd) as session:
        references = profiles.references_in(session)
        for row in session.exec(select(Profile)):
            invoices = session.exec(select(Invoice).where(Invoice.customer_id == row.customer_id)).all()
            paid_on = {a.invoice_id: a.paid_on for a in session.exec(select(Allocation).where(Allocation.customer_id == row.customer_id))}
            done = [(i, paid_on.get(i.id) if i.paid_cents >= i.amount_cents else None) for i in invoices]
            known, late = count([(i.due_on, day) for i, day in done], TODAY)
            oldest = min((i.due_on for i, day in done if day is None and i.due_on < TODAY), default=None)
            days = aging.days_past_due(TODAY, oldest)
            delays = [(i.amount_cents, ((day or TODAY) - i.due_on).days) for i, day in done if day or i.due_on < TODAY]
            owed = session.exec(select(Balance).where(Balance.customer_id == row.customer_id)).all()
            points = score.score(
                [(b.currency, b.overdue_cents, references.get(b.currency, 1)) for b in owed],
                days,
                row.behaviour,
                is_reachable=bool(row.reach),
            ).points
            delay = payment_delay_of(delays)
            assert (row.behaviour, row.bucket, row.oldest_due_on) == (classify(known, late).behaviour, aging.bucket_of(days), oldest)
            assert (row.rating, row.score) == (rating_of(delay), points)


def test_balances_are_the_sums_of_open_invoices_per_currency_and_bucket(crowd):
    profiles.refresh(crowd)
    with reading(crowd) as session:
        for row in session.exec(select(Balance)):
            invoices = session.exec(select(Invoice).where(Invoice.customer_id == row.customer_id, Invoice.currency == row.currency)).all()
            aged = aging.age([(aging.days_past_due(TODAY, i.due_on), i.amount_cents - i.paid_cents) for i in invoices])
            stored = (row.current_cents, row.late_1_30_cents, row.late_31_60_cents, row.late_61_90_cents, row.late_91_cents)
            assert stored == tuple(aged.values()) and row.open_cents == sum(stored) and row.overdue_cents == aging.overdue(aged)


def test_one_customer_refreshed_alone_gets_the_same_row(crowd):
    profiles.refresh(crowd)
    with reading(crowd) as session:
        before = {row.customer_id: row.model_dump() for row in session.exec(select(Profile))}
    for number in list(before)[:10]:
        profiles.refresh(crowd, [number])
    with reading(crowd) as session:
        assert {row.customer_id: row.model_dump() for row in session.exec(select(Profile))} == before


def test_a_second_run_writes_nothing_and_the_next_day_only_whom_it_moves(crowd, frozen, make_customer, make_invoice):
    due_today = make_customer("Ana")
    make_invoice(due_today, "F-1", TODAY, 100_00)
    assert profiles.refresh(crowd).changed == 31
    assert profiles.refresh(crowd).changed == 0
    frozen.move(days=1)
    told = profiles.refresh(crowd)
    assert (told.customers, told.changed < 31) == (31, True)
    with reading(crowd) as session:
        assert session.get(Profile, due_today).oldest_due_on == TODAY
        kept = [row.model_dump() for row in session.exec(select(Profile).order_by(Profile.customer_id))]
    with writing(crowd) as session:
        session.exec(delete(Balance))
        session.exec(delete(Profile))
    assert profiles.refresh(crowd).changed == 31
    with reading(crowd) as session:
        assert [row.model_dump() for row in session.exec(select(Profile).order_by(Profile.customer_id))] == kept


def test_one_customer_refreshed_after_midnight_leaves_the_others_due(house_engine, make_customer, frozen):
    ana, _bruno = make_customer("Ana"), make_customer("Bruno")
    profiles.refresh(house_engine)
    frozen.move(days=1)
    profiles.refresh(house_engine, [ana])
    assert profiles.is_stale(house_engine)
    assert profiles.refresh(house_engine).customers == 2 and not profiles.is_stale(house_engine)


def test_bruno_promised_and_the_day_passed(house_engine, make_customer, make_invoice, frozen):
    bruno = make_customer("Bruno")
    make_invoice(bruno, "F-1", date(2026, 6, 1), 500_00)
    with writing(house_engine) as session:
        session.add(Promise(customer_id=bruno, amount_cents=500_00, currency="COP", promised_on=date(2026, 7, 3), made_at=clock.now()))
    profiles.refresh(house_engine)
    assert flags(house_engine, bruno) == (True, False)
    frozen.move(days=5)
    profiles.refresh(house_engine)
    assert flags(house_engine, bruno) == (False, True)


def flags(engine, customer_id):
    with reading(engine) as session:
        row = session.get(Profile, customer_id)
        return row.has_promise, row.has_broken_promise


def test_clara_who_opted_out_of_sms_is_not_reached_by_sms(house_engine, make_customer, frozen):
    clara = make_customer("Clara", email=None)
    with writing(house_engine) as session:
        session.exec(select(Company)).one().country = "PE"
        session.add(OptOut(customer_id=clara, channel="sms", at=clock.now(), how="reply"))
    profiles.refresh(house_engine)
    with reading(house_engine) as session:
        assert session.get(Profile, clara).reach == "whatsapp,voice,"


def test_where_the_law_wants_authorisation_nobody_is_reached_without_it(house_engine, make_customer, frozen):
    ana = make_customer("Ana")
    profiles.refresh(house_engine)
    with reading(house_engine) as session:
        assert session.get(Profile, ana).reach == ""


def test_what_was_paid_before_anybody_told_when_says_nothing_of_how_ana_pays(house_engine, make_customer, make_invoice, frozen):
    ana = make_customer("Ana")
    for n in range(4):
        invoice = make_invoice(ana, f"F-{n}", date(2025, 1, 1), 100_00)
        pay(house_engine, invoice, TODAY, 100_00)
    with writing(house_engine) as session:
        for payment in session.exec(select(Payment)):
            payment.is_opening = True
    profiles.refresh(house_engine)
    with reading(house_engine) as session:
        row = session.get(Profile, ana)
    assert (row.behaviour, row.invoices, row.invoices_paid, row.paid_late) == ("new", 4, 4, 0)
    assert (row.rating, row.last_payment_on, row.oldest_due_on) == (None, None, None)


def test_balances_larger_than_a_float_can_count_are_kept_to_the_hundredth(house_engine, make_customer, make_invoice, frozen):
    ana, bruno = make_customer("Ana"), make_customer("Bruno")
    for customer, last in ((ana, 1), (bruno, 3)):
        for n, cents in enumerate((9 * 10**16, 9 * 10**16, last)):
            make_invoice(customer, f"F-{customer}-{n}", TODAY - timedelta(days=40), cents)
    profiles.refresh(house_engine)
    with reading(house_engine) as session:
        owed = {row.customer_id: row.overdue_cents for row in session.exec(select(Balance))}
        points = {row.customer_id: row.score for row in session.exec(select(Profile))}
    assert owed == {ana: 18 * 10**16 + 1, bruno: 18 * 10**16 + 3}
    assert 0 < points[ana] <= points[bruno] <= 100
