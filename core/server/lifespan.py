"""From start to stop of the server process: the house is opened, the first visitor told the way in, the scheduler started and stopped."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from core import settings
from core.domain.errors import Refusal
from core.server.cookies import LOOPBACK
from core.server.log import log_file, logger, start_log
from core.server.warm import warm_up
from core.services import house, setup
from core.text import N_, say, translate


def lifespan_at(address: str | None, port: int, soon: Sequence[str] = ()) -> Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]:
    """The lifespan of a server that listens at an address and port; `soon` are the modules that its first page needs."""

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
        start_log()
        with _explaining():
            engine, handle = await run_in_threadpool(_open, address, port, soon)
        logger().info("server.started")
        try:
            yield {"engine": engine, "scheduler": handle}
        finally:
            await run_in_threadpool(_close, engine, handle)
            logger().info("server.stopped")

    return lifespan


def _open(address: str | None, port: int, soon: Sequence[str]) -> tuple[Engine, Any]:
    from core.server import schedule

    check_address(address)
    engine = house.open_house()
    _greet(engine, port)
    warm_up(engine, soon)
    return engine, schedule.start(engine)


def _close(engine: Engine, handle: Any) -> None:
    from core.server import schedule

    schedule.stop(handle)
    engine.dispose()


@contextmanager
def _explaining() -> Iterator[None]:
    """Say on the console, in both languages, why the server cannot start; the traceback goes to the log alone."""
    try:
        yield
    except Exception as problem:
        refusal = (
            problem
            if isinstance(problem, Refusal)
            else Refusal("not_started", "Recaudo could not start. The log says why: {log}", log=log_file())
        )
        for language in ("es", "en"):
            print(say(refusal, language), file=sys.stderr, flush=True)
        raise


def check_address(address: str | None) -> None:
    """Raises Refusal when the server would listen beyond this machine without TLS in front of it."""
    public = urlsplit(settings.load().recaudo_public_url or "")
    if address not in LOOPBACK and public.scheme != "https":
        raise Refusal(
            "open_to_all",
            "Recaudo would listen beyond this machine ({address}). Put a proxy with TLS in front and name its address in "
            "RECAUDO_PUBLIC_URL (https://…), or leave server.address at 127.0.0.1.",
            address=address or "0.0.0.0",
        )


def _greet(engine: Engine, port: int) -> None:
    """On the console: where the data is and, until there is an owner, the code that opens the set-up page. In both languages."""
    code = setup.make_code(engine)
    for language in ("es", "en"):
        if settings.is_secrets_file_open():
            open_file = N_("Others on this machine can read .streamlit/secrets.toml. Close it: chmod 600 .streamlit/secrets.toml")
            print(translate(open_file, language), flush=True)
        print(translate("Data folder: {folder} · log: {log}", language, folder=settings.load().data, log=log_file()), flush=True)
        if code:
            print(translate("First visit: the set-up code is {shown}", language, shown=code), flush=True)
    if code:
        print(f"  http://127.0.0.1:{port}/setup?code={code}", flush=True)
