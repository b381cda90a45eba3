"""Pace and limits: how many messages a channel may send this second, hour and day, and what a campaign may send and spend."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.db.tables import Campaign, Message
from core.services import house, outbox

SETTING = "pace"
UNLIMITED = 1_000_000
_GONE = (*outbox.LEFT, outbox.SENDING, outbox.IN_DOUBT, outbox.NEEDS_PERSON)


def allowances_in(session: Session, channels: list[str], now: datetime) -> dict[str, int]:
    """How many more messages each open channel may take now by its hourly and daily limits; channels that may take none are left out."""
    limits: dict[str, dict[str, Any]] = house.setting_in(session, SETTING) or {}
    found = {channel: _allowance(session, channel, limits.get(channel) or {}, now) for channel in channels}
    return {channel: number for channel, number in found.items() if number > 0}


def _allowance(session: Session, channel: str, limits: dict[str, Any], now: datetime) -> int:
    left = UNLIMITED
    for name, span in (("per_hour", timedelta(hours=1)), ("per_day", timedelta(days=1))):
        if limits.get(name):
            went = (
                select(func.count())
                .select_from(Message)
                .where(Message.channel == channel, Message.claimed_at > now - span, col(Message.state).in_(_GONE))
            )
            left = min(left, int(limits[name]) - session.exec(went).one())
    return left


def over_limit_in(session: Session, campaign: Campaign | None, message: Message, now: datetime) -> str | None:
    """Why a campaign may send no more for now: its messages of the last 24 hours, or its spending; None while it may."""
    if campaign is None or (campaign.daily_limit is None and campaign.spend_limit_micros is None):
        return None
    session.flush()
    went = (Message.campaign_id == campaign.id, col(Message.state).in_(_GONE))
    if campaign.daily_limit is not None:
        today = select(func.count()).select_from(Message).where(*went, Message.claimed_at > now - timedelta(days=1))
        if session.exec(today).one() >= campaign.daily_limit:
            return "limit.daily"
    if campaign.spend_limit_micros is not None:
        spent = select(func.sum(func.coalesce(Message.price_micros, Message.estimate_micros, 0))).where(*went)
        if int(session.exec(spent).one() or 0) + (message.estimate_micros or 0) > campaign.spend_limit_micros:
            return "limit.spending"
    return None


def per_second(limits: dict[str, Any] | None, channel: str) -> float | None:
    """The configured messages per second of a channel, None without a limit."""
    value = ((limits or {}).get(channel) or {}).get("per_second")
    return float(value) if value else None


class Metronome:
    """Spaces the starts of sends on one channel evenly; shared by all sending threads of a process."""

    def __init__(self, rate: float | None) -> None:
        self._gap, self._next, self._lock = (1 / rate if rate else 0.0), 0.0, threading.Lock()

    def wait(self) -> None:
        """Return when the next send may start."""
        if not self._gap:
            return
        with self._lock:
            start = max(time.monotonic(), self._next)
            self._next = start + self._gap
        time.sleep(max(0.0, start - time.monotonic()))
