"""What the server holds in memory with every page visited, and how long Insights takes at first: python -m benchmarks.memory [customers].

It makes its own database (five invoices a customer), starts the server, signs in with a headless Chromium and opens each page in turn; the
resident memory is read from /proc, so this is for Linux. Goal at 1,000,000 invoices: at most 300 MB.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.insights import fill
from benchmarks.start import FLAGS, PASSWORD, ROOT, running, sign_in

PAGES = ("today", "worklist", "promises", "customers", "portfolio", "segments", "campaigns", "templates", "messages", "insights",
         "compliance", "settings", "account", "customer?id=7")  # fmt: skip
STILL = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def resident(number: int) -> int:
    """A process's resident memory in MB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{number}/status").read_text())
    return int(found[1]) // 1024 if found else 0


def opened(page: Any, address: str) -> float:
    """Seconds until a page stands still."""
    started = time.monotonic()
    page.goto(address)
    page.wait_for_selector(STILL, timeout=120_000)
    page.wait_for_selector("[data-testid=stMain] h1", timeout=120_000)
    page.wait_for_selector(STILL, timeout=120_000)
    return time.monotonic() - started


def main(people: int) -> None:
    """Build, visit, print."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        os.environ["RECAUDO_DATA"] = f"{name}/data"
        from core.services import house, profiles, setup

        engine = house.open_house()
        setup.set_up(engine, name="Ejemplo", country="PE", owner_name="Ada", owner_email="ada@example.com", password=PASSWORD)
        with engine.connect() as connection:
            fill(connection.connection.driver_connection, people)
        profiles.refresh(engine)
        engine.dispose()
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS)
        with running(ROOT, "/healthz") as (server, address):
            print(f"started           {resident(server.pid):4} MB")
            page = browser.new_page()
            page.goto(address)
            sign_in(page)
            page.wait_for_selector("[data-testid=stMain] h1", timeout=60_000)
            print(f"first page        {resident(server.pid):4} MB")
            time.sleep(8)  # somebody reads it
            print(f"warmed up         {resident(server.pid):4} MB")
            for place in PAGES:
                seconds = opened(page, f"{address}/{place}")
                print(f"{place:17} {resident(server.pid):4} MB  {seconds:5.2f} s")
            time.sleep(8)
            print(f"a moment later    {resident(server.pid):4} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
