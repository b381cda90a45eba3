"""Random plans for the gate: people, histories, moments and settings, thick around clock changes, year ends and holidays."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.domain.gate import Contact
from tests.domain.gate_oracle import LAW

CHANNELS = ["sms", "whatsapp", "email", "voice"]
TURNS = [
    datetime(2026, 4, 5), datetime(2026, 9, 6), datetime(2027, 4, 4),  # Chile
    datetime(2026, 3, 8), datetime(2026, 11, 1), datetime(2027, 3, 14),  # United States
    datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2027, 3, 28),  # Spain
    datetime(2025, 12, 31), datetime(2026, 12, 31), datetime(2027, 12, 31),  # year ends
    datetime(2026, 4, 3), datetime(2026, 5, 1), datetime(2026, 12, 25), datetime(2026, 2, 16),  # holidays
]  # fmt: skip
PLACES: list[tuple[str, str | None, tuple[str, ...]]] = [
    *((code, None, tuple(law["timezone"]["all"])) for code, law in LAW["countries"].items()),
    *((code, None, (law["timezone"]["default"],)) for code, law in LAW["countries"].items()),
    ("BR", "SP", ("America/Sao_Paulo",)), ("BR", "AL", ("America/Recife",)), ("BR", "AM", ("America/Manaus", "America/Rio_Branco")),
    ("AR", "C", ("America/Argentina/Buenos_Aires",)), ("CL", "VS", ("America/Santiago", "Pacific/Easter")),
    ("CL", "MA", ("America/Punta_Arenas",)), ("ES", "CN", ("Atlantic/Canary",)), ("ES", "CT", ("Europe/Madrid",)),
    ("US", "HI", ("Pacific/Honolulu",)), ("US", "TX", ("America/Chicago", "America/Denver")), ("GB", "SCT", ("Europe/London",)),
    ("BO", "L", ("America/La_Paz",)), ("VE", None, ("America/Caracas",)), ("CA", None, ("America/Toronto", "America/Vancouver")),
]  # fmt: skip


def random_moment(rng: random.Random) -> datetime:
    """An instant of 2026 or 2027, often close to a turn, now and then on the minute."""
    if rng.random() < 0.6:
        day = rng.choice(TURNS) + timedelta(days=rng.randint(-3, 2))
    else:
        day = datetime(2026, 1, 1) + timedelta(days=rng.randint(0, 700))
    moment = day.replace(tzinfo=UTC) + timedelta(minutes=rng.randint(0, 1439))
    return moment if rng.random() < 0.5 else moment + timedelta(seconds=rng.randint(1, 59), microseconds=rng.choice([0, 250_000]))


def random_settings(rng: random.Random) -> dict[str, Any]:
    """A business: usually with the product's defaults, else stricter here and there."""
    pick = lambda chance, value, default: value if rng.random() < chance else default  # noqa: E731
    return {
        "windows": pick(0.2, random_windows(rng), None),
        "contact_on_holidays": pick(0.2, rng.random() < 0.5, None),
        "extra_closed": frozenset(pick(0.1, [date(2026, 1, 1) + timedelta(days=rng.randint(0, 700)) for _ in range(60)], [])),
        "daily_cap": pick(0.2, rng.randint(0, 2) if rng.random() < 0.1 else rng.randint(1, 3), None),
        "weekly_cap": pick(0.2, rng.randint(1, 4), None),
        "min_spacing_days": pick(0.15, rng.randint(1, 9), None),
        "tolerance_cents": pick(0.2, 500, 0),
        "payment_quiet_days": pick(0.3, rng.randint(0, 6), 3),
        "promise_grace_days": pick(0.3, rng.randint(0, 4), 1),
        "leave_good_payers_alone": rng.random() < 0.8,
        "general_opt_in": rng.random() < 0.8,
        "collects_for_third_parties": rng.random() < 0.1,
        "approvals": frozenset(name for name in ("whatsapp_third_party", "sms_mexico") if rng.random() < 0.6),
        "horizon_days": pick(0.1, rng.randint(0, 6), 14),
    }


def random_windows(rng: random.Random) -> tuple[tuple[int, int] | None, ...]:
    """Hours of a week, to the minute."""
    days = []
    for _ in range(7):
        start = rng.randint(6 * 60, 18 * 60)
        days.append(None if rng.random() < 0.15 else (start, rng.randint(start + 1, 22 * 60)))
    return tuple(days)


def random_plan(rng: random.Random, moment: datetime) -> dict[str, Any]:
    """The facts of one message; most plans have nothing lasting against them."""
    country, region, zones = rng.choice(PLACES)
    rare = lambda value, default, chance=0.02: value if rng.random() < chance else default  # noqa: E731
    near = lambda low, high: moment.date() + timedelta(days=rng.randint(low, high))  # noqa: E731
    return {
        "channel": rng.choice([*CHANNELS, *CHANNELS, "visit"]),
        "zones": rare((), zones, 0.01),
        "country": country,
        "region": region,
        "purpose": rng.choice(["reminder"] * 6 + ["promise_reminder", "payment_received", "asked", "reply"]),
        "by_agent": rng.random() < 0.2,
        "history": random_history(rng, moment),
        "last_inbound_at": rare(moment - timedelta(hours=rng.randint(1, 47)), None, 0.3),
        "opted_out": rare(frozenset(rng.sample(CHANNELS, 2)), frozenset(), 0.05),
        "authorised": rare(rare(frozenset(rng.sample(CHANNELS, 2)), None, 0.6), frozenset(CHANNELS), 0.15),
        "flags": rare(frozenset({rng.choice(["deceased", "lawsuit", "vulnerable", "hardship", "minor"])}), frozenset(), 0.04),
        "disputed": rare(True, False),
        "promise_until": rare(near(-3, 16), None, 0.1),
        "paid_on": rare(near(-5, 0), None, 0.1),
        "quiet_until": rare(near(-2, 16), None, 0.1),
        "balance_cents": rare(rng.choice([None, 0, -5, 300, 500]), 125_000, 0.06),
        "currency": "USD",
        "before_due": rng.random() < 0.2,
        "always_pays": rng.random() < 0.2,
        "address": rare(rng.choice(["missing", "invalid", "unknown"]), "valid"),
        "recipient": rare(rng.choice(["guarantor", "relatives"]), "debtor"),
        "template_approved": rare(rng.choice([None, False]), True, 0.05),
        "sending_paused": rare(True, False),
        "marketing": rare(True, False, 0.05),
        "registry_clear": rng.choice([None, True, True]),
        "debt": rng.choice([None, "F-1", "F-2"]),
        "asked_windows": rare(random_windows(rng), None, 0.1),
    }


def random_history(rng: random.Random, moment: datetime) -> tuple[Contact, ...]:
    """Contacts of the last ten days and, now and then, some already planned."""
    count = rng.choice([0, 0, 1, 1, 2, 3, 5])
    usual = rng.choice(CHANNELS)
    found = []
    for _ in range(count):
        minutes = rng.randint(-10 * 1440, 0) if rng.random() < 0.85 else rng.randint(0, 8 * 1440)
        at = moment + timedelta(minutes=minutes, seconds=rng.choice([0, 0, 17]))
        channel = usual if rng.random() < 0.6 else rng.choice([*CHANNELS, "visit"])
        found.append(Contact(at, channel, rng.choice(["contact", "attempt", "conversation"]), rng.choice([None, "F-1", "F-2"])))
    return tuple(found)
