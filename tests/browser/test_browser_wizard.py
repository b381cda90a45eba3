"""The import wizard in a real browser: a bad file, a good one, and one with questions, in both languages."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from .running import PASSWORD, Server, command  # isort: skip

pytestmark = pytest.mark.browser
ADA = "ada@lopez.example"
GOOD = (
    "factura;cliente;emision;vencimiento;valor;saldo;telefono\n"
    "A-1;Ana Torres;01/05/2026;15/06/2026;100,00;100,00;999000010\n"
    "A-2;Bruno Díaz;02/05/2026;20/06/2026;50,00;50,00;999100010\n"
)
CHANGED = (
    "factura;cliente;emision;vencimiento;valor;saldo;telefono\n"
    "A-1;Ana Torres;01/05/2026;25/06/2026;100,00;40,00;999000010\n"
    "A-3;Clara Ruiz;03/05/2026;22/06/2026;80,00;80,00;999200010\n"
)
BAD = (
    "factura;cliente;vencimiento;valor;nota\n"
    "B-1;Ana Torres;15/06/2026;100,00;=1+1\n"
    "B-2;Bruno Díaz;ayer;50,00;\n"
    "B-3;Clara Ruiz;20/07/2026;mucho;@home\n"
)
ASKED = (
    "factura;cliente;emision;vencimiento;valor\n"
    "C-1;Ana Torres;01/03/2026;05/06/2026;1.250\n"
    "C-2;Bruno Díaz;02/03/2026;04/06/2026;50.000\n"
)  # fmt: skip
NAMELESS = "ref;fulano;cuando;cuanto\nD-1;Ana Torres;15/06/2026;1.250,50\nD-2;Bruno Díaz;20/06/2026;50,00\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server on a business in Peru that has just been set up."""
    folder = tmp_path_factory.mktemp("wizard")
    about = ("--company", "Ferretería López", "--country", "PE", "--currency", "PEN", "--owner", ADA, "--owner-name", "Ada")
    command(folder, "init", *about, says=PASSWORD + "\n")
    running = Server(folder)
    yield running
    running.stop()


@pytest.fixture
def ada(server, reader):
    """Ada, signed in, reading Spanish."""
    person = reader(server)
    person.go("/login")
    person.sign_in(ADA)
    speak(person, "Español")
    return person


def take_in(person, name, content):
    """Chooses a file in the wizard and waits until it was read."""
    person.go("/portfolio?section=import")
    person.page.locator(".st-key-import_file input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content if isinstance(content, bytes) else content.encode()}
    )
    expect(person.page.locator(".st-key-import_read button")).to_be_enabled()
    person.page.locator(".st-key-import_read button").click()
    person.page.locator(".st-key-import_file").wait_for(state="detached")
    person.page.locator(".st-key-import_progress").wait_for(state="detached")
    person.settle()


def confirm(person):
    """Confirms what is shown and waits for the report."""
    press(person, "confirm_")
    person.page.get_by_text(re.compile("Importado. Desde ahora|Imported. Everybody")).wait_for()


def press(person, key):
    """Presses the button under a key that ends with an id."""
    person.page.locator(f"[class*='st-key-{key}'] button").first.click()
    person.settle()


def metrics(person):
    """The figures on the page by their names, once there are any."""
    person.page.locator("[class*='st-key-confirm_'] button").wait_for()
    person.settle()
    cards = person.page.locator("[data-testid=stMetric]").all()
    return {
        card.locator("[data-testid=stMetricLabel]").inner_text(): card.locator("[data-testid=stMetricValue]").inner_text() for card in cards
    }


def speak(person, language):
    """Chooses the language of the screens."""
    person.page.get_by_text(language, exact=True).first.click()
    person.settle()


def documents(server):
    """What is owed, by customer."""
    listed = command(server.folder, "customers", "--as", ADA)["customers"]
    return {one["name"]: one["balances"] for one in listed}


def test_a_good_file_shows_what_it_would_change_and_its_undo_gives_the_former_state_back(ada, server):
    take_in(ada, "cartera.csv", GOOD)
    confirm(ada)
    before = documents(server)
    take_in(ada, "cartera.csv", CHANGED)
    ada.sees("Reconocido: las mismas columnas que «cartera.csv»")
    shown = metrics(ada)
    assert (shown["Filas nuevas"], shown["Filas cambiadas"], shown["Ya no están en el archivo"]) == ("1", "1", "1")
    ada.sees("1 documento con saldo ya no está en el archivo")
    confirm(ada)
    ada.sees("¿Y ahora?")
    assert documents(server) != before
    press(ada, "undo_open")
    ada.page.get_by_role("dialog").get_by_role("button", name="Deshacerla").click()
    ada.settle()
    ada.sees("todo está como antes")
    assert documents(server) == before


@pytest.mark.parametrize("language", ["Español", "English"])
def test_rejected_rows_are_downloaded_mended_and_imported_alone(ada, server, language):
    speak(ada, language)
    mark = language[:2].upper()
    take_in(ada, "mala.csv", BAD.replace("B-", f"{mark}-"))
    expect(ada.page.get_by_text(re.compile("2 filas no pueden entrar|2 rows cannot come in"))).to_be_visible()
    press(ada, "rejects_")
    address = ada.page.get_by_role("link", name=re.compile("Descargarlo|Download it")).get_attribute("href")
    rows = list(csv.reader(io.StringIO(ada.page.request.get(ada.url + address).body().decode("utf-8-sig"))))
    assert rows[0][:5] == ["factura", "cliente", "vencimiento", "valor", "nota"]
    assert [(row[0], bool(row[5])) for row in rows[1:]] == [(f"{mark}-2", True), (f"{mark}-3", True)]
    assert rows[2][4] == "'@home"
    confirm(ada)
    rows[1][2], rows[2][3] = "20/06/2026", "75,00"
    mended = io.StringIO()
    csv.writer(mended, quoting=csv.QUOTE_ALL).writerows(rows)
    take_in(ada, "corregidas.csv", mended.getvalue())
    ada.sees("Son filas que antes se rechazaron" if language == "Español" else "These are rows that were rejected before")
    assert list(metrics(ada).values())[:5] == ["2", "0", "0", "0", "0"]
    confirm(ada)
    ada.sees("¿Y ahora?" if language == "Español" else "And now?")


def test_questions_are_asked_with_their_meaning_and_can_be_left(ada, server):
    before = documents(server)
    take_in(ada, "dudosa.csv", ASKED)
    ada.sees("Día/mes/año: 01/03/2026 es 1 de marzo de 2026")
    ada.sees("Punto: 1,234.56: 1.250 es 1.25")
    ada.go("/customers")  # she leaves the page, and comes back
    ada.go("/portfolio?section=import")
    ada.sees("Tiene preguntas para usted")
    press(ada, "go_on_")
    press(ada, "cancel_")
    ada.sees("La importación se canceló. No quedó nada de ella.")
    assert ada.page.locator("[class*='st-key-go_on_']").count() == 0
    assert documents(server) == before
    assert not [entry for entry in (server.folder / "data" / "imports").iterdir() if entry.suffix == ".upload"]


@pytest.mark.parametrize(("language", "amount", "order", "sign"), [
    ("Español", "valor", "Día/mes/año", "Coma"), ("English", "importe", "Day/month/year", "Comma"),
])  # fmt: skip
def test_a_file_with_questions_comes_in_once_they_are_answered(ada, language, amount, order, sign):
    speak(ada, language)
    take_in(ada, "dudosa.csv", ASKED.replace("C-", f"Q{language[:2]}-").replace("valor", amount))
    ada.page.get_by_text(re.compile(f"^{order}: ")).click()
    ada.page.get_by_text(re.compile(f"^{sign}: ")).last.click()
    ada.press("Responder y seguir" if language == "Español" else "Answer and go on")
    assert next(iter(metrics(ada).values())) == "2"
    confirm(ada)


def test_columns_without_known_names_are_chosen_by_their_content(ada, server):
    take_in(ada, "rara.csv", NAMELESS)
    ada.page.get_by_text("Fila 1: ref · fulano · cuando · cuanto").click()
    ada.page.get_by_text("Cartera: documentos por cobrar").click()
    ada.press("Responder y seguir")
    ada.page.locator(".st-key-import_progress").wait_for(state="detached")
    ada.sees("¿Qué columna contiene esto? ")
    for field, option in (("invoice", "ref · D-1"), ("customer", "fulano · Ana"), ("due_on", "cuando · 15"), ("amount", "cuanto · 1.250")):
        place = ada.page.locator(f"[class*='_column_{field}'] input").first
        if place.count():
            place.click()
            ada.page.get_by_role("option", name=option).first.click()
    ada.press("Responder y seguir")
    assert metrics(ada)["Filas nuevas"] == "2"
    press(ada, "cancel_")
