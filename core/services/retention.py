"""The retention clocks of this business: the defaults, what the country's law wants kept, and what the owner chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from core.db.engine import reading, writing
from core.domain import retention as rules
from core.domain.access import Actor, may
from core.domain.retention import Clock, Duty
from core.services import audit, house, packs

SETTING = "retention"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the business decided: whether the daily run takes anything, and every clock as it holds now."""

    is_on: bool
    clocks: dict[str, Clock]
    country: str


def settings_of(engine: Engine, actor: Actor) -> Settings:
    """The clocks of the business and whether they run."""
    may(actor, "compliance.view")
    with reading(engine) as session:
        return settings_in(session)


def settings_in(session: Session) -> Settings:
    """The same within a session."""
    stored: dict[str, Any] = house.setting_in(session, SETTING) or {}
    country = house.company_in(session).country
    return Settings(bool(stored.get("on")), rules.clocks(stored.get("periods") or {}, duties_of(country)), country)


def duties_of(country: str) -> dict[str, Duty]:
    """What a country's law wants kept, by kind of data; where nobody researched it, the usual ten years for the books."""
    document = packs.load_rules("keeping/countries")
    told = document["countries"].get(country.upper(), document["default"])
    ledger, contacts = told["ledger"], told.get("contacts")
    found = {"ledger": Duty(ledger["years"] * 12, ledger["law"], ledger["confidence"])}
    if contacts:
        found["contact_records"] = Duty(contacts["months"], contacts["law"], contacts["confidence"])
    return found


def change(engine: Engine, actor: Actor, periods: Mapping[str, int | None]) -> Settings:
    """Set some clocks; None goes back to the default. Raises Refusal on a period that the law or good sense forbids."""
    may(actor, "settings.edit")
    with writing(engine) as session:
        before = settings_in(session)
        stored: dict[str, Any] = dict(house.setting_in(session, SETTING) or {})
        chosen = rules.check({**(stored.get("periods") or {}), **periods}, duties_of(before.country))
        house.set_setting_in(session, SETTING, stored | {"periods": chosen})
        after = settings_in(session)
        moved = [code for code, one in after.clocks.items() if one.period != before.clocks[code].period]
        if moved:
            told = [{code: found.clocks[code].period for code in moved} for found in (before, after)]
            audit.record(session, actor, "retention.edit", "setting", SETTING, before=told[0], after=told[1])
        return after


def switch(engine: Engine, actor: Actor, *, on: bool) -> None:
    """Let the clocks run from the next daily run on, or stop them."""
    may(actor, "settings.edit")
    with writing(engine) as session:
        stored: dict[str, Any] = dict(house.setting_in(session, SETTING) or {})
        if bool(stored.get("on")) == on:
            return
        house.set_setting_in(session, SETTING, stored | {"on": on})
        audit.record(session, actor, "retention.on" if on else "retention.off", "setting", SETTING)
