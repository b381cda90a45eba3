"""Why a provider refused, in the reader's language, whatever its code."""

from __future__ import annotations

import pytest

from core.channels.twilio_codes import sentence_of
from core.domain.outcomes import CODES
from core.services import reasons
from core.services.provider_words import WORDS
from core.text import translate


@pytest.mark.parametrize("code", [*CODES, *WORDS])
def test_every_code_with_words_has_them_in_spanish(code):
    english = CODES[code][1] if code in CODES else WORDS[code]
    told = reasons.tell(f"code.{code}", "es")
    assert translate(english, "es") in told and english not in told


@pytest.mark.parametrize("code", ["30136", "21100", "999999"])
def test_a_code_that_nobody_put_in_words_is_named_in_spanish_without_english(code):
    told = reasons.tell(f"code.{code}", "es")
    assert told == f"El proveedor lo rechazó con el código {code}."


def test_a_reader_of_english_gets_twilio_s_own_words_for_the_rest():
    assert sentence_of("21100") and reasons.tell("code.21100", "en").endswith(sentence_of("21100"))


def test_a_refused_mail_shows_no_name_of_ours():
    for lang in ("es", "en"):
        assert "mail." not in reasons.tell("code.mail.unknown", lang) + reasons.tell("code.mail.strange", lang)
