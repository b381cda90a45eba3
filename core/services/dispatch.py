"""Dispatch: replies first, then claim, send outside any transaction, and store what came back; several processes may do it at once."""

from __future__ import annotations

import queue
import sys
import time
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlmodel import col, select

from core import clock
from core.channels.protocol import Channel
from core.db.engine import writing
from core.db.tables import Message
from core.domain.access import Actor, may
from core.domain.outcomes import InDoubt
from core.services import channels, claims, erasure_log, house, inbox, leases, outbox, pace, restored, results, skew
from core.services.campaign_views import CALL
from core.services.claims import BATCH, Claimed
from core.services.recall import Recall
from core.services.results import Result

log = structlog.get_logger("dispatch")
ROUND = 45.0
COMMIT_EVERY = 0.2
COMMIT_MOST = 100
AHEAD = 8
GLANCE = 1.0
SWITCH = 0.0005
"""Seconds that a sending thread waits at most for the interpreter while a batch is claimed; Python's own 5 ms cost a tenth of the speed."""


def run(engine: Engine, actor: Actor) -> dict[str, Any]:
    """One round: read replies and states, end what is over, send what is due for at most 45 seconds; returns counts by state.

    When replies cannot be read nothing is sent, and the outcome says why: a STOP of last night must win.
    """
    may(actor, "job.run")
    skew.check(engine)
    active = channels.active(engine)
    counts = overdue(engine)
    erasure_log.replay(engine)
    restored.notice(engine)
    if house.company_of(engine).sending_paused_at is not None:
        return counts
    if has_due(engine):
        inbox.poll(engine, active, at_most=timedelta(seconds=60))
        skew.check_providers(active)
        for state, number in drain(engine, active, seconds=ROUND).items():
            counts[state] = counts.get(state, 0) + number
    return counts


def has_due(engine: Engine) -> bool:
    """Whether any message waits for this moment."""
    from core.db.engine import reading

    now = clock.now()
    with reading(engine) as session:
        due = (Message.state == outbox.QUEUED, Message.not_before <= now, Message.not_after > now, Message.channel != CALL)
        query = select(Message.id).where(*due)
        return session.exec(query.limit(1)).first() is not None


def overdue(engine: Engine) -> dict[str, int]:
    """End what nobody will send: messages past their last useful moment expire, leases that ran out become doubts."""
    now = clock.now()
    counts: dict[str, int] = {}
    with writing(engine) as session:
        late = select(Message).where(Message.state == outbox.QUEUED, Message.not_after <= now).limit(1000).with_for_update(skip_locked=True)
        for message in session.exec(late):
            outbox.move(session, message, outbox.EXPIRED, message.reason or "too_late")
            counts[outbox.EXPIRED] = counts.get(outbox.EXPIRED, 0) + 1
        lost = select(Message).where(Message.state == outbox.SENDING, col(Message.lease_until) < now).limit(1000)
        for message in session.exec(lost.with_for_update(skip_locked=True)):
            results.doubt_in(session, message, "doubt.lease")
            counts[outbox.IN_DOUBT] = counts.get(outbox.IN_DOUBT, 0) + 1
    return counts


def drain(engine: Engine, active: Mapping[str, Channel], *, seconds: float = ROUND, owner: str | None = None) -> dict[str, int]:
    """Claim and send until nothing is due or the time is up; the threads in flight are as many as the channels take."""
    sender = Sender(engine, active, owner or leases.owner())
    return sender.work(seconds)


class Sender:
    """One process's sending: threads that hand messages over, one hand that claims and stores."""

    def __init__(self, engine: Engine, active: Mapping[str, Channel], owner: str) -> None:
        sys.setswitchinterval(SWITCH)
        self.engine, self.active, self.owner = engine, active, owner
        self.in_flight, self.done = dict.fromkeys(active, 0), queue.SimpleQueue[tuple[str, Result]]()
        self.ahead = {kind: AHEAD * channel.max_in_flight for kind, channel in active.items()}
        self.recall, self.batch = Recall(engine), 0
        self.pools = {kind: ThreadPoolExecutor(channel.max_in_flight, f"send-{kind}") for kind, channel in active.items()}

    def work(self, seconds: float) -> dict[str, int]:
        """Send for at most so many seconds; what was started is always waited for and stored."""
        until, dry = time.monotonic() + seconds, False
        counts: dict[str, int] = {}
        try:
            while True:
                while not dry and time.monotonic() < until and (room := self._room()):
                    dry = not self._turn([], room, counts)
                if not any(self.in_flight.values()):
                    return counts
                found = self._gather(wants_room=not dry and time.monotonic() < until)
                room = {} if dry or time.monotonic() >= until else self._room()
                if room:
                    dry = not self._turn(found, room, counts)
                else:
                    self._keep(found, counts)
                dry = dry and any(self.in_flight.values())
        finally:
            for pool in self.pools.values():
                pool.shutdown()

    def _room(self) -> dict[str, int]:
        """How many more messages each channel can take; empty while all have plenty in hand, so that claims stay batches."""
        room = {kind: most - self.in_flight[kind] for kind, most in self.ahead.items()}
        is_low = any(number > self.ahead[kind] // 3 for kind, number in room.items())
        return {kind: max(0, number) for kind, number in room.items()} if is_low else {}

    def _turn(self, found: list[Result], room: dict[str, int], counts: dict[str, int]) -> bool:
        """Store results and claim the next batch in one commit, then hand it to the threads; False when there was nothing to look at.

        When that fails the results are stored by themselves, and the next turn claims.
        """
        self.batch += 1
        try:
            with writing(self.engine) as session:
                stored = results.store_in(session, found, self.active) if found else {}
                taken = claims.claim_in(session, self.active, self.owner, limit=BATCH, room=room)
        except Exception as problem:
            if not found:
                raise
            log.error("turn not stored", count=len(found), error=type(problem).__name__, trace=traceback.format_exc())
            self._keep(found, counts)
            return True
        claims.remember(taken)
        _add(counts, stored, taken.others)
        for claimed in taken.claimed:
            kind = claimed.outbound.channel
            self.in_flight[kind] += 1
            self.pools[kind].submit(self._send, claimed, self.batch)
        return taken.looked_at > 0

    def _send(self, claimed: Claimed, batch: int) -> None:
        """Hand one message over, unless it was recalled. A fault of ours after the first byte is a doubt, never a silent loss."""
        kind = claimed.outbound.channel
        channel, answer = self.active[kind], None
        try:
            _wait_for(claimed.start_at)
            is_late = clock.now() + timedelta(seconds=channel.timeout_s) >= claimed.lease_until
            if not is_late and not self.recall.holds(claimed.customer_id, batch):
                answer = channel.send(claimed.outbound)
        except Exception as problem:
            log.error("send failed", channel=kind, message=claimed.message_id, error=type(problem).__name__)
            answer = InDoubt(type(problem).__name__)
        self.done.put((kind, Result(claimed.message_id, claimed.attempt, answer)))

    def _gather(self, *, wants_room: bool) -> list[Result]:
        """Wait for up to 100 results, or those of 0.2 seconds; sooner when the threads run low."""
        found, until = [self._first()], time.monotonic() + COMMIT_EVERY
        while len(found) < COMMIT_MOST and any(self.in_flight.values()) and (left := until - time.monotonic()) > 0:
            if wants_room and self._room():
                break
            try:
                found.append(self._next(left))
            except queue.Empty:
                break
        return found

    def _keep(self, found: list[Result], counts: dict[str, int]) -> None:
        """Store results; when that fails, one by one, so that one faulty result leaves only its own message in doubt."""
        try:
            _add(counts, results.store(self.engine, found, self.active))
        except Exception as problem:
            log.error("results not stored", count=len(found), error=type(problem).__name__, trace=traceback.format_exc())
            for result in found if len(found) > 1 else ():
                self._keep([result], counts)

    def _first(self) -> Result:
        """The next result; what came in is looked at before it and once a second while it is not there."""
        while True:
            self.recall.look(self.batch)
            try:
                return self._next(GLANCE)
            except queue.Empty:
                continue

    def _next(self, timeout: float) -> Result:
        kind, result = self.done.get(timeout=timeout)
        self.in_flight[kind] -= 1
        return result


def _add(counts: dict[str, int], *others: Mapping[str, int]) -> None:
    for other in others:
        for state, number in other.items():
            counts[state] = counts.get(state, 0) + number


def _wait_for(start: datetime | None) -> None:
    """Return when a paced message may start; a clock that was put back holds it up for as long as it was claimed ahead, not longer."""
    if start is not None:
        time.sleep(min(max(0.0, (start - clock.now()).total_seconds()), pace.IN_HAND.total_seconds()))
