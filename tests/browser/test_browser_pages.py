"""Every page opened by its address in a real browser, wide and narrow: it opens, nothing sticks out, and its buttons count once."""

from __future__ import annotations

import pytest

from core.ui.places import SCREENS, file_of

from .running import command  # isort: skip

pytestmark = pytest.mark.browser
NAMES = [screen.name for screens in SCREENS.values() for screen in screens if file_of(screen.name).is_file()]
ADDRESS = {"customer": "/customer?id=1", "compliance": "/compliance?section=rules", "settings": "/settings?section=scheduler"}
FAULTS = '[data-testid="stException"], [role=dialog], [data-testid="stAlertContentError"]'


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_opens_by_its_address_and_fits(demo_server, reader, width):
    ada, faults = reader(demo_server, width), []
    ada.go("/")
    ada.sign_in("ada@demo.example")
    for name in NAMES:
        ada.go(ADDRESS.get(name, f"/{name}"))
        page = ada.page
        faults += [f"{name}: {fault.inner_text()}" for fault in page.locator(FAULTS).all()]
        if page.get_by_role("heading", level=1).count() == 0:
            faults.append(f"{name}: no title")
        wide = page.evaluate(
            "() => Math.max(...[document.body, ...document.querySelectorAll('[data-testid=stMain]')]"
            ".map(part => part.scrollWidth - part.clientWidth))"
        )
        if wide > 1:
            faults.append(f"{name}: sticks out by {wide} px")
    assert not faults


@pytest.fixture
def ada(demo_server, reader):
    """Ada, signed in."""
    made = reader(demo_server)
    made.go("/")
    made.sign_in("ada@demo.example")
    return made


def rows(server, *words):
    """How many rows the command line lists."""
    return len(next(value for value in command(server.folder, *words, "--as", "ada@demo.example").values() if isinstance(value, list)))


def test_a_promise_pressed_twice_is_logged_once(demo_server, ada):
    before = rows(demo_server, "promises", "list")
    ada.go("/customer?id=1")
    ada.page.locator(".st-key-log").get_by_placeholder("¿Cómo terminó?").click()
    ada.page.get_by_role("option", name="Atendió, prometió pagar").click()
    ada.settle()
    ada.page.get_by_role("button", name="Registrar la promesa").dblclick(delay=40)
    ada.settle()
    ada.sees("Promesa registrada")
    assert rows(demo_server, "promises", "list") == before + 1


def test_a_campaign_pressed_twice_is_made_once(demo_server, ada):
    before = rows(demo_server, "campaigns", "list")
    ada.go("/campaigns")
    ada.page.locator(".st-key-new_campaign button").click()
    ada.page.locator(".st-key-campaign_name input").fill("Dos veces")
    ada.page.locator(".st-key-campaign_name input").press("Tab")
    ada.settle()
    ada.page.get_by_role("button", name="Crear el borrador").dblclick(delay=40)
    ada.sees("Todas las campañas")
    ada.settle()
    assert rows(demo_server, "campaigns", "list") == before + 1


def test_a_template_pressed_twice_is_written_once(demo_server, ada):
    before = rows(demo_server, "templates", "list")
    ada.go("/templates?new=1")
    ada.page.locator(".st-key-new_body textarea").fill("{{ greeting }}. {{ company_name }}. {{ stop_words }}")
    ada.page.locator(".st-key-new_body textarea").press("Tab")
    ada.sees("Hola, Ana")  # the preview: the text has reached the server, and no rerun is under way
    ada.settle()
    ada.page.get_by_role("button", name="Guardar como borrador").dblclick(delay=40)
    ada.sees("Enviar a aprobación")
    ada.settle()
    assert rows(demo_server, "templates", "list") == before + 1


def test_a_section_asked_for_by_address_opens_and_another_page_keeps_its_own(ada):
    ada.go("/compliance?section=audit")
    ada.sees("Verificar toda la bitácora")
    ada.page.get_by_role("link", name="Ajustes").click()
    ada.settle()
    ada.sees("Nombre de la empresa")
    assert ada.page.locator(FAULTS).count() == 0
