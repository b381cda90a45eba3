"""What may not happen now says from when it may: calls in the worklist, answers in a conversation."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Customer, Message, Reply

from .page_text import texts  # isort: skip


def at_night(frozen):
    """Five in the morning in Lima, on the next day."""
    frozen.set(clock.now().replace(hour=10, minute=0) + timedelta(days=1))


def test_the_worklist_says_from_when_one_may_call(demo_house, visit, frozen):
    app = visit(demo_house, "agent").open("worklist")
    assert not app.exception and any("puede llamar ahora" in text.lower() for text in texts(app))
    at_night(frozen)
    app = visit(demo_house, "agent").open("worklist")
    assert not app.exception and any("Puede llamar desde: 08:00" in warning.value for warning in app.warning)


def test_an_answer_at_night_is_offered_for_the_morning_and_queued(demo_house, visit, frozen):
    at_night(frozen)
    with writing(demo_house) as session:
        number = session.exec(select(Customer.id).where(Customer.code != None).order_by(Customer.id)).first()  # noqa: E711
        session.add(Reply(provider_id="x1", channel="sms", customer_id=number, from_value="+51", body="¿Cuánto?", received_at=clock.now()))
    app = visit(demo_house, "agent").open("messages", customer=number)
    area = next(area for area in app.text_area if area.key.startswith("answer_"))
    area.set_value("Son 300 soles.")
    next(button for button in app.button if button.label == "Enviar la respuesta").click().run()
    assert not app.exception and any("08:00" in warning.value for warning in app.warning), [error.value for error in app.error]
    app.button(key=f"answer_{number}_queue").click().run()
    assert not app.exception and not app.error
    with reading(demo_house) as session:
        message = session.exec(select(Message).where(Message.kind == "answer")).one()
    assert message.state == "queued" and message.body == "Son 300 soles." and message.not_before > clock.now()
