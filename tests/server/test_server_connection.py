"""The connection under a request: whether small answers wait for the one before to be acknowledged."""

from __future__ import annotations

import socket
from types import SimpleNamespace

from core.server.connection import hasten


class Cycle:
    """Stands for what uvicorn keeps of one request."""

    def __init__(self, wire):
        self.transport = SimpleNamespace(get_extra_info=lambda name: wire if name == "socket" else None)

    async def receive(self):
        """Nothing comes."""


def test_small_packets_go_out_at_once():
    with socket.socket(socket.AF_INET) as wire:
        hasten(Cycle(wire).receive)
        assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_request_without_a_connection_of_that_kind_is_left_alone():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        hasten(Cycle(ours).receive)
    hasten(Cycle(None).receive)
    hasten(lambda: None)
