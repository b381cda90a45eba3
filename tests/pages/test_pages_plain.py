"""Foreign text in labels: no markdown, no hidden marks, no links."""

from __future__ import annotations

import pytest

from core.ui.widgets.plain import plain

AWAY = "\u2060"


@pytest.mark.parametrize("text", ["http://evil.example", "HTTPS://evil.example", "www.evil.example", "ana@evil.example"])
def test_an_address_in_a_name_is_no_link(text):
    shown = plain(text)
    assert AWAY in shown
    assert shown.replace(AWAY, "").replace("\\", "") == text


@pytest.mark.parametrize("text", [":material/home:", ":smile:", ":streamlit:", "x :+1: y"])
def test_a_name_between_colons_is_no_icon(text):
    shown = plain(text)
    assert AWAY in shown
    assert shown.replace(AWAY, "").replace("\\", "") == text


def test_an_hour_stays_as_it_is():
    assert plain("a las 10:30") == r"a las 10\:30"


def test_markdown_and_hidden_marks_do_nothing():
    assert plain("**Ana** [x](y)\u202e\u200b\n<b>") == r"\*\*Ana\*\* \[x\]\(y\) \<b\>"


def test_a_long_name_is_cut():
    assert plain("a" * 300, 10) == "a" * 9 + "…"
