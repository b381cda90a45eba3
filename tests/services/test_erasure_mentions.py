"""Erasing and what was noted about others: the erased person's name goes, the other person's note stays."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Activity, AuditDetail, Customer, Import
from core.services import activities, audit, customer_record, erasure, privacy_requests
from core.services.erasure_mentions import Namer
from core.services.privacy_tables import Traces


@pytest.fixture
def erase(house_engine, ada, frozen):
    def make(number):
        request = privacy_requests.open_(house_engine, ada, customer_id=number, kind="erase", arrived="email", identity="document")
        return erasure.erase(house_engine, ada, request)

    return make


def test_a_note_about_a_neighbour_forgets_the_name_and_keeps_the_rest(house_engine, ada, make_customer, erase):
    clara, bruno = make_customer("Clara Zarzamora Núñez", "+573009998877"), make_customer("Bruno Díaz")
    activities.log(house_engine, ada, customer_id=bruno, kind="note", note="Es vecino de NUÑEZ, Clara (300 999 88 77); paga los viernes")
    outlook = erase(clara)
    assert outlook.goes["mention"] == 1
    with reading(house_engine) as s:
        assert s.exec(select(Activity.note)).one() == f"Es vecino de #{clara} (#{clara}); paga los viernes"


def test_the_trail_of_such_a_note_goes_and_the_chain_still_verifies(house_engine, ada, make_customer, erase):
    clara, bruno = make_customer("Clara Zarzamora"), make_customer("Bruno Díaz")
    customer_record.edit(house_engine, ada, bruno, 1, notes="Hermano de Clara Zarzamora")
    erase(clara)
    with reading(house_engine) as s:
        assert s.get(Customer, bruno).notes == f"Hermano de #{clara}"
        assert not [row for row in s.exec(select(AuditDetail.body)) if "Zarzamora" in str(row)]
    assert audit.verify(house_engine, ada).is_whole


def test_a_file_named_after_the_person_loses_its_name(house_engine, ada, make_customer, erase):
    clara = make_customer("Clara Zarzamora Núñez")
    with writing(house_engine) as s:
        s.add(Import(kind="portfolio", state="done", file_hash="1", created_at=clock.now(), file_name="cartera_clara_zarzamora.csv"))
    erase(clara)
    with reading(house_engine) as s:
        assert s.exec(select(Import.file_name)).one() == "–"


def test_a_namesake_keeps_her_own_notes(house_engine, ada, make_customer, erase):
    clara, other = make_customer("Clara Zarzamora"), make_customer("Clara Zarzamora Soto")
    activities.log(house_engine, ada, customer_id=other, kind="note", note="Clara Zarzamora pidió otra fecha")
    erase(clara)
    with reading(house_engine) as s:
        assert s.exec(select(Activity.note)).one() == "Clara Zarzamora pidió otra fecha"


@pytest.mark.parametrize(
    ("name", "text", "is_named"),
    [
        ("Ana María de la Cruz", "hija de Ana Maria", True), ("Ana María de la Cruz", "vive en Cruz Alta", False),
        ("José Peña", "PEÑA, JOSE", True), ("José Peña", "la peña de José", False), ("Bruno", "Bruno llamó", False),
        ("Ferretería Lima S.A.C.", "como Ferretería Lima Norte", False), ("Ferretería Lima S.A.C.", "compra en Ferreteria Lima SAC", True),
    ],
)  # fmt: skip
def test_who_is_named_in_a_note(name, text, is_named):
    assert Namer(Traces(1), Customer(name=name)).names_in(text) is is_named
