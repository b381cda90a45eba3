"""Every code has a sentence."""

from core.channels.twilio_codes import sentence_of


def test_our_own_sentence_comes_first_then_twilios_then_nothing():
    assert sentence_of(21610) == "This person asked this sender not to write any more."
    assert sentence_of("20404") != ""
    assert sentence_of("99") == "" and sentence_of(None) == ""
