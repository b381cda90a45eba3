"""Streamlit's own files: whoever signs in has them already, a stranger gets nothing else below their address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.server import static

SCRIPT = static.first()[0]


def test_a_stranger_gets_streamlits_scripts_as_they_are_and_keeps_them(browser):
    answer = browser.get(SCRIPT)
    assert answer.status_code == 200
    assert answer.content == Path(static.files()[SCRIPT]).read_bytes()
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "content-encoding" not in answer.headers
    assert "immutable" in answer.headers["cache-control"]
    assert "content-security-policy" in answer.headers


ELSEWHERE = ["/static/js/../../index.html", "/static/js/%2e%2e/index.html", "/static/js/x.js", "/static/js", "/static/index.html"]


@pytest.mark.parametrize("path", [*ELSEWHERE, SCRIPT + "/", SCRIPT + ".map"])
def test_nothing_else_below_that_address_is_given_to_a_stranger(browser, path):
    assert browser.get(path).status_code in (303, 401)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nobody_writes_there(browser, method):
    assert browser.request(method, SCRIPT).status_code == 401


def test_a_part_of_a_file_is_left_to_streamlit_and_nobody_is_named(browser):
    answer = browser.get(SCRIPT, headers={"range": "bytes=0-9", "x-recaudo-user": "1"})
    assert answer.json() == {"user": [], "session": []}


def test_the_sign_in_page_has_the_browser_fetch_what_the_first_page_needs(browser):
    page = browser.get("/login").text
    named = re.findall(r'<link rel="prefetch" href="([^"]+)" as="(script|style)" crossorigin>', page)
    assert tuple(address for address, _kind in named) == static.first()
    assert len(named) > 10
    assert all(browser.get(address).status_code == 200 for address, _kind in named)
    assert {kind for address, kind in named if address.endswith(".css")} == {"style"}
