"""Figures of a large business in a real browser, wide and narrow: every digit can be read, in the signs of its country."""

from __future__ import annotations

import pytest

from .running import PASSWORD, Server, command  # isort: skip

pytestmark = pytest.mark.browser
LARGE = "cliente;documento;emision;vencimiento;monto\n" + "".join(
    f"Comercial {number} SAS;F-{number};2026-0{2 + number % 4}-10;2026-0{3 + number % 4}-10;{9_876_543_210 * number},50\n"
    for number in range(1, 10)
)
CUT = """() => [...document.querySelectorAll('.stMetric .stMarkdownEllipsis')]
  .filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.innerText)"""


@pytest.fixture(scope="module")
def large_server(tmp_path_factory):
    """A business in Colombia that is owed hundreds of thousands of millions."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "cartera.csv").write_text(LARGE, encoding="utf-8")
    command(folder, "init", "--company", "Andina SAS", "--country", "CO", "--currency", "COP", "--owner", "ada@andina.example",
            says=PASSWORD + "\n")  # fmt: skip
    command(folder, "import", str(folder / "cartera.csv"), "--kind", "portfolio", "--portfolio", "Cartera")
    server = Server(folder)
    yield server
    server.stop()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_figure_is_cut(large_server, reader, width):
    ada = reader(large_server, width)
    ada.go("/")
    ada.sign_in("ada@andina.example")
    for address, figure in (("/today", "COP 444.444.444.454,50"), ("/insights", "COP 444.444.444.454"), ("/segments?id=6", "COP ")):
        ada.go(address)
        ada.sees(figure)
        assert ada.page.evaluate(CUT) == [], address
