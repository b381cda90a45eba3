"""The proof of a past month holds each contact against what held then, and says what it cannot know any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml

from core import clock
from core.db.engine import writing
from core.db.tables import Customer, Message, Verdict
from core.services import compliance_proof, contact_rules, packs
from core.services.compliance_proof_page import page_of

WEDNESDAY = datetime(2026, 6, 10, 15, 0, tzinfo=UTC)  # ten in the morning in Bogotá


@pytest.fixture
def sent(house_engine, frozen):
    """A message that went, with the verdict that let it go."""

    def add(customer_id, at=WEDNESDAY, version="1", pack="co", place=None, judged=True):
        ref = f"m{customer_id}{at:%d%H%M}"
        with writing(house_engine) as s:
            made = Message(
                ref=ref, dedupe_key=ref, customer_id=customer_id, planned_channel="sms", channel="sms", language="es", state="delivered",
                not_before=at, not_after=at, planned_at=at, claimed_at=at, sent_at=at + timedelta(seconds=2),
            )  # fmt: skip
            s.add(made)
            s.flush()
            if judged:
                told = {"outcome": "allowed"} | ({"place": place} if place else {})
                s.add(Verdict(message_id=made.id, customer_id=customer_id, channel="sms", at=at, moment=at, outcome="allowed",
                              rule="allowed", pack=pack, pack_version=version, explanation=told))  # fmt: skip

    return add


def june(engine, actor):
    return compliance_proof.prove(engine, actor, "2026-06").document


def test_a_person_who_moved_since_is_held_against_the_hours_of_the_place_of_then(house_engine, ada, make_customer, sent):
    ana = make_customer()
    sent(ana, datetime(2026, 6, 10, 13, 0, tzinfo=UTC), place={"country": "CO", "region": None, "zone": "America/Bogota"})
    with writing(house_engine) as s:
        moved = s.get(Customer, ana)
        moved.country, moved.timezone = "MX", "America/Tijuana"  # where it was six in the morning
    found = june(house_engine, ada)
    assert found["hours"]["outside_law"]["count"] == 0
    assert found["basis"]["place_of_today"] == found["basis"]["without_verdict"] == 0


def test_without_a_place_on_record_todays_counts_and_the_proof_says_so(house_engine, ada, make_customer, sent):
    ana, bruno = make_customer("Ana"), make_customer("Bruno", "+573002223344", None)
    sent(ana)
    sent(bruno, judged=False)
    found = june(house_engine, ada)
    assert (found["basis"]["place_of_today"], found["basis"]["without_verdict"]) == (2, 1)
    page = page_of(found, "0" * 64, "es")
    assert "1 mensaje no tiene dictamen registrado" in page and "2 mensajes se revisaron según dónde viven las personas ahora" in page


def test_limits_that_were_tightened_later_do_not_accuse_what_was_allowed(house_engine, ada, make_customer, sent, frozen):
    ana = make_customer()
    for days in (0, 2):
        sent(ana, WEDNESDAY + timedelta(days=days))
    contact_rules.change(house_engine, ada, weekly_cap=1)  # in July
    found = june(house_engine, ada)
    assert found["exceptions"] == {} and len(found["basis"]["own_limits"]) == 1


def test_limits_count_in_the_days_in_which_they_held(house_engine, ada, make_customer, sent, monkeypatch):
    ana = make_customer()
    for days in (0, 2, 12, 14):
        sent(ana, WEDNESDAY + timedelta(days=days))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 20, tzinfo=UTC))
    contact_rules.change(house_engine, ada, weekly_cap=1)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 1, 15, tzinfo=UTC))
    found = june(house_engine, ada)
    own = [rule for rule in found["caps"]["rules"] if rule["basis"] == "business"]
    assert [(rule["from"][:10], rule["max"], rule["highest"], rule["over"]["count"]) for rule in own] == [("2026-06-20", 1, 2, 1)]
    assert found["exceptions"]["over_cap"] == 1


def test_a_version_that_is_kept_is_used_and_one_that_is_not_is_named(house_engine, ada, make_customer, sent, tmp_path, monkeypatch):
    document = yaml.safe_load((packs.RULES / "co.yaml").read_text(encoding="utf-8"))
    document["version"], document["windows"] = 7, document["windows"] | {"wed": None}
    past = packs.RULES / "past"
    copy = tmp_path / "rules"
    copy.mkdir()
    for path in packs.RULES.glob("*.yaml"):
        (copy / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (copy / past.name).mkdir()
    (copy / past.name / "co-7.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    monkeypatch.setattr(packs, "RULES", copy)
    try:
        sent(make_customer("Ana"), version="7")
        sent(make_customer("Bruno", "+573002223344", None), WEDNESDAY + timedelta(minutes=1), version="8")
        found = june(house_engine, ada)
        assert found["hours"]["outside_law"]["count"] == 1  # Ana, by the version that closed Wednesdays
        used = [(one["version"], one["checked_by"]) for one in found["basis"]["packs"]]
        assert used == [("7", "7"), ("8", "1")]
        assert "Version 8 of CO is no longer kept" in page_of(found, "0" * 64, "en")
    finally:
        for cached in (packs._load, packs.load_rules, packs.pack_codes):
            cached.cache_clear()
