"""More time for a request: once, by law, and only when the person was told before the first day was over."""

from __future__ import annotations

from datetime import date

import pytest

from core.db.engine import writing
from core.db.tables import Customer
from core.domain.errors import Forbidden, Refusal
from core.services import house, packs, privacy_extension, privacy_requests


@pytest.fixture
def ask(house_engine, ada, make_customer, frozen):
    """Takes down a request; returns its id. Today is 1 July 2026, in Bogotá."""

    def make(kind="access", received_on=date(2026, 6, 22), country=None, home="CO"):
        with writing(house_engine) as s:
            house.company_in(s).country = home
        number = make_customer("Ana")
        if country:
            with writing(house_engine) as s:
                s.get(Customer, number).country = country
        asked = {"kind": kind, "arrived": "email", "received_on": received_on, "identity": "document"}
        return privacy_requests.open_(house_engine, ada, customer_id=number, **asked)

    return make


def due(engine, actor, number):
    return privacy_requests.get(engine, actor, number)


def test_a_colombian_look_at_the_data_gets_five_business_days_more_once(house_engine, ada, ask):
    number = ask()
    first = due(house_engine, ada, number).due_on
    more, is_confirmed = privacy_extension.possible(house_engine, ada, number)
    assert not is_confirmed
    assert privacy_extension.extend(house_engine, ada, number, reason="complex") == more
    found = due(house_engine, ada, number)
    assert (first, found.due_on) == (date(2026, 7, 7), date(2026, 7, 14))
    assert found.deadline["first_due_on"] == "2026-07-07" and found.deadline["more_confidence"] == "unconfirmed"
    assert privacy_extension.possible(house_engine, ada, number) is None
    with pytest.raises(Refusal, match="already"):
        privacy_extension.extend(house_engine, ada, number, reason="complex")


def test_two_months_more_run_from_the_arrival(house_engine, ada, ask):
    number = ask(received_on=date(2026, 6, 15), home="ES", country="ES")
    assert privacy_extension.extend(house_engine, ada, number, reason="numerous") == date(2026, 9, 15)


def test_where_one_of_two_laws_grants_nothing_the_day_stays(house_engine, ada, ask):
    number = ask(kind="correct", home="CO", country="CR", received_on=date(2026, 6, 30))  # five business days, and no more
    assert privacy_extension.possible(house_engine, ada, number) is None
    with pytest.raises(Refusal, match="no law"):
        privacy_extension.extend(house_engine, ada, number, reason="complex")


def test_it_is_too_late_once_the_day_is_over(house_engine, ada, ask):
    number = ask(received_on=date(2026, 6, 1))
    assert privacy_extension.possible(house_engine, ada, number) is None
    with pytest.raises(Refusal, match="before"):
        privacy_extension.extend(house_engine, ada, number, reason="complex")


@pytest.mark.parametrize("told_on", [date(2026, 6, 21), date(2026, 7, 2)])
def test_the_person_was_told_between_the_request_and_today(house_engine, ada, ask, told_on):
    with pytest.raises(Refusal, match="told"):
        privacy_extension.extend(house_engine, ada, ask(), reason="complex", told_on=told_on)


def test_an_agent_does_not_extend_and_an_unknown_reason_is_refused(house_engine, ada, gus, ask):
    number = ask()
    with pytest.raises(Forbidden):
        privacy_extension.extend(house_engine, gus, number, reason="complex")
    with pytest.raises(Refusal):
        privacy_extension.extend(house_engine, ada, number, reason="because")


def test_a_holiday_that_only_one_list_knows_gives_no_day_more():
    known = packs.certain_holidays_for("CO", years=[2026]).days
    assert date(2026, 7, 20) in known and date(2026, 7, 13) not in known
    assert date(2026, 10, 9) not in packs.certain_holidays_for("CR", years=[2026]).days
    assert date(2026, 10, 9) in packs.holidays_for("CR", years=[2026]).days
