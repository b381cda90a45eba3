"""What "check connection" reads at Twilio: account, balance, senders, and the traps of a Messaging Service. Sends nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.channels.protocol import CheckResult, LookUpFailed
from core.channels.twilio_client import ask, status_of


def check_account(client: Any, account_sid: str) -> list[CheckResult]:
    """Whether the credentials work, the account is active and a full one, and what money is left."""
    account, problem = _read("account", lambda: client.api.v2010.accounts(account_sid).fetch())
    if account is None:
        return [problem]
    found = [CheckResult("account", account.status == "active", "The Twilio account is {status}.", {"status": account.status})]
    if account.type == "Trial":
        found.append(CheckResult("trial", False, "This is a trial account: it writes only to verified numbers. Upgrade it at Twilio."))
    balance, problem = _read("balance", lambda: client.balance.fetch())
    if balance is None:
        return [*found, problem]
    values = {"amount": balance.balance, "currency": balance.currency}
    return [*found, CheckResult("balance", float(balance.balance or 0) > 0, "Balance at Twilio: {amount} {currency}.", values)]


def check_number(client: Any, number: str, capability: str) -> list[CheckResult]:
    """Whether a number belongs to the account and can do what it is for ("sms" or "voice")."""
    numbers, problem = _read("sender", lambda: client.incoming_phone_numbers.list(phone_number=number, limit=1))
    if numbers is None:
        return [problem]
    if not numbers:
        return [CheckResult("sender", False, "The number {number} does not belong to this Twilio account.", {"number": number})]
    if not (numbers[0].capabilities or {}).get(capability):
        return [CheckResult("sender", False, "The number {number} cannot be used for this channel.", {"number": number})]
    return [CheckResult("sender", True, "The number {number} is ready.", {"number": number})]


def check_service(client: Any, service_sid: str) -> list[CheckResult]:
    """Whether a Messaging Service has senders and keeps what people answer, so that polling can see it."""
    service, problem = _read("service", lambda: client.messaging.v1.services(service_sid).fetch())
    if service is None:
        return [problem]
    keeps_replies = bool(service.inbound_request_url or service.use_inbound_webhook_on_number)
    sentence = "The Messaging Service keeps incoming messages."
    if not keeps_replies:
        sentence = "The Messaging Service throws incoming messages away: in Twilio, set it to defer to the sender's webhook."
    found = [CheckResult("replies", keeps_replies, sentence)]
    numbers, problem = _read("pool", lambda: client.messaging.v1.services(service_sid).phone_numbers.list(limit=50))
    if numbers is None:
        return [*found, problem]
    return [*found, CheckResult("pool", bool(numbers), "Senders in the Messaging Service: {count}.", {"count": len(numbers)})]


def _read(name: str, call: Callable[[], Any]) -> tuple[Any, CheckResult]:
    """The result, or None and the sentence that says why there is none."""
    try:
        return ask(call, LookUpFailed), CheckResult(name, True, "")
    except LookUpFailed as failure:
        if status_of(failure.__cause__) in (401, 403):
            return None, CheckResult(name, False, "Twilio did not accept the credentials. Check them in Settings.")
        if status_of(failure.__cause__) == 404:
            return None, CheckResult(name, False, "Twilio does not know this identifier in this account.")
        return None, CheckResult(name, False, failure.msgid, failure.values)
