"""Own hours and closed days of the business: they narrow the law's, whatever is typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.db.engine import reading
from core.domain.errors import Forbidden, Refusal
from core.domain.gate import Facts
from core.services import contact_rules, own_hours
from core.services.facts import Gatekeeper
from core.services.house import company_in

WEEK = {"mon": "9-17", "tue": "08:30 - 18:00", "wed": "8h a 12h", "thu": "08:00–24:00", "fri": "8.15 to 16.45"}


def verdict(engine, moment):
    with reading(engine) as s:
        company = company_in(s)
        facts = Facts("sms", ("America/Bogota",), country="CO", authorised=frozenset({"sms"}), balance_cents=1, address="valid",
                      template_approved=True)  # fmt: skip
        return Gatekeeper(s, company, moment).judge(facts, moment)


def test_hours_are_read_as_people_type_them_and_told_in_the_trail(house_engine, ada):
    own_hours.set_hours(house_engine, ada, WEEK)
    told = own_hours.told_hours(contact_rules.own(house_engine, ada).windows)
    assert told == ["mon 09:00-17:00", "tue 08:30-18:00", "wed 08:00-12:00", "thu 08:00-24:00", "fri 08:15-16:45"]
    assert own_hours.heard_hours(told)[0] == [540, 1020] and own_hours.heard_hours(told)[6] is None


def test_own_hours_narrow_the_law_and_never_widen_it(house_engine, ada):
    own_hours.set_hours(house_engine, ada, {"mon": "05:00-23:00", "tue": "10:00-11:00"})
    early, monday = datetime(2026, 6, 1, 11, 30, tzinfo=UTC), datetime(2026, 6, 1, 15, 0, tzinfo=UTC)  # 6:30 and 10:00 in Bogotá
    assert verdict(house_engine, early).outcome == "moved"
    assert verdict(house_engine, monday).outcome == "allowed"
    assert verdict(house_engine, datetime(2026, 6, 2, 17, 0, tzinfo=UTC)).outcome == "moved"  # Tuesday at noon
    own_hours.set_hours(house_engine, ada, None)
    assert verdict(house_engine, datetime(2026, 6, 2, 17, 0, tzinfo=UTC)).outcome == "allowed"


def test_a_closed_day_is_closed_and_opens_again(house_engine, ada):
    monday = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)
    own_hours.close_days(house_engine, ada, ["2026-06-01", " ", "2026-06-01"])
    assert verdict(house_engine, monday).rule == "hours.business_closed"
    own_hours.close_days(house_engine, ada, [])
    assert verdict(house_engine, monday).outcome == "allowed"


@pytest.mark.parametrize("hours", ["25:00-26:00", "18-8", "08:00", "08:75-18:00", "mañana", "8-8", "00:00-24:30"])
def test_what_are_no_hours_is_refused(house_engine, ada, hours):
    with pytest.raises(Refusal):
        own_hours.set_hours(house_engine, ada, {"mon": hours})


def test_a_week_without_an_open_day_is_refused_and_only_the_owner_changes_it(house_engine, ada, marta):
    with pytest.raises(Refusal, match="open"):
        own_hours.set_hours(house_engine, ada, {})
    with pytest.raises(Refusal):
        own_hours.close_days(house_engine, ada, ["24/12/2026"])
    with pytest.raises(Forbidden):
        own_hours.set_hours(house_engine, marta, WEEK)
