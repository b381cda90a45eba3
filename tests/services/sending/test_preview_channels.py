"""The preview says of each person why it is not the channel that they prefer."""

from __future__ import annotations

from datetime import date

import pytest

from core.db.engine import writing
from core.db.tables import Customer
from core.services import campaign_preview

LATE = date(2026, 6, 20)


@pytest.fixture
def prefers(sending):
    """A customer who owes and prefers a channel."""

    def make(name, channel, **fields):
        made = sending.customer(name, **fields)
        sending.owes(made, f"F-{made}", LATE, 100_00)
        with writing(sending.engine) as session:
            session.get(Customer, made).preferred_channel = channel
        return made

    return make


def told(sending, *channels):
    found = campaign_preview.preview(sending.engine, sending.marta, sending.draft(sending.step(*channels)))
    return {row.customer: (row.channel, [(passed.channel, passed.reason) for passed in row.passed_over]) for row in found.rows}


def test_each_person_hears_why_it_is_not_the_channel_they_prefer(sending, prefers):
    prefers("Ana", "email")
    prefers("Bruno", "email", email=None)
    prefers("Clara", "email", channels=("sms", "whatsapp"))
    prefers("Dora", "whatsapp")
    prefers("Elsa", None)
    found = told(sending, "sms", "email")
    assert found["Ana"] == ("email", [])
    assert found["Bruno"] == ("sms", [("email", "address.missing")])
    assert found["Clara"] == ("sms", [("email", "authorisation.missing")])
    assert found["Dora"] == ("sms", [("whatsapp", "route.not_in_step")])
    assert found["Elsa"] == ("sms", [])


def test_a_channel_that_is_not_set_up_is_named(sending, prefers):
    prefers("Ana", "email")
    step = ("sms", "email")
    for channel in step:
        sending.template(channel)
    del sending.active["email"]
    assert told(sending, *step)["Ana"] == ("sms", [("email", "route.not_set_up")])
