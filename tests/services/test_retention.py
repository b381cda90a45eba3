"""The retention clocks at work: what goes, what stays, what a look promises, and what happens when a run is cut off."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import (
    Activity,
    Allocation,
    AuditEntry,
    Authorisation,
    Circumstance,
    ContactPoint,
    Customer,
    Import,
    ImportChange,
    ImportReject,
    Invoice,
    Lease,
    LoginAttempt,
    Message,
    MessageEvent,
    OptOut,
    Payment,
    PrivacyRequest,
    Profile,
    Reply,
    Verdict,
)
from core.db.tables import Session as Signed
from core.domain.access import SCHEDULER
from core.domain.errors import Forbidden, Refusal
from core.services import audit, erasure_marks, insights, jobs, leases, optouts, profiles, retention, retention_preview, retention_run
from core.services.importing import undo

LONG_AGO = datetime(2020, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def write(house_engine):
    """Adds rows and gives the id of the last."""

    def add(*rows):
        with writing(house_engine) as s:
            for row in rows:
                s.add(row)
                s.flush()
            return rows[-1].id if hasattr(rows[-1], "id") else None

    return add


@pytest.fixture
def rows(house_engine):
    """All rows of a table."""

    def read(table):
        with reading(house_engine) as s:
            return s.exec(select(table).order_by(*table.__table__.primary_key)).all()

    return read


@pytest.fixture
def on(house_engine, ada, frozen):
    """The clocks are running."""
    retention.switch(house_engine, ada, on=True)


def a_message(customer_id, at, ref, state="delivered", **more):
    return Message(
        ref=ref, dedupe_key=ref, customer_id=customer_id, planned_channel="sms", channel="sms", language="es", to_value="+573001234567",
        body="Hola, Ana", text_hash="h", state=state, not_before=at, not_after=at + timedelta(days=1), planned_at=at, sent_at=at,
        provider="test", provider_id=f"SM{ref}", **more,
    )  # fmt: skip


def found(preview, kind):
    return next(one for one in preview.kinds if one.clock.kind.code == kind)


def test_nothing_goes_before_the_owner_switched_the_clocks_on(house_engine, ada, frozen, write, rows, make_customer):
    write(a_message(make_customer(), LONG_AGO, "m1"))
    assert jobs.run_job(house_engine, SCHEDULER, "retention") == {}
    assert rows(Message)[0].body == "Hola, Ana"
    assert found(retention_preview.look(house_engine, ada), "message_texts").count == 1


def test_old_texts_and_addresses_go_and_the_message_stays_countable(house_engine, on, write, rows, make_customer, frozen):
    ana = make_customer()
    old = write(a_message(ana, LONG_AGO, "old"))
    write(a_message(ana, clock.now() - timedelta(days=30), "new"))
    write(MessageEvent(message_id=old, at=LONG_AGO, state="sent", detail={"detail": "number +573001234567"}))
    write(Reply(provider_id="r1", channel="sms", customer_id=ana, from_value="+573001234567", body="ya pago", received_at=LONG_AGO,
                handled_at=LONG_AGO, meaning="promise", understood={"amount": "100"}))  # fmt: skip
    jobs.run_job(house_engine, SCHEDULER, "retention")
    first, second = rows(Message)
    assert (first.body, first.to_value, first.text_hash, first.state) == (None, None, "h", "delivered")
    assert (second.body, second.to_value) == ("Hola, Ana", "+573001234567")
    (reply,) = rows(Reply)
    assert (reply.body, reply.from_value, reply.understood, reply.meaning) == (None, "", None, "promise")


def test_what_is_on_its_way_or_waits_for_a_person_is_left_alone(house_engine, on, write, rows, make_customer):
    ana = make_customer()
    for state in ("queued", "sending", "in_doubt", "needs_person"):
        message = write(a_message(ana, LONG_AGO, state, state))
        write(MessageEvent(message_id=message, at=LONG_AGO, state=state), Verdict(
            message_id=message, customer_id=ana, channel="sms", at=LONG_AGO, moment=LONG_AGO, outcome="allowed", rule="allowed", pack="co",
            pack_version="1",
        ))  # fmt: skip
    write(Reply(provider_id="r1", channel="sms", customer_id=ana, from_value="+573001234567", body="?", received_at=LONG_AGO))
    jobs.run_job(house_engine, SCHEDULER, "retention")
    assert all(message.body for message in rows(Message)) and rows(Reply)[0].body == "?"
    assert len(rows(MessageEvent)) == len(rows(Verdict)) == 4


def test_records_of_contacts_go_after_their_own_longer_time(house_engine, on, write, rows, make_customer, frozen):
    ana = make_customer()
    for at in (LONG_AGO, clock.now() - timedelta(days=800)):
        message = write(a_message(ana, at, f"{at:%Y}"))
        write(MessageEvent(message_id=message, at=at, state="sent"), Verdict(
            message_id=message, customer_id=ana, channel="sms", at=at, moment=at, outcome="allowed", rule="allowed", pack="co",
            pack_version="1",
        ))  # fmt: skip
    jobs.run_job(house_engine, SCHEDULER, "retention")
    assert len(rows(MessageEvent)) == len(rows(Verdict)) == 1 and len(rows(Message)) == 2


def test_a_stranger_is_forgotten_but_not_that_they_said_no(house_engine, on, write, rows):
    write(Reply(provider_id="r1", channel="sms", from_value="+573009999999", body="STOP", received_at=LONG_AGO, meaning="opt_out",
                understood={"acts": True, "scope": "all"}))  # fmt: skip
    write(Reply(provider_id="r2", channel="sms", from_value="+573008888888", body="¿Quién es?", received_at=LONG_AGO, meaning="question"))
    jobs.run_job(house_engine, SCHEDULER, "retention")
    jobs.run_job(house_engine, SCHEDULER, "retention")
    assert [(reply.body, reply.from_value, reply.outcome) for reply in rows(Reply)] == [(None, "", "let_go")] * 2
    (no,) = rows(OptOut)
    assert (no.customer_id, no.channel, no.address_hash) == (None, "all", erasure_marks.hash_of("phone", "+573009999999"))


def test_who_owed_nothing_for_long_rests_and_stays_in_the_books(
    house_engine, ada, on, write, rows, make_customer, make_invoice, monkeypatch, frozen
):
    now = clock.now()
    frozen.set(LONG_AGO)
    clara = make_customer("Clara", notes="prefers mornings", address="Calle 1", extra={"x": 1})
    ana = make_customer("Ana", phone="+573001111111", email=None)
    for customer in (clara, ana):
        invoice = make_invoice(customer, f"F{customer}", date(2020, 4, 1))
        if customer == clara:
            payment = write(Payment(customer_id=clara, paid_on=date(2020, 4, 5), amount_cents=100_00, currency="COP", recorded_at=LONG_AGO))
            write(Allocation(payment_id=payment, invoice_id=invoice, customer_id=clara, paid_on=date(2020, 4, 5), amount_cents=100_00,
                             currency="COP"))  # fmt: skip
            with writing(house_engine) as s:
                s.get(Invoice, invoice).paid_cents = 100_00
    write(*(Circumstance(customer_id=clara, kind=kind, note="words", noted_at=LONG_AGO) for kind in ("illness", "minor")))
    optouts.record(house_engine, ada, customer_id=clara, channel="all", how="phone", words="no more")
    frozen.set(now)
    profiles.refresh(house_engine)
    figures = insights.kpis(house_engine, ada, as_of=date(2020, 4, 30), period_days=30)
    assert found(retention_preview.look(house_engine, ada), "reach").count == 1
    assert jobs.run_job(house_engine, SCHEDULER, "retention")["reach"] == 1
    profiles.refresh(house_engine)
    with reading(house_engine) as s:
        her = s.get(Customer, clara)
        assert (her.name, her.notes, her.address, her.extra) == ("Clara", None, None, None) and her.rested_at == now
    assert {point.customer_id for point in rows(ContactPoint)} == {ana} and {one.customer_id for one in rows(Profile)} == {ana}
    assert [(one.kind, one.note) for one in rows(Circumstance)] == [("minor", None)]  # it must still stop us, without a word about it
    marks = {erasure_marks.hash_of(*point) for point in (("phone", "+573001234567"), ("email", "ana@example.com"))}
    assert {(no.customer_id, no.address_hash) for no in rows(OptOut)} == {(clara, None), *((None, mark) for mark in marks)}
    assert insights.kpis(house_engine, ada, as_of=date(2020, 4, 30), period_days=30).currencies == figures.currencies
    make_invoice(clara, "F-new", date(2026, 8, 1))
    profiles.refresh(house_engine)
    assert {one.customer_id for one in rows(Profile)} == {ana, clara}


def test_after_the_law_the_books_lose_the_names_and_keep_the_figures(
    house_engine, ada, on, write, rows, make_customer, make_invoice, frozen
):
    now = clock.now()
    frozen.set(datetime(2014, 3, 2, tzinfo=UTC))
    bruno = make_customer("Bruno", tax_id="900123", tax_id_key="900123")
    with writing(house_engine) as s:
        invoice = s.get(Invoice, make_invoice(bruno, "B1", date(2014, 4, 1)))
        invoice.paid_cents, invoice.concept = invoice.amount_cents, "Cama de Bruno"
        s.add(invoice)
    frozen.set(now)
    jobs.run_job(house_engine, SCHEDULER, "retention")
    with reading(house_engine) as s:
        him = s.get(Customer, bruno)
        assert (him.name, him.tax_id, him.tax_id_key, him.erased_at) == (f"#{bruno}", None, None, now)
    assert [(one.amount_cents, one.concept) for one in rows(Invoice)] == [(100_00, None)]


@pytest.mark.parametrize("bond", ["open", "disputed", "promise", "unread", "restricted", "request", "called"])
def test_nobody_rests_while_something_is_open(house_engine, ada, on, write, rows, make_customer, frozen, bond):
    from core.db.tables import Dispute, Promise

    now = clock.now()
    frozen.set(LONG_AGO)
    ana = make_customer()
    frozen.set(now)
    made = {
        "open": Invoice(portfolio_id=1, customer_id=ana, number="1", due_on=date(2020, 1, 1), amount_cents=5, currency="COP"),
        "disputed": Dispute(customer_id=ana, opened_at=LONG_AGO, reason="amount"),
        "promise": Promise(customer_id=ana, amount_cents=5, currency="COP", promised_on=date(2026, 8, 1), made_at=LONG_AGO),
        "unread": Reply(provider_id="r", channel="sms", customer_id=ana, from_value="+57", body="?", received_at=LONG_AGO),
        "request": PrivacyRequest(
            customer_id=ana, kind="access", received_on=now.date(), due_on=now.date(), arrived="email", opened_at=now
        ),
        "called": Activity(customer_id=ana, kind="call", at=now - timedelta(days=3), user_id=3),
    }  # fmt: skip
    if bond == "restricted":
        with writing(house_engine) as s:
            s.get(Customer, ana).restricted_at = LONG_AGO
    else:
        write(made[bond])
    assert "reach" not in jobs.run_job(house_engine, SCHEDULER, "retention")
    assert len(rows(ContactPoint)) == 2


def test_an_import_whose_rows_went_cannot_be_undone(house_engine, ada, on, write, rows):
    told = {"counts": {"new": 1}, "preview": [{"name": "Ana"}]}
    one = write(Import(kind="portfolio", state="confirmed", file_name="a.csv", file_hash="x", report=told, created_at=LONG_AGO,
                       confirmed_at=LONG_AGO))  # fmt: skip
    write(
        ImportReject(import_id=one, row=2, reason="bad", cells=["Ana"]), ImportChange(import_id=one, noun="customer", noun_id=1, before={})
    )
    counts = jobs.run_job(house_engine, SCHEDULER, "retention")
    assert counts["import_rows"] == 3 and not rows(ImportReject) and not rows(ImportChange)
    assert rows(Import)[0].report.keys() == {"counts", "rows_gone_at"}
    with pytest.raises(Refusal, match="can no longer be undone"):
        undo.undo(house_engine, ada, one)


def test_doors_and_files(house_engine, on, write, rows, tmp_path, frozen):
    write(Signed(token_hash="a", user_id=1, created_at=LONG_AGO, seen_at=LONG_AGO), Signed(token_hash="b", user_id=1, created_at=LONG_AGO,
          seen_at=clock.now()), LoginAttempt(at=LONG_AGO, address="::1", account_hash="x", succeeded=False))  # fmt: skip
    folder = tmp_path / "data" / "backups"
    folder.mkdir(parents=True)
    for stamp in ("20200101-000000", "20240101-000000", "20250101-000000"):
        Path(folder / f"recaudo-{stamp}.db").write_text("x")
    counts = jobs.run_job(house_engine, SCHEDULER, "retention")
    assert [one.token_hash for one in rows(Signed)] == ["b"] and not rows(LoginAttempt) and counts["sessions"] == 2
    assert [path.name for path in folder.iterdir()] == ["recaudo-20250101-000000.db"]  # over its time too, but the only one


def test_a_look_counts_what_a_run_takes_and_says_when_the_next_goes(house_engine, ada, on, write, make_customer, frozen):
    ana = make_customer()
    for number in range(3):
        write(a_message(ana, LONG_AGO + timedelta(days=number), f"m{number}"))
    write(a_message(ana, datetime(2025, 1, 10, 3, 0, tzinfo=UTC), "kept"))  # still the 9th in Bogotá
    look = retention_preview.look(house_engine, ada)
    texts = found(look, "message_texts")
    assert (texts.count, texts.kept, texts.oldest, texts.next_on) == (3, 1, date(2020, 3, 2), date(2027, 1, 10))
    assert jobs.run_job(house_engine, ada, "retention") == {one.clock.kind.code: one.count for one in look.kinds if one.count}
    assert retention_preview.look(house_engine, ada).total == 0


def test_a_run_killed_in_the_middle_goes_on_where_it_stopped(house_engine, ada, on, write, rows, make_customer, monkeypatch):
    monkeypatch.setattr(retention_run, "BATCH", 2)
    ana = make_customer()
    for number in range(5):
        write(a_message(ana, LONG_AGO, f"m{number}"))
    record, calls = audit.record, []

    def dying(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return record(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(retention_run.audit, "record", dying)
        with pytest.raises(KeyboardInterrupt):
            retention_run.apply(house_engine, ada)
    assert sum(message.body is None for message in rows(Message)) == 2  # one whole step, and nothing of the second
    assert retention_run.apply(house_engine, ada) == {"message_texts": 3}
    told = [entry.after["count"] for entry in rows(AuditEntry) if entry.action == "retention.apply"]
    assert told == [2, 2, 1] and audit.verify(house_engine, ada).is_whole


def test_two_processes_never_run_side_by_side(house_engine, ada, on, write, make_customer):
    write(a_message(make_customer(), LONG_AGO, "m"))
    assert leases.take(house_engine, "job:retention", timedelta(minutes=1), "another process")
    with pytest.raises(Refusal, match="running already"):
        jobs.run_job(house_engine, ada, "retention")
    with pytest.raises(Refusal, match="running already"):
        retention_run.apply(house_engine, ada)


def test_the_scheduler_runs_once_a_day_and_a_person_whenever(house_engine, ada, on, write, rows, make_customer, frozen):
    jobs.run_job(house_engine, SCHEDULER, "retention")
    write(a_message(make_customer(), LONG_AGO, "m"))
    assert jobs.run_job(house_engine, SCHEDULER, "retention") == {}
    assert jobs.run_job(house_engine, ada, "retention") == {"message_texts": 1}
    frozen.move(days=1)
    assert jobs.run_job(house_engine, SCHEDULER, "retention") == {}  # ran, and found nothing


def test_only_the_owner_sets_the_clocks_and_the_law_is_the_least(house_engine, ada, marta, gus, frozen):
    assert retention.change(house_engine, ada, {"message_texts": 12}).clocks["message_texts"].period == 12
    for actor in (marta, gus):
        with pytest.raises(Forbidden):
            retention.change(house_engine, actor, {"message_texts": 24})
    with pytest.raises(Forbidden):
        retention_preview.look(house_engine, gus)
    with pytest.raises(Refusal, match="at least 120 months"):
        retention.change(house_engine, ada, {"ledger": 60})
    with pytest.raises(Refusal, match="no retention clock"):
        retention.change(house_engine, ada, {"everything": 1})
    assert retention.change(house_engine, ada, {"message_texts": None}).clocks["message_texts"].period == 24


def test_an_authorisation_of_who_rests_goes_when_nothing_can_rest_on_it(house_engine, on, write, rows, make_customer, frozen):
    ana, bruno = make_customer(), make_customer("Bruno", phone="+573002222222")
    with writing(house_engine) as s:
        s.get(Customer, ana).rested_at = LONG_AGO
    write(*(Authorisation(customer_id=number, channel="sms", given_at=LONG_AGO, how="contract") for number in (ana, bruno)))
    jobs.run_job(house_engine, SCHEDULER, "retention")
    assert [one.customer_id for one in rows(Authorisation)] == [bruno]


KILLED = """
import os, signal
from core.services import house, retention_run
from core.domain.access import Actor
record, calls = retention_run.audit.record, []
def dying(*args, **kwargs):
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return record(*args, **kwargs)
retention_run.BATCH, retention_run.audit.record = 2, dying
retention_run.apply(house.open_house(), Actor("Ada", "owner", 1))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_process_killed_in_a_run_leaves_whole_steps_and_a_whole_trail(house_engine, ada, on, write, rows, make_customer, frozen):
    ana = make_customer()
    for number in range(7):
        write(a_message(ana, LONG_AGO, f"m{number}"))
    died = subprocess.run([sys.executable, "-c", KILLED], cwd=Path(retention_run.__file__).parents[2], timeout=60, check=False)
    assert died.returncode == -9
    assert sum(message.body is None for message in rows(Message)) == 4 and audit.verify(house_engine, ada).is_whole
    leases.release(house_engine, "job:retention", rows(Lease)[0].owner)  # as its minute would
    assert retention_run.apply(house_engine, ada) == {"message_texts": 3}
    assert all(message.body is None for message in rows(Message)) and audit.verify(house_engine, ada).is_whole
