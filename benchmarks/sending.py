"""How fast campaigns are planned and sent: python -m benchmarks.sending [customers to plan] [messages to send].

Planning is given as a ratio to one f-string per customer (goal: at most 40). Sending is given as a ratio to in flight / latency of a
provider that answers over HTTP in 40 ms at 32 in flight (goal: at least 0.85), every result durably committed; beside it, in turn within
the same run, the same without durability (the commits may cost 10 %), the channel without any database, and the bare twilio client.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Engine, event, update
from sqlmodel import col, select

from benchmarks import provider
from core import clock
from core.channels.protocol import Accepted, Channel, ChannelConfig, Outbound
from core.channels.twilio_sms import TwilioSms
from core.db.bulk import insert_many
from core.db.engine import writing
from core.db.tables import Authorisation, ContactPoint, Customer, Invoice, Message, Portfolio, Segment
from core.domain.access import SCHEDULER, Actor
from core.services import campaigns, channels, dispatch, house, members, outbox, planning, setup, template_batch, template_views
from core.services.campaign_views import StepView

ROUNDS = 2
_LISTENERS: list[Any] = []
LATENCY, IN_FLIGHT = 0.04, 32
NOW = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)  # a Monday morning in Mexico
ADA = Actor("Ada", "owner", 1)


def fill(engine, customers: int) -> int:
    """Customers with a phone, an authorisation and five invoices each, two of them open; gives the id of an approved template."""
    setup.set_up(engine, name="Medida", country="MX", owner_name="Ada", owner_email="ada@medida.example", password="tres gatos verdes")
    found = next(v for v in template_views.listed(engine, ADA) if (v.purpose, v.channel, v.language) == ("later", "sms", "es"))
    template_batch.submit_all(engine, ADA, [found.latest.id])
    template_batch.approve_all(engine, ADA, [found.latest.id])
    numbers, now, dice, day = range(1, customers + 1), clock.now(), random.Random(1), date(2026, 7, 1)
    with writing(engine) as session:
        house.set_setting_in(session, "contact_rules", {"approvals": ["sms_mexico"]})
        session.add(Portfolio(id=1, name="Medida", created_at=now))
        session.flush()
        people = [{"id": n, "name": f"Cliente {n}", "name_key": f"cliente {n}", "country": "MX", "version": 1} for n in numbers]
        insert_many(session, Customer, [person | {"created_at": now, "updated_at": now} for person in people])
        phones = [{"customer_id": n, "kind": "phone", "value": f"+5255{n:08d}", "line": "mobile"} for n in numbers]
        insert_many(session, ContactPoint, [phone | {"is_primary": True, "created_at": now} for phone in phones])
        insert_many(session, Authorisation, [{"customer_id": n, "channel": "sms", "given_at": now, "how": "x"} for n in numbers])
        bills = [
            {"portfolio_id": 1, "customer_id": n, "number": f"F-{n}-{k}", "paid_cents": 10_000 * (k > 1)} for n in numbers for k in range(5)
        ]
        same = {"amount_cents": 10_000, "currency": "MXN"}
        insert_many(session, Invoice, [bill | same | {"due_on": day - timedelta(days=dice.randint(1, 90))} for bill in bills])
    return found.id


def plan(engine, template: int, customers: int) -> float:
    """Seconds to plan one step for everybody."""
    step = StepView(channels=("sms",), templates={("sms", "es"): template}, send_at="08:00", valid_days=7)
    with writing(engine) as session:
        segment = session.exec(select(Segment.id)).first()
    campaign = campaigns.create(engine, ADA, name="Medida", segment_id=segment, steps=[step])
    members.matching_in = lambda _session, _campaign: list(range(1, customers + 1))
    campaigns.launch(engine, ADA, campaign, f"bench {customers} {time.time()}")
    began = time.perf_counter()
    counts = planning.plan(engine, SCHEDULER, campaign)
    assert counts == {"queued": customers}, counts
    return time.perf_counter() - began


def durable(engine: Engine, is_durable: bool) -> None:
    """Whether commits of SQLite wait for the disk from now on."""
    engine.dispose()
    for listener in _LISTENERS:
        event.remove(engine, "connect", listener)
    _LISTENERS.clear()
    if not is_durable:
        _LISTENERS.append(lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
        event.listen(engine, "connect", _LISTENERS[0])


def send(engine: Engine, active: dict[str, Channel], messages: int, *, is_durable: bool) -> tuple[float, float]:
    """(messages a second, CPU seconds of this process per message) of so many planned messages."""
    durable(engine, is_durable)
    with writing(engine) as session:
        queued = select(Message.id).where(Message.state == outbox.QUEUED).order_by(col(Message.id))
        last = session.exec(queued.offset(messages).limit(1)).first()
        if last is not None:
            later = update(Message).where(col(Message.id) >= last, col(Message.state) == outbox.QUEUED)
            session.execute(later.values(not_before=clock.now() + timedelta(days=1)))
    began, spent = time.perf_counter(), time.process_time()
    sent = dispatch.drain(engine, active, seconds=600)["sent"]
    took, cpu = time.perf_counter() - began, time.process_time() - spent
    with writing(engine) as session:
        session.execute(update(Message).where(col(Message.state) == outbox.QUEUED).values(not_before=clock.now()))
    return sent / took, cpu / sent


def alone(channel: Channel, messages: int) -> float:
    """Messages a second of the channel without any database."""
    began = time.perf_counter()
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        for answer in pool.map(lambda n: channel.send(Outbound(f"r{n}", "sms", f"+5255{n:08d}", "Hola")), range(messages)):
            assert isinstance(answer, Accepted)
    return messages / (time.perf_counter() - began)


def main() -> None:
    """Plan, then send; prints the ratios."""
    given = [int(text) for text in sys.argv[1:3]]
    customers, messages = (*given, *(200_000, 4_000)[len(given) :])
    clock.now = lambda began=time.time(): NOW + timedelta(seconds=time.time() - began)
    with tempfile.TemporaryDirectory() as folder, provider.running(LATENCY) as url:
        os.environ["RECAUDO_DATA"] = f"{folder}/data"
        active: dict[str, Channel] = {"sms": TwilioSms(ChannelConfig(
            now=clock.now, twilio_account_sid=provider.ACCOUNT, twilio_auth_token="token", twilio_sms_from=provider.SENDER,
            twilio_api_base=url, prices={"sms": (10_000, "USD")},
        ))}  # fmt: skip
        channels.active = lambda _engine: active
        engine = house.open_house()
        people = max(customers, messages * ROUNDS * 2)
        template = fill(engine, people)
        began = time.perf_counter()
        for n in range(customers):
            _ = f"Hola Cliente {n}, su saldo de MXN {n}.00 de la factura F-{n} venció el 1 de julio"
        bare = time.perf_counter() - began
        took = plan(engine, template, people) * customers / people
        print(f"plan {customers}: {took:.1f} s, {took / customers * 1e6:.0f} us each, {took / bare:.0f} x an f-string")
        report(engine, active, messages, url)
        engine.dispose()


def report(engine: Engine, active: dict[str, Channel], messages: int, url: str) -> None:
    """Send with and without durability in turn and print the medians."""
    most, rates = IN_FLIGHT / LATENCY, {True: [], False: []}
    for _round in range(ROUNDS):
        for is_durable in (True, False):
            rate, cpu = send(engine, active, messages, is_durable=is_durable)
            rates[is_durable].append(rate)
            kind = "durable" if is_durable else "not durable"
            print(f"send {messages}, {kind}: {rate:.0f}/s, {rate / most:.2f}, {cpu * 1e6:.0f} us CPU each")
    with_, without = (median(rates[kind]) for kind in (True, False))
    print(f"durable: {with_ / most:.2f} x in flight / latency; durability leaves {with_ / without:.2f} of the speed without it")
    print(f"channel alone, no database: {alone(active['sms'], messages) / most:.2f}")
    print(f"bare twilio client, no database: {provider.bare_rate(url, messages, IN_FLIGHT) / most:.2f}")


if __name__ == "__main__":
    main()
