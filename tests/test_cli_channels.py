"""Channels and steps that a person does, at the command line."""

from __future__ import annotations

import json

import pytest

from core.domain.access import Actor
from core.services import campaigns, house
from core.services.campaign_views import CALL
from tests.test_cli import furnished, run

__all__ = ["furnished", "run"]
ADA = Actor("Ada", "owner", 1)


def told(run, *words):
    status, out, err = run(*words, "--json")
    assert (status, err) == (0, ""), err
    return json.loads(out)


def test_channels_are_listed_and_checked(furnished):
    found = told(furnished, "channels", "list")["channels"]
    assert {row["channel"]: row["simulated"] for row in found} == dict.fromkeys(("sms", "whatsapp", "email", "voice"), True)
    assert told(furnished, "channels", "check")["ok"]


def test_prices_are_set_one_by_one_and_keep_their_currency(furnished):
    assert furnished("channels", "prices", "--sms", "0.05")[0] == 2  # which currency?
    told(furnished, "channels", "prices", "--currency", "usd", "--sms", "0.05")
    found = told(furnished, "channels", "prices", "--voice", "0")["prices"]
    assert found == {"sms": {"price": "0.05", "currency": "USD"}, "voice": {"price": "0", "currency": "USD"}}


def test_pace_and_the_days_spending_are_limited_and_freed_again(furnished):
    assert told(furnished, "channels", "pace", "sms", "--per-second", "1", "--per-hour", "50")["pace"] == {"per_second": 1, "per_hour": 50}
    assert told(furnished, "channels", "pace", "sms", "--per-second", "0")["pace"] == {"per_hour": 50}
    assert told(furnished, "channels", "day-limit", "12.50")["day_limit"] == "12.5"
    assert told(furnished, "channels", "day-limit", "0")["day_limit"] is None


@pytest.mark.parametrize(
    "words", [("prices", "--sms", "x"), ("prices", "--sms", "-1"), ("pace", "fax"), ("day-limit", "nan"), ("test", "fax", "+573009998877")]
)
def test_what_is_no_amount_or_no_channel_is_wrong_usage(furnished, words):
    assert furnished("channels", *words)[0] == 2


def test_a_test_goes_to_an_own_number_once_per_token(furnished):
    first = told(furnished, "channels", "test", "sms", "+573009998877", "--token", "t1")
    assert (first["state"], first["is_simulated"]) == ("sent", True)
    assert told(furnished, "channels", "test", "sms", "+573009998877", "--token", "t1")["message_id"] == first["message_id"]


@pytest.mark.parametrize("words", [("list",), ("prices",), ("pace", "sms", "--per-day", "5"), ("test", "sms", "+573009998877")])
def test_an_agent_neither_sees_nor_changes_channels(furnished, words):
    assert furnished("channels", *words, "--as", "gus@lopez.example")[0] == 1


def test_a_campaign_has_steps_that_a_person_does(furnished, tmp_path):
    made = told(furnished, "campaigns", "create", "--name", "Llamar", "--segment", "1", "--call", "--spend-limit", "20")["campaign_id"]
    view = campaigns.status(house.open_house(), ADA, made)
    assert (view.steps[0].channels, view.spend_limit_micros) == ((CALL,), 20_000_000)

    file = tmp_path / "steps.json"
    file.write_text(json.dumps([{"templates": [1], "valid_days": 2}, {"channels": ["call"], "offset_days": 3}]))
    made = told(furnished, "campaigns", "create", "--name", "Dos pasos", "--segment", "1", "--steps", str(file))["campaign_id"]
    assert [step.channels[-1] == CALL for step in campaigns.status(house.open_house(), ADA, made).steps] == [False, True]
    file.write_text(json.dumps([{"channels": ["fax"]}]))
    assert furnished("campaigns", "create", "--name", "x", "--segment", "1", "--steps", str(file))[0] == 1
