"""What a message must contain: who writes, to whom, what is owed and when, how to pay, object and stop; and what a country asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.domain.lint_parts import Parts, fold
from core.domain.lint_words import ADVICE, ERROR, Language
from core.domain.packs import RequiredText

WRITTEN = frozenset({"sms", "whatsapp", "email"})
ABOUT_MONEY = frozenset({"reminder_before", "due_today", "newly_late", "later"})
BINDING = frozenset({"statute", "regulation"})
Company = Mapping[str, str | None]
Lack = tuple[str, str, str]
"""Severity, code, and the name of the suggestion."""


@dataclass(frozen=True, slots=True)
class Text:
    """A template as the checks see it; `company` None means that nothing is known of the business."""

    parts: Parts
    language: Language
    channel: str
    purpose: str
    company: Company | None = None

    def prints(self, *names: str) -> bool:
        """Whether any of the variables is printed and will not be empty, as far as that is known."""
        return any(name in self.parts.variables and self._has_value(name) for name in names)

    def _has_value(self, name: str) -> bool:
        field = name.removeprefix("company_")
        return self.company is None or field not in _FIELDS or bool(self.company.get(field))

    def states(self, *fields: str) -> bool:
        """Whether the fixed words hold these facts of the business, such as its address."""
        known = [fold(self.company.get(field) or "") for field in fields] if self.company else []
        return bool(known) and all(value and value in self.parts.folded for value in known)

    def has(self, element: str) -> bool:
        """Whether the fixed words hold an element."""
        return self.language.has(element, self.parts.folded)

    @property
    def is_reminder(self) -> bool:
        """Whether the message is about money that is owed."""
        return self.purpose in ABOUT_MONEY


_FIELDS = frozenset({"phone", "email", "payment_link", "payment_instructions", "privacy_link"})


def names_company(text: Text) -> bool:
    """Who writes: the business by its variable, or by its name in the fixed words."""
    return text.prints("company_name") or text.states("name")


def tells_to_stop(text: Text) -> bool:
    """How to stop the messages."""
    return text.prints("stop_words") or text.has("stop")


def tells_to_pay(text: Text) -> bool:
    """How to pay."""
    return text.prints("payment_link", "payment_instructions") or text.has("pay")


def tells_to_object(text: Text) -> bool:
    """How to object, ask or say that it is paid."""
    return text.prints("company_phone", "company_email") or text.has("object")


def tells_amount(text: Text) -> bool:
    """What is owed, promised or received."""
    wanted = {"promise_reminder": "promise_amount", "promise_broken": "promise_amount", "payment_received": "paid_amount"}
    return text.prints(wanted.get(text.purpose, "amount"), "amount", "invoice_list")


def tells_date(text: Text) -> bool:
    """On which date the amount stands."""
    return text.prints("balance_date", "due_date", "days_late", "invoice_list", "promise_date") or text.has("date")


def lacking(text: Text) -> Iterator[Lack]:
    """The elements that a message of its purpose lacks, in every country."""
    if not names_company(text):
        yield ERROR, "no_company", "no_company"
    if not text.parts.says("greeting", "customer_name", "first_name"):
        yield ADVICE, "no_name", "no_name"
    if text.purpose != "other" and not tells_amount(text):
        yield ADVICE, "no_amount", "no_amount"
    if text.is_reminder and tells_amount(text) and not tells_date(text):
        yield ADVICE, "no_date", "no_date"
    if text.is_reminder and text.channel != "voice" and not tells_to_pay(text):
        yield ADVICE, "no_way_to_pay", "no_way_to_pay"
    if text.is_reminder and not tells_to_object(text):
        yield ADVICE, "no_way_to_object", "no_way_to_object"
    if text.channel in WRITTEN and not tells_to_stop(text):
        yield ADVICE, "no_stop", "no_stop"


@dataclass(frozen=True, slots=True)
class Item:
    """How an item of a pack is looked for: `check` None cannot be told from a text; the other fields say where it counts."""

    check: Callable[[Text], bool] | None
    suggestion: str = ""
    channels: frozenset[str] = WRITTEN | {"voice"}
    reminders_only: bool = True
    of_third_parties: bool = False


def _has(element: str) -> Callable[[Text], bool]:
    return lambda text: text.has(element)


def _all(*checks: Callable[[Text], bool]) -> Callable[[Text], bool]:
    return lambda text: all(check(text) for check in checks)


def _prints(*names: str) -> Callable[[Text], bool]:
    return lambda text: text.prints(*names)


_THIRD = Item(None, of_third_parties=True)
_STOP = Item(tells_to_stop, "no_stop", WRITTEN, reminders_only=False)
_PAY = Item(tells_to_pay, "no_way_to_pay")
ITEMS: dict[str, Item] = {
    "creditor_identity": Item(names_company, "no_company", reminders_only=False),
    "creditor_name_address_taxid": Item(_all(names_company, lambda text: text.states("address", "tax_id"))),
    "way_to_stop_messages": _STOP,
    "opt_out_notice_every_electronic_message": _STOP,
    "preference_link": Item(lambda text: tells_to_stop(text) and "http" in text.parts.folded, channels=frozenset({"sms"})),
    "privacy_notice_link": Item(
        lambda text: text.prints("privacy_link") or text.states("privacy_link") or text.has("privacy"), "privacy", frozenset({"email"})
    ),
    "debt_origin_and_dates": Item(lambda text: text.prints("invoice_list") or (text.prints("invoice_number") and text.prints("due_date"))),
    "amount_with_interest": Item(_all(tells_amount, _has("interest"))),
    "collection_fees": Item(_has("fees")),
    "total_with_capital_interest_fees": Item(_all(tells_amount, _has("interest"), _has("fees"))),
    "payment_means": _PAY,
    "payment_means_and_conditions": _PAY,
    "consumer_rights_in_collection": Item(_has("rights")),
    "not_a_court_procedure_statement": Item(_has("court_denied"), "court_denied"),
    "written_copy_on_request": Item(_has("copy"), "copy"),
    "collector_and_agent_name": Item(_all(names_company, _prints("agent_name"))),
    "collector_address_phone_responsibles": Item(_all(_prints("company_phone"), lambda text: text.states("address"))),
    "contract_or_operation_and_amount": Item(_all(tells_amount, _prints("invoice_number", "invoice_list"))),
    "pay_only_to_creditor_statement": Item(_has("only_us"), "only_us"),
    "agent_identity_and_authority": Item(_prints("agent_name"), of_third_parties=True),
    "debt_collector_disclosure": _THIRD,
    "validation_notice_within_5_days": _THIRD,
    "voicemail_limited_content_only": Item(
        lambda text: not text.prints("amount", "invoice_list", "due_date"), channels=frozenset({"voice"})
    ),
    "no_debt_detail_before_identity_check": Item(
        lambda text: not text.prints("amount", "invoice_list"), channels=frozenset({"sms", "whatsapp"})
    ),
    "identifiable_caller_number": Item(None, channels=frozenset({"voice"})),
    "purpose_and_debt_information": Item(tells_amount, "no_amount"),
}


def lacking_in_country(text: Text, required: tuple[RequiredText, ...], collects_for_others: bool = False) -> Iterator[Lack]:
    """What the pack of a country asks for and the text lacks, or what cannot be told from it; a missing way to stop is an error by law."""
    for entry in required:
        item = ITEMS.get(entry.item)
        if item is None:
            yield ADVICE, "item.unknown", ""
        elif _concerns(item, text, collects_for_others) and not (item.check and item.check(text)):
            is_binding = item is _STOP and entry.basis in BINDING
            yield ERROR if is_binding else ADVICE, f"item.{entry.item}", item.suggestion


def _concerns(item: Item, text: Text, collects_for_others: bool) -> bool:
    return (
        text.channel in item.channels
        and (text.is_reminder or not item.reminders_only)
        and (collects_for_others or not item.of_third_parties)
    )
