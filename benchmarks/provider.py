"""A provider in a process of its own that takes every message and answers after a fixed time; and the bare twilio client towards it."""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

ACCOUNT = "AC" + "0" * 31 + "1"
SENDER = "+15005550006"
_NUMBERS = itertools.count(1)


@contextmanager
def running(latency: float) -> Iterator[str]:
    """Its address, for as long as the block lasts."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=lambda: asyncio.run(_serve(theirs, latency)), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


async def _serve(told: Any, latency: float) -> None:
    server = await asyncio.start_server(lambda reader, writer: _answer(reader, writer, latency), "127.0.0.1", 0, backlog=512)
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency: float) -> None:
    """Requests of one connection, one after the other."""
    while True:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        _before, found, rest = head.partition(b"content-length:")
        if found:
            await reader.readexactly(int(rest.partition(b"\r\n")[0]))
        await asyncio.sleep(latency)
        made = {"sid": f"SM{next(_NUMBERS):032x}", "status": "queued", "num_segments": "1", "direction": "outbound-api"}
        body = json.dumps(made).encode()
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))


def bare_rate(url: str, messages: int, in_flight: int) -> float:
    """Messages a second that the twilio library hands over by itself, with a connection kept per thread."""
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    class Here(TwilioHttpClient):
        def request(self, method: str, url_: str, *args: Any, **kw: Any) -> Any:
            return super().request(method, url_.replace("https://api.twilio.com", f"{url}/api"), *args, **kw)

    client = Client(ACCOUNT, "token", http_client=Here(pool_connections=True, timeout=20))
    began = time.perf_counter()
    with ThreadPoolExecutor(in_flight) as pool:
        for _made in pool.map(lambda _n: client.messages.create(to="+525512345678", from_=SENDER, body="Hola"), range(messages)):
            pass
    return messages / (time.perf_counter() - began)
