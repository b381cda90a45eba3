"""The server as people start it: a process of its own, met over the network, stopped by a signal."""

from __future__ import annotations

import os
import re
import socket
import time

import httpx
import pytest

from core.server import static
from tests.browser.running import PASSWORD, Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for the stories of this file."""
    running = Server(tmp_path_factory.mktemp("live"))
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def browser(server):
    """A browser with no cookies."""
    with httpx.Client(base_url=server.url, timeout=20) as client:
        yield client


def upgrade(server, cookie="", origin=None, path="/_stcore/stream", host=None):
    """The first line that a websocket handshake gets."""
    host = host or f"127.0.0.1:{server.port}"
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Origin: {origin or server.url}",
        f"Cookie: {cookie}",
        "",
        "",
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        wire.sendall("\r\n".join(lines).encode())
        return wire.recv(200).decode("latin-1").splitlines()[0]


def test_the_story_of_the_first_visit(server, browser):
    health = browser.get("/healthz").json()
    assert health["ok"] is True
    assert health["scheduler"]["is_alive"] is True
    assert browser.get("/").headers["location"] == "/setup"

    form = {
        "code": server.code,
        "company": "Ferretería López",
        "country": "CO",
        "tone": "warm",
        "language": "es",
        "owner_name": "Ada",
        "owner_email": "ada@lopez.example",
        "password": PASSWORD,
        "action": "set_up",
    }
    assert browser.post("/setup", data=form).status_code == 303
    assert '<html lang="es">' in browser.get("/").text
    assert "<title>Recaudo</title>" in browser.get("/").text
    assert "<script>" not in browser.get("/").text

    browser.cookies.clear()
    assert browser.get("/setup").headers["location"] == "/login?next=%2Fsetup"
    assert browser.get("/").headers["location"] == "/login"
    assert browser.get("/customer?id=7").headers["location"] == "/login?next=%2Fcustomer%3Fid%3D7"

    answer = browser.post("/login", data={"email": "ada@lopez.example", "password": PASSWORD, "next": "/customer?id=7"})
    assert answer.headers["location"] == "/customer?id=7"
    page = browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert "/static/js/" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "server" not in page.headers
    assert upgrade(server, cookie="; ".join(f"{name}={value}" for name, value in browser.cookies.items())).startswith("HTTP/1.1 101")
    script = re.search(r"\./(static/js/index\.[^\"]+\.js)", page.text).group(1)
    assert browser.get("/" + script).status_code == 200
    assert "no-store" not in browser.get("/" + script).headers.get("cache-control", "")


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/media/x", "/component/x/y", "/static/js/x.js", "/exports/x"])
def test_a_stranger_gets_nothing_of_streamlit(browser, path):
    assert browser.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/auth/login", "/oauth2callback"])
def test_closed_doors_stay_closed(browser, path):
    assert browser.get(path).status_code == 404


def test_an_answer_does_not_wait_until_the_one_before_is_acknowledged(browser):
    small = min(static.files().items(), key=lambda file: os.path.getsize(file[1]))[0]

    def seconds():
        began = time.perf_counter()
        assert browser.get(small).status_code == 200
        return time.perf_counter() - began

    assert min([seconds() for _ in range(20)][10:]) < 0.03  # acknowledging is put off by 40 ms


def test_a_stranger_uploads_nothing(browser):
    assert browser.put("/_stcore/upload_file/s/f", content=b"x").status_code == 401


def test_a_stranger_and_a_foreign_page_open_no_websocket(server):
    assert upgrade(server).startswith("HTTP/1.1 403")
    assert upgrade(server, cookie="recaudo_session=" + "x" * 43).startswith("HTTP/1.1 403")
    assert upgrade(server, host="evil.example").startswith("HTTP/1.1 403")


def test_a_signal_stops_it_in_seconds_and_it_says_no_traceback(server):
    assert server.stop() < 10
    log = (server.output.parent / "data" / "logs" / "recaudo.log").read_text()
    assert "server.stopped" in log
    assert "Traceback" not in server.output.read_text()
    assert "ada@lopez.example" not in log
