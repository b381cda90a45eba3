"""The walls of the house, read from the source: who may import whom, what only one room may use, what pages look like."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from core.domain.access import POLICY
from core.ui.places import SCREENS

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ui", "services", "db", "domain", "channels", "intake", "server", "text", "settings", "clock", "launch", "cli")
VALUES = {"domain", "text", "clock"}
PARTS_OF_SPEECH = ("", "circumstance_", "import_", "job_", "limit_", "people_", "privacy_", "sending_")
WORDS = {f"ui.{name}words" for name in PARTS_OF_SPEECH}  # a code is said alike on every screen and at the command line

# what each room may import of ours, besides itself
ARROWS = {
    "pages": {"ui", "services", "db.queries", "db.tables", *VALUES},
    "ui": {"services", "db.queries", "db.tables", *VALUES},
    "server": {"services", "channels", "settings", "db", *VALUES},
    "cli": {"services", "channels", "settings", "db", "launch", "intake", "server.worker", *WORDS, *VALUES},
    "services": {"domain", "db", "channels", "text", "intake", "clock", "settings"},
    "channels": {"domain", "settings"},
    "intake": {"domain"},
    "db": {"domain", "settings"},
    "domain": set(),
    "text": set(),
    "settings": {"domain"},
    "clock": set(),
    "launch": set(),
}
# the library: the only places that may import it
ONLY_IN = {
    "streamlit": ("pages/", "core/ui/", "app.py"),
    "plotly": ("core/ui/charts",),
    "twilio": ("core/channels/twilio",),
    "apscheduler": ("core/server/schedule.py",),
    "typer": ("core/cli", "core/__main__.py"),
    "argon2": ("core/services/passwords.py",),
}
HEAVY = {
    "pandas",
    "plotly",
    "twilio",
    "holidays",
    "phonenumbers",
    "openpyxl",
    "python_calamine",
    "xlsxwriter",
    "babel",
    "sklearn",
    "polars",
    "argon2",
}
HEAVY_AT_HOME = ("core/channels/twilio", "core/ui/charts", "core/intake/")
DANGEROUS = {"html", "iframe", "ImageColumn", "LinkColumn", "link_button"}
WITH_MARKUP = ("core/ui/widgets/", "core/ui/shell.py")
TELLS_TIME = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def sources(*folders: str) -> list[Path]:
    """Our Python files below some folders, besides those at the root that the product consists of."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*found, ROOT / "app.py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str | None:
    """The room a file belongs to; None for the front door, which joins server and screens."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "pages":
        return "pages"
    if parts[0] != "core" or parts[-1] == "__main__.py":
        return None
    room = parts[1].removesuffix(".py")
    return "cli" if room.startswith("cli") else room


def imported(path: Path, *, at_top_only: bool = False) -> set[str]:
    """Dotted names that a file imports, `from a import b` as a.b."""
    nodes = tree_of(path).body if at_top_only else list(ast.walk(tree_of(path)))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def breaches(path: Path) -> list[str]:
    room = room_of(path)
    if room is None or room not in ARROWS:
        return []
    allowed = {f"core.{name}" for name in ARROWS[room] | {room}} | ({"core.cli"} if room == "cli" else set())
    ours = [name for name in imported(path) if name.startswith("core.") and name.split(".")[1] in ROOMS]
    prefixes = tuple(allowed) if room == "cli" else tuple(name + "." for name in allowed)
    return [f"{name_of(path)} imports {name}" for name in ours if not (name + ".").startswith(prefixes)]


@pytest.mark.parametrize("path", sources("core", "pages"), ids=name_of)
def test_imports_follow_the_arrows(path):
    assert breaches(path) == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_used_only_in_its_room(library):
    users = [name_of(path) for path in sources("core", "pages") if any(name.split(".")[0] == library for name in imported(path))]
    assert [user for user in users if not user.startswith(ONLY_IN[library])] == []


def test_heavy_libraries_are_imported_where_they_are_used():
    at_top = [
        (name_of(path), name)
        for path in sources("core", "pages")
        for name in imported(path, at_top_only=True)
        if name.split(".")[0] in HEAVY and not name_of(path).startswith(HEAVY_AT_HOME)
    ]
    assert at_top == []


def test_domain_stands_on_the_standard_library_alone():
    import sys

    foreign = [
        (name_of(path), name)
        for path in sources("core/domain")
        if room_of(path) == "domain"
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("core.domain")
    ]
    assert foreign == []


def test_only_the_clock_reads_the_time():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources("core", "pages")
        if room_of(path) not in ("clock", "launch")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in TELLS_TIME
    ]
    assert found == []


def test_markup_from_elsewhere_has_no_way_onto_the_screen():
    found = []
    for path in sources("core/ui", "pages"):
        for node in ast.walk(tree_of(path)):
            is_danger = isinstance(node, ast.Attribute) and node.attr in DANGEROUS and ast.unparse(node.value) in ("st", "st.column_config")
            is_unsafe = isinstance(node, ast.keyword) and (node.arg or "").startswith("unsafe_allow")
            if (is_danger or is_unsafe) and not name_of(path).startswith(WITH_MARKUP):
                found.append(f"{name_of(path)}:{node.lineno if hasattr(node, 'lineno') else ''}")
    assert found == []


def test_screens_are_opened_through_places():
    """Streamlit's relative paths start at the shell, which does not lie beside pages/: `st.switch_page("pages/x.py")` would fail."""
    found = [
        f"{name_of(path)}:{node.lineno} use core.ui.places.go or place"
        for path in sources("core/ui", "pages")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("st.switch_page", "st.page_link")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert found == []


PAGES = sorted((ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_asks_who_is_there_before_anything_else(path):
    body = [node for node in tree_of(path).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    statements = [node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    first = ast.unparse(statements[0])
    assert first.startswith("visit = require("), f"{name_of(path)} begins with {first!r}"
    action = statements[0].value.args[0].value
    assert action in POLICY
    assert action == next(screen.action for screens in SCREENS.values() for screen in screens if screen.name == path.stem)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_is_a_table_of_contents(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80
    assert not [name for name in imported(path) if name.split(".")[0] in ("sqlalchemy", "sqlmodel") or name.startswith("core.db.engine")]


@pytest.mark.parametrize("path", sources("core"), ids=name_of)
def test_a_module_says_what_it_is_and_stays_small(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 300, f"{len(lines)} lines"
    if path.name != "__init__.py" or lines:
        assert ast.get_docstring(tree_of(path))
    assert path.stem not in ("utils", "helpers", "manager", "base", "common")
