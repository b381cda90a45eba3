"""Taking an import back leaves nothing of it, in what is computed as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from core.db.engine import reading
from core.domain.errors import Refusal
from core.domain.readings import Choices
from core.services import customer_record, imports, profiles

COMPUTED = ("profile", "balance")


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path):
    """Imports lines as a CSV file; gives the id of the import."""

    def take_(*lines, gone="leave", **choices) -> int:
        path = Path(tmp_path / "archivo.csv")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft = imports.prepare(house_engine, marta, path, choices=Choices(**choices))
        return imports.confirm(house_engine, marta, draft.id, gone=gone)["import_id"]

    return take_


def computed(engine):
    with reading(engine) as session:
        return {table: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))] for table in COMPUTED}


def cartera(*owed):
    head = "cliente;nit;factura;vencimiento;valor"
    return [head, *(f"Cliente {n};90012345{n};F-{n};{15 + n}/06/2026;{amount},00" for n, amount in enumerate(owed, 1))]


def test_scores_are_those_of_before_because_what_is_much_is_measured_against_everybody(take, house_engine, marta):
    take(*cartera(1000, 2000, 3000))
    before = computed(house_engine)
    paid = take(*cartera(1000), gone="paid")
    assert computed(house_engine) != before
    imports.undo(house_engine, marta, paid)
    assert computed(house_engine) == before


def test_nothing_computed_remains_of_the_only_import(take, house_engine, marta):
    profiles.refresh(house_engine)
    before = computed(house_engine)
    imports.undo(house_engine, marta, take(*cartera(1000, 2000)))
    assert computed(house_engine) == before


CONTACTS = ("cliente;nit;direccion;ciudad", "Cliente 1;900123451;Calle 1;Cali")


def addresses(engine):
    with reading(engine) as session:
        return session.execute(text("SELECT address, city FROM customer")).all()


def test_what_a_person_wrote_since_is_not_overwritten(take, house_engine, marta):
    take(*cartera(1000))
    told = take(*CONTACTS, kind="contacts")
    customer_record.edit(house_engine, marta, 1, 1, address="Carrera 99")
    with pytest.raises(Refusal, match="modificado"):
        imports.undo(house_engine, marta, told)
    assert addresses(house_engine) == [("Carrera 99", "Cali")]


def test_what_a_person_wrote_elsewhere_or_before_does_not_stand_in_the_way(take, house_engine, marta):
    take(*cartera(1000))
    customer_record.edit(house_engine, marta, 1, 1, notes="Llama por la tarde")
    told = take(*CONTACTS, kind="contacts")
    customer_record.edit(house_engine, marta, 1, 2, code="C-1")
    imports.undo(house_engine, marta, told)
    assert addresses(house_engine) == [(None, None)]
