"""The monthly proof: what it counts, what it would catch, and that it says nothing of anybody."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from sqlmodel import select

from core.db.engine import reading, writing
from core.db.tables import Activity, AuditEntry, Authorisation, Company, Customer, Dispute, Message, OptOut, PrivacyRequest, Reply, Verdict
from core.domain.errors import Forbidden, Refusal
from core.services import compliance_proof as proofs
from core.services import retention

WEDNESDAY = datetime(2026, 6, 10, 15, 0, tzinfo=UTC)  # ten in the morning in Bogotá


@pytest.fixture
def write(house_engine, frozen):
    """Adds rows."""

    def add(*rows):
        with writing(house_engine) as s:
            s.add_all(rows)

    return add


def a_message(customer_id, at, ref, channel="sms", state="delivered", **more):
    return Message(
        ref=ref, dedupe_key=ref, customer_id=customer_id, planned_channel=channel, channel=channel, language="es", to_value="+573001234567",
        body="Hola, Ana", state=state, not_before=at, not_after=at, planned_at=at, claimed_at=at, sent_at=at + timedelta(seconds=2), **more,
    )  # fmt: skip


def june(engine, actor, month="2026-06"):
    return proofs.prove(engine, actor, month).document


def test_a_month_without_data_proves_nothing_happened(house_engine, ada, frozen):
    found = june(house_engine, ada)
    assert (found["contacts"]["messages"], found["verdicts"]["total"], found["hours"]["checked"], found["exceptions"]) == (0, 0, 0, {})
    assert found["opt_outs"]["honoured"] == {"timed": 0, "median_seconds": None, "max_seconds": None}
    assert found["audit"]["is_whole"] and found["world"] == "real" and found["is_over"]


@pytest.mark.parametrize("word", ["2026-13", "2026-00", "hoy", "2026-6", "", "1999-12", "../../x", "2026-06-01"])
def test_what_is_no_month_is_refused(house_engine, ada, frozen, word):
    with pytest.raises(Refusal):
        june(house_engine, ada, word)


def test_a_month_that_has_not_begun_is_refused_and_the_present_one_says_so(house_engine, ada, gus, frozen):
    with pytest.raises(Refusal, match="not begun"):
        june(house_engine, ada, "2026-08")
    assert june(house_engine, ada, "2026-07")["is_over"] is False
    with pytest.raises(Forbidden):
        june(house_engine, gus)


def test_the_month_is_the_business_own_through_clock_changes(house_engine, ada, frozen, write, make_customer):
    with writing(house_engine) as s:
        company = s.exec(select(Company)).one()
        company.timezone, company.country = "Europe/Madrid", "ES"
    ana = make_customer()
    edges = {
        "first": datetime(2026, 2, 28, 23, 0, tzinfo=UTC), "before": datetime(2026, 2, 28, 22, 59, 50, tzinfo=UTC),
        "last": datetime(2026, 3, 31, 21, 59, 50, tzinfo=UTC), "after": datetime(2026, 3, 31, 22, 0, tzinfo=UTC),  # summer time by then
    }  # fmt: skip
    write(*(a_message(ana, at, ref) for ref, at in edges.items()))
    assert june(house_engine, ada, "2026-03")["contacts"]["messages"] == 2
    assert june(house_engine, ada, "2026-02")["contacts"]["messages"] == june(house_engine, ada, "2026-04")["contacts"]["messages"] == 1


def test_contacts_are_told_by_channel_state_and_what_people_did(house_engine, ada, write, make_customer):
    ana, bruno = make_customer("Ana"), make_customer("Bruno", phone="+573002222222", email=None)
    write(
        a_message(ana, WEDNESDAY, "a"), a_message(bruno, WEDNESDAY, "b", "whatsapp", "read"),
        a_message(bruno, WEDNESDAY, "never", state="rejected"), a_message(None, WEDNESDAY, "test", kind="test"),
        a_message(bruno, WEDNESDAY, "acted", is_simulated=True),
        Activity(customer_id=ana, kind="call", outcome="promise", at=WEDNESDAY + timedelta(days=5), user_id=3),
        Activity(customer_id=ana, kind="note", at=WEDNESDAY, user_id=3),
    )  # fmt: skip
    told = june(house_engine, ada)["contacts"]
    assert (told["messages"], told["people"], told["by_channel"], told["by_state"]) == (
        2, 2, {"sms": 1, "whatsapp": 1}, {"delivered": 1, "read": 1},
    )  # fmt: skip
    assert told["by_people"] == [{"kind": "call", "outcome": "promise", "count": 1}]


def test_verdicts_are_told_by_rule_and_pack(house_engine, ada, write, make_customer):
    ana = make_customer()
    for number, (outcome, rule) in enumerate((("allowed", "allowed"), ("moved", "hours.closed"), ("moved", "hours.closed"))):
        at = WEDNESDAY + timedelta(minutes=number)
        write(Verdict(customer_id=ana, channel="sms", at=at, moment=at, outcome=outcome, rule=rule, pack="co", pack_version="1"))
    told = june(house_engine, ada)["verdicts"]
    assert told["by_outcome"] == {"allowed": 1, "moved": 2} and told["packs"] == ["co/1"]
    assert {"outcome": "moved", "rule": "hours.closed", "channel": "sms", "pack": "co", "version": "1", "count": 2} in told["rules"]


def test_opt_outs_how_fast_and_nothing_after_them(house_engine, ada, write, make_customer):
    clara = make_customer("Clara")
    for number, seconds in enumerate((1, 3, 20)):
        at = WEDNESDAY + timedelta(hours=number)
        write(
            Reply(provider_id=f"r{number}", channel="sms", customer_id=clara, from_value="+57", received_at=at),
            OptOut(customer_id=clara, channel="sms", at=at + timedelta(seconds=seconds), how="reply", provider_id=f"r{number}"),
        )
    write(a_message(clara, WEDNESDAY - timedelta(hours=1), "before"), a_message(clara, WEDNESDAY + timedelta(seconds=1), "crossing"))
    told = june(house_engine, ada)["opt_outs"]
    assert told["honoured"] == {"timed": 3, "median_seconds": 3.0, "max_seconds": 20.0}
    assert (told["received"], told["after"]["count"], told["in_flight"]) == (3, 0, 1)


def test_a_contact_after_an_opt_out_would_be_found(house_engine, ada, write, make_customer):
    clara = make_customer("Clara")
    no = {"customer_id": clara, "how": "customer"}
    write(
        OptOut(channel="all", at=WEDNESDAY - timedelta(days=300), **no), OptOut(channel="sms", at=WEDNESDAY, **no),
        OptOut(channel="email", at=WEDNESDAY, lifted_at=WEDNESDAY + timedelta(hours=1), **no),
        a_message(clara, WEDNESDAY + timedelta(hours=2), "wrong"),
    )  # fmt: skip
    found = june(house_engine, ada)
    assert found["opt_outs"]["after"] == {"count": 1, "shown": [{"record": 1, "customer": clara}]}
    assert found["exceptions"]["after_opt_out"] == 1


def test_complaints_consents_and_requests(house_engine, ada, write, make_customer):
    ana = make_customer()
    write(
        Dispute(customer_id=ana, opened_at=WEDNESDAY, reason="wrong_amount", closed_at=WEDNESDAY + timedelta(days=4), outcome="upheld"),
        Dispute(customer_id=ana, opened_at=WEDNESDAY, reason="other"),
        Authorisation(customer_id=ana, channel="sms", given_at=WEDNESDAY, how="contract"),
        PrivacyRequest(customer_id=ana, kind="access", received_on=date(2026, 6, 1), due_on=date(2026, 6, 15), arrived="email",
                       opened_at=WEDNESDAY, closed_at=WEDNESDAY + timedelta(days=10), outcome="done"),
    )  # fmt: skip
    found = june(house_engine, ada)
    assert found["disputes"]["days_to_close"] == {"median": 4.0, "max": 4.0} and found["disputes"]["open_at_end"] == 1
    assert (found["consents"]["recorded"], found["requests"]["late"], found["exceptions"]) == (1, 1, {"requests_late": 1})


def test_the_highest_count_of_one_person_is_told_against_each_limit(house_engine, ada, write, make_customer):
    ana, bruno = make_customer("Ana"), make_customer("Bruno", phone="+573002222222")
    write(a_message(ana, datetime(2026, 5, 29, 15, tzinfo=UTC), "may"), a_message(ana, datetime(2026, 6, 2, 15, tzinfo=UTC), "june"))
    write(*(a_message(bruno, WEDNESDAY + timedelta(hours=hour), f"b{hour}") for hour in range(2)))  # twice on one day: Colombia allows one
    caps = june(house_engine, ada)["caps"]
    assert caps["most_in_7_days"] == 2 and caps["fullest_week"] == {"2": 2}
    daily = next(cap for cap in caps["rules"] if cap["days"] == 1 and not cap["rolling"] and cap["measure"] == "contacts")
    assert daily["highest"] == 2 and daily["over"] == {"count": 1, "shown": [{"customer": bruno}]}


def test_answers_do_not_count_against_limits(house_engine, ada, write, make_customer):
    ana = make_customer()
    write(*(a_message(ana, WEDNESDAY + timedelta(minutes=minute), f"m{minute}", kind="answer") for minute in range(5)))
    assert june(house_engine, ada)["caps"]["most_in_7_days"] == 0


@pytest.mark.parametrize(
    ("at", "outside"),
    [
        (datetime(2026, 6, 10, 12, 0, tzinfo=UTC), 0),  # seven, when it opens
        (datetime(2026, 6, 10, 11, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 6, 10, 23, 59, 59, tzinfo=UTC), 0),  # a second before nineteen
        (datetime(2026, 6, 11, 0, 0, tzinfo=UTC), 1),
        (datetime(2026, 6, 14, 15, 0, tzinfo=UTC), 1),  # a Sunday
        (datetime(2026, 6, 29, 15, 0, tzinfo=UTC), 1),  # a holiday
    ],
)
def test_every_message_is_asked_again_for_its_hour(house_engine, ada, write, make_customer, at, outside):
    write(a_message(make_customer(), at, "m"))
    hours = june(house_engine, ada)["hours"]
    assert (hours["checked"], hours["outside_law"]["count"]) == (1, outside)
    assert len(hours["outside_law"]["shown"]) == outside


def test_the_hour_is_the_persons_not_the_business(house_engine, ada, write, make_customer):
    write(a_message(make_customer(country="ES"), datetime(2026, 6, 10, 20, 30, tzinfo=UTC), "m"))  # 22:30 in Madrid, 15:30 in Bogotá
    assert june(house_engine, ada)["hours"]["outside_law"]["count"] == 1


def test_the_proof_names_nobody(house_engine, ada, write, make_customer):
    clara = make_customer("Clara Canario", phone="+573009998877", email="canario@example.com", tax_id="900CANARIO")
    write(
        OptOut(customer_id=clara, channel="all", at=WEDNESDAY, how="reply", words="canario"),
        a_message(clara, WEDNESDAY + timedelta(days=1), "m", subject="canario"),
        Dispute(customer_id=clara, opened_at=WEDNESDAY, reason="other", note="canario"),
    )
    content, proof = proofs.pack_up(house_engine, ada, "2026-06", "es")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = "".join(archive.read(name).decode() for name in archive.namelist()).lower()
    assert "canario" not in told and "573009998877" not in told and f'"customer": {clara}' in proof.text


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_file_seals_itself_and_injects_nothing(house_engine, ada, write, make_customer, language):
    with writing(house_engine) as s:
        s.exec(select(Company)).one().legal_name = '<script>alert(1)</script><img src="https://evil.example/x">'
    write(OptOut(customer_id=make_customer(), channel="sms", at=WEDNESDAY, how="<b onclick=x>"))
    content, proof = proofs.pack_up(house_engine, ada, "2026-06", language)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["recaudo-2026-06.json", "recaudo-2026-06.html"]
        text, page = (archive.read(name).decode() for name in archive.namelist())
    assert json.loads(text) == proof.document and sha256(text.encode()).hexdigest() == proof.digest and proof.digest in page
    found = tags_of(page)
    assert not {"script", "img", "iframe", "link", "b"} & found.keys() and not any(
        "src" in each or "href" in each for each in found.values()
    )
    with reading(house_engine) as s:
        entry = s.exec(select(AuditEntry).where(AuditEntry.action == "proof.make")).one()
    assert entry.after["sha256"] == proof.digest


def tags_of(page):
    """The tags of a page with the attributes they have."""
    found: dict[str, set[str]] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.setdefault(tag, set()).update(name for name, _value in attributes)

    Reader().feed(page)
    return found


def test_a_month_whose_records_were_let_go_says_so(house_engine, ada, frozen):
    retention.switch(house_engine, ada, on=True)
    assert june(house_engine, ada, "2020-05")["records"]["may_be_gone"] is True
    assert june(house_engine, ada)["records"]["may_be_gone"] is False


def test_a_changed_trail_is_an_exception(house_engine, ada, frozen, monkeypatch):
    from core.services import audit

    monkeypatch.setattr(audit, "verify", lambda engine, actor: audit.Verification(False, 3, "x", 4))
    assert june(house_engine, ada)["exceptions"] == {"trail_broken": 1}


def test_the_months_offered_go_back_to_the_first_record(house_engine, ada, write, make_customer):
    assert proofs.months(house_engine, ada) == ["2026-07"]
    write(a_message(make_customer(), datetime(2026, 4, 1, 3, 0, tzinfo=UTC), "m"))  # still March in Bogotá
    assert proofs.months(house_engine, ada) == ["2026-07", "2026-06", "2026-05", "2026-04", "2026-03"]


def test_customers_that_were_erased_are_still_counted(house_engine, ada, write, make_customer):
    ana = make_customer()
    write(a_message(ana, WEDNESDAY, "m"))
    with writing(house_engine) as s:
        s.get(Customer, ana).erased_at = WEDNESDAY
    found = june(house_engine, ada)
    assert (found["contacts"]["messages"], found["hours"]["checked"], found["caps"]["most_in_7_days"]) == (1, 1, 1)
