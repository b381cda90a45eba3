"""Circumstances stop contact at once, are ended by whoever may decide, and leave who, when and why behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import AuditDetail, AuditEntry, Authorisation, Customer
from core.domain.circumstances import KINDS, Open, standing_of
from core.domain.errors import Forbidden, NotFound, Refusal
from core.services import audit, circumstances, manual

FLAG = {"illness": "vulnerable", "bereavement": "vulnerable", "disaster": "vulnerable"}


@pytest.fixture
def ana(frozen, house_engine, make_customer, make_invoice):
    made = make_customer("Ana")
    make_invoice(made, "F-1", date(2026, 6, 1), 100_00)
    with writing(house_engine) as session:
        for channel in ("sms", "voice"):
            session.add(Authorisation(customer_id=made, channel=channel, given_at=clock.now(), how="contract"))
    return made


def said(engine, actor, customer, channel="sms"):
    return manual.explain(engine, actor, customer, channel).verdict


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "quiet"])
def test_each_kind_stops_messages_and_calls_until_a_manager_decides(house_engine, gus, marta, ana, kind):
    noted = circumstances.note(house_engine, gus, ana, kind, words="la hija llamó")
    for channel in ("sms", "voice"):
        verdict = said(house_engine, gus, ana, channel)
        assert verdict.outcome == "blocked" and verdict.rule == f"flags.{FLAG.get(kind, kind)}"
    with pytest.raises(Forbidden):
        circumstances.end(house_engine, gus, noted, "ya pasó")
    with pytest.raises(Refusal):
        circumstances.end(house_engine, marta, noted, "  ")
    circumstances.end(house_engine, marta, noted, "hablé con ella, todo en orden")
    assert not said(house_engine, gus, ana).rule.startswith("flags.")
    (row,) = circumstances.of_customer(house_engine, gus, ana)
    assert (row.noted_by, row.ended_by, row.note, row.ended_note) == ("Gus", "Marta", "la hija llamó", "hablé con ella, todo en orden")


def test_quiet_moves_until_its_day_and_asks_nobody(house_engine, gus, marta, ana):
    today = clock.today("America/Bogota")
    circumstances.note(house_engine, gus, ana, "quiet", until=today + timedelta(days=5))
    verdict = said(house_engine, gus, ana)
    assert verdict.outcome == "moved" and any(entry.code == "quiet.asked" for entry in verdict.consulted)
    assert verdict.move_to.date() >= today + timedelta(days=5)
    assert circumstances.waiting(house_engine, gus) == (0, [])


def test_two_circumstances_hold_until_both_have_ended(house_engine, gus, marta, ana):
    first, second = (circumstances.note(house_engine, gus, ana, kind) for kind in ("hardship", "lawsuit"))
    assert circumstances.waiting(house_engine, marta)[0] == 2
    circumstances.end(house_engine, marta, second, "el juez archivó el caso")
    assert said(house_engine, gus, ana).rule == "flags.hardship"
    circumstances.end(house_engine, marta, first, "volvió a trabajar")
    with reading(house_engine) as session:
        customer = session.get(Customer, ana)
        assert customer.stop_reason is customer.vulnerable_since is customer.quiet_until is None


def test_the_same_circumstance_is_noted_once(house_engine, gus, ana):
    assert circumstances.note(house_engine, gus, ana, "illness") == circumstances.note(house_engine, gus, ana, "illness")


def test_the_trail_tells_who_and_keeps_the_matter_where_it_can_be_erased(house_engine, gus, ada, ana):
    circumstances.note(house_engine, gus, ana, "illness", words="está en el hospital")
    with reading(house_engine) as session:
        entry = session.exec(select(AuditEntry).where(col(AuditEntry.action) == "circumstance.note")).one()
        detail = session.exec(select(AuditDetail).where(AuditDetail.entry_id == entry.id)).one()
    assert entry.actor == "Gus" and "illness" not in f"{entry.before}{entry.after}" and detail.body["kind"] == "illness"
    assert audit.verify(house_engine, ada).is_whole


def test_what_cannot_be_meant_is_refused(house_engine, gus, marta, ana):
    today = clock.today("America/Bogota")
    for told in ({"kind": "mood"}, {"kind": "quiet"}, {"kind": "illness", "until": today + timedelta(days=3)},
                 {"kind": "quiet", "until": today}, {"kind": "quiet", "until": today + timedelta(days=999)}):  # fmt: skip
        with pytest.raises(Refusal):
            circumstances.note(house_engine, gus, ana, **told)
    with pytest.raises(NotFound):
        circumstances.end(house_engine, marta, 99, "ya pasó")


def test_the_weightiest_stop_and_the_latest_quiet_hold():
    day = date(2026, 7, 1)
    found = standing_of([Open("hardship", day), Open("deceased", day), Open("quiet", day, day + timedelta(days=3)),
                         Open("quiet", day, day + timedelta(days=9)), Open("illness", day + timedelta(days=2)),
                         Open("disaster", day)])  # fmt: skip
    assert (found.stop_reason, found.vulnerable_since, found.quiet_until) == ("deceased", day, day + timedelta(days=9))


def test_a_blocked_answer_still_shows_hours_and_counters(house_engine, gus, ana):
    circumstances.note(house_engine, gus, ana, "deceased")
    found = manual.explain(house_engine, gus, ana, "sms", lang="en")
    assert found.verdict.outcome == "blocked" and found.verdict.rule == "flags.deceased"
    assert {"hours", "cap", "promise", "payment", "quiet"} <= {rule["rule"] for rule in found.rules}
    assert next(rule["rule"] for rule in found.rules if rule["result"] == "stop") == "flags"
