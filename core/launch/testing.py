"""The tests' run: everything installed, a browser found or its absence said loudly."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess

from core.launch.install import DEV, PYTHON, REPO, RUN, install
from core.launch.words import words

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Chromium\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
MAC = ("Chromium", "Google Chrome", "Microsoft Edge")


def run_tests(arguments: list[str]) -> int:
    """Set everything up, run pytest and give its exit status; without a browser loudly so, and never green under CI."""
    install([RUN, DEV])
    browser, in_ci = find_chromium(), is_ci()
    environment = {**os.environ, "PYTHONUTF8": "1"}
    if browser:
        environment["CHROMIUM"] = browser
    elif not in_ci:
        environment["RECAUDO_NO_BROWSER"] = "1"
    if not browser:
        shout(words("no chromium"))
    status = subprocess.call([PYTHON, "-m", "pytest", *at_once(arguments), *arguments], cwd=REPO, env=environment)
    if not browser:
        shout(words("no chromium"))
        status = status or int(in_ci)
    return status


def at_once(arguments: list[str]) -> list[str]:
    """Several tests at a time, as many as there are processors up to four, unless somebody says how many or wants to look inside."""
    is_told = any(one.startswith(("-n", "--numprocesses", "--pdb", "-s", "--trace")) for one in arguments)
    return [] if is_told else ["-n", "auto", "--maxprocesses", "4"]


def find_chromium() -> str | None:
    """The path of a Chromium-like browser: CHROMIUM, the search path, the usual places, what playwright fetched; None without one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    return found or next((path for path in usual_places() if os.path.exists(path)), None)


def usual_places() -> list[str]:
    """Where Windows, macOS and playwright put a browser that is not on the search path."""
    roots = filter(None, (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")))
    windows = [os.path.join(root, rest) for root in roots for rest in WINDOWS]
    mac = [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in MAC]
    fetched = glob.glob(os.path.expanduser("~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    return windows + mac + sorted(fetched, reverse=True)


def is_ci() -> bool:
    """Whether the run is one that others rely on: a missing browser then fails it."""
    return os.environ.get("CI", "").lower() in ("true", "1")


def shout(sentence: str) -> None:
    """Print a sentence that nobody overlooks."""
    line = "!" * 100
    print(line, sentence, line, sep="\n", flush=True)
