"""Reasons: every code that a message or a person left out can carry, as a sentence in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.domain.gate import SENTENCES
from core.services import verdicts
from core.services.provider_words import refusal_of
from core.text import N_, translate

REASONS = {
    "route.no_template": N_("The step has no text on this channel in a language of the customer."),
    "route.no_channel": N_("None of the step's channels is set up."),
    "route.not_in_step": N_("The step does not use this channel."),
    "route.not_set_up": N_("This channel is not set up."),
    "campaign.stopped": N_("The campaign was stopped."),
    "campaign.paused": N_("The campaign is paused."),
    "customer.gone": N_("The customer's data was erased."),
    "privacy.objected": N_("The person objected to being profiled: campaigns leave them out."),
    "payment.gone": N_("The payment was taken back."),
    "promise.not_open": N_("The promise is kept, changed or cancelled already."),
    "promise.not_broken": N_("The promise was made good or taken back meanwhile."),
    "limit.daily": N_("The campaign has reached its daily limit."),
    "limit.spending": N_("The campaign has reached its spending limit."),
    "limit.day_spending": N_("The business has reached its spending limit of a day."),
    "test.lost": N_("The test did not leave. Send it again."),
    "too_late": N_("Its useful time passed before it could go."),
    "too_late.after": N_("Its useful time passed before it could go. It had waited because of this: {why}"),
    "later": N_("The provider took nothing and asks to wait."),
    "channel.stopped": N_("The channel was stopped. Look at its settings."),
    "not_started": N_("It was claimed, but its sending did not start in time."),
    "tries.used_up": N_("It was tried many times, and the provider never took it."),
    "doubt.answer": N_("The provider's answer was lost."),
    "doubt.lease": N_("The program ended while it was sending."),
    "doubt.restored": N_("The database was put back from a backup: it may have gone already."),
    "doubt.first": N_("Another message to this address is on its way; this one follows it."),
    "doubt.anew": N_("It was looked for long after its time; it is watched once more before it goes again."),
    "doubt.not_there": N_("The provider does not have it, so it goes out again."),
    "doubt.unsettled": N_("The provider cannot say whether it has the message. A person decides."),
    "decided.arrived": N_("A person decided: it arrived."),
    "decided.again": N_("A person decided: send it again."),
    "call.logged": N_("A person called and logged it."),
    "call.reached": N_("The right person was reached."),
    "fallback": N_("Another channel takes over."),
    "retry": N_("It is tried once more later."),
    "held": N_("The customer answered: the sequence waits for a person."),
    "control": N_("Kept back by lot as the control group."),
}
_FIELD = re.compile(r"\{\w+\}")


def tell(code: str | None, lang: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence of a reason: of the gate, of a provider's code, or of our own; empty for none."""
    if not code:
        return ""
    after = (values or {}).get("after")
    if code == "too_late" and after:
        return translate(REASONS["too_late.after"], lang, why=tell(after, lang, values))
    if code in SENTENCES:
        try:
            return verdicts.tell(code, values or {}, lang)
        except KeyError:
            return _FIELD.sub("…", translate(SENTENCES[code], lang))
    if code.startswith("code."):
        return refusal_of(code.removeprefix("code."), lang)
    return translate(REASONS[code], lang) if code in REASONS else code
