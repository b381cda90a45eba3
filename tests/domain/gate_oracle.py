"""An oracle for the gate: written from the meaning of contact-rules.yaml; it steps by the minute and shares no code with the gate."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import yaml

HERE = Path(__file__).parent.parent
LAW = yaml.safe_load((HERE / "data" / "contact-rules.yaml").read_text(encoding="utf-8"))
OVERRIDES = yaml.safe_load((HERE.parent / "core" / "rules" / "holidays.yaml").read_text(encoding="utf-8"))["override"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK = timedelta(days=7)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def law_of(country: str) -> dict[str, Any]:
    """The country's entry, or the strictest of all with the permission and the recipients that all countries together ask for."""
    if country in LAW["countries"]:
        return LAW["countries"][country]
    strictest = {"channel_authorisation": {"required": True}, "recipients": {"allowed": ["debtor"]}, "forbidden": ["home_or_work_visits"]}
    return LAW["defaults"]["strictest_everywhere"] | strictest


def judge_by_force(plan: dict[str, Any], moment: datetime, settings: dict[str, Any]) -> tuple[str, datetime | None]:
    """(allowed, None), (moved, the first lawful minute) or (blocked, None)."""
    if never(plan, moment, settings):
        return "blocked", None
    lawful = Lawful(plan, settings)
    if lawful.at(moment):
        return "allowed", None
    since = (moment - EPOCH).total_seconds() / 60
    for minute in range(math.ceil(since), math.floor(since + settings["horizon_days"] * 1440) + 1):
        if lawful.at_minute(minute):
            return "moved", EPOCH + timedelta(minutes=minute)
    return "blocked", None


def never(plan: dict[str, Any], moment: datetime, settings: dict[str, Any]) -> bool:
    """Whether something lasting stands against the message."""
    law, channel = law_of(plan["country"]), plan["channel"]
    answer, agent, call = plan["purpose"] in ("asked", "reply"), plan["by_agent"], channel in ("voice", "visit")
    also = {channel, "voice"} if channel == "visit" else {channel}
    flags = plan["flags"] - ({"vulnerable", "hardship"} if agent and answer else set())
    talking = plan["last_inbound_at"] is not None and (channel != "whatsapp" or moment - plan["last_inbound_at"] < timedelta(hours=24))
    words = plan["template_approved"] is True or (agent and call) or (agent and answer and talking)
    permitted = plan["authorised"] is not None and bool(also & plan["authorised"])
    third, approved = settings["collects_for_third_parties"], settings["approvals"]
    owes = answer or plan["purpose"] == "payment_received"
    owes = owes or (plan["balance_cents"] is not None and plan["balance_cents"] > max(0, settings["tolerance_cents"]))
    promoting = law.get("do_not_contact_registry", {}).get("check_before_promotional") and plan["marketing"]
    return any(
        [
            plan["sending_paused"] and not (agent and call),
            bool(flags),
            bool(also & plan["opted_out"]),
            plan["address"] != "valid",
            plan["recipient"] not in law["recipients"]["allowed"],
            law["channel_authorisation"]["required"] and not permitted,
            channel == "whatsapp" and not (permitted or answer or settings["general_opt_in"]),
            channel == "whatsapp" and third and "whatsapp_third_party" not in approved,
            channel == "sms" and plan["country"] == "MX" and "sms_mexico" not in approved,
            channel == "sms" and plan["country"] in ("US", "CA") and third,
            channel == "visit" and "home_or_work_visits" in law["forbidden"],
            promoting and plan["registry_clear"] is not True,
            not words,
            plan["disputed"] and not answer,
            not owes,
            settings["leave_good_payers_alone"] and plan["purpose"] == "reminder" and plan["before_due"] and plan["always_pays"],
            not plan["zones"],
        ]
    )


class Lawful:
    """Whether one more contact is lawful at an instant, asked again for each one."""

    def __init__(self, plan: dict[str, Any], settings: dict[str, Any]) -> None:
        self.plan, self.settings, self.law = plan, settings, law_of(plan["country"])
        self.answer = plan["purpose"] in ("asked", "reply")
        self.channel = "voice" if plan["channel"] == "visit" else plan["channel"]
        self.any_hour = self.answer and plan["country"] == "CO"
        self.history = [("voice" if c.channel == "visit" else c.channel, c.at, c.kind, c.debt) for c in plan["history"]]
        self.caps = [] if self.answer else [self.read(cap) for cap in self.law["caps"] + self.own_caps()]
        self.dates: dict[tuple[int, ...], bool] = {}
        self.hours: dict[int, tuple[int, int]] = {}

    def at(self, moment: datetime) -> bool:
        """Whether hours, dates and counters allow this instant."""
        return self.at_minute(int((moment - EPOCH).total_seconds() // 60), moment)

    def at_minute(self, minutes: int, moment: datetime | None = None) -> bool:
        """The same for a minute since the epoch, as the wall clocks of all zones show it."""
        days = []
        for zone in self.plan["zones"]:
            day, minute = divmod(minutes + offset(zone, minutes // 15), 1440)
            if day not in self.hours:
                self.hours[day] = self.hours_on(date_of(day))
            if not self.any_hour and not self.hours[day][0] <= minute < self.hours[day][1]:
                return False
            days.append(day)
        if (key := tuple(days)) not in self.dates:
            self.dates[key] = self.answer or all(
                self.may_on(zone, date_of(day)) for zone, day in zip(self.plan["zones"], days, strict=True)
            )
        if not self.dates[key]:
            return False
        moment = moment or EPOCH + timedelta(minutes=minutes)
        return all(self.within(cap, moment) for cap in self.caps)

    def hours_on(self, day: date) -> tuple[int, int]:
        """The minutes of a local day in which law, business and person are all open: start inclusive, end exclusive, (0, 0) when closed."""
        plan, settings = self.plan, self.settings
        local = self.law.get("subdivisions", {}).get(plan["region"], self.law)
        wanted = settings["contact_on_holidays"]
        if wanted is None:
            wanted = self.law.get("holidays_suggested", self.law["holidays_allowed"])
        if day in settings["extra_closed"] or (
            is_holiday(plan["country"], plan["region"], day) and not (local["holidays_allowed"] and wanted)
        ):
            return 0, 0
        asked, name = plan["asked_windows"], DAYS[day.weekday()]
        if asked is not None and self.law.get("debtor_may_widen_window", {}).get("allowed"):
            return minutes_of(asked[day.weekday()])
        own = (
            self.law.get("suggested_windows", local["windows"])[name] if settings["windows"] is None else settings["windows"][day.weekday()]
        )
        hours = [local["windows"][name], own] + ([] if asked is None else [asked[day.weekday()]])
        return max(minutes_of(window)[0] for window in hours), min(minutes_of(window)[1] for window in hours)

    def may_on(self, zone: str, day: date) -> bool:
        """Promise, payment, quiet; limits of a day and distances between days."""
        plan, settings = self.plan, self.settings
        if (
            plan["promise_until"]
            and plan["purpose"] == "reminder"
            and (day - plan["promise_until"]).days < max(1, settings["promise_grace_days"])
        ):
            return False
        if plan["paid_on"] and plan["purpose"] != "payment_received" and (day - plan["paid_on"]).days < settings["payment_quiet_days"]:
            return False
        if plan["quiet_until"] and day < plan["quiet_until"]:
            return False
        for cap, contacts in self.caps:
            apart = [abs((local_day(zone, at) - day).days) for _, at in contacts]
            if any(days < (cap["min_spacing_days"] or 0) for days in apart):
                return False
            if cap["per"] == "day" and apart.count(0) + 1 > cap["max"]:
                return False
        return True

    def within(self, counted: tuple[dict[str, Any], list[tuple[str, datetime]]], moment: datetime) -> bool:
        """Replay of the week: no seven days that hold the new contact hold too many."""
        cap, contacts = counted
        if cap["per"] == "day":
            return True
        everything = [*contacts, (self.channel, moment)]
        for _, start in everything:
            week = [channel for channel, at in everything if timedelta(0) <= at - start < WEEK]
            holds_new = timedelta(0) <= moment - start < WEEK
            if holds_new and (len(set(week)) if cap["measure"] == "distinct_channels" else len(week)) > cap["max"]:
                return False
        return True

    def read(self, cap: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, datetime]]]:
        """A cap with the contacts it counts; one that does not concern the channel counts nothing and allows everything."""
        if self.channel not in cap["channels"]:
            return cap | {"max": 99, "min_spacing_days": None}, []
        found = []
        for channel, at, kind, debt in self.history:
            counts = channel == self.channel if cap["per_channel"] else channel in cap["channels"]
            counts = counts and (cap["measure"] != "conversations" or kind == "conversation")
            if cap["scope"] == "debt" and debt and self.plan["debt"] and debt != self.plan["debt"]:
                counts = False
            if counts:
                found.append((channel, at))
        return cap, found

    def own_caps(self) -> list[dict[str, Any]]:
        """The limits of the business, in the words of the law's file."""
        every = {"channels": ["sms", "whatsapp", "email", "voice"], "per_channel": False, "scope": "debtor", "measure": "contacts"}
        own = [(self.settings["daily_cap"], "day", None), (self.settings["weekly_cap"], "week", None)]
        own.append((99 if self.settings["min_spacing_days"] else None, "day", self.settings["min_spacing_days"]))
        return [every | {"max": most, "per": per, "min_spacing_days": spacing} for most, per, spacing in own if most is not None]


def minutes_of(window: Any) -> tuple[int, int]:
    """Hours as in the file, or as minutes of the day; None is closed."""
    if window is None:
        return 0, 0
    start, end = (int(h[:2]) * 60 + int(h[3:]) if isinstance(h, str) else h for h in window)
    return start, end


def date_of(day: int) -> date:
    """The date that many days after the epoch."""
    return EPOCH.date() + timedelta(days=day)


def local_day(zone: str, moment: datetime) -> date:
    """The calendar date in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


@cache
def offset(zone: str, quarter: int) -> int:
    """The zone's distance from UTC in minutes at a quarter of an hour; it only ever changes at full quarters."""
    found = (EPOCH + timedelta(minutes=15 * quarter)).astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    return int(found.total_seconds() // 60)


@cache
def is_holiday(country: str, region: str | None, day: date) -> bool:
    """By the package's categories, required and optional, and the override list."""
    calendar = LAW["countries"].get(country, {}).get("holiday_calendar", {"code": country, "categories": ["public"]})
    return day in days_off(country, region if calendar.get("subdivisions") else None, day.year) or any(
        entry["country"] == country and entry["date"] == day.isoformat() for entry in OVERRIDES
    )


@cache
def days_off(country: str, region: str | None, year: int) -> frozenset[date]:
    """The package's dates of a year."""
    calendar = LAW["countries"].get(country, {}).get("holiday_calendar", {"categories": ["public"]})
    kinds = calendar["categories"] + calendar.get("optional_categories", [])
    known = holidays.list_supported_countries()[country]
    subdivision = region or calendar.get("default_subdiv")
    subdivision = subdivision if subdivision in known else None
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year, categories=kinds))
