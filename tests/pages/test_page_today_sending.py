"""Today says what sending needs: a doubt to decide, a night without power, a scheduler that is silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import JobRun, Message
from core.services import away


@pytest.fixture
def doubtful(demo_house):
    """A message of the invented business that no provider could settle; gives its id."""
    with writing(demo_house) as session:
        message = session.exec(select(Message).where(Message.state == "sent")).first()
        message.state, message.doubt_at = "needs_person", clock.now()
        session.add(message)
        return message.id


def test_a_manager_decides_a_doubt_where_the_day_begins_and_an_agent_does_not(demo_house, doubtful, visit):
    assert not [button for button in visit(demo_house, "agent").open("today").button if button.key.startswith("doubt_")]
    drawn = visit(demo_house, "manager").open("today")
    drawn.button(key=f"doubt_arrived_{doubtful}").click().run()
    assert not drawn.exception and "¿Llegaron estos mensajes?" not in [head.value for head in drawn.subheader]
    with reading(demo_house) as session:
        assert session.get(Message, doubtful).state == "sent"


def test_after_a_gap_it_says_what_happened_while_nobody_was_there(demo_house, visit):
    now = clock.now()
    with writing(demo_house) as session:
        session.add(
            JobRun(job=away.JOB, started_at=now - timedelta(hours=9), finished_at=now - timedelta(hours=1), succeeded=True, owner="x")
        )
    drawn = visit(demo_house, "agent").open("today")
    assert not drawn.exception and any("Mientras no estaba" in text.value for text in drawn.markdown)


def test_a_scheduler_without_a_heartbeat_is_said_in_red(demo_house, visit, frozen):
    assert not visit(demo_house, "agent").open("today").error
    frozen.move(minutes=5)
    drawn = visit(demo_house, "agent").open("today")
    assert [error.value for error in drawn.error] == [
        "Las tareas automáticas no están en marcha, así que no se planifica ni se envía nada."
    ]
