"""The server's front door: `streamlit run app.py` finds `app` here. Run as a plain script it draws the shell, which asks for a sign-in."""

import gc
from contextlib import suppress
from pathlib import Path

from core.server.memory import spare

spare()
gc.disable()  # what is loaded here stays: to look through it again and again for cycles would take a third of the start

import streamlit as st
from starlette.middleware import Middleware

from core.server.gate import Gate
from core.server.lifespan import lifespan_at
from core.server.routes import ROUTES
from core.ui.failure import show_failure
from core.ui.runtime import FIRST_PAGE, farewell, held, is_by_itself, pressed

app = st.App(
    Path(__file__).parent / "core" / "ui" / "shell.py",
    lifespan=lifespan_at(st.get_option("server.address"), st.get_option("server.port"), FIRST_PAGE),
    routes=ROUTES,
    middleware=[Middleware(Gate, farewell=farewell(), held=held, is_by_itself=is_by_itself, pressed=pressed)],
    on_script_error=show_failure,
)

gc.freeze()
gc.enable()

if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        app.run()
