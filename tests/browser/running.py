"""The product as people run it: a server process on a free port with its own data folder, and the command line beside it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "tres gatos verdes"
MORNING = "2026-07-01T15:00:00Z"  # a Wednesday, ten o'clock in Lima: contact hours are open
WEEK_LATER = "2026-07-08T15:00:00Z"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process that works on the house in `folder`, on the morning of the rehearsal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TWILIO_", "SMTP_", "IMAP_", "DATABASE_"))}
    return {**kept, "RECAUDO_DATA": str(folder / "data"), "RECAUDO_NOW": MORNING, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", **more}


def command(folder: Path, *words: str, says: str = "") -> dict[str, object]:
    """Runs `python -m core WORDS --json` on the house in `folder`; gives its answer."""
    done = subprocess.run([sys.executable, "-m", "core", *words, "--json"], cwd=ROOT, env=environment(folder), input=says,
                          capture_output=True, text=True, encoding="utf-8", check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Server:
    """A running server on a free port, with what it has said so far."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.url, self.output = folder, f"http://127.0.0.1:{self.port}", folder / "output.txt"
        self.start(MORNING)

    def start(self, now: str) -> None:
        """Starts it at an instant, on the same port and data as before."""
        self.process = subprocess.Popen([sys.executable, "-m", "streamlit", "run", "app.py"], cwd=ROOT, stderr=subprocess.STDOUT,
                                        env=environment(self.folder, STREAMLIT_SERVER_PORT=str(self.port), RECAUDO_NOW=now),
                                        stdout=self.output.open("w", encoding="utf-8"))  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if httpx.get(self.url + "/healthz", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        pytest.fail("the server did not start:\n" + self.output.read_text(encoding="utf-8"))

    @property
    def code(self) -> str:
        """The one-time code of the first visit, as the console shows it."""
        return re.search(r"\d{4}-\d{4}-\d{4}", self.output.read_text(encoding="utf-8")).group()

    @property
    def log(self) -> str:
        """The log file so far."""
        return (self.folder / "data" / "logs" / "recaudo.log").read_text(encoding="utf-8")

    def stop(self) -> float:
        """Stops it as Ctrl-C or the system would; gives the seconds that it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        return time.monotonic() - started
