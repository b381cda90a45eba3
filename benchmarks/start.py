"""How long it takes from the command to the first page, beside an empty Streamlit app in turn: python -m benchmarks.start [rounds].

Each round starts three servers one after the other and opens the page in a headless Chromium that is running already (its path in
CHROMIUM, else the one on the PATH): the empty app; ours for a browser that is signed in, which takes the same steps; and ours for one that
is not, where an address and a password are asked for first and filled in as fast as a program can. Told are wall seconds (medians), the
processor seconds of the server until its first page stood, and their ratios. Goal: at most 1.3 x the empty app.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "una clave larga 77"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
HEADING = "[data-testid=stMain] h1"
Round = tuple[float, float, float]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answer(url: str) -> bytes:
    """What an address answers, as soon as it does."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=1) as told:
                return bytes(told.read())
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"{url} does not answer")


@contextmanager
def running(folder: Path, health: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server that answers: its process and address."""
    address = f"http://127.0.0.1:{free_port()}"
    settings = {"STREAMLIT_SERVER_PORT": address.rpartition(":")[2], "STREAMLIT_SERVER_HEADLESS": "true",
                "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}  # fmt: skip
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    server = subprocess.Popen(command, cwd=folder, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        answer(f"{address}{health}")
        yield server, address
    finally:
        server.kill()
        server.wait()


def sign_in(page: Any) -> None:
    """Fill the sign-in page in."""
    page.fill("input[name=email]", "ada@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")


def once(person: Any, folder: Path, health: str, shown: str, *, signs_in: bool = False) -> Round:
    """One start: wall seconds to the first answer and to the first page, and the processor seconds spent by then."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with running(folder, health) as (_server, address):
        healthy = time.monotonic() - started
        page = person.new_page()
        page.goto(address, wait_until="commit")
        if signs_in:
            sign_in(page)
        page.wait_for_selector(shown, timeout=60_000)
        first = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return healthy, first, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def newcomer(browser: Any, cookies: Sequence[Any] = ()) -> Iterator[Any]:
    """A person's browser that has kept nothing but some cookies."""
    person = browser.new_context()
    person.add_cookies(list(cookies))
    yield person
    person.close()


def build(folder: Path) -> None:
    """A business with one owner."""
    os.environ["RECAUDO_DATA"] = str(folder / "data")
    from core.services import house, setup

    setup.set_up(house.open_house(), name="Ejemplo", country="PE", owner_name="Ada", owner_email="ada@example.com", password=PASSWORD)
    (folder / "empty").mkdir()
    (folder / "empty" / "app.py").write_text('import streamlit as st\nst.write("hello")\n')


def main(rounds: int) -> None:
    """Build, start both in turn, print."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        build(folder)
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS)
        taken: dict[str, list[Round]] = {"empty app": [], "signed in before": [], "sign-in included": []}
        for _round in range(rounds):
            with newcomer(browser) as person:
                taken["empty app"].append(once(person, folder / "empty", "/_stcore/health", "text=hello"))
            with newcomer(browser) as person:
                taken["sign-in included"].append(once(person, ROOT, "/healthz", HEADING, signs_in=True))
                known = person.cookies()
            with newcomer(browser, known) as person:
                taken["signed in before"].append(once(person, ROOT, "/healthz", HEADING))
        for place, what in enumerate(("first answer", "first page", "processor seconds of the server by then")):
            medians = {name: statistics.median(run[place] for run in runs) for name, runs in taken.items()}
            told = ", ".join(f"{name} {seconds:.2f} s ({seconds / medians['empty app']:.2f} x)" for name, seconds in medians.items())
            print(f"{what}: {told}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
