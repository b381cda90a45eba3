"""How fast campaigns are planned and sent: python -m benchmarks.sending [customers to plan] [messages to send].

Planning is given as a ratio to one f-string per customer (goal: at most 40), sending as a ratio to in flight / latency of a provider that
answers in 40 ms at 32 in flight (goal: at least 0.85), every result durably committed.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta

from sqlmodel import select

from core import clock
from core.channels.protocol import Accepted, Cost
from core.db.bulk import insert_many
from core.db.engine import writing
from core.db.tables import Authorisation, ContactPoint, Customer, Invoice, Portfolio, Segment
from core.domain.access import SCHEDULER, Actor
from core.services import campaigns, channels, dispatch, house, members, planning, setup, template_batch, template_views
from core.services.campaign_views import StepView

LATENCY, IN_FLIGHT = 0.04, 32
NOW = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)  # a Monday morning in Mexico
ADA = Actor("Ada", "owner", 1)


class Slow:
    """A provider that takes everything after LATENCY seconds."""

    name, kind, simulated, timeout_s, max_in_flight = "slow", "whatsapp", False, 20.0, IN_FLIGHT

    def send(self, message):
        """Accepted, 40 ms later."""
        time.sleep(LATENCY)
        return Accepted(message.ref, 1)

    def estimate(self, message):
        """One segment."""
        return Cost(1, 10_000, "USD")


def fill(engine, customers: int) -> int:
    """Customers with a phone, an authorisation and five invoices each, two of them open; gives the id of an approved template."""
    setup.set_up(engine, name="Medida", country="MX", owner_name="Ada", owner_email="ada@medida.example", password="tres gatos verdes")
    found = next(v for v in template_views.listed(engine, ADA) if (v.purpose, v.channel, v.language) == ("later", "whatsapp", "es"))
    template_batch.submit_all(engine, ADA, [found.latest.id])
    template_batch.approve_all(engine, ADA, [found.latest.id])
    numbers, now, dice, day = range(1, customers + 1), clock.now(), random.Random(1), date(2026, 7, 1)
    with writing(engine) as session:
        session.add(Portfolio(id=1, name="Medida", created_at=now))
        session.flush()
        people = [{"id": n, "name": f"Cliente {n}", "name_key": f"cliente {n}", "country": "MX", "version": 1} for n in numbers]
        insert_many(session, Customer, [person | {"created_at": now, "updated_at": now} for person in people])
        phones = [{"customer_id": n, "kind": "phone", "value": f"+5255{n:08d}", "line": "mobile"} for n in numbers]
        insert_many(session, ContactPoint, [phone | {"is_primary": True, "created_at": now} for phone in phones])
        insert_many(session, Authorisation, [{"customer_id": n, "channel": "whatsapp", "given_at": now, "how": "x"} for n in numbers])
        bills = [{"portfolio_id": 1, "customer_id": n, "number": f"F-{n}-{k}", "paid_cents": 10_000 * (k > 1)}
                 for n in numbers for k in range(5)]
        same = {"amount_cents": 10_000, "currency": "MXN"}
        insert_many(session, Invoice, [bill | same | {"due_on": day - timedelta(days=dice.randint(1, 90))} for bill in bills])
    return found.id


def plan(engine, template: int, customers: int) -> float:
    """Seconds to plan one step for everybody."""
    step = StepView(channels=("whatsapp",), templates={("whatsapp", "es"): template}, send_at="08:00", valid_days=7)
    with writing(engine) as session:
        segment = session.exec(select(Segment.id)).first()
    campaign = campaigns.create(engine, ADA, name="Medida", segment_id=segment, steps=[step])
    members.matching_in = lambda _session, _campaign: list(range(1, customers + 1))
    campaigns.launch(engine, ADA, campaign, f"bench {customers} {time.time()}")
    began = time.perf_counter()
    counts = planning.plan(engine, SCHEDULER, campaign)
    assert counts == {"queued": customers}, counts
    return time.perf_counter() - began


def main() -> None:
    """Plan, then send; prints the ratios."""
    given = [int(text) for text in sys.argv[1:3]]
    customers, messages = (*given, *(200_000, 4_000)[len(given) :])
    clock.now = lambda began=time.time(): NOW + timedelta(seconds=time.time() - began)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RECAUDO_DATA"] = f"{folder}/data"
        active = {"whatsapp": Slow()}
        channels.active = lambda _engine: active
        engine = house.open_house()
        template = fill(engine, max(customers, messages))
        began = time.perf_counter()
        for n in range(customers):
            _ = f"Hola Cliente {n}, su saldo de MXN {n}.00 de la factura F-{n} venció el 1 de julio"
        bare = time.perf_counter() - began
        took = plan(engine, template, customers)
        print(f"plan {customers}: {took:.1f} s, {took / customers * 1e6:.0f} us each, {took / bare:.0f} x an f-string")
        began, spent = time.perf_counter(), time.process_time()
        counts = dispatch.drain(engine, active, seconds=messages / 200)
        took, sent = time.perf_counter() - began, counts.get("sent", 0)
        cpu = (time.process_time() - spent) / max(1, sent) * 1e6
        print(f"send {sent}: {sent / took:.0f}/s, {sent / took / (IN_FLIGHT / LATENCY):.2f} x in flight / latency, {cpu:.0f} us CPU each")
        engine.dispose()


if __name__ == "__main__":
    main()
