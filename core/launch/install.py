"""The program's own Python: .venv beside it, holding exactly the pinned requirements."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.launch.places import prepare_folder
from core.launch.words import Stop, tell, words

REPO = Path(__file__).resolve().parents[2]
VENV = REPO / ".venv"
PYTHON = str(VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin" / "python")
RUN, DEV = "requirements.txt", "requirements-dev.txt"
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def install(files: list[str]) -> None:
    """Make .venv hold exactly these requirements; a marker with the files' hashes lets the next start do without the network."""
    done, begun = VENV / "recaudo-installed.json", VENV / "recaudo-installing"
    wanted = {name: hashlib.sha256((REPO / name).read_bytes()).hexdigest() for name in files}
    if os.path.exists(PYTHON) and not begun.exists() and wanted.items() <= read_marker(done).items():
        return
    prepare_folder(str(REPO), "unwritable repo")
    # a package cut off half way looks installed to pip, so what was interrupted is made anew
    if begun.exists() or not runs("import sys; sys.exit(sys.version_info < (3, 11))", PYTHON):
        make_venv()
    begun.touch()
    install_with_pip(files)
    done.write_text(json.dumps(wanted))
    begun.unlink()


def read_marker(path: Path) -> dict[str, str]:
    """What an earlier installation noted, or nothing."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def runs(code: str, python: str = sys.executable) -> bool:
    """Whether a Python runs a line of code to a good end."""
    return os.path.exists(python) and not subprocess.call([python, "-c", code], **QUIET)


def make_venv() -> None:
    """A new .venv; without ensurepip (Debian without python3-venv) by pip from outside or by virtualenv. Raises Stop when none is there."""
    ways = [["venv"], ["virtualenv"]]
    if runs("import pip"):
        ways.insert(1, ["venv", "--without-pip"])
    for way in ways:
        shutil.rmtree(VENV, ignore_errors=True)
        if runs(f"import {way[0]}") and not subprocess.call([sys.executable, "-m", *way, str(VENV)], **QUIET):
            return
    shutil.rmtree(VENV, ignore_errors=True)
    raise Stop(words("no venv", version=".".join(str(part) for part in sys.version_info[:2])))


def install_with_pip(files: list[str]) -> None:
    """Run pip with hashes checked, showing how far it is. Raises Stop after printing pip's last lines when it fails."""
    count = len({name for file in files for name in pinned_names(REPO / file)})
    tell("installing", count=count)
    command = [PYTHON, "-m", "pip"] if runs("import pip", PYTHON) else [sys.executable, "-m", "pip", "--python", PYTHON]
    command += ["install", "--require-hashes", "--disable-pip-version-check", "--no-input"]
    for name in files:
        command += ["-r", str(REPO / name)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as pip:
        try:
            last_lines = show_progress(pip.stdout or [], count)
        except KeyboardInterrupt:  # pip going on alone would fight with the next start
            pip.kill()
            raise
    if pip.returncode:
        print("".join(last_lines), file=sys.stderr)
        raise Stop(words("not installed"))


def pinned_names(path: Path) -> list[str]:
    """The names of the packages that a requirements file pins."""
    return [line.split("==")[0] for line in path.read_text("utf-8").splitlines() if "==" in line and line[0] not in " #"]


def show_progress(lines: Iterable[str], count: int) -> list[str]:
    """Show pip's work as one line that counts packages; gives its last 15 lines for the case that it fails."""
    last: list[str] = []
    seen = 0
    for line in lines:
        last = [*last[-14:], line]
        if line.startswith(("Collecting ", "Processing ")):
            seen += 1
            if sys.stdout.isatty():
                name = os.path.basename(line.split()[1]).split("==")[0].split("-")[0]
                print(f"\r  {seen} / {count}  {name:<40}", end="", flush=True)
    if sys.stdout.isatty():
        print()
    return last
