"""Rehearsals and replays in the background: a thread of its own plays them, so that a page only looks how far it is.

What comes of one is kept in memory for a while, under a key that names everything it depends on; nothing of it is written anywhere.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.domain.access import Actor, may
from core.domain.errors import Refusal

_KEPT = 20
log = logging.getLogger("recaudo")


class Stopped(Exception):
    """The person cancelled the play."""


@dataclass(slots=True)
class Play:
    """One rehearsal or replay at work. `share` is how much is done, 0..1; at the end there is a result or a problem."""

    started: float = field(default_factory=time.monotonic)
    share: float = 0.0
    result: Any = None
    problem: Refusal | None = None
    is_stopped: bool = False
    _end: threading.Event = field(default_factory=threading.Event)

    @property
    def is_done(self) -> bool:
        """Whether it came to an end."""
        return self._end.is_set()

    def tell(self, share: float) -> None:
        """Hear how far it is. Raises Stopped once the person cancelled."""
        if self.is_stopped:
            raise Stopped
        self.share = share

    def wait(self, seconds: float) -> bool:
        """Wait for its end, at most so long; whether it has come."""
        return self._end.wait(seconds)


_plays: dict[str, Play] = {}


def start(actor: Actor, key: str, work: Callable[[Callable[[float], None]], Any], *, fresh_for: float) -> Play:
    """Begin a play under a key, or answer the one that is at work or was begun less than `fresh_for` seconds ago. `work` gets `tell`."""
    may(actor, "campaign.view")
    known = _plays.get(key)
    if known is not None and known.problem is None and (not known.is_done or time.monotonic() - known.started < fresh_for):
        return known
    play = _plays[key] = Play()
    for old in list(_plays)[:-_KEPT]:
        if _plays[old].is_done:
            del _plays[old]
    threading.Thread(target=_run, args=(play, key, work), name="play", daemon=True).start()
    return play


def _run(play: Play, key: str, work: Callable[[Callable[[float], None]], Any]) -> None:
    try:
        play.result = work(play.tell)
    except Stopped:
        _plays.pop(key, None)
    except Refusal as refusal:
        play.problem = refusal
    except Exception:  # the thread's last word: the person gets a sentence, the log the rest
        log.exception("a play failed")
        play.problem = Refusal("play_failed", "It failed. Nothing was changed; the log of the program says more.")
    finally:
        play._end.set()


def stop(actor: Actor, key: str) -> None:
    """Cancel a play; it leaves nothing behind."""
    may(actor, "campaign.view")
    if found := _plays.get(key):
        found.is_stopped = True
