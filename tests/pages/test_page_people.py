"""Settings → People: whoever is added begins with the fewest rights, and the form begins anew."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.domain.access import AGENT, Actor
from core.services import accounts

ADA = Actor("Ada", "owner", 1)


def add(app, name, email, password):
    said = {"Nombre": name, "Correo electrónico": email, "Primera contraseña (12 caracteres o más)": password}
    for field in app.text_input:
        if field.label in said:
            field.set_value(said[field.label])
    next(one for one in app.button if one.label == "Agregar").click().run()
    return {field.label: field.value for field in app.text_input if field.label in said}


def test_a_new_person_is_an_agent_unless_chosen_otherwise(new_house, visit):
    app = visit(new_house, "owner").open("settings", section="people")
    left = add(app, "Gus", "gus2@losandes.example", "cuatro perros rojos")
    assert [one.role for one in accounts.people(new_house, ADA) if one.name == "Gus" and "gus2" in one.email] == [AGENT]
    assert not any(left.values())


def test_a_refused_form_keeps_its_words_and_tells_the_address_as_it_is_written(new_house, visit):
    app = visit(new_house, "owner").open("settings", section="people")
    assert add(app, "Gus", "gus2@losandes.example", "corta")["Nombre"] == "Gus"
    assert app.error


def _refused() -> None:
    from core.domain.errors import Refusal
    from core.ui.widgets import refusing

    with refusing():
        raise Refusal("odd", "Odd: {name}", name="**Ana** ana@example.com")


def test_what_people_wrote_is_no_markdown_in_a_refusal():
    app = AppTest.from_function(_refused).run()
    assert app.error[0].value.replace("\u2060", "") == r"Odd: \*\*Ana\*\* ana@example\.com"
