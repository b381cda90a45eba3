"""Repetition within one file, found in about 20 bytes a row: digests in many small buckets instead of a set of keys."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import lt
from typing import Any

BUCKETS = 1 << 15


class Repeats:
    """Remembers keys with their contents by 64-bit digests; two different keys meet by chance once in ten million files.

    While the keys only rise, as in most exports, none can repeat: digests are then kept unsorted and cost next to nothing.
    """

    def __init__(self) -> None:
        self._buckets: list[bytes] | None = None
        self._log: list[bytes] = []
        self._last: str | None = None

    def find(self, keys: Sequence[Any], contents: Iterable[Any]) -> list[tuple[int, bool]]:
        """Positions whose key came before, in this call or an earlier one, and whether all it said was the same."""
        digests = _digests(keys, contents)
        if self._buckets is None:
            if self._do_rise(keys):
                self._log.append(digests)
                return []
            self._buckets = [b""] * BUCKETS
            for earlier in self._log:
                self._sort_in(earlier)
            self._log.clear()
        return self._sort_in(digests)

    def _do_rise(self, keys: Sequence[Any]) -> bool:
        if not keys:
            return True
        if not isinstance(keys[0], str) or (self._last is not None and keys[0] <= self._last):
            return False
        self._last = keys[-1]
        return all(map(lt, keys, islice(keys, 1, None)))

    def _sort_in(self, digests: bytes) -> list[tuple[int, bool]]:
        buckets, repeated = self._buckets or [], []
        for i, digest in enumerate(memoryview(digests).cast("q")[::2]):
            slot, at = digest & (BUCKETS - 1), 16 * i
            bucket = buckets[slot]
            if digests[at : at + 8] in bucket and _has(bucket, digests[at : at + 8]):
                repeated.append((i, _has(bucket, digests[at : at + 16])))
            else:
                buckets[slot] = bucket + digests[at : at + 16]
        return repeated


def _digests(keys: Sequence[Any], contents: Iterable[Any]) -> bytes:
    pairs = array("q", bytes(16 * len(keys)))
    pairs[0::2], pairs[1::2] = array("q", map(hash, keys)), array("q", map(hash, contents))
    return pairs.tobytes()


def _has(bucket: bytes, digest: bytes) -> bool:
    at = bucket.find(digest)
    while at >= 0 and at % 16:
        at = bucket.find(digest, at + 1)
    return at >= 0
