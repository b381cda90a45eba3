"""What the gate answers: a verdict with every rule it consulted, and the sentence for each finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.domain.gate_facts import Contact
from core.domain.packs import Source

PRODUCT = Source(basis="product")

SENTENCES = {
    "allowed": "Nothing stands against it.",
    "paused.on": "All sending is paused.",
    "paused.ok": "Sending is not paused.",
    "channel.unknown": "“{channel}” is not a channel of this product.",
    "channel.ok": "The channel exists.",
    "flags.restricted": "The use of this person's data is restricted. Nothing is sent and nobody calls.",
    "flags.deceased": "The person has died. Nothing is sent.",
    "flags.minor": "The person is a minor.",
    "flags.wrong_number": "The address belongs to somebody else.",
    "flags.insolvency": "An insolvency procedure is open.",
    "flags.lawsuit": "The matter is before a court.",
    "flags.vulnerable": "The person is going through something hard. A person decides first.",
    "flags.hardship": "The person told us of hardship. A person decides first.",
    "flags.other": "A circumstance on record stops everything. A person decides first.",
    "flags.ok": "No circumstance asks us to stop.",
    "opt_out.channel": "The person asked not to be contacted by {channel}.",
    "opt_out.ok": "The person has not opted out of this channel.",
    "address.missing": "There is no address for {channel}.",
    "address.invalid": "The address for {channel} is not valid.",
    "address.unknown": "Nobody has checked the address for {channel}.",
    "address.ok": "The address is valid.",
    "recipient.forbidden": "A message about a debt may not go to: {recipient}.",
    "recipient.ok": "The recipient may be written to.",
    "authorisation.missing": "The person has not agreed to be contacted by {channel}, and the law requires it.",
    "authorisation.ok": "The channel is authorised, or the law asks for no authorisation.",
    "platform.whatsapp_third_party": "WhatsApp does not allow collecting for others without its recorded approval.",
    "platform.whatsapp_opt_in": "WhatsApp asks for a permission to write, and none is on record.",
    "platform.sms_mexico": "In Mexico, SMS may not be about money unless the carrier approved it.",
    "platform.sms_third_party": "Carriers in the United States and Canada forbid SMS that collect for others.",
    "platform.ok": "The platform allows it.",
    "visit.forbidden": "Visits are forbidden here.",
    "visit.ok": "This is not a visit, or visits are allowed.",
    "registry.unchecked": "Offers need a look at the do-not-contact registry first.",
    "registry.ok": "No registry has to be consulted.",
    "wording.not_approved": "The template has no approved version.",
    "wording.no_conversation": "A free text needs an open conversation.",
    "wording.ok": "The words are approved, or a named person speaks.",
    "dispute.open": "A claim about this is open.",
    "dispute.ok": "No claim is open.",
    "balance.unknown": "The balance is not known.",
    "balance.nothing_owed": "Nothing is owed any more.",
    "balance.tolerance": "The balance is too small to bother the person.",
    "balance.ok": "There is a balance to talk about.",
    "good_payer.alone": "This customer always pays. No reminder before the due date.",
    "good_payer.ok": "The rule for good payers does not apply.",
    "zone.unknown": "The person's time zone is not known.",
    "zone.ok": "The person's time zone is known.",
    "promise.open": "A payment is promised. Nothing is sent before {day}.",
    "promise.ok": "No open promise asks us to wait.",
    "payment.recent": "The person has just paid. Nothing is sent before {day}.",
    "payment.ok": "No payment in the last days.",
    "quiet.asked": "The person asked for quiet. Nothing is sent before {day}.",
    "quiet.ok": "The person has not asked for quiet.",
    "hours.closed": "Outside contact hours: open from {opens} to {closes} where the person lives.",
    "hours.closed_day": "No contact on this weekday.",
    "hours.holiday": "{day} is a holiday: {name}.",
    "hours.business_closed": "The business has closed {day}.",
    "hours.unknown_holidays": "The holidays of {day} are not known.",
    "hours.ok": "Within contact hours.",
    "hours.exempt": "An answer that the person asked for may go at any hour.",
    "cap.day": "Contacts on that day: {count} of {max}.",
    "cap.rolling": "{count} of {max} contacts in {days} days.",
    "cap.spacing": "Another contact is less than {spacing} days away.",
    "cap.channel": "Only {max} channel may be used in {days} days, and another one was used.",
    "cap.ok": "Used {count} of {max}; days counted: {days}.",
    "cap.exempt": "An answer to the person does not count against the limits.",
}


@dataclass(frozen=True, slots=True)
class Consulted:
    """One rule that was asked: `result` is pass or stop, `code` names its sentence, `contacts` are those that its counter counted."""

    rule: str
    result: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    source: Source = PRODUCT
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer: allowed, moved (to `move_to`, UTC) or blocked; `rule` is the code of the finding that decided."""

    outcome: str
    rule: str
    values: Mapping[str, Any]
    moment: datetime
    move_to: datetime | None
    consulted: tuple[Consulted, ...]
    pack: str
    version: int

    @property
    def reason(self) -> str:
        """The English sentence (msgid) of the finding that decided; `values` fill it."""
        return SENTENCES[self.rule]

    def compact(self) -> dict[str, Any]:
        """A small dict that JSON can hold: the outcome, the finding, pack and version, and the counters with the contacts behind them."""
        stored: dict[str, Any] = {"outcome": self.outcome, "rule": self.rule, "pack": self.pack, "version": self.version}
        stored["at"] = self.moment.isoformat()
        if self.values:
            stored["values"] = dict(self.values)
        if self.move_to is not None:
            stored["move_to"] = self.move_to.isoformat()
        caps = [_counter(entry) for entry in self.consulted if entry.rule == "cap" and entry.contacts]
        if caps:
            stored["caps"] = caps
        return stored


def _counter(entry: Consulted) -> dict[str, Any]:
    contacts = [[contact.at.isoformat(timespec="minutes"), contact.channel] for contact in entry.contacts]
    return {"code": entry.code, **entry.values, "contacts": contacts}
