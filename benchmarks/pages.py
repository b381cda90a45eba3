"""What it takes to go from one page to another, beside a plain Streamlit page in turn: python -m benchmarks.pages [customers] [rounds].

It makes its own database (five invoices a customer, a message to each of them), starts the server and an app of two plain pages, and goes
by the menu from Today to each page and back in a headless Chromium, with sending paused. Told are the milliseconds from the click until the
page stands still (medians) and those of the server's processor, both above the plain page's, and the kB that come over the line.
Processor time is read from /proc, so this is for Linux. Goals at 1,000,000 invoices: a plain page + 60 ms, 300 kB.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import insights, planning
from benchmarks.memory import STILL
from benchmarks.start import FLAGS, PASSWORD, ROOT, running, sign_in

PLAIN = """import streamlit as st
def one():
    st.title("One")
    st.write("hello")
def two():
    st.title("Two")
    st.write("hello")
st.navigation([st.Page(one, url_path="one", default=True), st.Page(two, url_path="two")]).run()
"""
HEADING = "[data-testid=stMain] h1"
MENU = "[data-testid=stSidebarNav]"
WARM = 8  # seconds: what is warmed up behind the first page has been
Step = tuple[float, float, int]


class Line:
    """Counts what the browser receives."""

    def __init__(self, page: Any) -> None:
        self.received = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def _take(self, payload: str | bytes) -> None:
        self.received += len(payload)


def spent(number: int) -> float:
    """Milliseconds of processor time that a process has used."""
    user, system = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


class Walker:
    """Goes from page to page of one server by its menu."""

    def __init__(self, browser: Any, server: int, address: str) -> None:
        self.page, self.server = browser.new_page(), server
        self.line = Line(self.page)
        self.page.goto(address)

    def settle(self) -> None:
        """Wait until the page stands still."""
        self.page.wait_for_selector(HEADING, timeout=60_000)
        self.page.wait_for_selector(STILL)

    def switch(self, place: str) -> Step:
        """From a click in the menu until the page stands still: milliseconds, those of the processor, bytes."""
        before, self.line.received, used = self.page.inner_text(HEADING), 0, spent(self.server)
        link = self.page.locator(f"{MENU} a[href$='/{place}']") if place else self.page.locator(f"{MENU} a").first
        started = time.monotonic()
        link.click()
        is_other = "([selector, text]) => ![undefined, text].includes(document.querySelector(selector)?.innerText)"
        self.page.wait_for_function(is_other, arg=[HEADING, before])
        self.page.wait_for_selector(STILL)
        return (time.monotonic() - started) * 1000, spent(self.server) - used, self.line.received


def build(folder: Path, people: int) -> None:
    """A business with a portfolio and a message to everybody, and an app of two plain pages."""
    os.environ.update(RECAUDO_DATA=f"{folder}/data", RECAUDO_NOW="2026-11-21T18:00:00Z")
    from core.domain.access import SCHEDULER, Actor
    from core.services import house, profiles, sending, setup
    from core.services import planning as plans

    engine = house.open_house()
    setup.set_up(engine, name="Ejemplo", country="PE", owner_name="Ada", owner_email="ada@example.com", password=PASSWORD)
    with engine.connect() as connection:
        insights.fill(connection.connection.driver_connection, people)
    profiles.refresh(engine)
    planning.approve(engine, ada := Actor("Ada", "owner", 1))
    plans.plan(engine, SCHEDULER, planning.campaign(engine, ada))
    sending.pause_all(engine, ada)
    engine.dispose()
    (folder / "plain").mkdir()
    (folder / "plain" / "app.py").write_text(PLAIN)


def walk(empty: Walker, ours: Walker, rounds: int) -> dict[str, list[Step]]:
    """What each page took, a plain page beside each."""
    taken: dict[str, list[Step]] = {"plain": [], "today": []}
    hrefs = ours.page.eval_on_selector_all(f"{MENU} a", "links => links.map(link => link.getAttribute('href').split('/').pop())")
    for place in hrefs[1:]:
        taken[place] = []
        for _round in range(rounds):
            taken["plain"] += [empty.switch("two"), empty.switch("")]
            taken[place].append(ours.switch(place))
            taken["today"].append(ours.switch(""))
    return taken


def main(people: int, rounds: int) -> None:
    """Build, walk, print."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        build(folder, people)
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS)
        with running(folder / "plain", "/_stcore/health") as (bare, plain), running(ROOT, "/healthz") as (server, address):
            empty, ours = Walker(browser, bare.pid, plain), Walker(browser, server.pid, address)
            sign_in(ours.page)
            empty.settle()
            ours.settle()
            time.sleep(WARM)
            taken = walk(empty, ours, rounds)
        wall, used = (statistics.median(step[place] for step in taken["plain"]) for place in (0, 1))
        print(f"a plain page: {wall:.0f} ms, of the server's processor {used:.0f} ms; above that:")
        for place, steps in taken.items():
            later = statistics.median(step[0] for step in steps) - wall
            more, kilobytes = statistics.median(step[1] for step in steps) - used, max(step[2] for step in steps) / 1000
            print(f"{place:12} {later:+6.0f} ms  processor {more:+6.0f} ms  {kilobytes:5.0f} kB, first {steps[0][0] - wall:+6.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
