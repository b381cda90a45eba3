"""start.py: what it checks, what it says, what it does again and what it leaves alone."""

from __future__ import annotations

import ast
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import start
from core.launch import install, places, server, testing
from core.launch.words import TEXT, Stop, is_spanish, words

REPO = Path(start.__file__).parent


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pretended program folder with one requirements file, and a .venv whose Python is this one."""
    (tmp_path / "requirements.txt").write_text("nothing==1 \\\n    --hash=sha256:00\n")
    folder = tmp_path / ".venv"
    folder.mkdir()
    monkeypatch.setattr(install, "REPO", tmp_path)
    monkeypatch.setattr(install, "VENV", folder)
    monkeypatch.setattr(install, "PYTHON", sys.executable)
    return folder


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the installation did, in order, without doing it."""
    steps: list[str] = []
    monkeypatch.setattr(install, "make_venv", lambda: steps.append("venv"))
    monkeypatch.setattr(install, "install_with_pip", lambda files: steps.append("pip " + " ".join(files)))
    return steps


def test_an_old_python_can_read_the_file_and_is_told_so(monkeypatch, capsys):
    ast.parse((REPO / "start.py").read_text("utf-8"), feature_version=(3, 6))
    monkeypatch.setattr(sys, "version_info", (3, 8, 10))
    monkeypatch.setenv("LC_ALL", "es_PE.UTF-8")
    assert start.main([]) == 1
    assert "3.11 o más nuevo; este es 3.8.10" in capsys.readouterr().err
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert start.main([]) == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


def test_the_start_uses_nothing_that_must_be_installed_first():
    known = {*sys.stdlib_module_names, "core"}
    for path in [REPO / "start.py", *(REPO / "core" / "launch").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                assert {name.split(".")[0] for name in names} <= known, path
                assert all(name.startswith("core.launch") for name in names if name.startswith("core")), path


def test_the_language_follows_the_system(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "es_CO.UTF-8")
    assert is_spanish() and "está listo" in words("ready", url="u")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert not is_spanish() and "is ready" in words("ready", url="u")


def test_both_languages_of_a_sentence_fill_the_same_fields():
    from string import Formatter

    for key, both in TEXT.items():
        spanish, english = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in both)
        assert spanish == english, key


def test_a_port_in_use_is_named_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=rf"{port}.*--port"):
            places.check_port(port)
    places.check_port(port)


@pytest.mark.parametrize("port", [0, -1, 70000])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(Stop, match="--port"):
        places.check_port(port)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("")
    with pytest.raises(Stop, match=r"a file.*--data"):
        places.prepare_folder(str(blocked / "data"))
    assert Path(places.prepare_folder(str(tmp_path / "new" / "data"))).is_dir()


def test_the_data_lies_outside_the_program(monkeypatch):
    monkeypatch.setenv("LOCALAPPDATA", "C:\\Local")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert places.default_data_folder("win32").endswith("Recaudo")
    assert places.default_data_folder("darwin").endswith("Library/Application Support/Recaudo")
    assert places.default_data_folder("linux").endswith(".local/share/recaudo")
    assert not places.default_data_folder().startswith(str(REPO))


def test_the_second_start_installs_nothing(venv, done):
    install.install(["requirements.txt"])
    install.install(["requirements.txt"])
    assert done == ["pip requirements.txt"]
    assert set(json.loads((venv / "recaudo-installed.json").read_text())) == {"requirements.txt"}


def test_changed_requirements_are_installed_again(venv, done):
    install.install(["requirements.txt"])
    (venv.parent / "requirements.txt").write_text("nothing==2 \\\n    --hash=sha256:00\n")
    install.install(["requirements.txt"])
    assert done == ["pip requirements.txt"] * 2


def test_an_interrupted_installation_is_made_anew(venv, done, monkeypatch):
    def cut(files):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(install, "install_with_pip", cut)
        with pytest.raises(KeyboardInterrupt):
            install.install(["requirements.txt"])
    install.install(["requirements.txt"])
    assert done == ["venv", "pip requirements.txt"]


def test_a_venv_whose_python_is_gone_is_made_anew(venv, done, monkeypatch, tmp_path):
    install.install(["requirements.txt"])
    monkeypatch.setattr(install, "PYTHON", str(tmp_path / "gone"))
    install.install(["requirements.txt"])
    assert done == ["pip requirements.txt", "venv", "pip requirements.txt"]


def test_a_python_without_venv_is_told_which_package_helps(venv, monkeypatch):
    monkeypatch.setattr(install, "runs", lambda code, python="": False)
    with pytest.raises(Stop, match=r"python3-venv"):
        install.make_venv()


def test_a_failing_pip_says_why_and_what_to_do(venv, monkeypatch, capsys):
    monkeypatch.setattr(install, "PYTHON", sys.executable)
    (venv.parent / "requirements.txt").write_text("no such line at all\n")
    with pytest.raises(Stop, match=r"internet"):
        install.install_with_pip(["requirements.txt"])
    assert "ERROR" in capsys.readouterr().err


def test_without_a_browser_the_run_says_so_twice_and_ci_fails(monkeypatch, capsys):
    seen: list[dict[str, str]] = []
    monkeypatch.setattr(testing, "install", lambda files: None)
    monkeypatch.setattr(testing, "find_chromium", lambda: None)
    monkeypatch.setattr(testing.subprocess, "call", lambda command, cwd, env: seen.append(env) or 0)
    monkeypatch.delenv("RECAUDO_NO_BROWSER", raising=False)
    monkeypatch.setenv("CI", "")
    monkeypatch.setenv("LC_ALL", "en_US")
    assert testing.run_tests([]) == 0
    assert capsys.readouterr().out.count("ATTENTION") == 2 and seen[-1]["RECAUDO_NO_BROWSER"] == "1"
    monkeypatch.setenv("CI", "true")
    assert testing.run_tests([]) == 1
    assert "RECAUDO_NO_BROWSER" not in seen[-1]


def test_the_browser_named_in_the_environment_comes_first(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert testing.find_chromium() == sys.executable
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert testing.find_chromium() is None


def test_a_skipped_browser_test_is_listed_by_name(tmp_path):
    conftest = (REPO / "tests" / "conftest.py").read_text("utf-8")
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "test_one.py").write_text("def test_clicks(chromium):\n    pass\n\ndef test_counts():\n    pass\n")
    environment = {**os.environ, "RECAUDO_NO_BROWSER": "1", "PYTHONPATH": str(REPO)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 0 and "BROWSER TESTS THAT DID NOT RUN" in run.stdout and "test_one.py::test_clicks" in run.stdout
    assert "1 passed, 1 skipped" in run.stdout.splitlines()[-1]


SERVER = """
import http.server, os, signal, sys
signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404); self.end_headers()
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def hear_ctrl_c() -> None:
    """A suite started in the background of a script inherits a deaf ear for Ctrl-C; the server under test must hear it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX knows them")
def test_ctrl_c_stops_the_server_cleanly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "server.py").write_text(SERVER)
    (tmp_path / "run.py").write_text(
        "import subprocess, sys\nfrom core.launch import server\nreal = subprocess.Popen\n"
        f"server.subprocess.Popen = lambda command, **rest: real([sys.executable, {str(tmp_path / 'server.py')!r}, '{port}'], **rest)\n"
        f"sys.exit(server.serve({port}, {{}}, browse=False))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPO), "LC_ALL": "en_US.UTF-8"}
    command = [sys.executable, str(tmp_path / "run.py")]
    run = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, preexec_fn=hear_ctrl_c)
    assert "ready" in run.stdout.readline()
    run.send_signal(signal.SIGINT)
    assert "has stopped" in run.communicate(timeout=20)[0] and run.returncode == 0
    places.check_port(port)


def test_a_server_that_dies_is_not_waited_for(monkeypatch):
    dying = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    started = time.monotonic()
    assert not server.wait_until_healthy(dying, 9, seconds=30)
    assert time.monotonic() - started < 10


def test_the_server_listens_on_this_machine_only_unless_told(monkeypatch):
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    assert server.environment_of("d", 9000)["STREAMLIT_SERVER_ADDRESS"] == "127.0.0.1"
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert server.environment_of("d", 9000)["STREAMLIT_SERVER_ADDRESS"] == "0.0.0.0"


def test_the_start_and_the_product_mean_the_same_folder():
    from core.settings import default_data_folder

    assert str(default_data_folder()) == places.default_data_folder()


def test_only_a_database_known_to_be_current_is_not_migrated_before_the_start(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    newest = max(path.name.split("_")[0] for path in (REPO / "db.sqlite-schema" / "versions").glob("[0-9]*.py"))
    assert not places.is_current(str(tmp_path))
    (tmp_path / ".recaudo").write_text(newest)
    assert not places.is_current(str(tmp_path))
    (tmp_path / "recaudo.db").touch()
    assert places.is_current(str(tmp_path))
    (tmp_path / ".recaudo").write_text("0000")
    assert not places.is_current(str(tmp_path))
    (tmp_path / ".recaudo").write_text(newest)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/recaudo")
    assert not places.is_current(str(tmp_path))


@pytest.mark.parametrize(("given", "added"), [([], True), (["tests/domain", "-x"], True), (["-n", "0"], False), (["--pdb"], False)])
def test_several_tests_run_at_a_time_unless_somebody_says_otherwise(given: list[str], added: bool) -> None:
    assert bool(testing.at_once(given)) is added
