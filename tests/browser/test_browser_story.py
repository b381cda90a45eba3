"""The whole story once, in Spanish and in a real browser: set up, import, approve, write, call, promise, get paid, and prove it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .running import PASSWORD, WEEK_LATER, Server, command  # isort: skip

pytestmark = pytest.mark.browser
ADA = "ada@lopez.example"
PORTFOLIO = (
    "cliente;documento;emision;vencimiento;importe;saldo;telefono;correo\n"
    "Ana Torres;F001-1;01/05/2026;11/06/2026;1.250,50;1.250,50;999000010;ana0010@example.com\n"
    "Bruno Díaz;F001-2;02/05/2026;16/06/2026;800,00;800,00;999100010;bruno0010@example.com\n"
    "Clara Ruiz;F001-3;15/06/2026;25/07/2026;300,00;300,00;999200010;clara0010@example.com\n"
)
PAYMENTS = "documento;fecha de pago;monto pagado;referencia\nF001-2;03/07/2026;800,00;OP-77\n"
NOT_A_TABLE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


@pytest.fixture
def server(tmp_path):
    """A server on a machine where nobody has set anything up."""
    running = Server(tmp_path)
    yield running
    running.stop()


def test_the_whole_story_of_a_business_that_gets_paid(server, reader):
    ada = reader(server)
    the_first_visit_makes_the_owner(ada, server)
    a_picture_is_refused_with_a_sentence(ada)
    the_portfolio_comes_in(ada)
    the_segment_shows_who_and_why(ada)
    the_shipped_words_are_approved(ada)
    a_campaign_is_built_rehearsed_and_launched(ada)
    the_messages_go_out_and_arrive(ada, server)
    a_call_is_logged_with_its_promise(ada)
    a_week_later_a_payment_has_kept_the_promise(ada, server)
    the_figures_and_the_trail_say_so(ada)
    english_is_one_click_away(ada)
    who_signs_out_is_out(ada)


def the_first_visit_makes_the_owner(ada, server):
    page = ada.page
    page.goto(server.url + "/customers")
    expect(page).to_have_url(server.url + "/setup")
    page.locator("#code").fill(server.code)
    page.locator("#company").fill("Ferretería López")
    page.locator("#country").select_option("PE")
    page.locator("#owner_name").fill("Ada")
    page.locator("#owner_email").fill(ADA)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Configurar y abrir").click()
    ada.settle()
    ada.sees("Todavía no hay clientes")


def take_in(ada, name, content, kind=None):
    """Chooses a file in the import wizard and waits until it was read."""
    page = ada.page
    ada.go("/portfolio?section=import")
    page.locator(".st-key-import_file input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content if isinstance(content, bytes) else content.encode()}
    )
    expect(page.locator(".st-key-import_read button")).to_be_enabled()
    if kind:
        choose(ada, "import_kind", kind)
    ada.press("Leer el archivo")


def choose(ada, key, label):
    """Chooses one entry of a select box by its words."""
    page = ada.page
    page.locator(f".st-key-{key} input").click()
    page.get_by_role("option", name=label).first.click()
    ada.settle()


def a_picture_is_refused_with_a_sentence(ada):
    take_in(ada, "cartera.csv", NOT_A_TABLE)
    expect(ada.page.get_by_role("alert").first).to_be_visible()
    ada.go("/customers")
    ada.sees("Todavía no hay clientes")


def the_portfolio_comes_in(ada):
    take_in(ada, "cartera.csv", PORTFOLIO)
    ada.sees("Cómo se entendió el archivo")
    ada.press("Importar: 3 nuevos, 0 cambiados")
    ada.sees("Deshacer")


def the_segment_shows_who_and_why(ada):
    ada.go("/segments?id=3")
    ada.sees("PEN 2,050.50")


def the_shipped_words_are_approved(ada):
    ada.go("/templates")
    ada.press("Enviarlos a aprobación")
    ada.press("Aprobar las que puedo")
    ada.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Aprobar 2")).click()
    ada.settle()
    expect(ada.page.get_by_text("esperan aprobación")).to_have_count(0)


def a_campaign_is_built_rehearsed_and_launched(ada):
    page = ada.page
    ada.go("/segments?id=3")
    ada.press("Iniciar una campaña")
    page.locator(".st-key-campaign_name input").fill("Recordatorio de julio")
    page.locator(".st-key-campaign_name input").press("Tab")
    expect(page.locator(".st-key-campaign_segment_3 input")).to_have_value("Recién vencido (2)")
    ada.press("Crear el borrador")
    page.locator(".st-key-step_add button").click()
    expect(page.locator(".st-key-step_words_0_sms_es input")).to_have_value("Recién vencido")  # its approved words chose the channel
    ada.press("Guardar el paso")
    ada.sees("Así lo leerían")
    ada.press("Lanzar…")
    page.get_by_role("dialog").locator(".st-key-launch_go button").click()
    ada.settle()
    ada.sees("En curso")


def the_messages_go_out_and_arrive(ada, server):
    ada.go("/settings?section=scheduler")
    for job in ("Planear campañas", "Enviar", "Leer estados y respuestas"):
        choose(ada, "job", job)
        ada.press("Ejecutar ahora")
    for _patience in range(15):  # the simulator lets a message arrive after three seconds; the scheduler may hold the job meanwhile
        messages = command(server.folder, "messages", "list", "--as", ADA)["messages"]
        if all(message["state"] == "delivered" for message in messages):
            break
        ada.page.wait_for_timeout(2_000)
        ada.press("Ejecutar ahora")
    assert [(message["state"], message["is_simulated"]) for message in messages] == [("delivered", True)] * 2
    ada.go("/messages")
    ada.sees("Enviados 2")


def a_call_is_logged_with_its_promise(ada):
    page = ada.page
    ada.go("/customers?q=Bruno")
    ada.go("/customer?id=2")
    ada.sees("Bruno Díaz")
    log = page.locator(".st-key-log")
    log.get_by_placeholder("¿Cómo terminó?").click()
    page.get_by_role("option", name="Atendió, prometió pagar").click()
    ada.settle()
    ada.press("Registrar la promesa", exact=False)  # its shortcut is part of its name
    ada.sees("Promesa registrada: PEN 800.00 para el 04/07/2026")


def a_week_later_a_payment_has_kept_the_promise(ada, server):
    ada.page.goto("about:blank")
    server.stop()
    server.start(WEEK_LATER)
    ada.go("/portfolio")
    ada.sign_in(ADA)  # her session was idle for a week
    take_in(ada, "pagos.csv", PAYMENTS, kind="Pagos")
    ada.sees("¿Qué va primero en las fechas, el día o el mes? Por ejemplo: 03/07/2026")
    ada.page.get_by_text(re.compile("^Día/mes/año: ")).click()
    ada.press("Responder y seguir")
    ada.press("Importar: 1 nuevo, 0 cambiados")
    ada.sees("Deshacer")
    ada.go("/promises")
    ada.sees("1 de 1 promesa")
    ada.sees("100.0%")


def the_figures_and_the_trail_say_so(ada):
    ada.go("/insights")
    ada.sees("Indicadores")
    ada.go("/compliance?section=audit")
    ada.press("Verificar toda la bitácora")
    ada.sees("completa")


def english_is_one_click_away(ada):
    ada.page.get_by_text("English").click()
    ada.settle()
    ada.sees("Audit trail")
    ada.page.get_by_text("Español").click()
    ada.settle()
    ada.sees("Bitácora")


def who_signs_out_is_out(ada):
    page = ada.page
    page.get_by_role("button", name="Cerrar sesión").click()
    expect(page).to_have_url(re.compile("/login"))
    page.goto(ada.url + "/customer?id=2")
    expect(page).to_have_url(re.compile(r"/login\?next="))
    assert "Bruno" not in page.content()
    ada.sign_in(ADA)
    ada.sees("Bruno Díaz")
