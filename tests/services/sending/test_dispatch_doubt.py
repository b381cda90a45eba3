"""What is in doubt is looked up, never posted again blindly; what stays in doubt goes to a person."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from core.channels.protocol import LookUpFailed
from core.db.engine import reading, writing
from core.db.tables import AuditEntry, Message
from core.domain.access import SCHEDULER
from core.domain.errors import Refusal
from core.domain.outcomes import Accepted
from core.services import claims, dispatch, doubt, planning, results

LATE = date(2026, 6, 20)


@pytest.fixture
def planned(sending):
    """One message that is due for Ana by SMS."""
    ana = sending.customer("Ana")
    sending.owes(ana, "F-1", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    return sending


def test_a_lost_answer_of_a_taken_message_is_found_and_nothing_is_sent_twice(planned, frozen):
    planned.forced["+573005551201"] = "doubt_taken"
    assert dispatch.run(planned.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(seconds=10)
    assert doubt.run(planned.engine, SCHEDULER) == {"delivered": 1}
    assert len(planned.sent()) == 1 and planned.messages()[0].provider_id == planned.sent()[0]["id"]


def test_what_surely_is_not_there_goes_out_again_only_after_the_time_that_makes_it_sure(planned, frozen):
    planned.forced["+573005551201"] = "doubt_lost"
    dispatch.run(planned.engine, SCHEDULER)
    for _look in range(5):
        frozen.move(minutes=1)
        doubt.run(planned.engine, SCHEDULER)
        assert planned.states() == ["in_doubt"]
    planned.forced["+573005551201"] = "delivered"
    frozen.move(minutes=1)
    assert doubt.run(planned.engine, SCHEDULER) == {"queued": 1}
    assert dispatch.run(planned.engine, SCHEDULER) == {"sent": 1}
    assert len(planned.sent()) == 1 and planned.messages()[0].attempt == 2


def test_a_look_up_that_fails_proves_nothing_and_in_the_end_a_person_decides(planned, frozen, marta, gus):
    planned.forced["+573005551201"] = "doubt_lost"
    dispatch.run(planned.engine, SCHEDULER)

    def fail(*_args):
        raise LookUpFailed("down", "The provider is down.")

    planned.active["sms"].look_up = fail
    for _look in range(len(doubt.LOOKS)):
        frozen.move(hours=7)
        doubt.run(planned.engine, SCHEDULER)
    (message,) = planned.messages()
    assert message.state == "needs_person"
    with pytest.raises(Refusal):
        doubt.decide(planned.engine, gus, message.id, "arrived")
    assert doubt.decide(planned.engine, marta, message.id, "arrived") == "sent"
    with reading(planned.engine) as session:
        assert session.exec(select(AuditEntry.action).where(AuditEntry.action == "message.arrived")).one()


def test_a_process_that_dies_while_it_sends_leaves_a_doubt_never_a_second_message(planned, frozen):
    claimed = claims.claim(planned.engine, planned.active, "a process that dies").claimed
    planned.active["sms"].send(claimed[0].outbound)
    frozen.move(minutes=1)
    assert dispatch.run(planned.engine, SCHEDULER) == {}
    frozen.move(minutes=2)
    assert dispatch.run(planned.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(seconds=10)
    doubt.run(planned.engine, SCHEDULER)
    assert planned.states() in (["sent"], ["delivered"], ["read"]) and len(planned.sent()) == 1


def test_a_result_that_another_hand_overtook_changes_nothing(planned, frozen):
    (claimed,) = claims.claim(planned.engine, planned.active, "slow").claimed
    with writing(planned.engine) as session:
        session.get(Message, claimed.message_id).attempt += 1
    assert results.store(planned.engine, [results.Result(claimed.message_id, claimed.attempt, Accepted("SM-late"))], planned.active) == {}
    assert planned.states() == ["sending"]


def test_a_slow_looker_never_settles_a_newer_doubt(planned, frozen):
    planned.forced["+573005551201"] = "doubt_lost"
    dispatch.run(planned.engine, SCHEDULER)
    frozen.move(minutes=6)
    (old,) = doubt.due(planned.engine)
    with writing(planned.engine) as session:
        session.get(Message, old.message_id).attempt += 1
    assert doubt.settle(planned.engine, old, planned.active) == "overtaken"


def test_two_dispatchers_never_claim_one_message(planned):
    first = claims.claim(planned.engine, planned.active, "one")
    second = claims.claim(planned.engine, planned.active, "two")
    assert (len(first.claimed), len(second.claimed)) == (1, 0)


def test_yesterdays_backup_is_looked_up_not_sent(planned, frozen, tmp_path):
    backup = tmp_path / "yesterday.db"
    with planned.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{backup}'")
    planned.forced["+573005551201"] = "delivered"
    dispatch.run(planned.engine, SCHEDULER)
    assert planned.states() == ["sent"] and len(planned.sent()) == 1
    put_back(planned.engine, backup)
    frozen.move(minutes=30)
    assert planned.states() == ["queued"]
    assert dispatch.run(planned.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(seconds=10)
    assert doubt.run(planned.engine, SCHEDULER) == {"delivered": 1}
    assert len(planned.sent()) == 1, "it was not sent a second time"


def put_back(engine, backup):
    """What a person does who restores: the file of the backup takes the place of the database's."""
    place = engine.url.database
    engine.dispose()
    for ending in ("-wal", "-shm"):
        Path(place + ending).unlink(missing_ok=True)
    shutil.copy(backup, place + ".new")
    os.replace(place + ".new", place)


@pytest.fixture
def three(sending):
    """A message that is due for each of Ana, Bruno and Clara."""
    for name in ("Ana", "Bruno", "Clara"):
        sending.owes(sending.customer(name), f"F-{name}", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    return sending


def test_several_doubts_at_once_on_a_new_installation_are_all_kept(three):
    three.forced.update({f"+57300555120{number}": "doubt_taken" for number in (1, 2, 3)})
    assert dispatch.run(three.engine, SCHEDULER) == {"in_doubt": 3}


def test_a_result_that_cannot_be_stored_harms_no_other(three, monkeypatch):
    accept, faulty = results.accept_in, three.messages()[1].id

    def accept_in(session, message, *told, **how):
        if message.id == faulty:
            raise RuntimeError("a fault of ours")
        return accept(session, message, *told, **how)

    monkeypatch.setattr(results, "accept_in", accept_in)
    assert dispatch.run(three.engine, SCHEDULER) == {"sent": 2}
    assert three.states() == ["sent", "sending", "sent"], "its lease runs out, and it is looked up"
