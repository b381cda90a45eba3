"""Plays run beside the page: begun once under a key, watched, cancelled, and their failures told in a sentence."""

from __future__ import annotations

import threading

import pytest

from core.domain.access import Actor
from core.domain.errors import Forbidden, Refusal
from core.services import plays

MARTA = Actor("Marta", "manager", 2)


def test_a_play_is_begun_once_and_its_result_kept_for_a_while():
    begun = []

    def work(tell):
        begun.append(1)
        tell(0.5)
        return "played"

    first = plays.start(MARTA, "once", work, fresh_for=60)
    assert first.wait(5) and first.result == "played" and first.share == 0.5
    assert plays.start(MARTA, "once", work, fresh_for=60) is first and begun == [1]
    again = plays.start(MARTA, "once", work, fresh_for=0)
    assert again.wait(5) and again is not first


def test_a_play_is_cancelled_and_forgotten():
    going = threading.Event()

    def work(tell):
        going.wait(5)
        tell(0.1)

    play = plays.start(MARTA, "long", work, fresh_for=60)
    plays.stop(MARTA, "long")
    going.set()
    assert play.wait(5) and play.result is None
    assert plays.start(MARTA, "long", lambda tell: 1, fresh_for=60) is not play


def test_what_goes_wrong_is_a_sentence_and_may_be_tried_again():
    def refused(tell):
        raise Refusal("no", "No.")

    def broken(tell):
        raise ZeroDivisionError

    for key, work, code in (("refused", refused, "no"), ("broken", broken, "play_failed")):
        play = plays.start(MARTA, key, work, fresh_for=60)
        assert play.wait(5) and play.problem.code == code
        assert plays.start(MARTA, key, lambda tell: 1, fresh_for=60) is not play
    with pytest.raises(Forbidden):
        plays.start(Actor("Nobody", "stranger"), "none", refused, fresh_for=60)
