"""Messages that may be out already: those of before a database was put back, and those whose address has an open doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from core.db.tables import Company, Message, MessageEvent, Step
from core.services import outbox

BUSY_FOR = timedelta(minutes=1)
RESTORED = "doubt.restored"
_BY_NAME = frozenset({"email"})
"""Channels that know a message by our own id: several of them to one address are told apart."""


class Suspects:
    """Which messages of one batch must be looked up first or wait for another one."""

    def __init__(self, session: Session, company: Company, messages: Sequence[Message]) -> None:
        self.session, self.gone_until = session, company.restored_at
        self._settled = _looked_up(session, messages, company.restored_at) if company.restored_at else set()
        flying = select(Message.channel, Message.to_value).where(col(Message.state).in_((outbox.SENDING, outbox.IN_DOUBT)))
        self._busy = {(channel, address) for channel, address in session.exec(flying.where(col(Message.channel).not_in(_BY_NAME)))}

    def first_moment(self, message: Message) -> datetime:
        """The earliest moment at which this message could have gone, however often it moved since."""
        step = self.session.get(Step, message.step_id) if message.step_id else None
        wanted = message.not_after - timedelta(days=step.valid_days) if step else message.not_before
        return min(wanted, message.not_before)

    def may_have_gone(self, message: Message) -> bool:
        """Whether a newer database, lost since, may have sent it; asked before the gate, which might move it past that time."""
        if self.gone_until is None or message.id in self._settled:
            return False
        return self.first_moment(message) <= self.gone_until

    def is_busy(self, channel: str, address: str) -> bool:
        """Whether a message to this address is on its way or in doubt: a second one would make the look-up of the first ambiguous."""
        return (channel, address) in self._busy

    def take(self, channel: str, address: str) -> None:
        """A message of this batch goes to the address now."""
        if channel not in _BY_NAME:
            self._busy.add((channel, address))


def _looked_up(session: Session, messages: Sequence[Message], since: datetime) -> set[int]:
    """Those that were looked up since the database was put back."""
    ids = [message.id for message in messages]
    query = select(MessageEvent.message_id).where(
        col(MessageEvent.message_id).in_(ids), MessageEvent.reason == RESTORED, MessageEvent.at >= since
    )
    return set(session.exec(query))
