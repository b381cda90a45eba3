"""A file that brings an erased person back: documents stay nameless, the person comes in with every channel closed, and it is said."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import Customer, Import, ImportChange, Invoice, OptOut, metadata
from core.domain.errors import Refusal
from core.services import customers, demo, erasure, imports, optouts, privacy_requests

HEAD = "Cliente;NIT;Telefono;Correo;Factura;Fecha;Vencimiento;Valor;Saldo;Concepto\n"
CLARA = "Clara Paz Mora;900555111;300 999 8877;clara.paz@example.com;{number};2026-05-01;2026-06-01;{amount};{left};Clases de Clara\n"
BRUNO = "Bruno Gil;800111222;300 111 2233;bruno@example.com;B-1;2026-05-01;2026-06-01;500;500;Pintura\n"


@pytest.fixture
def run(house_engine, marta, frozen, tmp_path):
    """Imports a portfolio file of some lines; gives the report."""
    made = []

    def run_(*lines):
        path = tmp_path / f"cartera-{len(made)}.csv"
        made.append(path)
        path.write_text(HEAD + "".join(lines), encoding="utf-8")
        draft = imports.prepare(house_engine, marta, path, portfolio="Cartera", kind="portfolio")
        assert not draft.questions, draft.questions
        return imports.confirm(house_engine, marta, draft.id)

    return run_


def clara(number="C-1", amount=100, left=0):
    return CLARA.format(number=number, amount=amount, left=left)


@pytest.fixture
def erased(house_engine, ada, run):
    """Clara came in with a file, paid, and was erased; gives the number of her row."""
    run(clara(), BRUNO)
    number = one(house_engine, Customer.name == "Clara Paz Mora").id
    request = privacy_requests.open_(house_engine, ada, customer_id=number, kind="erase", arrived="email", identity="document")
    erasure.erase(house_engine, ada, request)
    return number


def one(engine, *conditions):
    with reading(engine) as s:
        return s.exec(select(Customer).where(*conditions)).one_or_none()


def kinds(told):
    return [warning["kind"] for warning in told["warnings"]]


def test_the_file_she_came_with_brings_her_back_nowhere(house_engine, erased, run):
    told = run(clara(), BRUNO)
    assert kinds(told) == ["erased_kept"] and (told["new_customers"], told["changed_customers"], told["changed"]) == (0, 0, 0)
    assert one(house_engine, Customer.id == erased).name == f"#{erased}"
    with reading(house_engine) as s:
        assert s.exec(select(Invoice).where(Invoice.number == "C-1")).one().customer_id == erased
        assert "Clara" not in repr([row.report for row in s.exec(select(Import))])
        assert s.exec(select(ImportChange).where(ImportChange.noun == "customer")).all() == []


def test_an_amount_that_changes_on_a_nameless_document_is_taken_without_its_words(house_engine, erased, run):
    run(clara(amount=120, left=20), BRUNO)
    with reading(house_engine) as s:
        found = s.exec(select(Invoice).where(Invoice.number == "C-1")).one()
    assert (found.amount_cents, found.concept, found.customer_id) == (120_00, None, erased)


def test_a_new_document_of_hers_brings_her_in_with_every_channel_closed(house_engine, marta, erased, run):
    told = run(clara(), clara("C-2", 80, 80), BRUNO)
    assert sorted(kinds(told)) == ["erased_before", "erased_kept"]
    again = one(house_engine, Customer.name == "Clara Paz Mora")
    assert again.id != erased
    assert {row.opted_out_how for row in optouts.standings(house_engine, marta, again.id)} == {"erased"}
    with reading(house_engine) as s:
        assert s.exec(select(Invoice.customer_id).where(Invoice.number == "C-1")).one() == erased
    assert kinds(run(clara(), clara("C-2", 80, 80), BRUNO)) == ["erased_kept"]


@pytest.mark.parametrize(
    "line",
    [
        "Clarita P;;300 999 8877;;C-9;2026-05-01;2026-06-01;10;10;x\n",
        "Clarita P;;;CLARA.PAZ@example.com;C-9;2026-05-01;2026-06-01;10;10;x\n",
        "Otra razón;900555111-6;;;C-9;2026-05-01;2026-06-01;10;10;x\n",
    ],
)
def test_a_phone_an_e_mail_or_a_tax_id_alone_is_enough_to_know_her(house_engine, marta, erased, run, line):
    assert "erased_before" in kinds(run(line, BRUNO))
    again = one(house_engine, Customer.name.in_(("Clarita P", "Otra razón")))
    assert all(row.opted_out_at for row in optouts.standings(house_engine, marta, again.id))


def test_others_of_the_file_come_in_as_ever(house_engine, marta, erased, run):
    told = run("Dora Luz;700333444;300 222 3344;dora@example.com;D-1;2026-05-01;2026-06-01;10;10;x\n", BRUNO)
    assert told["new_customers"] == 1 and not {"erased_before", "erased_kept"} & set(kinds(told))
    assert not any(row.opted_out_at for row in optouts.standings(house_engine, marta, one(house_engine, Customer.name == "Dora Luz").id))


def test_once_she_wants_to_hear_again_the_next_file_does_not_close_it(house_engine, marta, erased, run):
    run(clara("C-2", 80, 80), BRUNO)
    again = one(house_engine, Customer.name == "Clara Paz Mora").id
    optouts.lift(house_engine, marta, customer_id=again, channel="all", proof="She called on 1 July and asked for it.")
    run(clara("C-3", 90, 90), BRUNO)
    assert not any(row.opted_out_at for row in optouts.standings(house_engine, marta, again))


def test_marks_tell_nobody_whose_they_are(house_engine, erased):
    with reading(house_engine) as s:
        marks = s.exec(select(OptOut).where(OptOut.address_hash.is_not(None))).all()
    assert len(marks) >= 3
    assert all((row.customer_id, row.words, row.how, len(row.address_hash)) == (None, None, "erased", 64) for row in marks)


def test_the_import_that_brought_her_cannot_be_undone_and_one_that_changed_her_brings_nothing_back(house_engine, ada, marta, run):
    first = run(clara(), BRUNO)["import_id"]
    second = run(clara(), clara("C-2"), BRUNO)["import_id"]
    number = one(house_engine, Customer.name == "Clara Paz Mora").id
    request = privacy_requests.open_(house_engine, ada, customer_id=number, kind="erase", arrived="email", identity="document")
    erasure.erase(house_engine, ada, request)
    imports.undo(house_engine, marta, second)
    with pytest.raises(Refusal, match="cannot be undone"):
        imports.undo(house_engine, marta, first)
    with house_engine.connect() as connection:
        told = "\n".join(str(tuple(row)) for table in metadata.tables.values() for row in connection.execute(table.select()))
    assert "Clara" not in told and "3009998877" not in told


def test_the_invented_business_goes_with_its_requests_and_erasures(house_engine, ada):
    demo.load(house_engine, ada)
    number = next(row.id for row in customers.page(house_engine, ada, limit=150)
                  if not erasure.look(house_engine, ada, row.id).hindrances)  # fmt: skip
    request = privacy_requests.open_(house_engine, ada, customer_id=number, kind="erase", arrived="email", identity="document")
    erasure.erase(house_engine, ada, request)
    assert demo.remove(house_engine, ada) == 150
