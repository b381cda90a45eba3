"""What the server runs with: read as Streamlit reads it, so that a default that crept back is seen."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.domain.errors import Refusal
from core.server import lifespan
from core.server.gate import SESSION, USER

ROOT = Path(__file__).resolve().parents[2]
EFFECTIVE = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.maxUploadSize": 150,
    "server.fileWatcherType": "none",
    "server.trustedUserHeaders": {"X-Recaudo-User": "user_id", "X-Recaudo-Session": "session_id"},
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "browser.gatherUsageStats": False,
    "runner.magicEnabled": False,
    "theme.light.primaryColor": "#0f766e",
}


def test_the_effective_values_are_the_safe_ones():
    code = (
        "import json, sys; from streamlit import config; config._main_script_path = sys.argv[1];"
        "print(json.dumps({name: config.get_option(name) for name in json.loads(sys.argv[2])}))"
    )
    found = subprocess.run([sys.executable, "-c", code, str(ROOT / "app.py"), json.dumps(list(EFFECTIVE))], cwd=ROOT, capture_output=True,
                           text=True, check=True)  # fmt: skip
    assert json.loads(found.stdout) == EFFECTIVE


def test_the_identity_header_of_the_gate_is_the_one_that_is_trusted():
    assert {USER.decode(), SESSION.decode()} == {name.lower() for name in EFFECTIVE["server.trustedUserHeaders"]}


def test_the_app_is_found_where_streamlit_looks_for_it():
    """`streamlit run` reads app.py without running it and needs a direct `app = st.App(...)`."""
    found = [node for node in ast.parse((ROOT / "app.py").read_text()).body if isinstance(node, ast.Assign)]
    assert [(node.targets[0].id, ast.unparse(node.value.func)) for node in found] == [("app", "st.App")]


def test_streamlit_itself_finds_the_app():
    from streamlit.web.server.app_discovery import discover_asgi_app

    found = discover_asgi_app(ROOT / "app.py")
    assert found.is_asgi_app
    assert found.import_string == "app:app"


def test_listening_to_the_world_without_tls_is_refused(monkeypatch):
    lifespan.check_address("127.0.0.1")
    for address in ("0.0.0.0", "::", None, "192.168.1.5"):
        with pytest.raises(Refusal, match="RECAUDO_PUBLIC_URL"):
            lifespan.check_address(address)
    monkeypatch.setenv("RECAUDO_PUBLIC_URL", "http://cobros.lopez.example")
    with pytest.raises(Refusal):
        lifespan.check_address("0.0.0.0")
    monkeypatch.setenv("RECAUDO_PUBLIC_URL", "https://cobros.lopez.example")
    lifespan.check_address("0.0.0.0")
