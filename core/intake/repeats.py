"""Repetition within one file, found in about 20 bytes a row: digests in many small buckets instead of a set of keys."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

BUCKETS = 1 << 15


class Repeats:
    """Remembers keys with their contents by 64-bit digests; two different keys meet by chance once in ten million files."""

    def __init__(self) -> None:
        self._buckets: list[bytes] = [b""] * BUCKETS

    def find(self, keys: Sequence[Any], contents: Sequence[Any]) -> list[tuple[int, bool]]:
        """Positions whose key came before, in this call or an earlier one, and whether all it said was the same."""
        hashes = list(map(hash, keys))
        packed = struct.pack(f"<{2 * len(hashes)}q", *(n for pair in zip(hashes, map(hash, contents), strict=True) for n in pair))
        buckets, repeated = self._buckets, []
        for i, digest in enumerate(hashes):
            slot = digest & (BUCKETS - 1)
            bucket, at = buckets[slot], 16 * i
            if packed[at : at + 8] in bucket and self._has(bucket, packed[at : at + 8]):
                repeated.append((i, self._has(bucket, packed[at : at + 16])))
            else:
                buckets[slot] = bucket + packed[at : at + 16]
        return repeated

    @staticmethod
    def _has(bucket: bytes, digest: bytes) -> bool:
        at = bucket.find(digest)
        while at >= 0 and at % 16:
            at = bucket.find(digest, at + 1)
        return at >= 0
