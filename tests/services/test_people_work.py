"""What agents log: contacts, promises, disputes, opt-outs, appointments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import ContactPoint, Payment, Profile
from core.domain.errors import Forbidden, NotFound, Refusal
from core.services import activities, appointments, audit, contact_points, disputes, optouts, promises, story
from core.services.activities import Promised

TODAY = date(2026, 7, 1)


@pytest.fixture
def bruno(frozen, make_customer, make_invoice):
    """Bruno owes 1,000 pesos since the tenth of June."""
    customer_id = make_customer("Bruno", phone="+573001234568", email="bruno@example.com")
    make_invoice(customer_id, "F-1", date(2026, 6, 10), 1000_00)
    return customer_id


@pytest.fixture
def pay(house_engine):
    """Records money received from a customer on a day."""

    def record(customer_id, cents, paid_on):
        with writing(house_engine) as s:
            s.add(Payment(customer_id=customer_id, paid_on=paid_on, amount_cents=cents, currency="COP", recorded_at=clock.now()))

    return record


def states(engine, actor, **wanted):
    return [(row.state, row.paid_cents) for row in promises.find(engine, actor, **wanted)[1]]


def promise(engine, actor, customer_id, cents=400_00, on=date(2026, 7, 3), **more):
    return promises.log(engine, actor, customer_id=customer_id, amount_cents=cents, currency="COP", promised_on=on, **more)


def test_a_promise_is_open_until_its_payments_keep_it(house_engine, gus, bruno, pay, frozen):
    promise(house_engine, gus, bruno)
    assert states(house_engine, gus) == [("open", 0)]
    pay(bruno, 150_00, TODAY)
    assert states(house_engine, gus) == [("open", 150_00)]
    pay(bruno, 250_00, date(2026, 7, 3))
    frozen.move(days=2)
    assert states(house_engine, gus) == [("kept", 400_00)]


def test_a_promise_without_money_is_broken_after_its_day_of_grace(house_engine, gus, bruno, frozen):
    promise(house_engine, gus, bruno)
    frozen.move(days=3)
    assert states(house_engine, gus) == [("open", 0)]
    frozen.move(days=1)
    assert states(house_engine, gus) == [("broken", 0)]


def test_the_same_token_logs_a_promise_once(house_engine, gus, bruno):
    assert promise(house_engine, gus, bruno, token="t") == promise(house_engine, gus, bruno, token="t")
    assert promises.find(house_engine, gus)[0] == 1


@pytest.mark.parametrize(
    ("cents", "on", "code"),
    [
        (0, TODAY, "promise_amount"),
        (1000_01, TODAY, "promise_too_much"),
        (100_00, TODAY - timedelta(days=1), "promise_past"),
        (100_00, TODAY + timedelta(days=91), "promise_far"),
    ],
)
def test_a_promise_that_cannot_be_meant_is_refused(house_engine, gus, bruno, cents, on, code):
    with pytest.raises(Refusal) as refusal:
        promise(house_engine, gus, bruno, cents, on)
    assert refusal.value.code == code


def test_only_an_open_promise_is_cancelled_and_only_with_a_reason(house_engine, gus, bruno, frozen):
    first = promise(house_engine, gus, bruno)
    with pytest.raises(Refusal):
        promises.cancel(house_engine, gus, first, " ")
    promises.cancel(house_engine, gus, first, "logged on the wrong customer")
    assert states(house_engine, gus, state="cancelled") == [("cancelled", 0)]
    with pytest.raises(Refusal):
        promises.cancel(house_engine, gus, first, "again")


def test_kept_rates_count_only_promises_whose_day_has_passed(house_engine, marta, bruno, pay, frozen):
    promise(house_engine, marta, bruno, 300_00, date(2026, 7, 2))
    promise(house_engine, marta, bruno, 300_00, date(2026, 7, 20))
    pay(bruno, 300_00, date(2026, 7, 2))
    frozen.move(days=5)
    found = promises.rates(house_engine, marta, since=TODAY)["COP"]
    assert (found.count.n, found.count.m, found.pending) == (1, 1, 1)


def test_a_call_logs_the_promise_made_in_it_once(house_engine, gus, bruno):
    told = {"customer_id": bruno, "kind": "call", "outcome": "promise", "promised": Promised(400_00, "COP", TODAY), "token": "t"}
    first, second = activities.log(house_engine, gus, **told), activities.log(house_engine, gus, **told)
    assert first == second
    assert promises.find(house_engine, gus)[0] == 1
    assert [row.outcome for row in activities.recent(house_engine, gus)] == ["promise"]


def test_a_refused_promise_leaves_no_call_behind(house_engine, gus, bruno):
    with pytest.raises(Refusal):
        activities.log(house_engine, gus, customer_id=bruno, kind="call", outcome="promise", promised=Promised(9999_00, "COP", TODAY))
    assert activities.recent(house_engine, gus) == []


def test_a_wrong_number_is_taken_out_of_use(house_engine, gus, bruno):
    with reading(house_engine) as s:
        phone = s.exec(select(ContactPoint.id).where(ContactPoint.customer_id == bruno, ContactPoint.kind == "phone")).one()
    activities.log(house_engine, gus, customer_id=bruno, kind="call", outcome="wrong_number", contact_point_id=phone)
    with reading(house_engine) as s:
        assert s.get(ContactPoint, phone).invalid_reason == "wrong_number"
        assert s.get(Profile, bruno).reach.strip(",") in ("", "email")
    contact_points.mark_right(house_engine, gus, phone)
    with reading(house_engine) as s:
        assert s.get(ContactPoint, phone).invalid_at is None


@pytest.mark.parametrize("told", [{"kind": "telepathy", "outcome": "informed"}, {"kind": "call"}, {"kind": "call", "outcome": "callback"}])
def test_a_contact_that_says_too_little_is_refused(house_engine, gus, bruno, told):
    with pytest.raises(Refusal):
        activities.log(house_engine, gus, customer_id=bruno, **told)


def test_a_call_asked_for_is_due_until_somebody_spoke_again(house_engine, gus, bruno, frozen):
    activities.log(house_engine, gus, customer_id=bruno, kind="call", outcome="callback", next_on=date(2026, 7, 2))
    frozen.move(days=1)
    assert [row.customer for row in activities.due(house_engine, gus, until=date(2026, 7, 2))] == ["Bruno"]
    activities.log(house_engine, gus, customer_id=bruno, kind="call", outcome="informed")
    assert activities.due(house_engine, gus, until=date(2026, 7, 2)) == []


def test_a_dispute_shows_on_the_profile_until_it_is_closed(house_engine, gus, bruno):
    opened = disputes.open_(house_engine, gus, customer_id=bruno, reason="wrong_amount", invoice_id=1)
    assert disputes.open_(house_engine, gus, customer_id=bruno, reason="other", invoice_id=1) == opened
    told = story.tell(house_engine, gus, bruno)
    assert told.profile.has_dispute and told.invoices[0].is_disputed
    disputes.close(house_engine, gus, opened, "rejected")
    assert not story.tell(house_engine, gus, bruno).profile.has_dispute


def test_a_dispute_needs_a_document_of_the_same_customer(house_engine, gus, bruno, make_customer):
    other = make_customer("Ana")
    with pytest.raises(NotFound):
        disputes.open_(house_engine, gus, customer_id=other, reason="other", invoice_id=1)


def test_an_opt_out_holds_until_a_manager_lifts_it_with_proof(house_engine, gus, marta, make_customer):
    clara = make_customer("Clara")
    first = optouts.record(house_engine, gus, customer_id=clara, channel="sms", how="customer_call")
    assert optouts.record(house_engine, gus, customer_id=clara, channel="sms", how="customer_call") == first
    with pytest.raises(Forbidden):
        optouts.lift(house_engine, gus, customer_id=clara, channel="sms", proof="wrote on 1 July that she wants them")
    with pytest.raises(Refusal):
        optouts.lift(house_engine, marta, customer_id=clara, channel="sms", proof="yes")
    held = {row.channel: row.opted_out_at for row in optouts.standings(house_engine, gus, clara)}
    assert held["sms"] and not held["whatsapp"]
    assert optouts.lift(house_engine, marta, customer_id=clara, channel="sms", proof="wrote on 1 July that she wants them") == 1
    assert not any(row.opted_out_at for row in optouts.standings(house_engine, gus, clara))


def test_no_to_everything_counts_for_each_channel_and_consent_does_not_lift_it(house_engine, gus, make_customer):
    clara = make_customer("Clara")
    optouts.record(house_engine, gus, customer_id=clara, channel="all", how="customer_written", words="BAJA")
    optouts.authorise(house_engine, gus, customer_id=clara, channel="sms", how="contract", proof="page 3")
    assert all(row.opted_out_at for row in optouts.standings(house_engine, gus, clara))


def test_an_appointment_stays_in_the_agenda_until_it_is_done(house_engine, gus, bruno, frozen):
    at = frozen.moment + timedelta(days=1)
    made = appointments.agree(house_engine, gus, customer_id=bruno, kind="call", at=at)
    assert appointments.agree(house_engine, gus, customer_id=bruno, kind="call", at=at) == made
    assert len(appointments.agenda(house_engine, gus, until=at)) == 1
    appointments.finish(house_engine, gus, made, "informed")
    assert appointments.agenda(house_engine, gus, until=at) == []


@pytest.mark.parametrize(("written", "stored"), [("300 765 4321", "+573007654321"), ("+51 912 345 678", "+51912345678")])
def test_a_phone_is_stored_in_one_form_however_it_is_written(house_engine, gus, bruno, written, stored):
    point = contact_points.add(house_engine, gus, bruno, kind="phone", value=written)
    assert contact_points.add(house_engine, gus, bruno, kind="phone", value=stored) == point
    with reading(house_engine) as s:
        assert (s.get(ContactPoint, point).value, s.get(ContactPoint, point).line) == (stored, "mobile")


def test_what_is_no_phone_is_refused(house_engine, gus, bruno):
    with pytest.raises(Refusal):
        contact_points.add(house_engine, gus, bruno, kind="phone", value="12")


def test_everything_logged_leaves_a_whole_trail(house_engine, gus, ada, bruno):
    promise(house_engine, gus, bruno)
    disputes.open_(house_engine, gus, customer_id=bruno, reason="other")
    optouts.record(house_engine, gus, customer_id=bruno, channel="email", how="customer_call")
    found = audit.verify(house_engine, ada)
    assert found.is_whole and found.entries == 3
