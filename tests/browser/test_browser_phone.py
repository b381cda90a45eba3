"""At the phone: what a call needs comes first on a narrow screen, and after each logged contact the next customer is at the top."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
TOP = "document.querySelector('[data-testid=stMain]').scrollTop"
HEIGHT = "selector => document.querySelector(selector).getBoundingClientRect().top"


@pytest.fixture
def ada(demo_server, reader):
    """Ada at a phone, signed in."""
    found = reader(demo_server, 390)
    found.go("/")
    found.sign_in("ada@demo.example")
    return found


def test_after_a_logged_contact_the_next_customer_is_at_the_top(ada):
    ada.go("/worklist")
    called = ada.page.locator(".st-key-worklist_split h3").last.inner_text()
    outcome = ada.page.locator(".st-key-work_log").get_by_placeholder("¿Cómo terminó?")
    outcome.scroll_into_view_if_needed()
    ada.page.wait_for_timeout(500)  # scrolling closes an open list
    outcome.click()
    ada.page.get_by_role("option", name="No contestó").click()
    ada.settle()
    ada.page.evaluate(f"{TOP} = 700")
    assert ada.page.evaluate(TOP) > 300
    ada.press("Registrar", exact=False)
    ada.sees(f"{called}: Registrado.")
    ada.settle()
    assert ada.page.evaluate(TOP) == 0
    assert ada.page.locator(".st-key-worklist_split h3").last.inner_text() != called


def test_on_a_phone_numbers_and_form_come_before_documents_and_history(ada):
    ada.go("/customer?id=12")
    parts = (".st-key-reach", ".st-key-log", ".st-key-customer_split [role=tablist]", ".st-key-channels")
    tops = [ada.page.evaluate(HEIGHT, part) for part in parts]
    assert tops == sorted(tops) and len(set(tops)) == len(tops)
