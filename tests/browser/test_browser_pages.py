"""Every page opened by its address in a real browser, wide and narrow: it opens, nothing sticks out, and its buttons count once."""

from __future__ import annotations

import pytest

from core.ui.places import SCREENS, file_of

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
        wide = page.evaluate("() => Math.max(...[document.body, ...document.querySelectorAll('[data-testid=stMain]')]"
                             ".map(part => part.scrollWidth - part.clientWidth))")
        if wide > 1:
            faults.append(f"{name}: sticks out by {wide} px")
    assert not faults
