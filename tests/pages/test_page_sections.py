"""Sections of a page: the address decides, and what another page left behind does not."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from core.ui.widgets import sections

    st.text(sections({"outbox": "Outbox", "doubt": "In doubt"}, label="Part"))


def opened(**asked: str) -> AppTest:
    app = AppTest.from_function(page)
    app.query_params.update(asked)
    return app


def test_the_first_section_shows_when_another_page_left_its_own_behind():
    app = opened()
    app.session_state["section_chosen"] = "company"
    assert app.run().text[0].value == "outbox"
    assert app.segmented_control[0].value == "outbox"


def test_a_link_to_a_section_opens_it_even_on_a_page_that_is_open():
    app = opened(section="outbox").run()
    app.query_params["section"] = "doubt"
    assert app.run().text[0].value == "doubt"


def test_a_chosen_section_stands_in_the_address():
    app = opened().run()
    app.segmented_control[0].set_value("doubt").run()
    assert app.text[0].value == "doubt"
    assert "doubt" in app.query_params["section"]
