"""What every test stands on: a clock that stands still, its own data folder, the loopback network only, a browser or a loud word."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import clock
from core.launch.testing import find_chromium

NOON = datetime(2026, 7, 1, 17, 0, tzinfo=UTC)  # a Wednesday; noon in Lima and Bogota
_connect = socket.socket.connect


class FrozenClock:
    """A clock that moves only when the test says so."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **span: float) -> datetime:
        """Move by a span (days=, hours=, minutes=, seconds=); gives the new moment."""
        self.moment += timedelta(**span)
        return self.moment

    def set(self, moment: datetime) -> datetime:
        """Move to an aware moment."""
        self.moment = moment.astimezone(UTC)
        return self.moment


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """The product's clock standing at NOON; `frozen.move(days=1)` moves it."""
    stopped = FrozenClock(NOON)
    monkeypatch.setattr(clock, "now", stopped)
    return stopped


@pytest.fixture(autouse=True)
def own_ground(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes what belongs to the person who runs it, and none reaches beyond this machine."""
    for name in ("RECAUDO_NOW", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path_factory.getbasetemp() / "data"))
    monkeypatch.setattr(socket.socket, "connect", connect_to_loopback)


def connect_to_loopback(self: socket.socket, address: object) -> None:
    """socket.connect that refuses every host but this one."""
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise PermissionError(f"a test wanted to reach {address[0]}")
    _connect(self, address)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with all its tables and nothing in them, made once: laying them out costs a tenth of a second."""
    from core.services import house

    folder = tmp_path_factory.mktemp("installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECAUDO_DATA", str(folder / "data"))
        patch.delenv("DATABASE_URL", raising=False)
        house.open_house().dispose()
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser. Without one the test is skipped, said loudly at the end; under CI=true it fails."""
    path = find_chromium()
    if path is None:
        stop = pytest.fail if os.environ.get("CI", "").lower() in ("true", "1") else pytest.skip
        stop("no Chromium or Chrome was found: install one or name it in CHROMIUM")
    return path


def pytest_configure(config: pytest.Config) -> None:
    """Quiet, but never without the summary line: `-q` given twice would hide it."""
    config.option.verbose = max(config.option.verbose, -1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With RECAUDO_NO_BROWSER=1, set by start.py, the tests that need a browser are skipped."""
    if os.environ.get("RECAUDO_NO_BROWSER") != "1":
        return
    for item in items:
        if needs_browser(item):
            item.add_marker(pytest.mark.skip(reason="no browser"))


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Name each test that was skipped for want of a browser, so that green never hides it."""
    result = yield
    skipped = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if "rowser" in str(report.longrepr) or "Chromium" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("BROWSER TESTS THAT DID NOT RUN", sep="!", red=True, bold=True)
        for nodeid in skipped:
            terminalreporter.write_line(nodeid)
    return result


def needs_browser(item: pytest.Item) -> bool:
    """Whether a test drives a real browser."""
    return item.get_closest_marker("browser") is not None or "chromium" in getattr(item, "fixturenames", ())
