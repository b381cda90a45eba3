"""What the gate must know of Streamlit's inside: how to send a browser elsewhere, and what a page holds in memory."""

from __future__ import annotations

from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


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
