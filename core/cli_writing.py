"""Commands that write to one customer by hand: which ways are open, one message looked at, and sent."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.cli_edge import Call, command, one_of
from core.cli_output import Printed
from core.cli_sending import messages
from core.domain.reach import CHANNELS
from core.text import _

if TYPE_CHECKING:
    from core.services.manual_preview import Answered, Look

commands = typer.Typer()

Whose = Annotated[str, typer.Option("--customer", metavar="ID", help="The customer, by id or code.")]
Template = Annotated[int | None, typer.Option("--template", metavar="ID", help="An approved template; its channel is used.")]
Words = Annotated[str | None, typer.Option("--text", metavar="TEXT", help="Own words, in a conversation that the customer keeps open.")]
On = Annotated[str | None, typer.Option("--channel", help="The channel of own words: sms, whatsapp or email.")]
Currency = Annotated[str | None, typer.Option(metavar="CCC", help="The account that it is about; by default that of the oldest document.")]


@command(messages, "ways")
def ways(call: Call, customer: Whose, currency: Currency = None) -> Printed:
    """Say on which channels a customer may be written to now, and with which approved words; the preferred channel comes first."""
    from core.services import manual_preview
    from core.services.customers import id_of
    from core.ui.sending_words import outcome_word
    from core.ui.words import channel_word, language_word, purpose_word

    number = id_of(call.engine, call.actor, customer)
    found = manual_preview.choices(call.engine, call.actor, number, currency.upper() if currency else None)
    lines, data = [], []
    for way in found.ways:
        told = _told(call, way.answered)
        texts = [asdict(text) for text in way.texts]
        row = {"channel": way.channel, "is_preferred": way.is_preferred, "own_words": way.takes_own_words, "templates": texts}
        data.append(row | told)
        lines.append(f"{channel_word(way.channel)}{' *' if way.is_preferred else ''}  {outcome_word(told['outcome'])}: {told['sentence']}")
        lines += [f"  {text.template_id}  {purpose_word(text.purpose)}  {language_word(text.language)}  {text.name}" for text in way.texts]
    return Printed({"customer_id": number, "currency": found.currency, "paused": found.is_paused, "ways": data}, lines)


@command(messages, "preview")
def preview(
    call: Call, customer: Whose, template: Template = None, text: Words = None, channel: On = None, currency: Currency = None
) -> Printed:
    """Show one message as it would go now, with what the linter and the gate say; nothing is written."""
    from core.ui.sending_words import outcome_word

    number, channel = _aim(call, customer, template, text, channel)
    look = _look(call, number, channel, template, text, currency)
    told = _told(call, look.answered)
    problems = [{"severity": one.severity, "code": one.code, "sentence": _(one.msgid, **one.values)} for one in look.problems]
    data = {"customer_id": number, "channel": channel, "subject": look.subject, "body": look.body, "segments": look.segments}
    data |= {"problems": problems, "waits_as": look.waits_as, **told}
    lines = [*filter(None, (look.subject,)), look.body, *(f"- {one['sentence']}" for one in problems)]
    return Printed(data, [*lines, f"{outcome_word(told['outcome'])}: {told['sentence']}"])


@command(messages, "send")
def send(
    call: Call,
    customer: Whose,
    template: Template = None,
    text: Words = None,
    channel: On = None,
    currency: Currency = None,
    wait: Annotated[bool, typer.Option("--wait", help="Own words that may only go later wait for their moment.")] = False,
    as_it_is: Annotated[bool, typer.Option("--as-it-is", help="Own words are meant so, whatever the linter says.")] = False,
    token: Annotated[str | None, typer.Option(help="The same token sends once.")] = None,
) -> Printed:
    """Put one message into the outbox: approved words, or own ones as an answer."""
    from core.services import manual

    number, channel = _aim(call, customer, template, text, channel)
    token = token or secrets.token_hex(16)
    if template is not None:
        money = currency.upper() if currency else None
        made = manual.send_manual(call.engine, call.actor, number, channel, template, token=token, currency=money)
    else:
        made = manual.answer(call.engine, call.actor, number, channel, text or "", token=token, wait=wait, is_meant=as_it_is)
    return Printed({"message_id": made}, [_("Message {number} is in the outbox.", number=made)])


def _aim(call: Call, customer: str, template: int | None, text: str | None, channel: str | None) -> tuple[int, str]:
    """The customer's id and the channel: that of the template, or the one named for own words."""
    from core.services import template_views
    from core.services.customers import id_of

    if (template is None) == (text is None):
        raise typer.BadParameter("--template | --text")
    one_of(channel, CHANNELS, "--channel")
    if template is None:
        if channel is None:
            raise typer.BadParameter("sms | whatsapp | email", param_hint="--channel")
        return id_of(call.engine, call.actor, customer), channel
    known = next((view.channel for view in template_views.listed(call.engine, call.actor) if view.id == template), "")
    return id_of(call.engine, call.actor, customer), known


def _look(call: Call, number: int, channel: str, template: int | None, text: str | None, currency: str | None) -> Look:
    from core.services import manual_preview

    money = currency.upper() if currency else None
    return manual_preview.look(call.engine, call.actor, number, channel, template_id=template, text=text, currency=money)


def _told(call: Call, answered: Answered) -> dict[str, Any]:
    """The gate's answer for programs and people."""
    from core.services import reasons

    sentence = reasons.tell(answered.rule, call.language, answered.values)
    return {
        "outcome": answered.outcome, "rule": answered.rule, "sentence": sentence, "move_to": answered.at, "too_far": answered.is_too_far,
    }  # fmt: skip
