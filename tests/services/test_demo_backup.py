"""The demo comes and goes with one call; a backup is a whole copy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, text
from sqlmodel import select

from core import clock, settings
from core.db import schema
from core.db.engine import open_engine, reading, sqlite_module
from core.db.tables import CampaignMember, Customer, Invoice, Message, Payment, Profile, Reply, TemplateVersion, User
from core.domain.access import Actor
from core.domain.errors import Forbidden, Refusal
from core.services import audit, backup, campaigns, customers, demo, house, keys, promises, setup, today, worklist
from core.services.passwords import UNUSABLE

SOMEBODY = Actor("Ada", "owner")


@pytest.fixture
def empty_house(monkeypatch, tmp_path, frozen):
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    engine = house.open_house()
    yield engine
    engine.dispose()


def count(engine, table):
    with reading(engine) as s:
        return s.exec(select(func.count()).select_from(table)).one()


def test_the_demo_brings_a_business_whose_books_add_up(empty_house):
    loaded = demo.load(empty_house)
    assert (loaded.customers, count(empty_house, Customer), count(empty_house, Profile)) == (150, 150, 150)
    assert loaded.invoices == count(empty_house, Invoice) > 850
    assert loaded.payments == count(empty_house, Payment)
    with empty_house.connect() as connection:
        off = connection.execute(text(
            "SELECT count(*) FROM invoice i WHERE i.paid_cents <> "
            "(SELECT coalesce(sum(a.amount_cents), 0) FROM allocation a WHERE a.invoice_id = i.id) OR i.paid_cents > i.amount_cents"
        )).scalar()  # fmt: skip
    assert off == 0
    assert house.company_of(empty_house).is_demo


def test_the_demo_shows_every_state_of_a_promise_and_two_currencies(empty_house):
    demo.load(empty_house)
    found = {row.state for row in promises.find(empty_house, SOMEBODY, limit=500)[1]}
    assert found >= {"open", "kept", "partly_kept", "broken"}
    assert customers.currencies(empty_house, SOMEBODY) == ["PEN", "USD"]
    assert worklist.count(empty_house, SOMEBODY) > 10
    assert today.look(empty_house, SOMEBODY).promises_due > 0


@pytest.mark.parametrize(("language", "names"), [
    ("es", {"Recién vencidos", "Aviso antes del vencimiento"}), ("en", {"Newly late", "Before it is due"}),
])  # fmt: skip
def test_the_demo_speaks_to_its_people_in_the_loader_s_language_and_to_its_customers_in_spanish(empty_house, language, names):
    demo.load(empty_house, language=language)
    with reading(empty_house) as s:
        assert set(s.exec(select(User.language))) == {language}
        assert set(s.exec(select(Message.language))) == set(s.exec(select(Customer.language))) == {"es"}
    assert {view.name for view in campaigns.listed(empty_house, SOMEBODY)} == names


def test_the_demo_sent_only_approved_words_and_only_through_the_simulator(empty_house):
    loaded = demo.load(empty_house)
    with reading(empty_house) as s:
        messages = s.exec(select(Message)).all()
        approved = set(s.exec(select(TemplateVersion.id).where(TemplateVersion.is_approved)))
        unhandled = s.exec(select(Reply.meaning).where(Reply.handled_at.is_(None))).all()
        week_ago = clock.now() - timedelta(days=7)
    assert len(messages) == loaded.messages > 50
    assert {message.template_version_id for message in messages} <= approved
    assert all(message.is_simulated and message.sent_at < week_ago for message in messages)
    assert len(unhandled) == 3 and "promise" in unhandled


def test_the_demo_is_the_same_every_time(empty_house, tmp_path, monkeypatch):
    first = demo.load(empty_house)
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "other"))
    other = house.open_house()
    second = demo.load(other)
    other.dispose()
    assert first == second


def test_without_a_password_nobody_signs_in_as_an_invented_person(empty_house):
    assert demo.load(empty_house).password is None
    with reading(empty_house) as s:
        assert {user.password_hash for user in s.exec(select(User))} == {UNUSABLE}
    assert setup.state(empty_house) == setup.OWNERLESS
    setup.claim(empty_house, owner_name="Rosa", owner_email="rosa@andina.example", password="grapa-correcta-caballo")
    with reading(empty_house) as s:
        assert [user.name for user in s.exec(select(User).where(User.is_active))] == ["Rosa"]


def test_the_demo_never_mixes_with_real_customers(house_engine, ada, gus, make_customer):
    make_customer("Ana")
    with pytest.raises(Refusal):
        demo.load(house_engine, ada)
    with pytest.raises(Forbidden):
        demo.load(house_engine, gus)


def test_removing_the_demo_leaves_nothing_of_it_but_the_trail(house_engine, ada):
    demo.load(house_engine, ada)
    assert demo.remove(house_engine, ada) == 150
    for table in (Customer, Invoice, Payment, Profile, Message, Reply):
        assert count(house_engine, table) == 0
    assert not house.company_of(house_engine).is_demo
    assert house.setting(house_engine, demo.SETTING) is None
    assert [entry.action for entry in audit.entries(house_engine, ada)[1]] == ["demo.remove", "demo.load"]
    assert demo.load(house_engine, ada).customers == 150


def test_a_backup_holds_everything_and_its_chain(house_engine, ada, make_customer):
    make_customer("Ana")
    demo_entry = backup.make(house_engine, ada)
    copy = open_engine(f"sqlite:///{demo_entry.path.as_posix()}")
    assert count(copy, Customer) == 1
    copy.dispose()
    assert [path for _moment, path in backup.made()] == [demo_entry.path]


def test_an_agent_makes_no_backup(house_engine, gus):
    with pytest.raises(Forbidden):
        backup.make(house_engine, gus)


@pytest.mark.skipif(sqlite_module().__name__ == "sqlite3", reason="encryption needs sqlcipher3")
def test_the_copy_of_an_encrypted_database_is_encrypted(monkeypatch, tmp_path, frozen):
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("RECAUDO_ENCRYPT", "1")
    folder = settings.load()
    folder.data.mkdir()
    keys.make_key(folder.key_file)
    engine = open_engine(folder.url, keys.derived("database").hex())
    schema.migrate(engine)
    demo.load(engine)
    made = backup.make(engine, SOMEBODY)
    assert not made.path.read_bytes().startswith(b"SQLite format 3")
    assert made.entries > 0
    engine.dispose()


def test_a_damaged_copy_is_thrown_away(house_engine, ada, monkeypatch):
    def broken(engine, target):
        target.write_bytes(b"not a database at all" * 100)

    monkeypatch.setattr(backup, "_copy", broken)
    with pytest.raises(Refusal):
        backup.make(house_engine, ada)
    assert backup.made() == []


def test_old_backups_are_thinned_to_days_weeks_and_months(house_engine, frozen):
    for day in range(400):
        moment = datetime.fromordinal(frozen.moment.toordinal() - day).replace(hour=3, tzinfo=UTC)
        (backup.folder() / moment.strftime("recaudo-%Y%m%d-%H%M%S.db")).touch()
    backup.rotate(frozen.moment.date())
    kept = [moment.date() for moment, _path in backup.made()]
    assert 7 + 2 + 10 <= len(kept) <= 7 + 4 + 12
    assert (frozen.moment.date() - kept[-1]).days > 300


def test_the_demo_shows_a_campaign_that_ended_and_one_that_goes_on(empty_house):
    demo.load(empty_house)
    found = {view.state: view for view in campaigns.listed(empty_house, SOMEBODY)}
    assert set(found) == {"finished", "running"}
    over = found["finished"]
    assert over.holdout > 0 and sum(over.messages.values()) > 0
    with reading(empty_house) as s:
        kept_back = set(s.exec(select(CampaignMember.customer_id).where(CampaignMember.campaign_id == over.id, CampaignMember.is_holdout)))
        written_to = set(s.exec(select(Message.customer_id).where(Message.campaign_id == over.id)))
    assert not kept_back & written_to
    demo.remove(empty_house, SOMEBODY)
    assert not campaigns.listed(empty_house, SOMEBODY)
