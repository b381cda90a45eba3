"""Messages that may be out already: after a restore each is looked up before the gate, and never two at once to one address."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from core import clock
from core.channels.protocol import ChannelConfig
from core.channels.smtp_email import SmtpEmail
from core.db.engine import writing
from core.db.tables import Company, Invoice
from core.domain.access import SCHEDULER
from core.services import claims, dispatch, doubt, planning, restored

LATE = date(2026, 6, 20)


@pytest.fixture
def ana(sending):
    made = sending.customer("Ana")
    sending.invoice = sending.owes(made, "F-1", LATE, 300_00)
    return made


@pytest.fixture
def backup(sending, tmp_path, monkeypatch):
    """Makes a backup now; the function it gives puts it back, as a person who restores does, and starts the program anew."""
    kept = tmp_path / "yesterday.db"

    def make():
        kept.unlink(missing_ok=True)
        with sending.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql(f"VACUUM INTO '{kept}'")

    def put_back():
        place = sending.engine.url.database
        sending.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(place + ending).unlink(missing_ok=True)
        shutil.copy(kept, place + ".new")
        os.replace(place + ".new", place)
        monkeypatch.setattr(restored, "_CHECKED", set())

    return make, put_back


def plan(sending, *steps):
    made = sending.launch(*(steps or (sending.step("sms", valid_days=5),)))
    planning.plan(sending.engine, SCHEDULER, made)
    return made


def test_what_went_with_other_amounts_is_left_to_a_person(sending, ana, backup, frozen):
    make, put_back = backup
    plan(sending)
    make()
    dispatch.run(sending.engine, SCHEDULER)
    put_back()
    with writing(sending.engine) as session:
        session.get(Invoice, sending.invoice).paid_cents = 100_00
    frozen.move(minutes=10)
    dispatch.run(sending.engine, SCHEDULER)
    frozen.move(minutes=1)
    assert doubt.run(sending.engine, SCHEDULER) == {"needs_person": 1}
    assert len(sending.sent()) == 1 and sending.messages()[0].reason == "doubt.unsettled"


def test_restored_at_night_it_is_looked_up_before_the_gate_moves_it_to_the_morning(sending, ana, backup, frozen):
    make, put_back = backup
    plan(sending)
    make()
    dispatch.run(sending.engine, SCHEDULER)
    put_back()
    frozen.move(hours=12)
    assert dispatch.run(sending.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(minutes=1)
    assert doubt.run(sending.engine, SCHEDULER) in ({"delivered": 1}, {"sent": 1})
    frozen.move(hours=12)
    dispatch.run(sending.engine, SCHEDULER)
    assert len(sending.sent()) == 1


def test_what_the_backup_did_not_even_plan_is_found_by_its_words(sending, ana, backup, frozen):
    make, put_back = backup
    campaign = sending.launch(sending.step("sms", valid_days=5))
    make()
    planning.plan(sending.engine, SCHEDULER, campaign)
    dispatch.run(sending.engine, SCHEDULER)
    first = sending.messages()[0].ref
    put_back()
    frozen.move(hours=12)
    planning.plan(sending.engine, SCHEDULER, campaign)
    assert sending.messages()[0].ref != first
    frozen.move(hours=12)
    assert dispatch.run(sending.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(minutes=1)
    doubt.run(sending.engine, SCHEDULER)
    assert len(sending.sent()) == 1 and sending.messages()[0].provider_id == sending.sent()[0]["id"]


def test_what_surely_did_not_go_is_sent_once_after_its_look_up(sending, ana, backup, frozen):
    make, put_back = backup
    plan(sending)
    make()
    put_back()
    with writing(sending.engine) as session:
        session.get(Company, 1).restored_at = clock.now()
    assert dispatch.run(sending.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(minutes=6)
    assert doubt.run(sending.engine, SCHEDULER) == {"queued": 1}
    assert dispatch.run(sending.engine, SCHEDULER) == {"sent": 1} and len(sending.sent()) == 1


def test_a_second_message_to_an_address_waits_until_the_first_is_certain(sending, ana, frozen):
    bruno = sending.customer("Bruno", phone="+573005551201")
    sending.owes(bruno, "F-2", LATE)
    plan(sending)
    first = claims.claim(sending.engine, sending.active, "one")
    assert len(first.claimed) == 1 and first.others == {"queued": 1}
    assert sending.messages()[1].reason == "doubt.first"
    frozen.move(minutes=3)
    assert dispatch.run(sending.engine, SCHEDULER) == {"in_doubt": 1, "queued": 1}, "still in doubt, so it still waits"
    for _minute in range(6):
        frozen.move(minutes=1)
        doubt.run(sending.engine, SCHEDULER)
    frozen.move(minutes=2)
    for _round in range(3):
        dispatch.run(sending.engine, SCHEDULER)
        frozen.move(minutes=2)
    assert len(sending.sent()) == 2 and {message.state for message in sending.messages()} <= {"sent", "delivered", "read"}


def test_without_a_mailbox_a_restored_mail_goes_to_a_person_at_once_and_says_why(sending, backup, frozen, ada):
    sending.active["email"] = SmtpEmail(
        ChannelConfig(now=clock.now, smtp_host="127.0.0.1", smtp_tls="none", smtp_from="cobros@lopez.example")
    )
    sending.owes(sending.customer("Ana"), "F-1", LATE)
    make, put_back = backup
    plan(sending, sending.step("email", valid_days=5))
    make()
    restored.remember(clock.now())  # it went after the backup
    put_back()
    frozen.move(minutes=5)
    assert dispatch.run(sending.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(seconds=10)
    assert doubt.run(sending.engine, SCHEDULER) == {"needs_person": 1}
    told = doubt.story(sending.engine, ada, sending.messages()[0].id, "es")
    assert "se restauró de una copia" in told and told.endswith("Sin acceso al buzón no se puede comprobar si el correo salió.")
    assert doubt.story(sending.engine, ada, sending.messages()[0].id, "en").endswith("nobody can look whether the mail left.")
