"""Files with wounds: the same bytes flipped, cut, repeated or filled with noise, as transfers and other programs leave them."""

from __future__ import annotations

import random

_NOISE = [
    b'"',
    b";",
    b"\n",
    b"\x00",
    b"\xff\xfe",
    b"<table>",
    b"=1+1",
    b"'",
    b"\r",
    b"\xf1",
    b"\xed\xb3\xb1",
    b"1e999",
    b"-",
    b"(",
    b"\t",
    b"{n}",
]


def mutilated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to seven wounds."""
    wounded = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(wounded))
        wound = chance.randrange(5)
        if wound == 0:
            wounded[at] = chance.randrange(256)
        elif wound == 1:
            del wounded[at : at + chance.randrange(1, 60)]
        elif wound == 2:
            wounded[at:at] = wounded[at : at + chance.randrange(1, 200)]
        elif wound == 3:
            wounded[at:at] = chance.choice(_NOISE) * chance.randrange(1, 9)
        else:
            wounded[at : at + 4] = chance.randbytes(4)
        if not wounded:
            return b""
    return bytes(wounded)
