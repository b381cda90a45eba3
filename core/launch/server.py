"""The server as a child process: started, waited for, stopped cleanly."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
import webbrowser

from core.launch.install import PYTHON, REPO
from core.launch.words import tell

PATIENCE = 120  # seconds until the first answer; a slow laptop's first import of the libraries takes a good part of it


def serve(port: int, environment: dict[str, str], *, browse: bool) -> int:
    """Run the server until it ends or Ctrl-C; gives the exit status."""
    url = f"http://127.0.0.1:{port}"
    # in its own session Ctrl-C reaches this process alone, and the server gets one signal, not two
    server = subprocess.Popen([PYTHON, "-m", "streamlit", "run", "app.py"], cwd=REPO, env=environment, start_new_session=os.name != "nt")
    try:
        if wait_until_healthy(server, port):
            tell("ready", url=url)
            if browse:
                webbrowser.open(url)
        elif server.poll() is None:
            tell("no answer", seconds=PATIENCE, url=url)
        code = server.wait()
    except KeyboardInterrupt:
        end(server)
        tell("stopped")
        return 0
    tell("died", code=code)
    return code or 1


def wait_until_healthy(server: subprocess.Popen[bytes], port: int, seconds: float = PATIENCE) -> bool:
    """Whether /healthz answered before the server died or the time was over."""
    until = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    return False


def end(server: subprocess.Popen[bytes]) -> None:
    """Stop the server: kindly first, then surely; further Ctrl-C do not cut this short."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.name != "nt":  # there the console has already told the server
        server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def environment_of(folder: str, port: int) -> dict[str, str]:
    """The environment that the product's processes run in: its data folder, its port, loopback only unless told otherwise."""
    settings = {
        "RECAUDO_DATA": folder,
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE": "true",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    }
    return {"STREAMLIT_SERVER_ADDRESS": "127.0.0.1", **os.environ, **settings}
