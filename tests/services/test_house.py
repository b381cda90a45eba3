"""The house: opened anew, encrypted, lost, foreign, read-only; each with a sentence and nothing changed."""

from __future__ import annotations

import os

import pytest

from core.domain.errors import Refusal
from core.services import house


@pytest.fixture
def ground(tmp_path, monkeypatch):
    """An empty place; opening is not remembered between tests because each has its own."""
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    house._open.cache_clear()
    return tmp_path


def reopen():
    house._open.cache_clear()
    return house.open_house()


def test_the_first_opening_makes_folder_key_and_database(ground):
    house.open_house().dispose()
    assert (ground / "data" / "recaudo.db").is_file()
    assert (ground / "data.key").stat().st_mode & 0o077 == 0


def test_an_encrypted_database_holds_nothing_that_can_be_read_and_opens_only_with_its_setting(ground, monkeypatch):
    monkeypatch.setenv("RECAUDO_ENCRYPT", "1")
    house.open_house().dispose()
    reopen().dispose()
    assert not (ground / "data" / "recaudo.db").read_bytes().startswith(b"SQLite format 3")
    monkeypatch.setenv("RECAUDO_ENCRYPT", "0")
    with pytest.raises(Refusal) as refused:
        reopen()
    assert refused.value.code == "not_a_database"


def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(ground):
    house.open_house().dispose()
    (ground / "data" / "recaudo.db").unlink()
    with pytest.raises(Refusal) as refused:
        reopen()
    assert refused.value.code == "database_lost" and not (ground / "data" / "recaudo.db").exists()


def test_a_missing_key_is_named_and_no_new_one_is_made(ground):
    house.open_house().dispose()
    (ground / "data.key").rename(ground / "kept.key")
    from core.services import keys

    keys._read.cache_clear()
    with pytest.raises(Refusal) as refused:
        reopen()
    assert refused.value.code == "key_missing" and not (ground / "data.key").exists()


def test_a_file_that_is_no_database_is_left_alone(ground):
    (ground / "data").mkdir()
    (ground / "data" / "recaudo.db").write_text("hello, this is a letter and not a database" * 50)
    with pytest.raises(Refusal) as refused:
        reopen()
    assert refused.value.code == "not_a_database"
    assert (ground / "data" / "recaudo.db").read_text().startswith("hello")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(ground):
    (ground / "data").mkdir(mode=0o500)
    with pytest.raises(Refusal) as refused:
        reopen()
    assert refused.value.code == "folder_read_only"


@pytest.mark.parametrize(("told", "code"), [
    ({"name": None}, "company_name_needed"), ({"email": "no es correo"}, "bad_email"),
    ({"payment_link": "javascript:alert(1)"}, "bad_link"),
    ({"privacy_link": "https://"}, "bad_link"),
])  # fmt: skip
def test_what_customers_could_not_use_is_not_taken_as_the_business_own_words(house_engine, ada, told, code):
    with pytest.raises(Refusal) as refused:
        house.edit_company(house_engine, ada, house.company_of(house_engine).version, **told)
    assert refused.value.code == code


def test_a_link_and_an_address_are_taken_and_can_be_taken_away_again(house_engine, ada):
    for link, email in (("https://pay.example/x?a=1", "hola@lopez.example"), (None, None)):
        house.edit_company(house_engine, ada, house.company_of(house_engine).version, payment_link=link, email=email)
        company = house.company_of(house_engine)
        assert (company.payment_link, company.email) == (link, email)
