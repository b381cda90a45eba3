"""A real browser in Lima that reads Spanish, and what it complains about."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .running import PASSWORD, Server, command  # isort: skip

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
HARMLESS = (
    "Failed to load resource: the server responded with a status of 404",  # Streamlit asks for its own parts under a page's address
    "Unrecognized feature:",  # Streamlit's frame names permissions that this Chromium does not know
)


class Reader:
    """A person at a browser: a page, what its console complained about, and the few things people do."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.complaints = page, url, []
        page.set_default_timeout(15_000)
        page.on("console", lambda message: message.type == "error" and self._hear(message.text))
        page.on("pageerror", lambda error: self._hear(str(error)))

    def _hear(self, text: str) -> None:
        if not any(known in text for known in HARMLESS):
            self.complaints.append(text)

    def go(self, address: str) -> None:
        """Opens an address of the product and waits until its page stands still."""
        self.page.goto(self.url + address)
        if self.page.locator("form[action^='/login'], form[action^='/setup']").count() == 0:
            self.settle()

    def settle(self) -> None:
        """Waits until the script has run and nothing on the page is left from before."""
        self.page.wait_for_timeout(150)
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        self.page.locator('[data-testid="stSkeleton"], [data-stale="true"]').first.wait_for(state="detached")

    def sign_in(self, email: str) -> None:
        """Signs in at the login page that is open."""
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("button[type=submit]").first.click()
        self.settle()

    def press(self, name: str, exact: bool = True) -> None:
        """Presses a button by its words."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.settle()

    def sees(self, text: str) -> None:
        """Waits for words to show."""
        self.page.get_by_text(text).first.wait_for()


@pytest.fixture(scope="session")
def chrome(chromium):
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def reader(chrome: Browser):
    """Makes a Reader: reader(server, width); after the test its console must be clean."""
    made = []

    def sit_down(server: Server, width: int = 1280) -> Reader:
        context = chrome.new_context(locale="es-PE", timezone_id="America/Lima", viewport={"width": width, "height": 900})
        made.append(Reader(context.new_page(), server.url))
        return made[-1]

    yield sit_down
    for one in made:
        one.page.context.close()
    assert not [complaint for one in made for complaint in one.complaints]


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """The invented business, built once by the command line; Ada, Marta and Gus sign in with PASSWORD."""
    folder = tmp_path_factory.mktemp("demo")
    command(folder, "demo", "--password", "--language", "es", says=PASSWORD + "\n")
    return folder


@pytest.fixture(scope="module")
def demo_server(demo_folder, tmp_path_factory):
    """A server on a copy of the invented business."""
    folder = tmp_path_factory.mktemp("served") / "house"
    shutil.copytree(demo_folder, folder)
    server = Server(folder)
    yield server
    server.stop()
