"""What planning costs for each customer, as a ratio to one f-string in the same run: python -m benchmarks.planning [customers].

It makes its own database (invented people, each with a phone, an e-mail address and five invoices, two of them open), launches a campaign
of one step over everybody, and plans it with the full gate, the outbox rows and their verdicts, durably committed. Processor time (user
and system), which other work on the machine does not stretch. Goal at 200,000 customers: at most 40 x an f-string, about 16 us each.
Then it does the same for people who were all contacted in the days before, each at a moment of their own: nobody answers for another
there, and each is judged alone.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

TODAY = date(2026, 11, 20)  # a Friday
STAMP = "2026-11-20 00:00:00.000000"


def fill(raw: Any, people: int) -> None:
    """Write customers, how to reach them, their permissions and invoices."""
    chance, every = random.Random(1), range(1, people + 1)
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO portfolio (name, created_at) VALUES ('Cartera', ?)", (STAMP,))
    raw.executemany("INSERT INTO customer (id, name, name_key, country, created_at, updated_at, version) VALUES (?, ?, ?, 'MX', ?, ?, 1)",
                    ((n, f"Cliente {n}", f"cliente {n}", STAMP, STAMP) for n in every))  # fmt: skip
    raw.executemany("INSERT INTO contact_point (customer_id, kind, value, line, is_primary, created_at) "
                    "VALUES (?, 'phone', ?, 'mobile', 1, ?)",
                    ((n, f"+5255{n:08d}", STAMP) for n in every))  # fmt: skip
    raw.executemany("INSERT INTO contact_point (customer_id, kind, value, is_primary, created_at) VALUES (?, 'email', ?, 1, ?)",
                    ((n, f"c{n}@example.com", STAMP) for n in every))  # fmt: skip
    raw.executemany("INSERT INTO authorisation (customer_id, channel, given_at, how) VALUES (?, 'whatsapp', ?, 'x')",
                    ((n, STAMP) for n in every))  # fmt: skip
    raw.executemany("INSERT INTO invoice (portfolio_id, customer_id, number, due_on, amount_cents, paid_cents, currency) "
                    "VALUES (1, ?, ?, ?, 10000, ?, 'MXN')",
                    ((n, f"F-{n}-{k}", (TODAY - timedelta(days=chance.randint(-20, 90))).isoformat(), 0 if k < 2 else 10000)
                     for n in every for k in range(5)))  # fmt: skip
    raw.execute("COMMIT")


def deliver(raw: Any) -> None:
    """Let everything that waits have been delivered in the last two days, each message at its own moment."""
    moment = "strftime('%Y-%m-%d %H:%M:%S.000000', ?, '-' || (id % 172800) || ' seconds')"
    raw.execute(f"UPDATE message SET state = 'delivered', sent_at = {moment}", (STAMP,))
    raw.execute("UPDATE campaign SET finished_at = ?", (STAMP,))
    raw.commit()


def approve(engine: Any, ada: Any) -> None:
    """Approve the wording that ships with the product."""
    from core.services import template_batch, template_views

    latest = [view.latest.id for view in template_views.listed(engine, ada)]
    template_batch.submit_all(engine, ada, latest)
    template_batch.approve_all(engine, ada, latest)


def campaign(engine: Any, ada: Any) -> int:
    """A campaign of one step by WhatsApp, else e-mail, launched for everybody; its id."""
    from sqlmodel import select

    from core.db.engine import writing
    from core.db.tables import Segment
    from core.services import campaigns, segments, template_views
    from core.services.campaign_views import StepView

    ready = [view for view in template_views.listed(engine, ada) if view.purpose == "newly_late" and view.approved]
    chosen = {(view.channel, view.language): view.id for view in ready if view.language == "es" and view.channel in ("whatsapp", "email")}
    with writing(engine) as session:
        segments.install_ready_in(session)
        found = session.exec(select(Segment).order_by(Segment.id)).first()
        found.rule = [{"field": "invoices", "op": "ge", "value": 1}]
        session.add(found)
        segment_id = found.id
    step = StepView(channels=("whatsapp", "email"), templates=chosen, valid_days=7)
    made = campaigns.create(engine, ada, name="Todos", segment_id=segment_id, steps=[step])
    campaigns.launch(engine, ada, made, f"token-{made}")
    return made


def sentence(name: str, number: str, cents: int, currency: str, due: str) -> str:
    """The floor: what a person gets, as one f-string."""
    return f"Hola {name}: su factura {number} por {cents / 100:,.2f} {currency} vencio el {due}. Puede pagarla en linea. Gracias, Ejemplo."


def cost(work: Callable[[], Any], rounds: int = 1) -> tuple[float, Any]:
    """The least processor seconds of some work, and its answer."""
    taken = []
    for _round in range(rounds):
        started = time.process_time()
        answer = work()
        taken.append(time.process_time() - started)
    return min(taken), answer


def main(people: int) -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(RECAUDO_DATA=f"{folder}/data", RECAUDO_NOW="2026-11-20T18:00:00Z")
        from core.domain.access import SCHEDULER, Actor
        from core.services import house, planning, profiles, setup

        engine = house.open_house()
        setup.set_up(engine, name="Ejemplo", country="MX", owner_name="Ada", owner_email="ada@example.com", password="una clave larga 77")
        with engine.connect() as connection:
            fill(connection.connection.driver_connection, people)
        profiles.refresh(engine)
        approve(engine, ada := Actor("Ada", "owner", 1))
        made = campaign(engine, ada)
        rows = [(f"Cliente {n}", f"F-{n}", 10_000 + n, "MXN", TODAY.isoformat()) for n in range(people)]
        floor, _ = cost(lambda: [sentence(*row) for row in rows], 9)
        first, states = cost(lambda: planning.plan(engine, SCHEDULER, made))
        again, _ = cost(lambda: planning.plan(engine, SCHEDULER, made))
        with engine.connect() as connection:
            deliver(connection.connection.driver_connection)
        other = campaign(engine, ada)
        alone, then = cost(lambda: planning.plan(engine, SCHEDULER, other))
        print(f"f-string            {floor / people * 1e6:7.3f} us each")
        print(f"planned {states}: {first / people * 1e6:7.2f} us each, {first / floor:.0f} x an f-string")
        print(f"planned again, nothing to do: {again / people * 1e6:7.2f} us each")
        print(f"each with a contact behind them {then}: {alone / people * 1e6:7.2f} us each")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
