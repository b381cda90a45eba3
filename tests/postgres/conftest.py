"""The fixed cast on PostgreSQL: one server for the run, a database of its own for each test, the fixtures of the services' tests on it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db import schema
from core.db.engine import open_engine
from core.db.tables import metadata
from core.services import keys
from tests.postgres.server import Missing, Server, running
from tests.services.conftest import ada, gus, house_engine, make_customer, make_invoice, marta
from tests.services.sending.conftest import sending

__all__ = ["ada", "gus", "house_engine", "make_customer", "make_invoice", "marta", "sending"]

ONLY_SQLITE = {
    "test_yesterdays_backup_is_looked_up_not_sent": "a backup that is put back is a file",
}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server with a database at the newest revision. Without one the tests are skipped; where the wheel is, CI fails."""
    try:
        with running() as server:
            server.admin("CREATE DATABASE test_0")
            engine = open_engine(server.url("test_0"))
            schema.migrate(engine)
            engine.dispose()
            yield server
    except Missing as reason:
        stop = pytest.fail if has_wheel() and os.environ.get("CI", "").lower() in ("true", "1") else pytest.skip
        stop(f"no PostgreSQL: {reason}")


def has_wheel() -> bool:
    """Whether requirements-dev names the wheel for this machine."""
    return sys.platform == "darwin" or (sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64"))


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """The address of a database of the test's own, empty but for its schema."""
    url = postgres.emptied([table.name for table in metadata.sorted_tables])
    yield url
    open_engine(url).dispose()


@pytest.fixture
def database_url(postgres_url: str, tmp_path: Path) -> str:
    """The database of the fixed cast, with the data key that its house was opened with."""
    keys.make_key(tmp_path / "data.key")
    return postgres_url


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say why, when PostgreSQL's tests did not run, so that green never hides it."""
    result = yield
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "no PostgreSQL: " in str(report.longrepr)]
    if skipped:
        terminalreporter.section(f"{len(skipped)} TESTS ON POSTGRESQL DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line(str(skipped[0].longrepr[-1]))
    return result


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What only a SQLite file can do is told by the services' tests alone."""
    here = Path(__file__).parent
    items[:] = [item for item in items if here not in item.path.parents or getattr(item, "originalname", item.name) not in ONLY_SQLITE]
