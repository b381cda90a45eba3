"""The words of the rule packs: each sentence, code and holiday in both languages, none left over, none spelled like a program."""

from __future__ import annotations

import re
from datetime import date

import pytest

from core.services.pack_texts import holidays_of, told, word
from core.services.packs import load_pack, load_rules, pack_codes
from tests.pack_words import codes_of, sentences_of

PACKS = [load_pack(code) for code in pack_codes()]
SENTENCES = {sentence for pack in PACKS for sentence in sentences_of(pack)}
SPANISH, ENGLISH = load_rules("texts/es"), load_rules("texts/en")
YEARS = range(2026, 2031)
LIKE_A_PROGRAM = re.compile(r"[a-z]_[a-z]")
IN_ENGLISH = re.compile(r"\b(the|of|with|are|for|this|your|yet|from|have|been|no \w+ found|business days)\b")
WITHOUT_ACCENTS = re.compile(r"\b(supresion|cancelacion|eliminacao|eliminacion|Codigo|Resolucion|Organica|Proteccion|Credito)\b")


def test_every_sentence_of_every_pack_has_a_spanish_one_and_none_is_left_over():
    assert set(SPANISH["texts"]) == SENTENCES
    assert all(SPANISH["texts"].values())


def test_an_english_wording_replaces_a_sentence_that_a_pack_still_has():
    assert set(ENGLISH["texts"]) <= SENTENCES


def test_every_code_of_every_pack_has_words_in_both_languages_and_none_is_left_over():
    for kind in ("required", "forbidden", "people"):
        used = set().union(*(codes_of(pack)[kind] for pack in PACKS))
        assert set(SPANISH["words"][kind]) == set(ENGLISH["words"][kind]) == used


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_reader_meets_no_code_and_no_lost_accent(language: str):
    shown = [told(sentence, language) for sentence in SENTENCES]
    shown += [word(kind, code, language) for pack in PACKS for kind, codes in codes_of(pack).items() for code in codes]
    assert [text for text in shown if LIKE_A_PROGRAM.search(text) or WITHOUT_ACCENTS.search(text) or not text[:1].strip()] == []


def test_no_english_stays_in_a_spanish_sentence():
    assert [text for text in SPANISH["texts"].values() if IN_ENGLISH.search(text)] == []


def test_numbers_and_dates_of_a_sentence_survive_in_spanish():
    for sentence, spanish in SPANISH["texts"].items():
        wanted, kept = ({int(number) for number in re.findall(r"\b\d+\b", text)} for text in (sentence, spanish))
        assert wanted <= kept, (sentence, wanted - kept)


def test_a_sentence_that_a_firm_wrote_itself_shows_as_it_is():
    assert told("ask our lawyer first", "es") == "Ask our lawyer first"
    assert word("forbidden", "calls_on_fridays", "es") == "Calls on fridays"
    assert told(None, "es") == ""


def test_holidays_have_their_names_in_the_readers_language():
    assert (date(2026, 12, 25), "Navidad") in holidays_of("BR", 2026, "es")
    assert (date(2026, 12, 25), "Christmas Day") in holidays_of("BR", 2026, "en")
    assert (date(2026, 7, 3), "Día de la Independencia (día trasladado)") in holidays_of("US", 2026, "es")
    assert (date(2026, 4, 2), "Maundy Thursday") in holidays_of("EC", 2026, "en")
    assert holidays_of(None, 2026, "es") == []


def test_every_holiday_name_that_the_package_lacks_is_given_and_none_is_left_over():
    from core.services.packs import holidays_for

    own = {"es": {"BR", "US", "GB"}, "en": set()}
    added = {entry["name"]: entry["country"] for entry in load_rules("holidays")["override"]}
    for language, given in (("es", SPANISH["holidays"]), ("en", ENGLISH["holidays"])):
        needed = {name for name, country in added.items() if language == "en" or country in own["es"]}
        for country in own[language]:
            names = holidays_for(country, years=YEARS, language=language).days.values()
            needed |= {part.removesuffix(" (observed)") for name in names for part in name.split("; ")}
        assert set(given) == needed
