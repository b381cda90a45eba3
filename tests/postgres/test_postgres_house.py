"""A house on PostgreSQL from the first start: set up, signed in to, used by the command line; what it cannot do it says."""

from __future__ import annotations

import pytest

from core.db.engine import open_engine
from core.domain.access import Actor
from core.domain.errors import Refusal
from core.services import audit, backup, demo, house, sessions, setup

PASSWORD = "tres gatos verdes"
ADA = Actor("Ada", "owner", 1, "ada@lopez.example")


@pytest.fixture
def fresh(postgres, monkeypatch, tmp_path):
    """A house that opened an empty database by its address alone."""
    postgres.admin("CREATE DATABASE fresh")
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", postgres.url("fresh"))
    engine = house.open_house()
    yield engine
    engine.dispose()
    house._open.cache_clear()
    open_engine.cache_clear()
    postgres.admin("DROP DATABASE fresh WITH (FORCE)")


def test_a_house_is_set_up_and_signed_in_to_on_postgresql(fresh, frozen, tmp_path):
    assert not house.has_company(fresh) and (tmp_path / "data.key").is_file()
    setup.set_up(fresh, name="Ferretería López", country="CO", owner_name="Ada", owner_email="ada@lopez.example", password=PASSWORD)
    with pytest.raises(Refusal, match="not right"):
        sessions.sign_in(fresh, email="ada@lopez.example", password="otra cosa", address="test")
    token = sessions.sign_in(fresh, email="ADA@lopez.example", password=PASSWORD, address="test")
    assert sessions.find(fresh, token).name == "Ada"
    sessions.end(fresh, token)
    assert sessions.find(fresh, token) is None
    assert audit.verify(fresh, ADA).is_whole
    assert not (tmp_path / "data" / "recaudo.db").exists()


def test_the_invented_business_is_loaded_on_postgresql(fresh, frozen):
    assert demo.load(fresh).customers == 150
    assert audit.verify(fresh, ADA).is_whole and house.company_of(fresh).is_demo


def test_a_backup_of_postgresql_is_made_by_its_own_program_and_that_is_said(house_engine, ada):
    with pytest.raises(Refusal, match="pg_dump"):
        backup.make(house_engine, ada)


@pytest.mark.parametrize("url", ["postgresql://recaudo@127.0.0.1:1/away", "postgres://127.0.0.1:1/away"])
def test_a_server_that_does_not_answer_is_said_in_a_sentence_without_the_address(url, monkeypatch, tmp_path):
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Refusal, match="does not answer") as refused:
        house.open_house()
    assert "127.0.0.1" not in str(refused.value)


def test_a_database_of_another_make_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", "mysql://localhost/recaudo")
    with pytest.raises(Refusal, match="DATABASE_URL"):
        house.open_house()


def test_a_second_machine_without_the_key_is_refused_and_changes_nothing(house_engine, monkeypatch, tmp_path):
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "elsewhere"))
    with pytest.raises(Refusal, match="key is missing"):
        house.open_house()
    assert not (tmp_path / "elsewhere.key").exists()
