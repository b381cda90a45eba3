"""Circumstances on the customer's page: noted by an agent, seen by everybody, ended by a manager."""

from __future__ import annotations

from core.db.tables import Customer

from .page_text import texts  # isort: skip


def test_an_agent_notes_an_illness_and_only_a_manager_lets_contact_go_on(demo_house, visit, first):
    number = first(demo_house, Customer).id
    app = visit(demo_house, "agent").open("customer", id=number)
    app.text_input(key="circumstance_words").set_value("operación")
    app.button(key="circumstance_go").click().run()
    assert not app.exception and any("Enfermedad" in warning.value and "operación" in warning.value for warning in app.warning)
    assert first(demo_house, Customer, Customer.id == number).vulnerable_since is not None
    manager = visit(demo_house, "manager")
    assert "Enfermedad" in str(manager.open("compliance", section="care").dataframe[0].value)
    app = manager.open("customer", id=number)
    reason = next(area for area in app.text_area if area.key.startswith("circumstance_why"))
    reason.set_value("ya está en casa").run()
    next(button for button in app.button if button.key.startswith("circumstance_end")).click().run()
    assert not app.exception and not any("Enfermedad" in warning.value for warning in app.warning)
    assert any("ya está en casa" in text for text in texts(app))
