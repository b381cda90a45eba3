"""A no that came with a file is noted outside the database too, and one that is said again does not go with the file."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import OptOut
from core.services import backup, erasure_log, imports, optouts
from tests.services.restoring import put_back


@pytest.fixture
def bring(house_engine, marta, frozen, tmp_path):
    """Imports a file of contacts that says no to SMS for Ana; gives the import's id."""

    def bring_():
        path = tmp_path / "contactos.csv"
        path.write_text("Cliente;Telefono;No contactar por\nAna Paz;300 999 8877;SMS\n", encoding="utf-8")
        return imports.confirm(house_engine, marta, imports.prepare(house_engine, marta, path, kind="contacts").id)["import_id"]

    return bring_


@pytest.fixture
def back(house_engine, ada):
    """Puts the backup of now back later; gives the house opened anew."""
    older = backup.make(house_engine, ada).path
    return lambda: put_back(house_engine, older)


def held(engine, actor, number):
    return {row.channel: row.opted_out_how for row in optouts.standings(engine, actor, number) if row.opted_out_at}


@pytest.fixture
def ana(make_customer):
    return make_customer("Ana Paz", "+573009998877")


def test_a_no_of_a_file_after_the_backup_holds_after_it_was_put_back(ana, ada, house_engine, back, bring):
    bring()
    assert held(house_engine, ada, ana) == {"sms": "import"}
    assert held(back(), ada, ana) == {"sms": "import"}


def test_a_no_of_a_file_that_was_undone_does_not_come_back(ana, ada, house_engine, back, bring):
    imports.undo(house_engine, ada, bring())
    assert held(back(), ada, ana) == {}


def test_a_no_that_was_said_after_the_file_outlives_its_undoing(ana, ada, house_engine, back, bring):
    brought = bring()
    optouts.record(house_engine, ada, customer_id=ana, channel="sms", how="reply", words="BAJA")
    imports.undo(house_engine, ada, brought)
    assert held(house_engine, ada, ana) == {"sms": "reply"}
    with reading(house_engine) as s:
        assert s.exec(select(OptOut.words)).one() == "BAJA"
    assert held(back(), ada, ana) == {"sms": "reply"}


def test_each_no_of_a_file_is_a_signed_line_without_a_word(ana, ada, house_engine, bring):
    bring()
    told, _end = erasure_log.lines()
    assert [(line["act"], line["customer"], line["channel"]) for line in told] == [("refuse", ana, "sms")]
    assert "Ana" not in erasure_log.path().read_text(encoding="utf-8")
