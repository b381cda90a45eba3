"""A house ready to send: approved words, authorised customers, a simulator whose outcomes each test names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from core import clock
from core.channels.simulator import Simulator
from core.channels.simulator_store import MemoryStore
from core.db.engine import reading, writing
from core.db.tables import Authorisation, Customer, Message, MessageEvent, MessageInvoice, Reply, Segment, Verdict
from core.services import campaigns, channels, members, templates
from core.services.campaign_views import StepView
from core.services.template_defaults import default_wording

BODY = "{{ greeting }}, {{ company_name }}: {{ amount }} por {{ invoice_list }}. {{ stop_words }} Gracias."


class Outcomes(dict):
    """What the simulator acts for an address; delivered, unless a test says otherwise."""

    def get(self, key, default=None):
        return super().get(key, "delivered" if str(key)[:1] == "+" or "@" in str(key) else default)


class Sending:
    """What the tests of sending do again and again, in their own words."""

    def __init__(self, engine, ada, marta, make_customer, make_invoice):
        self.engine, self.ada, self.marta = engine, ada, marta
        self._make_customer, self.owes = make_customer, make_invoice
        self.store, self.forced = MemoryStore(), Outcomes()
        self.active = {
            kind: Simulator(kind, lambda: clock.now(), self.store, self.forced) for kind in ("sms", "whatsapp", "email", "voice")
        }
        self.templates = {}
        self.number = 0

    def customer(self, name, *, channels=("sms", "whatsapp", "email", "voice"), authorised_days_ago=0, **fields):
        """A customer who authorised some channels, by default just now."""
        given = clock.now() - timedelta(days=authorised_days_ago)
        self.number += 1
        fields.setdefault("phone", f"+57300555{1200 + self.number}")
        fields.setdefault("email", f"c{self.number}@example.com")
        made = self._make_customer(name, **fields)
        with writing(self.engine) as session:
            for channel in channels:
                session.add(Authorisation(customer_id=made, channel=channel, given_at=given, how="contract"))
        return made

    def template(self, channel, language="es", body=BODY, purpose="later"):
        """An approved template for a channel, written by Marta and approved by Ada; made once for each purpose."""
        if (channel, language, purpose) not in self.templates:
            subject = "{{ company_name }}: su cuenta" if channel == "email" else None
            made, version = templates.add(
                self.engine,
                self.marta,
                name=f"Recordatorio {channel}",
                purpose=purpose,
                channel=channel,
                language=language,
                body=body,
                subject=subject,
            )
            templates.submit(self.engine, self.marta, version)
            templates.approve(self.engine, self.ada, version)
            self.templates[channel, language, purpose] = made
        return self.templates[channel, language, purpose]

    def shipped(self, purpose, channel="sms", language="es"):
        """The wording that ships with the product for a purpose, approved."""
        return self.template(channel, language, default_wording(language)[purpose][channel], purpose)

    def step(self, *channels, **fields):
        """A step over some channels with an approved template each."""
        words = {(channel, "es"): self.template(channel) for channel in channels}
        return StepView(channels=channels, templates=words, **fields)

    def segment(self):
        """A segment, made once."""
        with writing(self.engine) as session:
            found = session.exec(select(Segment.id).where(Segment.slug == "all-of-them")).first()
            if found is None:
                made = Segment(
                    slug="all-of-them", name="Todos", rule=[{"field": "invoices", "op": "ge", "value": 0}], created_at=clock.now()
                )
                session.add(made)
                session.flush()
                found = made.id
        return found

    def draft(self, *steps, **fields):
        """A campaign that is not launched yet."""
        return campaigns.create(self.engine, self.marta, name="Campaña", segment_id=self.segment(), steps=steps, **fields)

    def launch(self, *steps, **fields):
        """A running campaign over everybody."""
        made = self.draft(*steps, **fields)
        campaigns.launch(self.engine, self.marta, made, f"token-{made}")
        return made

    def messages(self, **where):
        """The messages in the outbox in order, on demand of one customer."""
        with reading(self.engine) as session:
            query = select(Message).order_by(col(Message.id))
            for name, value in where.items():
                query = query.where(getattr(Message, name) == value)
            return list(session.exec(query))

    def states(self):
        """The state of each message in order."""
        return [message.state for message in self.messages()]

    def verdicts(self, message):
        """The outcomes that the gate gave for a message, in order."""
        with reading(self.engine) as session:
            return list(session.exec(select(Verdict.outcome).where(Verdict.message_id == message.id).order_by(col(Verdict.id))))

    def events(self, message):
        """The states of a message's history."""
        with reading(self.engine) as session:
            return list(
                session.exec(select(MessageEvent.state).where(MessageEvent.message_id == message.id).order_by(col(MessageEvent.id)))
            )

    def spoken(self, message):
        """How many invoices a message speaks of."""
        with reading(self.engine) as session:
            return session.exec(select(func.count()).where(MessageInvoice.message_id == message.id)).one()

    def replies(self):
        """What came in."""
        with reading(self.engine) as session:
            return list(session.exec(select(Reply).order_by(col(Reply.id))))

    def sent(self):
        """What the simulator was handed, in order."""
        return self.store.records


@pytest.fixture
def sending(frozen, house_engine, ada, marta, make_customer, make_invoice, monkeypatch):
    """A house that sends through simulators in memory, in which a segment means everybody."""
    made = Sending(house_engine, ada, marta, make_customer, make_invoice)
    monkeypatch.setattr(channels, "active", lambda engine: made.active)

    def everybody(session, campaign):
        return sorted(session.exec(select(Customer.id)))

    monkeypatch.setattr(members, "matching_in", everybody)
    return made
