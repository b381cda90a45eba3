"""The gate's lasting rules: those of person, address, words and money, which no later hour mends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from core.domain.gate_facts import FLAGS, PEOPLE_DECIDE, BusinessRules, Facts
from core.domain.gate_verdict import PRODUCT, Consulted
from core.domain.packs import CHANNELS, Pack, PlatformRule, Source

Finding = tuple[str, Mapping[str, Any]] | None
WHATSAPP_SESSION = timedelta(hours=24)
"""Free text reaches WhatsApp only this long after the person last wrote (platform rules, customer_service_window)."""


def consult_person(facts: Facts, moment: datetime, pack: Pack, settings: BusinessRules) -> list[Consulted]:
    """Every lasting rule with its result, in the order in which they decide."""
    found = [_consult(rule, check(facts, pack, settings), PRODUCT) for rule, check in _CHECKS]
    found.append(_consult("authorisation", _authorisation(facts, pack), pack.authorisation.source))
    found.append(_consult("recipient", _recipient(facts, pack), pack.recipients_source))
    found.append(_consult("wording", _wording(facts, moment), PRODUCT))
    found.append(_consult_platform(facts, pack, settings))
    return found


def has_conversation(facts: Facts, moment: datetime) -> bool:
    """Whether the person's last message keeps a conversation open in which an agent may write freely."""
    if facts.last_inbound_at is None:
        return False
    return facts.channel != "whatsapp" or moment - facts.last_inbound_at < WHATSAPP_SESSION


def class_of_balance(facts: Facts, settings: BusinessRules) -> str:
    """Unknown, nothing_owed, tolerance or ok."""
    if facts.balance_cents is None:
        return "unknown"
    if facts.balance_cents <= 0:
        return "nothing_owed"
    return "tolerance" if facts.balance_cents <= settings.tolerance_cents else "ok"


def _consult(rule: str, finding: Finding, source: Source) -> Consulted:
    if finding is None:
        return Consulted(rule, "pass", f"{rule}.ok", source=source)
    return Consulted(rule, "stop", finding[0], finding[1], source)


def _paused(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    by_hand = facts.by_agent and facts.counted_channel == "voice"
    return ("paused.on", {}) if facts.sending_paused and not by_hand else None


def _channel(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    return None if facts.counted_channel in CHANNELS else ("channel.unknown", {"channel": facts.channel})


def _flags(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    lifted = PEOPLE_DECIDE if facts.by_agent and facts.is_answer else frozenset()
    stopping = facts.flags - lifted
    if not stopping:
        return None
    known = next((flag for flag in FLAGS if flag in stopping), None)
    return (f"flags.{known or 'other'}", {})


def _opt_out(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    asked = facts.channel in facts.opted_out or facts.counted_channel in facts.opted_out
    return ("opt_out.channel", {"channel": facts.channel}) if asked else None


def _address(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    state = facts.address if facts.address in ("valid", "missing", "invalid") else "unknown"
    return None if state == "valid" else (f"address.{state}", {"channel": facts.channel})


def _visit(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    forbidden = facts.channel == "visit" and "home_or_work_visits" in pack.forbidden
    return ("visit.forbidden", {}) if forbidden else None


def _registry(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    unchecked = facts.marketing and pack.check_registry_before_promotion and facts.registry_clear is not True
    return ("registry.unchecked", {}) if unchecked else None


def _dispute(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    return ("dispute.open", {}) if facts.disputed and not facts.is_answer else None


def _balance(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    if facts.is_answer or facts.purpose == "payment_received":
        return None
    state = class_of_balance(facts, settings)
    return None if state == "ok" else (f"balance.{state}", {})


def _good_payer(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    left_alone = settings.leave_good_payers_alone and facts.purpose == "reminder" and facts.before_due and facts.always_pays
    return ("good_payer.alone", {}) if left_alone else None


def _zone(facts: Facts, pack: Pack, settings: BusinessRules) -> Finding:
    return None if facts.zones else ("zone.unknown", {})


def _authorisation(facts: Facts, pack: Pack) -> Finding:
    authorised = facts.authorised is not None and (facts.channel in facts.authorised or facts.counted_channel in facts.authorised)
    return ("authorisation.missing", {"channel": facts.channel}) if pack.authorisation.required and not authorised else None


def _recipient(facts: Facts, pack: Pack) -> Finding:
    fits = facts.recipient in pack.recipients_allowed and facts.recipient not in pack.recipients_forbidden
    return None if fits else ("recipient.forbidden", {"recipient": facts.recipient})


def _wording(facts: Facts, moment: datetime) -> Finding:
    spoken = facts.by_agent and facts.counted_channel == "voice"
    if facts.template_approved is True or spoken:
        return None
    if not (facts.by_agent and facts.is_answer):
        return ("wording.not_approved", {})
    return None if has_conversation(facts, moment) else ("wording.no_conversation", {})


def _consult_platform(facts: Facts, pack: Pack, settings: BusinessRules) -> Consulted:
    for rule in pack.platform:
        if _applies(rule, facts, settings):
            return Consulted("platform", "stop", rule.code, {}, rule.source)
    return Consulted("platform", "pass", "platform.ok", source=Source(basis="platform"))


def _applies(rule: PlatformRule, facts: Facts, settings: BusinessRules) -> bool:
    if facts.channel not in rule.channels or (rule.countries is not None and facts.country not in rule.countries):
        return False
    if rule.unless is not None and rule.unless in settings.approvals:
        return False
    permitted = settings.general_opt_in or facts.is_answer or (facts.authorised is not None and facts.channel in facts.authorised)
    conditions = {
        "always": True,
        "third_party": settings.collects_for_third_parties,
        "no_opt_in": not permitted,
        "marketing": facts.marketing,
    }
    return conditions[rule.when]


_CHECKS: tuple[tuple[str, Callable[[Facts, Pack, BusinessRules], Finding]], ...] = (
    ("paused", _paused),
    ("channel", _channel),
    ("flags", _flags),
    ("opt_out", _opt_out),
    ("address", _address),
    ("visit", _visit),
    ("registry", _registry),
    ("dispute", _dispute),
    ("balance", _balance),
    ("good_payer", _good_payer),
    ("zone", _zone),
)
