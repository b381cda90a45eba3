"""The log: one object a line, tracebacks inside it, nothing personal."""

from __future__ import annotations

import json
import logging

import pytest

from core.server import log


@pytest.fixture
def lines(tmp_path, monkeypatch):
    """Opens a log of its own; returns a function that reads its lines."""
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    kept = {
        name: (list(stream.handlers), stream.level, stream.propagate)
        for name, stream in logging.root.manager.loggerDict.items()
        if isinstance(stream, logging.Logger)
    }
    log.start_log()
    yield lambda: [json.loads(line) for line in log.log_file().read_text().splitlines()]
    for name, (handlers, level, propagate) in kept.items():
        stream = logging.getLogger(name)
        stream.handlers, stream.propagate = handlers, propagate
        stream.setLevel(level)
    logging.getLogger(log.NAME).handlers.clear()


def test_a_line_is_one_object_however_hostile_its_values(lines):
    log.logger().info("import.done", rows=3, file='a\nb"}\u2028{')
    assert [(line["event"], line["rows"], line["level"]) for line in lines()] == [("import.done", 3, "info")]


def test_what_may_hold_words_of_a_person_is_dropped(lines):
    log.logger().warning("x", email="ana@example.com", phone="+573001234567", text="debo", token="secret", customer_id=7)
    assert "ana@" not in log.log_file().read_text()
    assert "3001234567" not in log.log_file().read_text()
    assert lines()[0]["customer_id"] == 7


def test_a_failure_leaves_its_traceback_in_the_log(lines):
    try:
        raise ValueError("boom")
    except ValueError as problem:
        log.logger("pages").error("page.failed", reference="ab12", exc_info=problem)
    assert "Traceback" in lines()[0]["exception"]
    assert lines()[0]["logger"] == "recaudo.pages"


def test_other_libraries_speak_into_the_same_file(lines):
    logging.getLogger("uvicorn.error").error("socket %s", "closed")
    assert lines()[0]["event"] == "socket closed"


def test_opening_twice_writes_once(lines):
    log.start_log()
    log.logger().info("once")
    assert len(lines()) == 1
