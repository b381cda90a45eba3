"""The fault drill: dispatchers killed with SIGKILL at random over a provider that loses answers, lags and fails. Afterwards every message
was taken by the provider once, or never and nobody believes it was.

    python -m tests.drill.drill [messages] [kills]

The clock runs SPEED times as fast for everybody, so that leases and doubts of minutes pass in seconds.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert
from sqlmodel import col, select

from core import clock
from core.channels.protocol import InDoubt, Later, LookUpFailed
from core.channels.simulator import Simulator
from core.channels.simulator_store import FileStore
from core.db.engine import reading, writing
from core.db.tables import Authorisation, ContactPoint, Customer, Invoice, Message, Portfolio, Segment
from core.domain.access import SCHEDULER, Actor
from core.services import campaigns, channels, dispatch, doubt, house, outbox, planning, sending, setup, template_batch, template_views
from core.services.campaign_views import StepView

SPEED = 60
BEGIN = datetime(2026, 7, 6, 14, 0, tzinfo=UTC)  # a Monday morning in Mexico
LAG = timedelta(seconds=60)
DISPATCHERS = 2


class Faulty(Simulator):
    """A provider as hostile as the real ones: answers are lost before and after it took the message, look-ups fail and lag."""

    def __init__(self, store: FileStore) -> None:
        super().__init__("sms", clock.now, store)
        self.dice, self.timeout_s = random.Random(os.getpid()), 20.0

    def outcome_of(self, message):
        """Whatever is taken is delivered."""
        return "delivered"

    def send(self, message):
        """500 before, 500 after, a busy signal, or an answer; slowly."""
        time.sleep(self.dice.uniform(0.0, 0.03))
        throw = self.dice.random()
        if throw < 0.05:
            return InDoubt("http 500 before it was taken")
        if throw < 0.10:
            return Later("busy", 2)
        answer = super().send(message)
        time.sleep(self.dice.uniform(0.0, 0.03))
        return InDoubt("http 500 after it was taken") if throw < 0.18 else answer

    def look_up(self, message, claimed_at, known_ids):
        """Fails one time in five, and does not show what is younger than a minute."""
        if self.dice.random() < 0.2:
            raise LookUpFailed("down", "The list could not be read.")
        found = super().look_up(message, claimed_at, known_ids)
        if found is None:
            return None
        age = clock.now() - datetime.fromisoformat(self.store.of_id(found.provider_id)["at"])
        return found if age > LAG else None


def speed_up(began: float) -> None:
    """Let this process live SPEED times as fast as the wall clock."""
    clock.now = lambda: BEGIN + timedelta(seconds=(time.time() - began) * SPEED)


def prepare(messages: int) -> None:
    """A house with one campaign and a message for each of so many customers."""
    engine = house.open_house()
    setup.set_up(engine, name="Ensayo", country="MX", owner_name="Ada", owner_email="ada@ensayo.example", password="tres gatos verdes")
    ada, now = Actor("Ada", "owner", 1), clock.now()
    found = [view for view in template_views.listed(engine, ada) if (view.purpose, view.channel, view.language) == ("later", "sms", "es")]
    template_batch.submit_all(engine, ada, [view.latest.id for view in found])
    template_batch.approve_all(engine, ada, [view.latest.id for view in found])
    numbers = range(1, messages + 1)
    with writing(engine) as session:
        house.set_setting_in(session, "contact_rules", {"approvals": ["sms_mexico"]})
        session.add(Portfolio(id=1, name="Ensayo", created_at=now))
        session.flush()
        segment = session.exec(select(Segment.id)).first()
        if segment is None:
            made = Segment(slug="x", name="x", rule=[], created_at=now)
            session.add(made)
            session.flush()
            segment = made.id
        session.execute(insert(Customer), [{"id": n, "name": f"Cliente {n}", "name_key": f"cliente {n}", "country": "MX", "created_at": now,
                                            "updated_at": now} for n in numbers])  # fmt: skip
        session.execute(insert(ContactPoint), [{"customer_id": n, "kind": "phone", "value": f"+5255{n:08d}", "line": "mobile",
                                                "is_primary": True, "created_at": now} for n in numbers])  # fmt: skip
        session.execute(insert(Authorisation), [{"customer_id": n, "channel": "sms", "given_at": now, "how": "contract"} for n in numbers])
        session.execute(insert(Invoice), [{"portfolio_id": 1, "customer_id": n, "number": f"F-{n}", "due_on": date(2026, 6, 1),
                                           "amount_cents": 10_000 + n, "currency": "MXN"} for n in numbers])  # fmt: skip
    step = StepView(channels=("sms",), templates={("sms", "es"): found[0].id}, send_at="08:00", valid_days=7, has_fallback=False)
    campaign = campaigns.create(engine, ada, name="Ensayo", segment_id=segment, steps=[step])
    from core.services import members

    members.matching_in = lambda _session, _campaign: list(numbers)
    channels.active = lambda _engine: {"sms": provider()}
    campaigns.launch(engine, ada, campaign, "drill")
    print("planned", planning.plan(engine, SCHEDULER, campaign), flush=True)
    engine.dispose()
    house._open.cache_clear()


def provider() -> Faulty:
    """The provider's own memory, which survives every kill."""
    return Faulty(FileStore(Path(os.environ["RECAUDO_DATA"]) / "provider.jsonl"))


def dispatcher(began: float) -> None:
    """What one killed process did: send and look up until it dies."""
    speed_up(began)
    engine, active = house.open_house(), {"sms": provider()}
    channels.active = lambda _engine: active
    sending.count_failure_in = lambda *_args: None
    while True:
        dispatch.overdue(engine)
        dispatch.drain(engine, active, seconds=5, owner=str(os.getpid()))
        doubt.run(engine, SCHEDULER)
        time.sleep(0.05)


def fork(began: float) -> int:
    """A dispatcher in a process of its own."""
    number = os.fork()
    if number == 0:
        try:
            dispatcher(began)
        except BaseException as problem:
            print("dispatcher:", type(problem).__name__, problem, flush=True)
        os._exit(1)
    return number


def drill(messages: int, kills: int, seconds: float = 600) -> dict[str, int]:
    """Run the drill in a folder of its own; returns the figures, of which `duplicates` and `lost` must be 0."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RECAUDO_DATA"] = f"{folder}/data"
        began, dice = time.time(), random.Random(7)
        speed_up(began)
        prepare(messages)
        children = [fork(began) for _number in range(DISPATCHERS)]
        try:
            killed = torment(children, began, kills, time.time() + seconds, dice)
        finally:
            for child in children:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        return figures(messages, killed) | {"seconds": round(time.time() - began)}


def torment(children: list[int], began: float, kills: int, until: float, dice: random.Random) -> int:
    """Kill one after the other, each replaced at once, until nothing is open; returns how many were killed."""
    killed = 0
    while time.time() < until and (killed < kills or _open_count() > 0):
        time.sleep(dice.uniform(0.1, 0.8))
        if killed < kills:
            victim = dice.randrange(len(children))
            os.kill(children[victim], signal.SIGKILL)
            os.waitpid(children[victim], 0)
            killed += 1
            children[victim] = fork(began)
    return killed


def _open_count() -> int:
    engine = house.open_house()
    with reading(engine) as session:
        query = select(func.count()).select_from(Message).where(col(Message.state).in_((outbox.QUEUED, outbox.SENDING, outbox.IN_DOUBT)))
        count = session.exec(query).one()
    engine.dispose()
    return count


def figures(messages: int, killed: int) -> dict[str, int]:
    """What the provider took against what we believe."""
    lines = (Path(os.environ["RECAUDO_DATA"]) / "provider.jsonl").read_text().splitlines()
    taken = Counter(json.loads(line)["ref"] for line in lines if line.strip())
    engine = house.open_house()
    with reading(engine) as session:
        rows = session.exec(select(Message.ref, Message.state, Message.attempt)).all()
    engine.dispose()
    believed = {ref for ref, state, _attempt in rows if state in outbox.LEFT}
    unsure = {ref for ref, state, _attempt in rows if state in (outbox.NEEDS_PERSON, outbox.IN_DOUBT)}
    return {
        "messages": messages, "kills": killed, "taken": len(taken), "duplicates": sum(n - 1 for n in taken.values()),
        "believed_sent": len(believed), "lost": len(believed - taken.keys()) + len(taken.keys() - believed - unsure),
        "with_a_person": sum(state == outbox.NEEDS_PERSON for _ref, state, _attempt in rows),
        "open": sum(state in (outbox.QUEUED, outbox.SENDING, outbox.IN_DOUBT) for _ref, state, _attempt in rows),
        "sent_again": sum(attempt > 1 for _ref, _state, attempt in rows),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(drill(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, int(sys.argv[2]) if len(sys.argv) > 2 else 200)))
