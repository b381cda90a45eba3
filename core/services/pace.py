"""Pace and limits: how many messages a channel may send this second, hour and day, and what a campaign may send and spend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.db.tables import Campaign, Lease, Message
from core.services import house, outbox

SETTING, SPENDING = "pace", "spending"
UNLIMITED = 1_000_000
SLOTS, IN_HAND = "pace:", timedelta(seconds=5)
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
                .where(Message.channel == channel, col(Message.claimed_at) > now - span, col(Message.state).in_(_GONE))
            )
            left = min(left, int(limits[name]) - session.exec(went).one())
    return left


class Budget:
    """What the campaigns and the business may still send and spend, read once for a batch and counted along with it.

    Spending is counted by currency: a limit holds for each currency on its own. "A day" are the last 24 hours.
    """

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.per_day: int | None = (house.setting_in(session, SPENDING) or {}).get("per_day_micros")
        self._sent: dict[int, int] = {}
        self._spent: dict[int | None, Counter[str]] = {}

    def limits_spending(self, campaign: Campaign | None) -> bool:
        """Whether what a message costs matters to any limit."""
        return self.per_day is not None or (campaign is not None and campaign.spend_limit_micros is not None)

    def over(self, campaign: Campaign | None, message: Message) -> str | None:
        """Why a message may not go for now: the campaign's messages or spending, or the day's spending; None while it may."""
        if message.kind == "answer":
            return None
        cost, currency = message.estimate_micros or 0, message.price_currency or ""
        if campaign is not None and campaign.daily_limit is not None and self._sent_by(campaign) >= campaign.daily_limit:
            return "limit.daily"
        most = campaign.spend_limit_micros if campaign is not None else None
        if campaign is not None and most is not None and self._spent_by(campaign.id)[currency] + cost > most:
            return "limit.spending"
        if self.per_day is not None and cost and self._spent_by(None)[currency] + cost > self.per_day:
            return "limit.day_spending"
        return None

    def take(self, message: Message) -> None:
        """Count a message that was claimed."""
        if message.campaign_id in self._sent:
            self._sent[message.campaign_id] += 1
        for place in (message.campaign_id, None):
            if place in self._spent:
                self._spent[place][message.price_currency or ""] += message.estimate_micros or 0

    def _sent_by(self, campaign: Campaign) -> int:
        number = campaign.id or 0
        if number not in self._sent:
            went = select(func.count()).select_from(Message).where(Message.campaign_id == number, *self._today())
            self._sent[number] = self.session.exec(went).one()
        return self._sent[number]

    def _spent_by(self, campaign_id: int | None) -> Counter[str]:
        """Spent so far by currency: of a campaign since it began, of everything (None) within a day."""
        if campaign_id not in self._spent:
            cost = func.sum(func.coalesce(Message.price_micros, Message.estimate_micros, 0))
            which = self._today() if campaign_id is None else (Message.campaign_id == campaign_id, col(Message.state).in_(_GONE))
            rows = self.session.exec(select(Message.price_currency, cost).where(*which).group_by(col(Message.price_currency)))
            self._spent[campaign_id] = Counter({currency or "": int(micros or 0) for currency, micros in rows})
        return self._spent[campaign_id]

    def _today(self) -> tuple[Any, ...]:
        return (col(Message.claimed_at) > self.now - timedelta(days=1), col(Message.state).in_(_GONE))


def per_second(limits: dict[str, Any] | None, channel: str) -> float | None:
    """The configured messages per second of a channel, None without a limit."""
    value = ((limits or {}).get(channel) or {}).get("per_second")
    return float(value) if value else None


class Slots:
    """Starting times on channels with so many messages a second, spaced evenly and shared by all processes through the database."""

    def __init__(self, session: Session, channels: Iterable[str], now: datetime) -> None:
        limits = house.setting_in(session, SETTING)
        rates = {channel: rate for channel in channels if (rate := per_second(limits, channel))}
        self._session, self._now = session, now
        self._gap = {channel: timedelta(seconds=1 / rate) for channel, rate in rates.items()}
        self._next = {channel: max(now, self._booked(channel)) for channel in rates}

    def _booked(self, channel: str) -> datetime:
        lease = self._session.get(Lease, SLOTS + channel, with_for_update=True)
        return lease.until if lease is not None else self._now

    def left(self, channel: str) -> int:
        """How many messages may be claimed: those that start within five seconds, one at least when the line is free."""
        if channel not in self._gap:
            return UNLIMITED
        gap, free = self._gap[channel], self._now + IN_HAND - self._next[channel]
        return 0 if free <= timedelta() else max(1, int(free / gap))

    def take(self, channel: str) -> datetime | None:
        """The starting time of one more message, None where nothing is paced."""
        if channel not in self._gap:
            return None
        start, self._next[channel] = self._next[channel], self._next[channel] + self._gap[channel]
        return start

    def keep_in(self) -> None:
        """Store up to when the channels are booked."""
        for channel, until in self._next.items():
            if until > self._now:
                self._session.merge(Lease(name=SLOTS + channel, owner="pace", until=until, beat_at=self._now))
