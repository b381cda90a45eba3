"""How fast one connection may ask: a burst, then a steady pace, kept by waiting and never by closing."""

from __future__ import annotations

import asyncio

BURST, RATE = 5, 4.0  # messages at once, messages a second; more from one browser stops the server for everybody


class Pace:
    """The allowance of one connection."""

    def __init__(self) -> None:
        self.left, self.at = float(BURST), asyncio.get_running_loop().time()

    async def wait(self) -> None:
        """Take one message's worth of allowance, waiting until there is some."""
        now = asyncio.get_running_loop().time()
        self.left, self.at = min(float(BURST), self.left + (now - self.at) * RATE), now
        self.left -= 1
        if self.left < 0:
            await asyncio.sleep(-self.left / RATE)
