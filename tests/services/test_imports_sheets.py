"""The other sheets of a workbook after one of them came in, and the money of what is gone from a file."""

from __future__ import annotations

import openpyxl
import pytest

from core.db.engine import reading
from core.db.tables import Import
from core.domain.errors import Refusal
from core.domain.readings import Choices
from core.services import import_history, import_jobs, imports, portfolios
from core.services.importing import draft as drafts
from core.services.importing import report
from core.services.importing.gone import money_after

INVOICES = [["Factura", "Cliente", "Vencimiento", "Valor"], ["A-1", "Ana", "2026-06-15", 100.0], ["A-2", "Bruno", "2026-06-20", 50.0]]
PAYMENTS = [["Factura", "Fecha de pago", "Importe pagado"], ["A-1", "2026-06-25", 40.0]]
CONTACTS = [["Cliente", "Celular"], ["Ana", "3001234567"]]
NOTES = [["Hecho por Marta"], ["Junio"]]


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Cartera"
    for name, rows in (("Cartera", INVOICES), ("Pagos", PAYMENTS), ("Contactos", CONTACTS), ("Notas", NOTES)):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "libro.xlsx")
    return tmp_path / "libro.xlsx"


def finished(job):
    while not job.is_done:
        import_jobs.time.sleep(0.01)
    assert job.problem is None
    return job


def test_what_else_looks_like_a_table_is_told_after_one_sheet_came_in(house_engine, marta, frozen, workbook):
    draft = imports.prepare(house_engine, marta, workbook)
    assert draft.understood.sheet == "Cartera"
    assert imports.confirm(house_engine, marta, draft.id)["other_sheets"] == ["Pagos", "Contactos"]
    draft = imports.prepare(house_engine, marta, workbook, choices=Choices(sheet="Pagos"))
    assert imports.confirm(house_engine, marta, draft.id)["other_sheets"] == ["Contactos"]


def test_an_uploaded_workbook_is_kept_until_its_last_sheet_came_in(house_engine, marta, frozen, workbook):
    path = import_jobs.keep_upload(marta, workbook.read_bytes())
    job = finished(import_jobs.start_reading(house_engine, marta, path, file_name="libro.xlsx", portfolio=None, choices=Choices()))
    told = finished(import_jobs.start_writing(house_engine, marta, job.draft_id, gone="leave")).report
    for sheet, left in (("Pagos", ["Contactos"]), ("Contactos", [])):
        job = finished(import_jobs.start_sheet(house_engine, marta, told["import_id"], sheet))
        draft = imports.find_draft(marta, job.draft_id)
        assert (draft.understood.sheet, draft.questions, draft.counts.accepted) == (sheet, [], 1)
        told = finished(import_jobs.start_writing(house_engine, marta, job.draft_id, gone="leave")).report
        assert import_history.other_sheets(house_engine, marta, told["import_id"]) == (left, bool(left))
    assert list(drafts.drafts_folder().iterdir()) == []
    with pytest.raises(Refusal, match="no longer kept"):
        import_jobs.start_sheet(house_engine, marta, 1, "Pagos")


def test_a_sheet_that_was_undone_is_offered_again(house_engine, marta, ada, frozen, workbook):
    first = imports.confirm(house_engine, marta, imports.prepare(house_engine, marta, workbook).id)
    second = imports.confirm(house_engine, marta, imports.prepare(house_engine, marta, workbook, choices=Choices(sheet="Pagos")).id)
    imports.undo(house_engine, ada, second["import_id"])
    assert import_history.other_sheets(house_engine, marta, first["import_id"])[0] == ["Pagos", "Contactos"]


def test_the_money_afterwards_follows_what_is_done_with_what_is_gone(house_engine, marta, frozen, tmp_path):
    path = tmp_path / "cartera.csv"
    path.write_text("factura,cliente,vencimiento,valor\nA-1,Ana,2026-06-15,100.00\nA-2,Bruno,2026-06-20,50.00\n")
    imports.confirm(house_engine, marta, imports.prepare(house_engine, marta, path).id)
    path.write_text("factura,cliente,vencimiento,valor\nA-1,Ana,2026-06-15,100.00\n")
    draft = imports.prepare(house_engine, marta, path)
    assert money_after(draft.counts, "leave") == {"COP": [150_00, 150_00]}
    assert money_after(draft.counts, "paid") == {"COP": [150_00, 100_00]}
    assert report.of_draft(imports.find_draft(marta, draft.id), "imported", gone="paid")["money_after"]["COP"]["open_amount"] == "100.00"
    told = imports.confirm(house_engine, marta, draft.id, gone="paid")
    assert told["money_after"] == {"COP": {"amount": "150.00", "open_amount": "100.00"}}
    assert [one.open_cents for one in portfolios.holdings(house_engine, marta)] == [{"COP": 100_00}]
    with reading(house_engine) as session:
        kept = session.get(Import, told["import_id"]).report
    assert kept["counts"]["after"] == {"COP": [150_00, 100_00]}


def test_a_sheet_of_customers_above_their_documents_is_chosen_before_one_of_payments(house_engine, marta, frozen, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Pagos"
    for row in PAYMENTS:
        book["Pagos"].append(row)
    sheet = book.create_sheet("Cartera")
    header = ["Factura", "Vencimiento", "Valor"]
    for row in (header, ["Cliente: Ana"], ["A-1", "2026-06-15", 100.0], ["Cliente: Bruno"], ["A-2", "2026-06-20", 50.0]):
        sheet.append(row)
    book.save(tmp_path / "libro.xlsx")
    draft = imports.prepare(house_engine, marta, tmp_path / "libro.xlsx")
    assert (draft.understood.sheet, draft.understood.others, draft.counts.new, draft.questions) == ("Cartera", ["Pagos"], 2, [])
