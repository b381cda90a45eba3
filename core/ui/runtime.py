"""What the gate must know of Streamlit's inside: how to send a browser elsewhere, and what a page holds in memory."""

from __future__ import annotations

from google.protobuf.message import DecodeError
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# What the first page loads; the server does it while somebody signs in.
FIRST_PAGE = ("core.services.passwords", "argon2", "core.ui.guard", "core.ui.places", "core.ui.blocks.today", "core.ui.blocks.campaigns",
              "core.ui.blocks.today_sending", "numpy", "PIL.BmpImagePlugin", "PIL.PngImagePlugin", "streamlit.emojis",
              "streamlit.material_icon_names")  # fmt: skip


def farewell() -> bytes:
    """The message that sends an open page to the login, as Streamlit's browser side understands it."""
    message = ForwardMsg()
    message.auth_redirect.url = "/login"
    return message.SerializeToString()


def held(session: str) -> tuple[int, int]:
    """How many uploads, and bytes, a page's session holds in memory."""
    storage = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    files = list(storage.get(session, {}).values())
    return len(files), sum(len(file.data) for file in files)


def is_by_itself(message: bytes) -> bool:
    """Whether a message came from a page's timer or heartbeat and not from a person."""
    asked = BackMsg()
    try:
        asked.ParseFromString(message)
    except DecodeError:
        return False
    return asked.rerun_script.is_auto_rerun or asked.WhichOneof("type") == "app_heartbeat"


def pressed(message: bytes) -> str:
    """Which buttons of which page a message says were pressed; empty when it says something else."""
    asked = BackMsg()
    try:
        asked.ParseFromString(message)
    except DecodeError:
        return ""
    run = asked.rerun_script
    buttons = sorted(widget.id for widget in run.widget_states.widgets if widget.trigger_value)
    return "|".join((run.page_script_hash, run.fragment_id, *buttons)) if buttons else ""
