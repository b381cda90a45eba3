"""How fast one connection may ask: a burst, then a steady pace, kept by waiting and never by closing; a double click counts once."""

from __future__ import annotations

import asyncio

BURST, RATE = 5, 4.0  # messages at once, messages a second; more from one browser stops the server for everybody
DOUBLE = 1.0  # seconds; within them the same button pressed again is the same intent


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


class Presses:
    """What was pressed last on one connection: Streamlit would start a second run beside the first, and a writing button write twice."""

    def __init__(self) -> None:
        self.last, self.at = "", 0.0

    def is_again(self, pressed: str) -> bool:
        """Whether this press is the second half of a double click; an empty one is no press."""
        if not pressed:
            return False
        now = asyncio.get_running_loop().time()
        again = pressed == self.last and now - self.at < DOUBLE
        self.last, self.at = pressed, now
        return again
