"""Where the product may listen and write: the port and the folders, checked before anything else is done."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path

from core.launch.words import Stop, words


def check_port(port: int) -> None:
    """Raises Stop when the port is no port or somebody listens on it already."""
    if not 1 <= port <= 65535:
        raise Stop(words("bad port", port=port))
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Stop(words("taken", port=port, other=port % 65535 + 1))
    with socket.socket() as probe:
        if os.name != "nt":  # there the option would let two servers share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Stop(words("bad port", port=port)) from None
        except OSError:
            raise Stop(words("taken", port=port, other=port % 65535 + 1)) from None


def is_current(folder: str) -> bool:
    """Whether the folder's database was last opened with this program's schema; only then the server itself has nothing to migrate."""
    versions = Path(__file__).resolve().parents[2] / "db.sqlite-schema" / "versions"
    try:
        noted = Path(folder, ".recaudo").read_text()
    except OSError:
        return False
    is_here = Path(folder, "recaudo.db").is_file() and not os.environ.get("DATABASE_URL")
    return is_here and noted == max(path.name.split("_")[0] for path in versions.glob("[0-9]*.py"))


def default_data_folder(platform: str = sys.platform) -> str:
    """The folder of a person's data, outside the program's own."""
    home = os.path.expanduser("~")
    if platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "Recaudo")
    if platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "Recaudo")
    return os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share"), "recaudo")


def prepare_folder(folder: str, complaint: str = "unwritable") -> str:
    """The absolute folder, made and proven writable. Raises Stop when it cannot be."""
    folder = os.path.abspath(os.path.expanduser(folder))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        raise Stop(words(complaint, folder=folder, why=problem.strerror or problem)) from None
    return folder
