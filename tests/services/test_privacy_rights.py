"""Restricting, objecting and lifting: what stops at once, and what an older backup cannot bring back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Campaign, CampaignMember, Customer, Message, Profile, Segment
from core.domain.errors import Forbidden, Refusal
from core.services import (
    audit,
    erasure_log,
    house,
    manual,
    members,
    optouts,
    privacy_requests,
    privacy_rights,
    profiles,
    segments,
    worklist,
)

EVERYBODY = [{"field": "days_past_due", "op": "ge", "value": 0}]


@pytest.fixture
def ana(house_engine, make_customer, make_invoice, frozen):
    """Ana owes since a month, on a campaign and with a message that waits."""
    number = make_customer("Ana")
    make_invoice(number, "F-1", date(2026, 6, 1))
    with writing(house_engine) as s:
        s.add(Segment(slug="all", name="All", rule=EVERYBODY, created_at=clock.now()))
        s.flush()
        s.add(Campaign(name="June", segment_id=1, created_at=clock.now(), launched_at=clock.now()))
        s.flush()
        s.add(CampaignMember(campaign_id=1, customer_id=number, joined_at=clock.now()))
        later = clock.now() + timedelta(days=1)
        waits = {"not_before": later, "not_after": later, "planned_at": clock.now(), "language": "es"}
        s.add(Message(ref="aaaa1111", dedupe_key="k", customer_id=number, campaign_id=1, planned_channel="sms", channel="sms", **waits))
    profiles.refresh(house_engine)
    return number


@pytest.fixture
def ask(house_engine, ada):
    """Takes down a request; returns its id."""

    def make(customer_id, kind, about=None):
        return privacy_requests.open_(house_engine, ada, customer_id=customer_id, kind=kind, arrived="phone", about=about)

    return make


def one(engine, table):
    with reading(engine) as s:
        return s.exec(select(table)).one()


def rules_of(engine, customer_id):
    """The rule that stops each channel now, by the gate."""
    from core.services.facts import Gatekeeper
    from core.services.people import gather

    with reading(engine) as s:
        company = house.company_in(s)
        person = gather(s, company, [customer_id], clock.now(), planned=False, simulated=True)[customer_id]
        keeper = Gatekeeper(s, company, clock.now())
        told = [keeper.facts(person, channel, "COP", approved=True, by_agent=by, purpose="asked")
                for channel in ("sms", "whatsapp", "email", "voice", "visit") for by in (False, True)]  # fmt: skip
        return {keeper.judge(facts, clock.now()).rule for facts in told}


def test_the_gate_blocks_every_contact_of_a_restricted_person_also_by_hand(house_engine, marta, ana, ask):
    privacy_rights.restrict(house_engine, marta, ask(ana, "restrict"))
    assert rules_of(house_engine, ana) == {"flags.restricted"}
    assert one(house_engine, Message).state == "canceled"


def test_segments_campaigns_and_the_worklist_leave_a_restricted_person_out(house_engine, marta, ana, ask):
    assert worklist.count(house_engine, marta) == 1
    with reading(house_engine) as s:
        assert segments.members_in(s, EVERYBODY) == [ana]
    privacy_rights.restrict(house_engine, marta, ask(ana, "restrict"))
    profiles.refresh(house_engine)
    with reading(house_engine) as s:
        assert segments.members_in(s, EVERYBODY) == [] and segments.count_in(s, EVERYBODY) == 0
        assert segments.why_in(s, EVERYBODY, [ana]) == {}
    assert worklist.count(house_engine, marta) == 0
    assert one(house_engine, CampaignMember).held_reason == "privacy:restricted"


def test_an_objection_to_profiling_takes_class_rating_and_score_away_but_not_the_phone(house_engine, marta, ana, ask):
    assert one(house_engine, Profile).score > 0
    privacy_rights.accept_objection(house_engine, marta, ask(ana, "object", "profiling"))
    profiles.refresh(house_engine)
    found = one(house_engine, Profile)
    assert (found.behaviour, found.rating, found.score, found.paid_late) == ("new", None, 0, 0)
    assert found.oldest_due_on == date(2026, 6, 1)
    assert worklist.reasons(house_engine, marta, ana) is None
    assert "flags.restricted" not in rules_of(house_engine, ana)


def test_an_objection_to_contact_is_an_opt_out_of_everything(house_engine, marta, ana, ask):
    privacy_rights.accept_objection(house_engine, marta, ask(ana, "object", "contact"))
    assert {row.opted_out_how for row in optouts.standings(house_engine, marta, ana)} == {"objection"}
    assert one(house_engine, Message).state == "canceled"


def test_letting_a_sequence_go_on_does_not_overrule_the_person_s_right(house_engine, marta, gus, ana, ask):
    privacy_rights.accept_objection(house_engine, marta, ask(ana, "object", "profiling"))
    with writing(house_engine) as s:
        assert members.release_in(s, gus, ana) == 0


def test_a_restriction_ends_only_with_a_reason_and_the_campaign_goes_on(house_engine, marta, ana, ask):
    privacy_rights.restrict(house_engine, marta, ask(ana, "restrict"))
    with pytest.raises(Refusal, match="provable"):
        privacy_rights.lift(house_engine, marta, ana, what="restrict", why="ok")
    privacy_rights.lift(house_engine, marta, ana, what="restrict", why="The amount was checked; told by e-mail on 1 July.")
    assert one(house_engine, Customer).restricted_at is None
    assert one(house_engine, CampaignMember).held_at is None
    assert audit.verify(house_engine, marta).is_whole


def test_an_agent_takes_a_request_down_but_does_not_decide_it(house_engine, gus, ana):
    request = privacy_requests.open_(house_engine, gus, customer_id=ana, kind="restrict", arrived="phone")
    with pytest.raises(Forbidden):
        privacy_rights.restrict(house_engine, gus, request)
    with pytest.raises(Forbidden):
        privacy_requests.find(house_engine, gus)
    assert privacy_requests.find(house_engine, gus, customer_id=ana)[0] == 1


def test_a_database_that_forgot_a_restriction_is_told_again(house_engine, marta, ana, ask):
    privacy_rights.restrict(house_engine, marta, ask(ana, "restrict"))
    since = one(house_engine, Customer).restricted_at
    with writing(house_engine) as s:
        s.get(Customer, ana).restricted_at = None
    erasure_log._SEEN.clear()
    erasure_log.replay(house_engine)
    assert one(house_engine, Customer).restricted_at == since


def test_nobody_writes_to_a_restricted_person_even_as_an_answer(house_engine, marta, gus, ana, ask):
    privacy_rights.restrict(house_engine, marta, ask(ana, "restrict"))
    with pytest.raises(Refusal, match="restricted"):
        manual.answer(house_engine, gus, ana, "sms", "Buenas tardes", token="t1")


def test_the_last_day_is_that_of_the_stricter_law_and_overdue_ones_are_counted(house_engine, marta, make_customer, ask, frozen):
    bruno = make_customer("Bruno", country="UY")
    request = ask(bruno, "erase")
    _total, (row,) = privacy_requests.find(house_engine, marta)
    assert (row.id, row.due_on, row.deadline["country"], row.deadline["within"]) == (request, date(2026, 7, 8), "UY", 5)
    assert (row.state, row.days_left) == ("open", 7)
    frozen.set(datetime(2026, 7, 9, 12, tzinfo=ZoneInfo("America/Bogota")))
    assert privacy_requests.find(house_engine, marta, state="overdue")[0] == 1
    with reading(house_engine) as s:
        assert privacy_requests.overdue_in(s, date(2026, 7, 9)) == privacy_requests.pressing_in(s, date(2026, 7, 9)) == 1
    privacy_requests.close(house_engine, marta, request, outcome="refused", reason="contract_in_force", answer="You still owe.")
    assert privacy_requests.find(house_engine, marta, state="overdue")[0] == 0


def test_where_no_law_names_a_time_our_own_default_holds_and_says_so(house_engine, marta, make_customer, ask, frozen):
    with writing(house_engine) as s:
        house.company_in(s).country = "BO"
    ask(make_customer("Bruno", country="BO"), "access")
    row = privacy_requests.find(house_engine, marta)[1][0]
    assert (row.deadline["law"], row.deadline["within"], row.deadline["counted"]) == (None, 10, "business")


def test_the_same_request_told_twice_stays_one_and_one_from_tomorrow_is_refused(house_engine, ada, marta, ana, ask):
    assert ask(ana, "access") == ask(ana, "access") != ask(ana, "erase")
    with pytest.raises(Refusal, match="after today"):
        privacy_requests.open_(house_engine, ada, customer_id=ana, kind="access", arrived="email", received_on=date(2026, 7, 2))


def test_data_is_handed_out_only_to_whom_has_shown_who_they_are(house_engine, marta, ana, ask):
    request = ask(ana, "access")
    with pytest.raises(Refusal, match="who is asking"):
        privacy_requests.close(house_engine, marta, request, outcome="done")
    privacy_requests.identify(house_engine, marta, request, how="known_address", note="wrote from the address on file")
    privacy_requests.close(house_engine, marta, request, outcome="done", answer="Sent on 1 July.")
    with pytest.raises(Refusal, match="Say why"):
        privacy_requests.close(house_engine, marta, ask(ana, "erase"), outcome="refused")
