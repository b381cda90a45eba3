"""Prices, pace and spending: what each channel costs, how fast each sender may send, and what a day may cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from core.channels.registry import KINDS
from core.db.engine import reading, writing
from core.domain.access import Actor, may
from core.domain.errors import Refusal
from core.services import audit, channels, house, pace

PRICED = ("sms", "whatsapp", "voice")
PACES = {"per_second": 100, "per_hour": 100_000, "per_day": 1_000_000}
_MICROS = 1_000_000


def prices(engine: Engine) -> dict[str, tuple[Decimal, str]]:
    """(price, currency) of an SMS part, a WhatsApp message and a call, where one is entered."""
    found = channels.config_of(engine).prices
    return {kind: (Decimal(found[kind][0]) / _MICROS, found[kind][1]) for kind in PRICED if kind in found}


def set_prices(engine: Engine, actor: Actor, currency: str, told: Mapping[str, Decimal | None]) -> None:
    """Store the prices of some channels in one currency; None forgets one. Prices of single countries stay as they are."""
    currency = currency.strip().upper()
    if len(currency) != 3 or not currency.isalpha():
        raise Refusal("bad_currency_price", "A currency has three letters, for example USD.")
    for kind, price in told.items():
        if kind not in PRICED or (price is not None and not 0 <= price < 1000):
            raise Refusal("bad_price", "A price lies between 0 and 1000.")
    known = {name: list(pair) for name, pair in channels.config_of(engine).prices.items() if name not in told}
    entered = {kind: [int(price * _MICROS), currency] for kind, price in told.items() if price is not None}
    channels.configure(engine, actor, prices=known | entered)


def limits(engine: Engine) -> dict[str, dict[str, Any]]:
    """The pace of each channel: at most so many messages per_second, per_hour and per_day; what is absent is not limited."""
    found = house.setting(engine, pace.SETTING) or {}
    return {kind: dict(found.get(kind) or {}) for kind in KINDS}


def set_pace(engine: Engine, actor: Actor, kind: str, **told: float | None) -> None:
    """Store the pace of one channel; 0 or None lifts a limit. It holds from the next round of sending on."""
    may(actor, "channel.edit")
    if kind not in KINDS or set(told) - set(PACES):
        raise Refusal("unknown_pace", "There is no such limit of pace.")
    for name, value in told.items():
        if value is not None and not 0 <= value <= PACES[name]:
            raise Refusal("bad_pace", "A limit of pace lies between 0 (none) and {most}.", most=PACES[name])
    with writing(engine) as session:
        known = dict(house.setting_in(session, pace.SETTING) or {})
        before = dict(known.get(kind) or {})
        known[kind] = {name: value for name, value in (before | told).items() if value}
        house.set_setting_in(session, pace.SETTING, known)
        audit.record(session, actor, "channel.edit", "channel", kind, before=before, after=known[kind])


def day_limit(engine: Engine) -> Decimal | None:
    """What all messages of a day may cost together, in the currency of the prices; None without a limit."""
    with reading(engine) as session:
        micros = (house.setting_in(session, pace.SPENDING) or {}).get("per_day_micros")
    return Decimal(micros) / _MICROS if micros is not None else None


def set_day_limit(engine: Engine, actor: Actor, most: Decimal | None) -> None:
    """Store what a day may cost; None lifts the limit."""
    may(actor, "channel.edit")
    if most is not None and not 0 < most < 10_000_000:
        raise Refusal("bad_day_limit", "The spending of a day is above 0.")
    with writing(engine) as session:
        before = house.setting_in(session, pace.SPENDING)
        after = {"per_day_micros": int(most * _MICROS)} if most is not None else {}
        house.set_setting_in(session, pace.SPENDING, after)
        audit.record(session, actor, "setting.edit", "setting", pace.SPENDING, before=before, after=after)
