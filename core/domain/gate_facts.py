"""What the gate is told: facts of a person and a message, and the settings with which a business is stricter than the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from core.domain.packs import Windows

ANSWERS = frozenset({"asked", "reply"})
PURPOSES = frozenset({"reminder", "promise_reminder", "payment_received"}) | ANSWERS
FLAGS = ("restricted", "deceased", "minor", "wrong_number", "insolvency", "lawsuit", "vulnerable", "hardship")
PEOPLE_DECIDE = frozenset({"vulnerable", "hardship"})
"""Flags that stop everything automatic, while a named agent may still answer the person."""


class Contact(NamedTuple):
    """One contact that happened or is already planned: `kind` is attempt, contact or conversation; `debt` None counts for every debt."""

    at: datetime
    channel: str
    kind: str = "contact"
    debt: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the gate may know of one message to one person; a fact left at its default is not known, and what is not known blocks.

    `zones`: IANA names that the person may live in, all of which must agree. `history`: contacts of the last days, on every channel.
    `authorised` None: no permission was ever recorded. `promise_until`: the day for which a payment is promised. `quiet_until`: the
    first day on which the person wants to hear from us again. `asked_windows`: hours the person asked for. `by_agent`: a named person
    calls, visits or writes. `address`: valid, missing, invalid or unknown. `template_approved` concerns the version that would be sent.
    """

    channel: str
    zones: tuple[str, ...]
    country: str | None = None
    region: str | None = None
    purpose: str = "reminder"
    by_agent: bool = False
    history: tuple[Contact, ...] = ()
    last_inbound_at: datetime | None = None
    opted_out: frozenset[str] = frozenset()
    authorised: frozenset[str] | None = None
    flags: frozenset[str] = frozenset()
    disputed: bool = False
    promise_until: date | None = None
    paid_on: date | None = None
    quiet_until: date | None = None
    balance_cents: int | None = None
    currency: str = ""
    before_due: bool = False
    always_pays: bool = False
    address: str = "unknown"
    recipient: str = "debtor"
    template_approved: bool | None = None
    sending_paused: bool = False
    marketing: bool = False
    registry_clear: bool | None = None
    debt: str | None = None
    asked_windows: Windows | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the person asked for this message or wrote first."""
        return self.purpose in ANSWERS

    @property
    def counted_channel(self) -> str:
        """The channel whose limits apply: a visit counts as a call."""
        return "voice" if self.channel == "visit" else self.channel


@dataclass(frozen=True, slots=True)
class BusinessRules:
    """A business's own limits, each of which can only narrow what the pack allows.

    `windows` None: the pack's suggested hours. `contact_on_holidays` None: what the pack suggests. Caps and spacing are per person over
    all channels. `general_opt_in`: the owner states that customers gave a permission that covers WhatsApp. `approvals`: exceptions that a
    platform granted, by the names in the platform rules. `horizon_days`: how far a message may be moved.
    """

    windows: Windows | None = None
    contact_on_holidays: bool | None = None
    extra_closed: frozenset[date] = frozenset()
    daily_cap: int | None = None
    weekly_cap: int | None = None
    min_spacing_days: int | None = None
    tolerance_cents: int = 0
    payment_quiet_days: int = 3
    promise_grace_days: int = 1
    leave_good_payers_alone: bool = True
    general_opt_in: bool = False
    collects_for_third_parties: bool = False
    approvals: frozenset[str] = frozenset()
    horizon_days: int = 14
