"""The figures of insights: each is what the dated facts say, as of any day, and nothing is hidden behind a ratio."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import (
    Allocation,
    Campaign,
    CampaignMember,
    Customer,
    Invoice,
    Message,
    MessageEvent,
    Payment,
    Portfolio,
    Promise,
    Segment,
)
from core.domain import aging
from core.domain.errors import Refusal
from core.domain.ratio import Ratio
from core.services import insight_rows, insights, profiles, segments

TODAY = date(2026, 7, 1)
SINCE = date(2026, 6, 1)


@pytest.fixture
def ledger(house_engine, frozen):
    """Forty customers in two portfolios and currencies with invoices issued, due and paid on random days, some in parts."""
    chance = random.Random(5)
    with writing(house_engine) as session:
        session.add(Portfolio(name="Otra", created_at=clock.now()))
        segments.install_ready_in(session)
        for person in range(40):
            session.add(Customer(name=f"Cliente {person}", name_key=f"cliente {person}", created_at=clock.now(), updated_at=clock.now()))
        session.flush()
        for n in range(300):
            tell_invoice(session, chance, n)
    profiles.refresh(house_engine)
    return house_engine


def tell_invoice(session, chance, n):
    due = TODAY - timedelta(days=chance.randint(-30, 400))
    issued = due - timedelta(days=chance.choice([15, 30, 45])) if chance.random() < 0.9 else None
    amount = chance.randint(1, 5_000) * 100
    made = Invoice(portfolio_id=chance.choice([1, 2]), customer_id=chance.randint(1, 40), number=f"F-{n}", issued_on=issued, due_on=due,
                   amount_cents=amount, currency=chance.choice(["COP", "USD"]))  # fmt: skip
    session.add(made)
    session.flush()
    for share in chance.choice([(), (1,), (1,), (0.5,), (0.3, 0.7)]):
        paid_on, is_opening = due + timedelta(days=chance.randint(-20, 60)), chance.random() < 0.1
        pay(session, made, min(paid_on, TODAY), round(amount * share), is_opening)


def pay(session, invoice, paid_on, cents, is_opening=False):
    payment = Payment(customer_id=invoice.customer_id, paid_on=paid_on, amount_cents=cents, currency=invoice.currency,
                      is_opening=is_opening, recorded_at=clock.now())  # fmt: skip
    session.add(payment)
    session.flush()
    invoice.paid_cents += cents
    session.add(Allocation(payment_id=payment.id, invoice_id=invoice.id, customer_id=invoice.customer_id, paid_on=paid_on,
                           amount_cents=cents, currency=invoice.currency))  # fmt: skip


def history(engine, currency, portfolio=None):
    """(invoice, [(day from which it counts, hundredths, day paid or None for an opening)]) of a currency."""
    with reading(engine) as session:
        openings = {row.id for row in session.exec(select(Payment).where(Payment.is_opening))}
        laid: dict[int, list] = {}
        for row in session.exec(select(Allocation)):
            laid.setdefault(row.invoice_id, []).append((row.paid_on, row.amount_cents, row.payment_id in openings))
        found = session.exec(select(Invoice).where(Invoice.currency == currency)).all()
        wanted = [one for one in found if portfolio in (None, one.portfolio_id)]
        return [(one, [counted(one, *payment) for payment in laid.get(one.id, [])]) for one in wanted]


def counted(invoice, paid_on, cents, is_opening):
    known = invoice.issued_on or date.min
    return (known if is_opening else max(known, paid_on), cents, None if is_opening else paid_on)


def open_at(rows, day):
    """(invoice, open hundredths, paid hundredths) of what existed at the close of a day."""
    there = [(one, sum(cents for counts_on, cents, _ in paid if counts_on <= day)) for one, paid in rows if (one.issued_on or day) <= day]
    return [(one, one.amount_cents - laid, laid) for one, laid in there]


@pytest.mark.parametrize("portfolio", [None, 2])
@pytest.mark.parametrize("as_of", [TODAY, date(2026, 3, 15), date(2025, 9, 30)])
def test_every_figure_is_what_the_facts_say(ledger, gus, as_of, portfolio):
    since = as_of - timedelta(days=30)
    found = insights.kpis(ledger, gus, as_of=as_of, portfolio_id=portfolio).currencies
    for currency in ("COP", "USD"):
        rows, one = history(ledger, currency, portfolio), found[currency]
        now, then = open_at(rows, as_of), open_at(rows, since)
        late = [(i, left, laid) for i, left, laid in now if i.due_on < as_of and left > 0]
        assert one.outstanding_cents == sum(left for _, left, _ in now)
        assert one.open_invoices == sum(left > 0 for _, left, _ in now)
        assert (one.overdue_cents, one.overdue_invoices) == (sum(left for _, left, _ in late), len(late))
        assert one.untouched_invoices == sum(laid == 0 for *_, laid in late)
        assert one.untouched_cents == sum(left for _, left, laid in late if laid == 0)
        assert one.aging == aging.age([(aging.days_past_due(as_of, i.due_on), left) for i, left, _ in now])
        base = {i.id: left for i, left, _ in then if i.due_on < since and left > 0}
        paid = sum(c for i, payments in rows if i.due_on < since for _, c, day in payments if day and since < day <= as_of)
        assert one.recovery == Ratio(paid, sum(base.values()))
        cash = [(c, (day - i.due_on).days) for i, payments in rows for _, c, day in payments if day and since < day <= as_of]
        assert one.collected_in_period_cents == sum(cents for cents, _ in cash)
        delays = cash + [(left, (as_of - i.due_on).days) for i, left, _ in late]
        assert one.delay == Decimal(sum(c * d for c, d in delays)) / sum(c for c, _ in delays)


@pytest.mark.parametrize("as_of", [TODAY, date(2026, 3, 15)])
def test_every_number_opens_to_the_rows_that_add_up_to_it(ledger, gus, as_of):
    since = as_of - timedelta(days=30)
    one = insights.kpis(ledger, gus, as_of=as_of).currencies["COP"]

    def under(figure):
        return insight_rows.rows(ledger, gus, figure, currency="COP", as_of=as_of, since=since, limit=500)

    for figure, cents in {"outstanding": one.outstanding_cents, "overdue": one.overdue_cents, "untouched": one.untouched_cents,
                          "partly": one.partly_paid_cents, **{f"aging:{code}": c for code, c in one.aging.items()}}.items():  # fmt: skip
        total, rows = under(figure)
        assert (sum(row.open_cents for row in rows), total) == (cents, len(rows)), figure
    assert sum(row.amount_cents for row in under("billed")[1]) == one.billed_in_period_cents
    assert sum(row.received_cents for row in under("collected")[1]) == one.collected_in_period_cents
    assert sum(row.received_cents for row in under("recovery")[1]) == one.recovery.n
    assert [row.due_on for row in under("overdue")[1]] == sorted(row.due_on for row in under("overdue")[1])


def test_the_effectiveness_index_and_the_days_follow_their_formulas(ledger, gus):
    one = insights.kpis(ledger, gus, as_of=TODAY, start=SINCE).currencies["COP"]
    rows = history(ledger, "COP")
    sold = sum(i.amount_cents for i, _ in rows if SINCE < (i.issued_on or i.due_on) <= TODAY)
    known = sum(i.amount_cents for i, _ in rows if i.issued_on and SINCE < i.issued_on <= TODAY)
    assert one.billed_in_period_cents == sold and one.dso == Decimal(one.outstanding_cents) * 30 / sold
    assert one.best_dso == Decimal(one.aging["current"]) * 30 / sold and one.days_delinquent == one.dso - one.best_dso
    assert one.cei == Ratio(one.opening_cents + known - one.outstanding_cents, one.opening_cents + known - one.aging["current"])


def test_figures_are_kept_until_the_data_changes(ledger, gus):
    first = insights.kpis(ledger, gus, as_of=TODAY)
    assert insights.kpis(ledger, gus, as_of=TODAY).currencies is first.currencies
    with writing(ledger) as session:
        invoice = session.exec(select(Invoice).where(Invoice.paid_cents == 0, Invoice.currency == "COP", Invoice.due_on < TODAY)).first()
        pay(session, invoice, TODAY, invoice.amount_cents)
        cents = invoice.amount_cents
    second = insights.kpis(ledger, gus, as_of=TODAY)
    assert first.currencies["COP"].outstanding_cents - second.currencies["COP"].outstanding_cents == cents


def test_overdue_by_segment_adds_the_members_of_today(ledger, gus):
    today = {one.slug: one for one in insights.kpis(ledger, gus, as_of=TODAY).segments}
    buckets = ("newly-late", "late-31-60", "late-61-90", "late-91")
    assert sum(today[slug].overdue_cents.get("COP", 0) for slug in buckets) == insights.kpis(ledger, gus).currencies["COP"].overdue_cents
    earlier = {one.slug: one for one in insights.kpis(ledger, gus, as_of=date(2026, 3, 15)).segments}
    assert earlier["late-91"].members == today["late-91"].members
    assert earlier["late-91"].overdue_cents != today["late-91"].overdue_cents


def test_bruno_kept_half_of_what_he_promised(ledger, gus):
    with writing(ledger) as session:
        made = clock.now() - timedelta(days=40)
        for days, cents in ((20, 1), (10, 10**12)):
            session.add(Promise(customer_id=1, amount_cents=cents, currency="COP", promised_on=TODAY - timedelta(days=days), made_at=made))
        session.add(Promise(customer_id=2, amount_cents=5, currency="COP", promised_on=TODAY + timedelta(days=3), made_at=made))
        invoice = session.exec(select(Invoice).where(Invoice.customer_id == 1, Invoice.currency == "COP")).first()
        pay(session, invoice, TODAY - timedelta(days=21), 1)
    rates = insights.kpis(ledger, gus, as_of=TODAY).promises["COP"]
    assert (rates.count, rates.pending) == (Ratio(1, 2), 1) and rates.amount.m == 10**12 + 1


def test_messages_count_by_channel_and_nothing_is_claimed_without_a_control_group(ledger, gus):
    with writing(ledger) as session:
        for n, (state, days) in enumerate([("delivered", 2), ("read", 3), ("failed", 4), ("delivered", 60)]):
            send(session, n, state, clock.now() - timedelta(days=days))
    found = insights.kpis(ledger, gus, as_of=TODAY)
    sms = found.channels[0]
    assert (sms.counts.channel, sms.counts.accepted, sms.counts.delivered, sms.counts.read, sms.counts.undelivered) == ("sms", 3, 2, 1, 1)
    assert sms.costs == {"USD": Decimal("0.03")} and sms.counts.people == 3
    assert found.effect.uplift is None


def send(session, n, state, at, campaign_id=None):
    message = Message(ref=f"r{n}", dedupe_key=f"k{n}", customer_id=n + 1, planned_channel="sms", channel="sms", language="es", state=state,
                      not_before=at, not_after=at, planned_at=at, sent_at=at, price_micros=10_000, price_currency="USD",
                      campaign_id=campaign_id)  # fmt: skip
    message.delivered_at = at if state in ("delivered", "read") else None
    message.read_at, message.failed_at = (at if state == "read" else None), (at if state == "failed" else None)
    session.add(message)
    session.flush()
    session.add(MessageEvent(message_id=message.id, at=at, state=state))


def test_with_a_control_group_the_difference_has_its_interval(ledger, gus):
    with writing(ledger) as session:
        segment = session.exec(select(Segment)).first()
        session.add(Campaign(name="Junio", segment_id=segment.id, holdout_percent=20, created_at=clock.now(), launched_at=clock.now()))
        session.flush()
        for customer in range(1, 41):
            joined = clock.now() - timedelta(days=10)
            session.add(CampaignMember(campaign_id=1, customer_id=customer, is_holdout=customer % 5 == 0, joined_at=joined))
        send(session, 1, "delivered", clock.now())
    found = insights.kpis(ledger, gus, as_of=TODAY).effect.uplift
    assert (found.treated.m, found.holdout.m) == (32, 8) and found.low <= found.difference <= found.high


def test_an_empty_ledger_has_no_figures_and_a_period_has_a_beginning(house_engine, gus, frozen):
    found = insights.kpis(house_engine, gus)
    assert (found.as_of, found.currencies, found.equivalent) == (TODAY, {}, None)
    with pytest.raises(Refusal, match="period"):
        insights.kpis(house_engine, gus, as_of=TODAY, start=TODAY)


def test_a_large_ledger_is_added_up_behind_the_page(ledger, gus, monkeypatch):
    monkeypatch.setattr(insights, "QUICK", 0)
    asked = []
    monkeypatch.setattr(insights, "_rebuild_behind", lambda *args: asked.append(args))
    first = insights.kpis(ledger, gus, as_of=TODAY, wait=False)
    with writing(ledger) as session:
        pay(session, session.exec(select(Invoice).where(Invoice.paid_cents == 0)).first(), TODAY, 100)
    second = insights.kpis(ledger, gus, as_of=TODAY, wait=False)
    assert (first.is_current, second.is_current, len(asked)) == (True, False, 1)
    assert second.currencies is first.currencies
    assert insights.kpis(ledger, gus, as_of=TODAY).currencies != first.currencies
    assert insights.kpis(ledger, gus, as_of=TODAY, wait=False).is_current
