"""The portfolio page: a file is chosen, looked at, confirmed and undone."""

from __future__ import annotations

import io
import time
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core import clock
from core.db.engine import writing
from core.db.tables import Customer
from core.domain.access import Actor
from core.services import house, import_jobs
from core.text import speaking
from core.ui import guard
from core.ui.guard import Visit
from tests.services.conftest import database_url, house_engine  # noqa: F401

ROOT = Path(__file__).parents[2]
GOOD = b"factura;cliente;vencimiento;valor\nA-1;Ana;15/06/2026;100,00\nA-2;Bruno;20/06/2026;50,00\n"
BAD = b"factura;cliente;vencimiento;valor\nA-1;Ana;15/06/2026;100,00\nA-2;Bruno;ayer;50,00\n"
ASKED = b"factura;cliente;vencimiento;valor\nA-1;Ana;05/06/2026;100,00\nA-2;Bruno;04/06/2026;50,00\n"


@pytest.fixture
def page(house_engine, monkeypatch, frozen):  # noqa: F811
    """The page as Marta sees it, in English."""
    marta = Actor("Marta", "manager", 2, "marta@lopez.example")

    def visit():
        from core.text.catalog import speak

        speak("en")
        return Visit(house_engine, marta, house.company_of(house_engine), "en", "America/Bogota")

    monkeypatch.setattr(guard, "visitor", visit)
    with speaking("en"):  # AppTest formats options outside the page's run
        yield AppTest.from_file(str(ROOT / "pages" / "portfolio.py"), default_timeout=20)


def words(at: AppTest) -> str:
    kinds = (at.markdown, at.text, at.caption, at.info, at.error, at.success, at.subheader, at.title)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def wait(at: AppTest) -> AppTest:
    """Run until the job in the address is done and its next step shows."""
    for _try in range(200):
        if not any(not job.is_done for job in import_jobs._jobs.values()):
            break
        time.sleep(0.05)
    for _try in range(3):
        at.run()
    assert not at.exception
    return at


def take(at: AppTest, content: bytes) -> AppTest:
    at.query_params["section"] = "import"
    at.run()
    at.file_uploader(key="import_file").upload("cartera.csv", content).run()
    at.button(key="import_read").click().run()
    return wait(at)


def button(at: AppTest, start: str):
    return next(one for one in at.button if one.key and one.key.startswith(start))


def test_an_empty_portfolio_leads_to_the_import(page):
    at = page.run()
    assert not at.exception
    assert "There are no documents yet" in words(at)


def test_a_good_file_is_looked_at_and_confirmed_and_its_undo_says_its_numbers(page):
    at = take(page, GOOD)
    assert "How the file was understood" in words(at)
    assert {metric.label: metric.value for metric in at.metric}["New rows"] == "2"
    assert button(at, "confirm_").label == "Import: 2 new, 0 changed"
    button(at, "confirm_").click().run()
    wait(at)
    assert "Import 1" in words(at)
    button(at, "undo_open").click().run()
    assert "This removes 2 documents, 2 customers" in words(at)
    assert button(at, "undo_go").label == "Undo it"


def test_rejected_rows_are_shown_with_their_reason(page):
    at = take(page, BAD)
    assert {metric.label: metric.value for metric in at.metric}["Rejected rows"] == "1"
    assert button(at, "confirm_").label == "Import: 1 new, 0 changed"


def test_what_the_file_leaves_open_is_asked(page):
    at = take(page, ASKED)
    assert "Before the file can be compared, please answer:" in words(at)
    assert not [one for one in at.button if one.key and one.key.startswith("confirm_")]
    chosen = next(one for one in at.radio if one.key and one.key.startswith("answer_date_order"))
    assert chosen.options == ["Day/month/year: 05/06/2026 is June 5, 2026", "Month/day/year: 05/06/2026 is May 6, 2026"]
    chosen.set_value("dmy")
    next(one for one in at.button if one.label == "Answer and go on").click().run()
    wait(at)
    assert button(at, "confirm_").label == "Import: 2 new, 0 changed"


def test_what_changed_meanwhile_is_compared_again(page, house_engine):  # noqa: F811
    at = take(page, GOOD)
    with writing(house_engine) as session:
        session.add(Customer(name="Clara", name_key="clara", created_at=clock.now(), updated_at=clock.now()))
    button(at, "confirm_").click().run()
    wait(at)
    assert "Something changed since the file was compared" in words(at)
    button(at, "import_again").click().run()
    wait(at)
    button(at, "confirm_").click().run()
    assert "Import 1" in words(wait(at))


def test_a_file_that_is_no_table_gets_a_sentence(page):
    at = take(page, b"%PDF-1.7 nothing here")
    assert at.error
    assert "PDF" in at.error[0].value


def test_the_list_of_documents_keeps_its_filters_in_the_address(page):
    at = take(page, GOOD)
    button(at, "confirm_").click().run()
    wait(at)
    at.query_params["section"] = "documents"
    at.session_state["section_chosen"] = "documents"
    at.run()
    at.selectbox(key="documents_state").select("paid").run()
    assert at.query_params["state"] == "paid"
    assert "No document fits these filters." in words(at)


def test_a_change_names_its_document_and_both_values(page):
    at = take(page, GOOD)
    button(at, "confirm_").click().run()
    wait(at)
    at.query_params.clear()
    at = take(at, GOOD.replace(b"15/06/2026;100,00", b"25/06/2026;100,00"))
    assert "Recognised: the same columns as “cartera\\.csv”" in words(at)
    table = next(one.value for one in at.dataframe if "From" in one.value.columns)
    assert table.iloc[0].to_dict() == {"Row": 2, "What": "A-1", "Field": "Due on", "From": "15 Jun 2026", "To": "25 Jun 2026"}


def test_each_column_shows_what_it_holds(page):
    at = take(page, GOOD)
    chosen = next(one for one in at.get("button_group") if one.key and one.key.startswith("tables_"))
    at.session_state[chosen.key] = "columns"
    at.run()
    table = next(one.value for one in at.dataframe if "Taken for" in one.value.columns)
    assert table.iloc[0].to_dict() == {
        "Column of the file": "factura", "Taken for": "Document number", "How surely": "Sure", "First values": "A-1 · A-2",
    }  # fmt: skip


def test_a_file_that_was_read_waits_until_it_is_confirmed_or_let_go(page):
    at = take(page, ASKED)
    at.query_params.clear()
    at.query_params["section"] = "import"
    at.run()
    assert "Has questions for you" in words(at)
    button(at, "cancel_").click().run()
    assert "Nothing of it remains" in words(at)
    assert "Has questions for you" not in words(at)


def test_the_money_afterwards_follows_the_choice_about_what_is_gone(page):
    at = take(page, GOOD)
    button(at, "confirm_").click().run()
    wait(at)
    at.query_params.clear()
    at = take(at, GOOD.rsplit(b"A-2", 1)[0])
    money = lambda: next(one.value for one in at.dataframe if "Open afterwards" in one.value.columns).iloc[0]["Open afterwards"]  # noqa: E731
    assert "150.00" in money()
    next(one for one in at.radio if one.key and one.key.startswith("gone_")).set_value("paid").run()
    assert "100.00" in money() and "50.00" not in money()


def test_another_sheet_of_the_workbook_is_one_press_away(page):
    book = openpyxl.Workbook()
    book.active.title = "Cartera"
    for row in (["Factura", "Cliente", "Vencimiento", "Valor"], ["A-1", "Ana", "2026-06-15", 100.0]):
        book.active.append(row)
    for row in (["Factura", "Fecha de pago", "Importe pagado"], ["A-1", "2026-06-25", 40.0]):
        (book["Pagos"] if "Pagos" in book.sheetnames else book.create_sheet("Pagos")).append(row)
    content = io.BytesIO()
    book.save(content)
    at = take(page, content.getvalue())
    button(at, "confirm_").click().run()
    wait(at)
    assert "Another sheet of this file looks like a table." in words(at)
    assert button(at, "other_sheet_0").label == "Import “Pagos”"
    button(at, "other_sheet_0").click().run()
    wait(at)
    assert button(at, "confirm_").label == "Import: 1 new, 0 changed"
    button(at, "confirm_").click().run()
    assert "Import 2" in words(wait(at))
    assert not [one for one in at.button if one.key and one.key.startswith("other_sheet")]


def test_customers_above_their_documents_are_an_interpretation_to_be_confirmed(page):
    at = take(page, b"factura;vencimiento;valor\nCliente: Ana;;\nA-1;15/06/2026;100,00\nTotal;;100,00\n")
    assert "Each customer is written once" in words(at)
    assert "1 total in the file was checked: it agrees." in words(at)
    table = next(one.value for one in at.dataframe if "Title" in one.value.columns)
    assert table.iloc[0].to_dict() == {"Row": 2, "Title": "Cliente: Ana", "Customer’s name": "Ana"}
    assert button(at, "confirm_").disabled
    next(one for one in at.checkbox if one.key.startswith("groups_right_")).check().run()
    assert not button(at, "confirm_").disabled
    button(at, "confirm_").click().run()
    assert "Import 1" in words(wait(at))
