"""What the gate says of an address, in the words of the channel: one is called at a number and written to at an e-mail address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.gate_verdict import SENTENCES

BY_CHANNEL: dict[str, dict[str, str]] = {
    "address.missing": {
        "voice": "There is no phone number to call.",
        "call": "There is no phone number to call.",
        "sms": "There is no phone number that takes SMS.",
        "whatsapp": "There is no phone number for WhatsApp.",
        "email": "There is no e-mail address.",
        "visit": "There is no address to visit.",
    },
    "address.invalid": {
        "voice": "The phone number to call is not valid.",
        "call": "The phone number to call is not valid.",
        "sms": "The phone number for SMS is not valid.",
        "whatsapp": "The phone number for WhatsApp is not valid.",
        "email": "The e-mail address is not valid.",
        "visit": "The address to visit is not valid.",
    },
    "address.unknown": {
        "voice": "Nobody has checked the phone number to call.",
        "call": "Nobody has checked the phone number to call.",
        "sms": "Nobody has checked whether the phone number takes SMS.",
        "whatsapp": "Nobody has checked whether the phone number is on WhatsApp.",
        "email": "Nobody has checked the e-mail address.",
        "visit": "Nobody has checked the address to visit.",
    },
}


def sentence_of(rule: str, values: Mapping[str, Any]) -> str:
    """The English sentence (msgid) of a finding, which `values` fill. Raises KeyError for a rule that the gate does not have."""
    return BY_CHANNEL.get(rule, {}).get(str(values.get("channel", "")), SENTENCES[rule])
