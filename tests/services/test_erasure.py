"""Erasing: every word of the person goes, the ledger stays, and nothing brings them back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import select

from core import clock, settings
from core.channels.protocol import Inbound
from core.db.engine import reading, writing
from core.db.tables import (
    Activity,
    Appointment,
    AuditDetail,
    Authorisation,
    ContactPoint,
    Customer,
    Dispute,
    Erasure,
    Import,
    ImportReject,
    Invoice,
    Message,
    MessageEvent,
    OptOut,
    Payment,
    Promise,
    Reply,
    Watermark,
    metadata,
)
from core.domain.access import SCHEDULER
from core.domain.errors import Forbidden, NotFound, Refusal
from core.services import (
    audit,
    backup,
    circumstances,
    customer_record,
    disputes,
    erasure,
    erasure_log,
    ledger,
    optouts,
    plans,
    privacy_requests,
    promises,
)
from core.services.erasure_columns import BY_HAND, EMPTIED, GONE, KEPT, RENAMED
from core.services.privacy_tables import IN_FILES, NOBODYS, WHOSE
from tests.services.restoring import put_back

CANARY = "zarzamora"
PHONE, EMAIL = "+573009998877", f"{CANARY}@example.com"


@pytest.fixture
def ask(house_engine, ada, frozen):
    """Takes down a proven request to erase; returns its id."""

    def make(customer_id, kind="erase", identity="document"):
        return privacy_requests.open_(house_engine, ada, customer_id=customer_id, kind=kind, arrived="email", identity=identity)

    return make


@pytest.fixture
def canary(house_engine, ada, make_customer, make_invoice, frozen):
    """A customer with the word CANARY in every text that the product may keep of a person, and a paid invoice; returns the id."""
    number = make_customer(
        f"Clara {CANARY}", PHONE, EMAIL, code=f"C-{CANARY}", tax_id="900555111", tax_id_key="900555111", address=CANARY, city=CANARY,
        region=CANARY, notes=CANARY, extra={"more": CANARY}, vulnerable_reason=CANARY, country="CO",
    )  # fmt: skip
    invoice = make_invoice(number, "F-77", date(2026, 5, 1))
    customer_record.edit(house_engine, ada, number, 1, name=f"Clara {CANARY} Paz", notes=f"{CANARY} 2")
    optouts.record(house_engine, ada, customer_id=number, channel="sms", how="customer_call", words=CANARY)
    optouts.lift(house_engine, ada, customer_id=number, channel="sms", proof=f"she wrote {CANARY}")
    optouts.authorise(house_engine, ada, customer_id=number, channel="sms", how="customer_call", proof=CANARY)
    with writing(house_engine) as s:
        s.add_all(_rows(number, invoice))
        s.flush()
        message = s.exec(select(Message)).one()
        s.add(MessageEvent(message_id=message.id, at=clock.now(), state="delivered", detail={"to": CANARY}))
        s.get(Invoice, invoice).concept = CANARY
    agreed = {"total_cents": 50_00, "currency": "COP", "count": 2, "first_on": date(2026, 7, 20)}
    plan = plans.agree(house_engine, ada, customer_id=number, **agreed, note=CANARY)
    plans.cancel(house_engine, ada, plan, f"she said {CANARY}")
    told = circumstances.note(house_engine, ada, number, "illness", words=CANARY)
    circumstances.end(house_engine, ada, told, f"better, said {CANARY}")
    ledger.record_payment(house_engine, ada, customer_id=number, amount=Decimal(100), currency="COP", reference=CANARY)
    return number


def _rows(number, invoice):
    now, early = clock.now(), clock.now() - timedelta(days=40)
    yield Message(
        ref="ref12345", dedupe_key="k", customer_id=number, contact_point_id=1, planned_channel="sms", channel="sms", language="es",
        to_value=PHONE, subject=CANARY, body=CANARY, text_hash="h", state="delivered", not_before=early, not_after=early, planned_at=early,
        sent_at=early,
    )  # fmt: skip
    heard = {"channel": "email", "from_value": EMAIL, "body": CANARY, "received_at": now, "understood": {"a": CANARY}}
    yield Reply(provider_id="r1", customer_id=number, **heard)
    yield Reply(provider_id="r2", customer_id=None, **heard)
    yield Activity(customer_id=number, kind="call", outcome="no_answer", note=CANARY, contact_point_id=1, at=early, user_id=1)
    yield Appointment(customer_id=number, kind="call", at=now + timedelta(days=1), place=CANARY, note=CANARY, made_at=now)
    yield Dispute(customer_id=number, invoice_id=invoice, opened_at=early, reason="other", note=CANARY, closed_at=now, outcome="withdrawn")
    yield Promise(customer_id=number, amount_cents=1, currency="COP", promised_on=date(2026, 1, 1), made_at=early, note=CANARY,
                  cancelled_at=early, cancel_reason=CANARY)  # fmt: skip
    report = {"preview": [{"customer_id": number, "customer": CANARY}, {"customer_id": 99, "customer": "Bruno"}],
              "first_warnings": [[3, "name_differs", ["{said}", {"said": f"Clara {CANARY}"}]]],
              "again": {"warnings": [[1, "x", f"CLARA  {CANARY.upper()}"]], "mark": "1"}, "counts": {"accepted": 2}}  # fmt: skip
    yield Import(kind="portfolio", state="done", file_name=f"Clara {CANARY}.csv", file_hash="1", report=report, created_at=early,
                 confirmed_at=early)  # fmt: skip
    yield ImportReject(import_id=1, row=4, reason="no_amount", message=["x", {}], cells=["F-9", f"Clara {CANARY}", "300 999 8877"])
    yield ImportReject(import_id=1, row=5, reason="no_amount", message=["x", {}], cells=["F-10", "Bruno", "300 111 2233"])


def everything(engine):
    """Every value of every table as text."""
    with engine.connect() as connection:
        return "\n".join(str(tuple(row)) for table in metadata.tables.values() for row in connection.execute(table.select()))


def test_no_word_of_the_person_is_left_in_any_table(house_engine, ada, canary, ask):
    assert everything(house_engine).count(CANARY) > 30
    erasure.erase(house_engine, ada, ask(canary))
    left = [line for line in everything(house_engine).splitlines() if CANARY in line or PHONE[3:] in line or "900555111" in line]
    assert left == []


def test_no_word_of_the_person_is_left_in_the_files_of_the_data_folder(house_engine, ada, canary, ask):
    simulated = settings.load().data / "simulated.jsonl"
    line = f'{{"id": "s1", "ref": "ref12345", "at": "2026-07-01T00:00:00+00:00", "to": "{PHONE}", "text": "{CANARY}", "subject": null}}\n'
    simulated.write_text(line)
    waiting = settings.load().data / "exports" / "aaaa.csv"
    waiting.parent.mkdir()
    waiting.write_text(CANARY)
    erasure.erase(house_engine, ada, ask(canary))
    holding = [path.name for path in settings.load().data.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert holding == []
    assert len(simulated.read_bytes()) == len(line)
    assert '"ref12345"' in simulated.read_text()


def test_the_ledger_stays_with_its_amounts_and_dates(house_engine, ada, canary, ask):
    erasure.erase(house_engine, ada, ask(canary))
    with reading(house_engine) as s:
        invoice, payment = s.exec(select(Invoice)).one(), s.exec(select(Payment)).one()
        person = s.get(Customer, canary)
    assert (invoice.number, invoice.amount_cents, invoice.paid_cents, invoice.due_on) == ("F-77", 100_00, 100_00, date(2026, 5, 1))
    assert (payment.amount_cents, payment.customer_id) == (100_00, canary)
    assert (person.name, person.erased_at) == (f"#{canary}", clock.now())


def test_the_trail_verifies_after_an_erasure_and_says_that_it_was_made(house_engine, ada, canary, ask):
    erasure.erase(house_engine, ada, ask(canary))
    found = audit.verify(house_engine, ada)
    assert found.is_whole and found.erased == 5
    assert "customer.erase" in [entry.action for entry in audit.entries(house_engine, ada)[1]]
    with reading(house_engine) as s:
        assert s.exec(select(AuditDetail)).all() == []


def test_rows_of_others_are_left_alone(house_engine, ada, canary, ask):
    erasure.erase(house_engine, ada, ask(canary))
    with reading(house_engine) as s:
        assert [row.cells[1] for row in s.exec(select(ImportReject))] == ["Bruno"]
        report = s.exec(select(Import)).one().report
    assert report == {"preview": [{"customer_id": 99, "customer": "Bruno"}], "first_warnings": [], "counts": {"accepted": 2}}


def test_every_column_of_a_person_s_tables_is_emptied_gone_or_kept_with_a_reason():
    for name in WHOSE:
        if name in GONE:
            continue
        decided = [*EMPTIED.get(name, ()), *RENAMED.get(name, ()), *KEPT.get(name, ("", ()))[1], *BY_HAND.get(name, ())]
        assert sorted(decided) == sorted(column.name for column in metadata.tables[name].c), name


def test_every_table_is_a_person_s_or_nobody_s_with_a_reason():
    assert {*WHOSE, *IN_FILES, *NOBODYS} == set(metadata.tables)
    assert len([*WHOSE, *IN_FILES, *NOBODYS]) == len(metadata.tables)
    reached = {table.name for table in metadata.tables.values() if any(key.column.table.name == "customer" for key in table.foreign_keys)}
    assert reached <= set(WHOSE)


def test_erasing_twice_is_refused(house_engine, ada, canary, ask):
    request = ask(canary)
    erasure.erase(house_engine, ada, request)
    with pytest.raises(Refusal, match="answered already"):
        erasure.erase(house_engine, ada, request)
    with pytest.raises(NotFound):
        ask(canary)


def test_an_agent_and_a_manager_may_not_erase(house_engine, gus, marta, canary, ask):
    for somebody in (gus, marta):
        with pytest.raises(Forbidden):
            erasure.erase(house_engine, somebody, ask(canary))


def test_nobody_is_erased_on_a_stranger_s_word(house_engine, ada, canary, ask):
    with pytest.raises(Refusal, match="who is asking"):
        erasure.erase(house_engine, ada, ask(canary, identity=None))


def test_an_open_dispute_or_promise_or_request_stands_in_the_way(house_engine, ada, make_customer, make_invoice, ask):
    ana = make_customer("Ana")
    invoice = make_invoice(ana, "F-1", date(2026, 8, 1))
    request = ask(ana)
    dispute = disputes.open_(house_engine, ada, customer_id=ana, reason="other", invoice_id=invoice)
    promise = promises.log(house_engine, ada, customer_id=ana, amount_cents=100_00, currency="COP", promised_on=date(2026, 7, 3))
    other = ask(ana, "access")
    codes = [hindrance.code for hindrance in erasure.look(house_engine, ada, ana, request_id=request).hindrances]
    assert codes == ["open_dispute", "open_promise", "other_request", "owes"]
    disputes.close(house_engine, ada, dispute, "rejected")
    promises.cancel(house_engine, ada, promise, "she asked to be erased")
    privacy_requests.close(house_engine, ada, other, outcome="done")
    with pytest.raises(Refusal, match="still owes"):
        erasure.erase(house_engine, ada, request)
    erasure.erase(house_engine, ada, request, give_up_claim=True)


def test_a_message_on_its_way_stands_in_the_way_and_one_that_waits_is_called_off(house_engine, ada, canary, ask):
    request = ask(canary)
    with writing(house_engine) as s:
        s.exec(select(Message)).one().state = "sending"
    with pytest.raises(Refusal, match="on its way"):
        erasure.erase(house_engine, ada, request)
    with writing(house_engine) as s:
        s.exec(select(Message)).one().state = "queued"
    erasure.erase(house_engine, ada, request)
    with reading(house_engine) as s:
        assert s.exec(select(Message)).one().state == "canceled"


def test_a_phone_added_by_hand_to_somebody_else_is_not_used(house_engine, ada, canary, ask, make_customer):
    from core.services import contact_points

    erasure.erase(house_engine, ada, ask(canary))
    dora = make_customer("Dora", None, None)
    contact_points.add(house_engine, ada, dora, kind="phone", value="300 999 8877")
    assert {row.opted_out_how for row in optouts.standings(house_engine, ada, dora)} == {"erased"}


def test_an_older_backup_put_back_is_erased_again(house_engine, ada, canary, ask):
    older = backup.make(house_engine, ada).path
    erasure.erase(house_engine, ada, ask(canary))
    engine = put_back(house_engine, older)
    left = [line for line in everything(engine).splitlines() if CANARY in line]
    assert left == []
    assert CANARY.encode() not in (settings.load().data / "recaudo.db").read_bytes()
    with reading(engine) as s:
        assert s.exec(select(Erasure.replayed_at)).one() is not None
        assert s.exec(select(OptOut).where(OptOut.address_hash.is_not(None))).first() is not None
    assert audit.verify(engine, SCHEDULER).is_whole
    assert erasure_log.replay(engine) == 0


def test_a_backup_older_than_the_person_does_not_hit_whoever_has_the_number_now(house_engine, ada, make_customer, ask):
    older = backup.make(house_engine, ada).path
    ana = make_customer("Ana")
    erasure.erase(house_engine, ada, ask(ana))
    engine = put_back(house_engine, older)
    with writing(engine) as s:
        s.add(Customer(id=ana, name="Bruno", name_key="bruno", created_at=clock.now() + timedelta(seconds=1), updated_at=clock.now()))
        s.flush()
        s.add(ContactPoint(customer_id=ana, kind="phone", value="+573002223344", created_at=clock.now()))
    erasure_log._SEEN.clear()
    assert erasure_log.replay(engine) == 0
    with reading(engine) as s:
        assert s.get(Customer, ana).name == "Bruno"


def test_a_no_that_came_after_the_backup_holds_after_it_was_put_back(house_engine, ada, make_customer, frozen):
    ana, bruno = make_customer("Ana"), make_customer("Bruno", "+573002223344", "bruno@example.com")
    older = backup.make(house_engine, ada).path
    optouts.record(house_engine, ada, customer_id=ana, channel="sms", how="reply", words="BAJA")
    optouts.record(house_engine, ada, customer_id=bruno, channel="sms", how="reply", words="BAJA")
    optouts.lift(house_engine, ada, customer_id=bruno, channel="sms", proof="He called on 1 July and asked for it.")
    engine = put_back(house_engine, older)
    with reading(engine) as s:
        (held,) = s.exec(select(OptOut)).all()
    assert (held.customer_id, held.channel, held.at, held.words) == (ana, "sms", clock.now(), None)
    assert audit.verify(engine, SCHEDULER).is_whole


def test_a_forged_line_in_the_log_erases_nobody(house_engine, canary, frozen):
    with reading(house_engine) as s:
        born = s.get(Customer, canary).created_at.isoformat()
    line = {"act": "erase", "ref": "x", "customer": canary, "born": born, "at": born, "why": "request", "marks": [], "mac": "0"}
    erasure_log.path().write_text(json.dumps(line))
    assert erasure_log.replay(house_engine) == 0
    with reading(house_engine) as s:
        assert s.get(Customer, canary).erased_at is None


def test_the_log_holds_no_word_of_the_person(house_engine, ada, canary, ask):
    erasure.erase(house_engine, ada, ask(canary))
    kept = erasure_log.path().read_text()
    assert CANARY not in kept and "9998877" not in kept and "900555111" not in kept


def test_old_pages_and_the_journal_hold_no_word_either(house_engine, ada, canary, ask):
    erasure.erase(house_engine, ada, ask(canary))
    with house_engine.connect() as connection:
        assert connection.execute(text("PRAGMA secure_delete")).scalar() == 1
    for name in ("recaudo.db", "recaudo.db-wal"):
        path = settings.load().data / name
        assert not path.exists() or CANARY.encode() not in path.read_bytes()


def test_authorisation_and_activity_stay_as_facts_without_words(house_engine, ada, canary, ask):
    erasure.erase(house_engine, ada, ask(canary))
    with reading(house_engine) as s:
        given, call = s.exec(select(Authorisation)).one(), s.exec(select(Activity)).one()
    assert (given.channel, given.proof) == ("sms", None)
    assert (call.outcome, call.note, call.contact_point_id) == ("no_answer", None, None)


def test_somebody_who_was_erased_and_writes_again_is_a_stranger(house_engine, ada, canary, ask, frozen):
    from core.services import replies

    erasure.erase(house_engine, ada, ask(canary))
    inbound = Inbound("r9", "email", EMAIL, "ada@lopez.example", "Gracias por borrar mis datos", frozen.moment, in_reply_to_ref="ref12345")
    replies.take_reply(house_engine, inbound, is_simulated=True)
    with reading(house_engine) as s:
        reply = s.exec(select(Reply).where(Reply.provider_id == "r9")).one()
    assert (reply.customer_id, reply.message_id) == (None, None)


def test_who_was_let_go_by_the_retention_clock_may_be_a_customer_again_also_after_a_restore(house_engine, ada, canary, frozen):
    older = backup.make(house_engine, ada).path
    with writing(house_engine) as s:
        erasure.anonymise_in(s, SCHEDULER, s.get(Customer, canary), why="retention", is_marked=False)
    engine = put_back(house_engine, older)
    with reading(engine) as s:
        assert s.exec(select(OptOut).where(OptOut.address_hash.is_not(None))).all() == []
        assert s.get(Customer, canary).erased_at is not None


def test_the_log_is_read_only_as_far_as_the_database_does_not_know_it(house_engine, ada, make_customer, frozen, monkeypatch):
    ana = make_customer("Ana")
    optouts.record(house_engine, ada, customer_id=ana, channel="sms", how="reply")
    erasure_log._SEEN.clear()
    erasure_log.replay(house_engine)
    size = erasure_log.path().stat().st_size
    with reading(house_engine) as s:
        assert s.get(Watermark, erasure_log.FILE).value == {"offset": size}
    assert erasure_log.lines(size) == ([], size)
    assert len(erasure_log.lines(size + 999)[0]) == 1  # a log that is shorter than it was is another one: all of it is read
    with erasure_log.path().open("ab") as file:
        file.write(b'{"act": "erase", "ref": "half wri')
    assert erasure_log.lines(size) == ([], size)
