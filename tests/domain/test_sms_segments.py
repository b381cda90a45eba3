"""How many segments a text takes, against Twilio's own calculator."""

import json
from pathlib import Path

import pytest

from core.domain.sms import encode_smart, fold_accents, measure

VECTORS = Path(__file__).parents[1] / "data" / "vectors"
SEGMENTS = json.loads((VECTORS / "sms_segments.json").read_text())
WRONG_WAY_ROUND = {"‹", "›"}


@pytest.mark.parametrize("case", SEGMENTS["oracle_es"], ids=lambda c: c["body"][:30] or "empty")
@pytest.mark.parametrize("mode", ["smart_off", "smart_on"])
def test_spanish_and_portuguese_texts_count_as_the_provider_counts(case, mode):
    size, expected = measure(case["body"], smart=mode == "smart_on"), case[mode]
    assert (size.encoding, size.segments) == (expected["encoding"], expected["segments"])


@pytest.mark.parametrize(
    "case", [c for c in SEGMENTS["test_vectors"] if not WRONG_WAY_ROUND & set(c["body"])], ids=lambda c: c["name"][:60]
)
def test_the_calculators_own_cases_pass(case):
    smart, expected = case.get("smartEncoding", False), case["expect"]
    size = measure(case["body"], smart=smart)
    if "encodingName" in expected:
        assert size.encoding == expected["encodingName"]
    if "segments" in expected:
        assert size.segments == expected["segments"]
    if "nonGsmCharacters" in expected:
        assert list(size.outside) == list(dict.fromkeys(expected["nonGsmCharacters"]))
    if "smartEncodedText" in expected:
        assert (encode_smart(case["body"]) if smart else case["body"]) == expected["smartEncodedText"]


def test_every_character_of_the_smart_encoding_map_is_replaced():
    table = json.loads((VECTORS / "sms_smart_encoding_map.json").read_text())["map"]
    assert {c: encode_smart(c) for c in table if c not in WRONG_WAY_ROUND} == {c: p for c, p in table.items() if c not in WRONG_WAY_ROUND}
    assert (encode_smart("‹"), encode_smart("›")) == ("<", ">")


def test_writing_without_accents_saves_two_segments_of_a_reminder():
    text = (
        "Estimada Ana: le recordamos que su factura F-001 de Ferretería López por $1,250.00 vence el 15 de marzo. "
        "Si ya pagó, ignore este aviso. Muchas gracias."
    )
    assert (measure(text).segments, measure(fold_accents(text)).segments) == (3, 1)


def test_accents_that_cost_nothing_stay():
    assert fold_accents("Señor Núñez, ¿pagó José? Müller, ação, 1º") == "Señor Nuñez, ¿pago José? Müller, açao, 1o".replace("ç", "c")


def test_a_decomposed_accent_is_composed_before_it_is_counted_as_foreign():
    assert fold_accents("pago\u0301 Pen\u0303a") == "pago Peña"


def test_what_made_a_text_expensive_is_named_once_each():
    assert measure("á é í á").outside == ("á", "í")
