"""Everything about a person in one file: nothing forgotten, nothing of others, nothing that runs."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date

import pytest
from sqlmodel import select

from core.db.engine import reading, writing
from core.db.tables import AuditEntry, Customer, Message, metadata
from core.domain.errors import Forbidden, NotFound
from core.services import customer_record, exports, person_export, person_export_files, person_export_page, profiles, promises
from core.services.person_export_words import SECTIONS
from core.services.privacy_tables import WHOSE
from core.text.catalog import messages

from .test_erasure import CANARY, EMAIL, PHONE, canary  # noqa: F401  # isort: skip

HOSTILE = "<script>alert(1)</script><img src=x onerror=1> \"'&{x}"


def page_of(engine, actor, number, language="es"):
    data = person_export.collect(engine, actor, number, language=language)
    return person_export_page.render(data, language=language, zone="America/Bogota")


def test_every_table_with_something_of_the_person_is_in_it(house_engine, marta, canary):  # noqa: F811
    profiles.refresh(house_engine)
    data = person_export.collect(house_engine, marta, canary, language="es")
    assert set(data["tables"]) == set(WHOSE)
    empty = {name for name, rows in data["tables"].items() if not rows}
    assert empty == {"campaign_member", "privacy_request", "erasure", "message_invoice", "verdict", "import_change"}
    assert [row["cells"][1] for row in data["files"]["import_reject"]] == [f"Clara {CANARY}"]


def test_every_column_is_told_or_left_out_for_a_reason(house_engine, marta, canary):  # noqa: F811
    data = person_export.collect(house_engine, marta, canary, language="es")
    for name, rows in data["tables"].items():
        for column in metadata.tables[name].c if rows else ():
            bare = column.name.removesuffix("_cents").removesuffix("_micros")
            assert (bare in rows[0]) != person_export.is_hidden(name, column.name), (name, column.name)


def test_every_word_that_is_kept_of_the_person_is_in_the_file(house_engine, marta, canary):  # noqa: F811
    told = json.dumps(person_export.collect(house_engine, marta, canary, language="es"), ensure_ascii=False)
    with house_engine.connect() as connection:
        rows = [(name, row) for name in WHOSE for row in connection.execute(metadata.tables[name].select()).mappings()]
    kept = [value for name, row in rows for column, value in row.items()
            if isinstance(value, str) and CANARY in value and not person_export.is_hidden(name, column)]  # fmt: skip
    assert kept and all(json.dumps(value, ensure_ascii=False)[1:-1] in told for value in kept)
    assert PHONE in told and EMAIL in told and "900555111" in told


def test_nothing_of_others_and_no_secret_is_in_it(house_engine, marta, make_customer, canary):  # noqa: F811
    make_customer("Bruno Quispe", "+573002223344", "bruno@example.com", notes="Bruno's own")
    told = json.dumps(person_export.collect(house_engine, marta, canary, language="es"))
    others = ("Bruno Quispe", "3002223344", "bruno@", "password", "gus@", "marta@", "Marta", "dedupe", "salt")
    assert not any(word in told for word in others)


def test_money_is_decimal_text_and_instants_are_iso(house_engine, marta, canary):  # noqa: F811
    (invoice,) = person_export.collect(house_engine, marta, canary, language="es")["tables"]["invoice"]
    assert (invoice["amount"], invoice["paid"], invoice["due_on"]) == ("100.00", "100.00", "2026-05-01")


def test_a_name_with_markup_stays_text_on_the_page(house_engine, marta, make_customer):
    number = make_customer(HOSTILE, notes=HOSTILE, address=f"</td></table>{HOSTILE}")
    page = page_of(house_engine, marta, number)
    assert "<script" not in page and "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=1&gt; &quot;&#x27;&amp;{x}" in page


def test_the_page_stands_alone_and_asks_nobody_for_anything(house_engine, marta, canary):  # noqa: F811
    page = page_of(house_engine, marta, canary)
    assert not re.search(r"(src|href|url\()\s*=?", page) and "http" not in page and "@import" not in page


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_speaks_the_readers_language(house_engine, marta, make_customer, make_invoice, language, frozen):
    number = make_customer("Ana")
    make_invoice(number, "F-1", date(2026, 6, 1))
    promises.log(house_engine, marta, customer_id=number, amount_cents=100_00, currency="COP", promised_on=date(2026, 7, 3))
    profiles.refresh(house_engine)
    page = page_of(house_engine, marta, number, language)
    wanted, other = ("Quién es usted", "Who you are") if language == "es" else ("Who you are", "Quién es usted")
    assert wanted in page and other not in page
    assert f'<html lang="{language}">' in page
    assert ("Ferretería López" in page) and ("100,00" in page if language == "es" else "100.00" in page)


def test_every_heading_and_code_of_the_page_has_spanish_words():
    from core.services.person_export_words import CODES

    words = {section.title for section in SECTIONS} | {column.label for section in SECTIONS for column in section.columns}
    known = {key.split("\0")[0] for key in messages("es")}
    assert sorted((words | set(CODES.values())) - known) == []


def test_every_table_that_is_exported_is_on_the_page_or_only_machinery():
    unseen = set(WHOSE) - {section.table for section in SECTIONS}
    assert unseen == {"allocation", "campaign_member", "message_event", "message_invoice", "erasure", "import_change"}
    for section in SECTIONS:
        names = {column.name.removesuffix("_cents") for column in metadata.tables[section.table].c} | {"sentence"}
        assert {column.name for column in section.columns} <= names, section.table


def test_the_zip_and_its_names_say_nothing_of_the_person(house_engine, marta, canary):  # noqa: F811
    address = person_export_files.hand_out(house_engine, marta, canary, language="es")
    found = exports.fetch(house_engine, marta, address.rsplit("/", 1)[1])
    assert found.file_name == "personal-data.zip" and CANARY not in str(found.path)
    with zipfile.ZipFile(io.BytesIO(found.path.read_bytes())) as archive:
        assert archive.namelist() == ["data.json", "read-me.html"]
        assert json.loads(archive.read("data.json"))["form"] == "recaudo-person/1"


def test_an_agent_may_not_take_the_data_out_and_who_does_is_on_the_trail(house_engine, gus, marta, make_customer):
    ana = make_customer("Ana")
    with pytest.raises(Forbidden):
        person_export_files.pack(house_engine, gus, ana, language="es")
    with pytest.raises(NotFound):
        person_export_files.pack(house_engine, marta, 99, language="es")
    person_export_files.pack(house_engine, marta, ana, language="es")
    with reading(house_engine) as s:
        entry = s.exec(select(AuditEntry)).one()
    assert (entry.action, entry.noun_id, entry.after) == ("privacy.export", str(ana), None)


def test_messages_that_went_to_the_address_before_it_was_known_are_in_it(house_engine, marta, make_customer, frozen):
    ana = make_customer("Ana", phone="+573001234567")
    with writing(house_engine) as s:
        now = frozen()
        s.add(Message(ref="r", dedupe_key="k", kind="test", planned_channel="sms", channel="sms", language="es", to_value="+573001234567",
                      body="prueba", not_before=now, not_after=now, planned_at=now))  # fmt: skip
    told = person_export.collect(house_engine, marta, ana, language="es")
    assert [row["body"] for row in told["tables"]["message"]] == ["prueba"]


def test_what_was_corrected_is_told_with_both_values(house_engine, marta, make_customer):
    ana = make_customer("Ana")
    customer_record.edit(house_engine, marta, ana, 1, name="Ana María")
    assert "Nombre: Ana → Ana María" in page_of(house_engine, marta, ana)
    with reading(house_engine) as s:
        assert s.get(Customer, ana).name == "Ana María"
