"""The fault drill: dispatchers killed with SIGKILL at random over a provider that loses answers, lags and fails. Afterwards every message
was taken by the provider once, or never and nobody believes it was.

    python -m tests.drill.drill --messages 2000 --kills 200 --provider twilio --database postgres

The clock runs `--speed` times as fast for everybody, so that leases and doubts of minutes pass in seconds. The result is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Authorisation, ContactPoint, Customer, Invoice, Message, Portfolio, Segment
from core.domain.access import SCHEDULER, Actor
from core.services import campaigns, channels, dispatch, doubt, house, outbox, planning, sending, setup, template_batch, template_views
from core.services.campaign_views import StepView
from tests.drill.providers import PROVIDERS, customer_of

SPEED = 60
BEGIN = datetime(2026, 7, 6, 14, 0, tzinfo=UTC)  # a Monday morning in Mexico
DISPATCHERS = 2


def speed_up(began: float, speed: float) -> None:
    """Let this process, and those that it forks, live so many times as fast as the wall clock."""
    clock.now = lambda: BEGIN + timedelta(seconds=(time.time() - began) * speed)


def prepare(messages: int, provider: Any) -> None:
    """A house with one campaign and a message for each of so many customers."""
    kind = provider.kind
    engine = house.open_house()
    setup.set_up(engine, name="Ensayo", country="MX", owner_name="Ada", owner_email="ada@ensayo.example", password="tres gatos verdes")
    ada, now = Actor("Ada", "owner", 1), clock.now()
    found = [view for view in template_views.listed(engine, ada) if (view.purpose, view.channel, view.language) == ("later", kind, "es")]
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
        point = {"kind": "email" if kind == "email" else "phone", "line": None if kind == "email" else "mobile", "is_primary": True}
        address = "c{n}@example.com" if kind == "email" else "+5255{n:08d}"
        points = [point | {"customer_id": n, "value": address.format(n=n), "created_at": now} for n in numbers]
        session.execute(insert(ContactPoint), points)
        session.execute(insert(Authorisation), [{"customer_id": n, "channel": kind, "given_at": now, "how": "contract"} for n in numbers])
        session.execute(insert(Invoice), [{"portfolio_id": 1, "customer_id": n, "number": f"F-{n}", "due_on": date(2026, 6, 1),
                                           "amount_cents": 10_000 + n, "currency": "MXN"} for n in numbers])  # fmt: skip
    step = StepView(channels=(kind,), templates={(kind, "es"): found[0].id}, send_at="08:00", valid_days=7, has_fallback=False)
    campaign = campaigns.create(engine, ada, name="Ensayo", segment_id=segment, steps=[step])
    from core.services import members

    members.matching_in = lambda _session, _campaign: list(numbers)
    channels.active = lambda _engine: {kind: provider.channel()}
    campaigns.launch(engine, ada, campaign, "drill")
    assert planning.plan(engine, SCHEDULER, campaign) == {"queued": messages}
    engine.dispose()
    house._open.cache_clear()


def dispatcher(provider: Any) -> None:
    """What one killed process did: send and look up until it dies."""
    engine, active = house.open_house(), {provider.kind: provider.channel()}
    channels.active = lambda _engine: active
    sending.FAILURES_TO_OPEN = 10**9  # a channel that rests is another story; the failures are counted all the same
    while True:
        dispatch.overdue(engine)
        dispatch.drain(engine, active, seconds=5, owner=str(os.getpid()))
        doubt.run(engine, SCHEDULER)
        time.sleep(0.05)


def fork(provider: Any) -> int:
    """A dispatcher in a process of its own."""
    number = os.fork()
    if number == 0:
        try:
            dispatcher(provider)
        except BaseException as problem:
            print("dispatcher:", type(problem).__name__, problem, flush=True)
        os._exit(1)
    return number


@contextmanager
def database(kind: str) -> Iterator[None]:
    """A data folder of the drill's own, and for "postgres" a server of its own, for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RECAUDO_DATA"] = f"{folder}/data"
        os.environ.pop("DATABASE_URL", None)
        if kind == "sqlite":
            yield
            return
        from tests.postgres.server import running

        with running() as server:
            server.admin("CREATE DATABASE drill")
            os.environ["DATABASE_URL"] = server.url("drill")
            yield


def drill(messages: int, kills: int, provider_name: str, database_kind: str, speed: float, seconds: float = 900) -> dict[str, Any]:
    """Run the drill; returns the figures, of which `duplicates`, `lost` and `open` must be 0."""
    with database(database_kind):
        began, dice, provider = time.time(), random.Random(7), PROVIDERS[provider_name](speed)
        speed_up(began, speed)
        provider.start()
        prepare(messages, provider)
        children = [fork(provider) for _number in range(DISPATCHERS)]
        try:
            killed = torment(children, provider, kills, time.time() + seconds, dice)
        finally:
            for child in children:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            taken = provider.stop()
        return figures(messages, killed, taken) | {"seconds": round(time.time() - began)}


def torment(children: list[int], provider: Any, kills: int, until: float, dice: random.Random) -> int:
    """Kill one after the other, each replaced at once, until nothing is open; returns how many were killed."""
    killed = 0
    while time.time() < until and (killed < kills or _open_count() > 0):
        time.sleep(dice.uniform(0.1, 0.8))
        if killed < kills:
            victim = dice.randrange(len(children))
            os.kill(children[victim], signal.SIGKILL)
            os.waitpid(children[victim], 0)
            killed += 1
            children[victim] = fork(provider)
    return killed


def _open_count() -> int:
    engine = house.open_house()
    with reading(engine) as session:
        query = select(func.count()).select_from(Message).where(col(Message.state).in_((outbox.QUEUED, outbox.SENDING, outbox.IN_DOUBT)))
        count = session.exec(query).one()
    engine.dispose()
    return count


def figures(messages: int, killed: int, addresses: Counter[str]) -> dict[str, Any]:
    """What the provider took against what we believe, by customer: each has one message."""
    taken = Counter({customer_of(address): count for address, count in addresses.items()})
    engine = house.open_house()
    with reading(engine) as session:
        rows = session.exec(select(Message.customer_id, Message.state, Message.attempt)).all()
    engine.dispose()
    believed = {number for number, state, _attempt in rows if state in outbox.LEFT}
    unsure = {number for number, state, _attempt in rows if state in (outbox.NEEDS_PERSON, outbox.IN_DOUBT)}
    return {
        "messages": messages, "kills": killed, "taken": len(taken), "duplicates": sum(n - 1 for n in taken.values()),
        "believed_sent": len(believed), "lost": len(believed - taken.keys()) + len(taken.keys() - believed - unsure),
        "with_a_person": sum(state == outbox.NEEDS_PERSON for _number, state, _attempt in rows),
        "given_up": sum(state in (outbox.REJECTED, *outbox.UNSENT) for _number, state, _attempt in rows),
        "open": sum(state in (outbox.QUEUED, outbox.SENDING, outbox.IN_DOUBT) for _number, state, _attempt in rows),
        "sent_again": sum(attempt > 1 for _number, _state, attempt in rows),
    }  # fmt: skip


def main() -> None:
    """Read the command line, drill, print the figures."""
    words = argparse.ArgumentParser(prog="python -m tests.drill.drill", description="Nothing twice, nothing lost, whatever dies when.")
    words.add_argument("--messages", type=int, default=2000)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--provider", choices=tuple(PROVIDERS), default="twilio")
    words.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    words.add_argument("--speed", type=float, default=SPEED)
    told = words.parse_args()
    found = drill(told.messages, told.kills, told.provider, told.database, told.speed)
    print(json.dumps({"provider": told.provider, "database": told.database} | found))


if __name__ == "__main__":
    main()
