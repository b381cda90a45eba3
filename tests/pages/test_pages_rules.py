"""The country packs on screen: a lawyer reads every one of them in either language, and meets no code."""

from __future__ import annotations

import re

import pytest

from core.services import packs
from core.services.pack_texts import told, word
from tests.pack_words import codes_of, sentences_of

from .page_text import english_left, texts  # isort: skip

LIKE_A_PROGRAM = re.compile(r"\b[a-z]+\\?_[a-z]+")
ADDRESS = re.compile(r"http\S+")


def chosen(app, code):
    return app.selectbox(key="pack").set_value(code).run()


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_pack_can_be_read(new_house, visit, language):
    app = visit(new_house, "owner", language).open("compliance")
    for code in packs.pack_codes():
        page = chosen(app, code)
        assert not page.exception, code
        shown = {ADDRESS.sub("", text) for text in texts(page)}
        assert [text for text in shown if LIKE_A_PROGRAM.search(text)] == [], code
        if language == "es":
            assert english_left(shown, {"English"}) == [], code


@pytest.mark.parametrize("code", ["co", "mx", "br", "strictest"])
def test_everything_that_a_pack_says_stands_on_the_page(new_house, visit, code):
    page = "\n".join(texts(chosen(visit(new_house, "owner").open("compliance"), code))).replace("\\", "")
    pack = packs.load_pack(code)
    hidden = {rule.source.note for rule in pack.platform if rule.countries and pack.country not in rule.countries}
    hidden |= {rule.source.law for rule in pack.platform if rule.source.note in hidden}
    if pack.document.get("exemptions"):
        hidden.add(pack.document["answers"]["note"])  # it only points to them
    hidden |= {part["name"] for part in pack.document.get("subdivisions", {}).values()}  # shown as the region's own name
    sentences = [told(sentence, "es").removesuffix(".") for sentence in sentences_of(pack) if sentence not in hidden]
    words = [word(kind, one, "es") for kind, codes in codes_of(pack).items() for one in codes]
    assert [text for text in [*sentences, *words] if text not in page] == []


def test_the_holidays_of_the_year_are_listed(new_house, visit):
    page = texts(visit(new_house, "owner").open("compliance"))
    assert {"Feriados de 2026", "28/07/2026", "Día de la Independencia"} <= page
