"""The gate: what a stranger meets at every door, what a role may carry in, and how an ended session is noticed."""

from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core.domain.access import Actor
from core.server import cookies, gate, paths
from core.server.headers import CONTENT
from core.services import accounts, sessions

from .conftest import PASSWORD, STREAM, URL, front  # isort: skip

ADA = Actor("Ada", "owner", 1, "ada@lopez.example")
PAGES = ["/", "/today", "/customers", "/customer?id=7", "/settings", "/whatever"]
PARTS = [
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/media/x.csv",
    "/component/x",
    "/static/js/index.js",
    "/app/static/x",
    "/exports/" + "x" * 43,
]
NEVER = [
    "/_stcore/metrics",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/agent/openapi.json",
    "/_stcore/script-health-check",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_who_opens_a_page_is_led_to_the_login_and_back(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert location == "/login" if path == "/" else location.startswith("/login?next=%2F")


@pytest.mark.parametrize("path", PARTS)
def test_a_stranger_gets_no_part_of_a_page(browser, path):
    assert browser.get(path).status_code == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_stranger_may_not_write_anywhere(browser, method):
    for path in (*PAGES, *PARTS):
        assert browser.request(method, path).status_code == 401


@pytest.mark.parametrize("path", ["/login/x", "/healthz/x", "/logout", "/webhooks", "/webhooks/twilio/status"])
def test_a_stranger_gets_nothing_of_streamlit_below_an_open_door(browser, path):
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


@pytest.mark.parametrize("path", NEVER)
def test_doors_that_nobody_needs_do_not_exist_for_anybody(browser, sign_in, path):
    assert browser.get(path).status_code == 404
    assert sign_in(browser, "ada").get(path).status_code == 404


@pytest.mark.parametrize("path", ["/_stcore/stream", "/login", "/healthz", "/webhooks/twilio", "/_stcore/metrics"])
def test_a_stranger_opens_no_websocket(browser, path):
    with pytest.raises(WebSocketDisconnect) as end, browser.websocket_connect("ws://127.0.0.1:8501" + path):
        pass
    assert end.value.code == gate.GONE


def test_health_answers_anybody_with_nothing_but_health(browser):
    answer = browser.get("/healthz").json()
    assert answer["ok"] is True
    assert set(answer) == {"ok", "version", "scheduler"}


def test_an_unknown_host_name_is_refused_for_everybody(browser, sign_in):
    sign_in(browser, "ada")
    for host in ("evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"):
        assert browser.get("/", headers={"host": host}).status_code == 400
    assert browser.get("/", headers={"host": "localhost:8501"}).status_code == 200


def test_the_public_name_is_known_once_it_is_configured(browser, sign_in, monkeypatch):
    monkeypatch.setenv("RECAUDO_PUBLIC_URL", "https://cobros.lopez.example")
    assert browser.get("/healthz", headers={"host": "cobros.lopez.example"}).status_code == 200


def test_a_forged_identity_is_stripped_and_the_true_one_set(browser, sign_in):
    forged = {"X-Recaudo-User": "1", "X-Recaudo-Session": "99"}
    sign_in(browser, "gus")
    answer = browser.get("/promises", headers=forged).json()
    assert answer["user"] == ["3"]
    assert len(answer["session"]) == 1 and answer["session"] != ["99"]
    with browser.websocket_connect(STREAM, headers=forged) as socket:
        assert socket.receive_json() == {"user": ["3"]}


def test_a_forged_cookie_opens_nothing(browser):
    for value in ("x", "A" * 43, "A" * 5000, "'; drop table session; --"):
        assert browser.get("/promises", headers={"cookie": f"{cookies.PLAIN}={value}"}).status_code == 303


def test_every_answer_carries_the_headers(browser, sign_in):
    answers = [browser.get(path) for path in ("/login", "/promises", "/media/x", "/_stcore/metrics", "/healthz")]
    answers.append(sign_in(browser, "ada").get("/promises"))
    for answer in answers:
        assert "strict-transport-security" not in answer.headers
    answers.append(browser.get("/", headers={"host": "evil.example"}))
    for answer in answers:
        assert answer.headers["content-security-policy"] == CONTENT
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"


def test_under_tls_the_cookie_is_bound_to_the_host_and_the_browser_told_to_stay(lopez, monkeypatch):
    monkeypatch.setenv("RECAUDO_PUBLIC_URL", "https://cobros.lopez.example")
    with TestClient(front(), base_url="https://cobros.lopez.example", follow_redirects=False) as client:
        answer = client.post("/login", data={"email": "gus@lopez.example", "password": PASSWORD})
        assert answer.headers["set-cookie"].startswith("__Host-recaudo_session=")
        assert "; Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        token = answer.headers["set-cookie"].split("=")[1].split(";")[0]
        assert client.get("/promises", headers={"cookie": f"recaudo_session={token}"}).status_code == 303


def test_an_agent_may_not_upload_and_a_manager_may(browser, sign_in):
    upload = {"url": "/_stcore/upload_file/page/file", "content": b"a,b"}
    assert sign_in(browser, "gus").put(**upload).status_code == 403
    assert sign_in(browser, "marta").put(**upload).status_code == 200


def test_a_page_holds_at_most_three_files_and_a_hundred_megabytes(lopez, sign_in):
    for held, status in (((0, 0), 200), ((3, 10), 413), ((1, gate.MOST_HELD), 413)):
        with TestClient(front(held=lambda _session, held=held: held), base_url=URL) as client:
            assert sign_in(client, "ada").put("/_stcore/upload_file/page/file", content=b"a,b").status_code == status


def test_an_upload_of_unknown_length_is_refused(browser, sign_in):
    answer = sign_in(browser, "ada").put("/_stcore/upload_file/page/file", content=iter([b"a"]))
    assert answer.status_code == 411


@pytest.mark.parametrize("happens", ["signed out", "disabled", "role changed", "ended by the owner", "password reset"])
def test_an_open_page_notices_at_its_next_message(lopez, sign_in, happens):
    with TestClient(front(farewell=b"to the login"), base_url=URL, follow_redirects=False) as client:
        sign_in(client, "gus")
        with client.websocket_connect(STREAM) as socket:
            socket.receive_json()
            socket.send_text("still here")
            assert socket.receive_text() == "still here"
            _end(lopez, client, happens)
            cookies._seen.clear()
            socket.send_text("and now")
            assert socket.receive_bytes() == b"to the login"
            with pytest.raises(WebSocketDisconnect):
                socket.receive_text()


def _end(engine, client, happens):
    if happens == "signed out":
        client.post("/logout")
    elif happens == "disabled":
        accounts.disable_user(engine, ADA, 3)
    elif happens == "role changed":
        accounts.change_role(engine, ADA, 3, "manager")
    elif happens == "password reset":
        accounts.reset_password(engine, ADA, 3, "otra frase bien larga")
    else:
        last = next(row for row in sessions.open_sessions(engine, ADA) if row["user_id"] == 3)
        sessions.end_session(engine, ADA, last["id"])


def test_what_a_page_asks_by_itself_is_told_from_what_a_person_does():
    from streamlit.proto.BackMsg_pb2 import BackMsg

    from core.ui.runtime import is_by_itself

    timer, click = BackMsg(), BackMsg()
    timer.rerun_script.is_auto_rerun = True
    click.rerun_script.query_string = "id=7"
    assert is_by_itself(timer.SerializeToString())
    assert not is_by_itself(click.SerializeToString())
    assert not is_by_itself(b"\xff\xff no message")


def test_a_button_pressed_twice_at_once_counts_once(lopez, sign_in):
    with TestClient(front(pressed=lambda message: message.decode().removeprefix("other")), base_url=URL) as client:
        sign_in(client, "ada")
        with client.websocket_connect(STREAM) as socket:
            socket.receive_json()
            for said in (b"save", b"save", b"other", b"save", b"send", b"end"):
                socket.send_bytes(said)
            assert [socket.receive_bytes() for _ in range(4)] == [b"save", b"other", b"send", b"end"]


def test_a_press_is_told_from_an_entry():
    from streamlit.proto.BackMsg_pb2 import BackMsg

    from core.ui.runtime import pressed

    press, entry = BackMsg(), BackMsg()
    press.rerun_script.page_script_hash = "page"
    press.rerun_script.widget_states.widgets.add(id="save", trigger_value=True)
    entry.rerun_script.widget_states.widgets.add(id="name", string_value="Ana")
    assert pressed(press.SerializeToString()) == "page||save"
    assert pressed(entry.SerializeToString()) == ""
    assert pressed(b"\xff\xff no message") == ""


def test_a_session_is_looked_up_again_after_a_second_at_most():
    assert cookies.FRESH <= 1.0


def test_a_flood_of_messages_is_slowed_and_not_dropped(browser, sign_in):
    with sign_in(browser, "ada").websocket_connect(STREAM) as socket:
        socket.receive_json()
        started = time.perf_counter()
        for number in range(8):
            socket.send_text(str(number))
        assert [socket.receive_text() for _ in range(8)] == [str(number) for number in range(8)]
        assert 0.5 < time.perf_counter() - started < 3


def test_an_eleventh_page_of_one_person_is_refused(lopez, sign_in, monkeypatch):
    monkeypatch.setattr(gate, "MOST_SOCKETS", 2)
    with TestClient(front(), base_url=URL) as client:
        sign_in(client, "ada")
        with client.websocket_connect(STREAM) as one, client.websocket_connect(STREAM):
            with pytest.raises(WebSocketDisconnect) as end, client.websocket_connect(STREAM):
                pass
            assert end.value.code == gate.CROWDED
            one.close()
        with client.websocket_connect(STREAM) as again:
            assert again.receive_json() == {"user": ["1"]}


def test_a_database_that_does_not_answer_is_said_in_words(browser, sign_in, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def broken(*_, **__):
        raise OperationalError("select", {}, Exception("no such table"))

    sign_in(browser, "ada")
    monkeypatch.setattr(sessions, "find", broken)
    answer = browser.get("/promises", headers={"accept-language": "en"})
    assert answer.status_code == 503
    assert answer.text.startswith("The database cannot be reached")


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "",
        None,
        "/x\r\nSet-Cookie: a=b",
        "/login?next=/",
        "/logout",
        "/exports/abc",
        "/ok\\..\\evil",
    ],
)
def test_only_a_local_page_is_a_place_to_go_on_to(wanted):
    assert paths.safe_next(wanted) == "/"


def test_a_deep_link_is_a_place_to_go_on_to():
    assert paths.safe_next("/customer?id=7&tab=promises") == "/customer?id=7&tab=promises"


def test_the_first_page_lives_at_the_root_and_its_name_leads_there(browser, sign_in):
    assert browser.get("/today?x=1").headers["location"] == "/login?next=%2Ftoday%3Fx%3D1"
    assert sign_in(browser, "gus").get("/today?x=1").headers["location"] == "/?x=1"
