"""Commands about channels: which are in use, what they cost, how fast they send, the check and the test to oneself."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any

import typer

from core.cli_edge import Call, command, one_of
from core.cli_output import Printed, table
from core.domain.access import may
from core.text import _, format_number

commands = typer.Typer()
channels = typer.Typer(help="Channels: what is in use, prices, pace, check, test.", no_args_is_help=True)
commands.add_typer(channels, name="channels")
KINDS = ("sms", "whatsapp", "voice", "email")

Kind = Annotated[str, typer.Argument(metavar="CHANNEL", help="sms, whatsapp, voice or email.")]
Price = Annotated[str | None, typer.Option(metavar="AMOUNT", help="0 means that it costs nothing.")]


@command(channels, "list")
def list_channels(call: Call) -> Printed:
    """List the channels in use, with what each costs, how fast it may send, and what holds it."""
    from core.services import channel_limits, reasons, sending
    from core.services import channels as service
    from core.ui.words import channel_word

    may(call.actor, "settings.view")
    prices, limits, held = channel_limits.prices(call.engine), channel_limits.limits(call.engine), sending.states(call.engine)
    found: list[dict[str, Any]] = []
    for kind, channel in service.active(call.engine).items():
        amount, currency = prices.get(kind, (None, None))
        state = held.get(kind)
        found.append(
            {"channel": kind, "provider": channel.name, "simulated": channel.simulated, "price": amount, "currency": currency,
             "pace": limits.get(kind) or {}, "stopped_at": state and state.stopped_at, "paused_until": state and state.paused_until,
             "reason": state and state.reason}
        )  # fmt: skip
    simulated, real = _("Simulated"), _("Active")
    rows = [
        (row["channel"], channel_word(row["channel"]), simulated if row["simulated"] else real, row["price"] and _price(row["price"]),
         row["currency"], reasons.tell(row["reason"], call.language))
        for row in found
    ]  # fmt: skip
    most = channel_limits.day_limit(call.engine)
    return Printed(
        {"channels": found, "day_limit": most}, table((_("Code"), _("Channel"), _("State"), _("Price"), _("Currency"), _("Reason")), rows)
    )


@command(channels, "check")
def check(call: Call) -> Printed:
    """Ask each provider whether the settings work; sends nothing."""
    from core.services import channels as service
    from core.ui.words import channel_word

    found = service.check(call.engine, call.actor)
    data = {kind: [{"name": r.name, "ok": r.ok, "sentence": _(r.msgid, **r.values)} for r in results] for kind, results in found.items()}
    lines = [f"{channel_word(kind)}  {'+' if one['ok'] else '-'}  {one['sentence']}" for kind, results in data.items() for one in results]
    is_sound = all(one["ok"] for results in data.values() for one in results)
    return Printed({"ok": is_sound, "channels": data}, lines, status=0 if is_sound else 1)


@command(channels, "prices")
def prices(
    call: Call,
    currency: Annotated[str | None, typer.Option(metavar="CCC", help="The currency of the prices, for example USD.")] = None,
    sms: Price = None,
    whatsapp: Price = None,
    voice: Price = None,
) -> Printed:
    """Show what an SMS part, a WhatsApp message and a call cost; with amounts, set those that are named."""
    from core.services import channel_limits
    from core.ui.words import channel_word

    may(call.actor, "settings.view")
    told = {kind: _amount(text) for kind, text in (("sms", sms), ("whatsapp", whatsapp), ("voice", voice)) if text is not None}
    if told:
        known = {entry[1] for entry in channel_limits.prices(call.engine).values()}
        money = currency or (known.pop() if len(known) == 1 else None)
        if money is None:
            raise typer.BadParameter("CCC", param_hint="--currency")
        channel_limits.set_prices(call.engine, call.actor, money, told)
    found = channel_limits.prices(call.engine)
    data = {kind: {"price": amount, "currency": money} for kind, (amount, money) in found.items()}
    lines = [f"{channel_word(kind)}: {money} {_price(amount)}" for kind, (amount, money) in found.items()]
    return Printed({"prices": data}, lines or [_("No prices are entered.")])


@command(channels, "pace")
def pace(
    call: Call,
    channel: Kind,
    per_second: Annotated[float | None, typer.Option(min=0, help="0 means no limit.")] = None,
    per_hour: Annotated[int | None, typer.Option(min=0)] = None,
    per_day: Annotated[int | None, typer.Option(min=0)] = None,
) -> Printed:
    """Show how many messages a channel may send at most; with numbers, set those that are named."""
    from core.services import channel_limits

    may(call.actor, "settings.view")
    one_of(channel, KINDS, "CHANNEL")
    told = {name: n for name, n in (("per_second", per_second), ("per_hour", per_hour), ("per_day", per_day)) if n is not None}
    if told:
        channel_limits.set_pace(call.engine, call.actor, channel, **told)
    found = channel_limits.limits(call.engine).get(channel) or {}
    words = {"per_second": _("A second"), "per_hour": _("An hour"), "per_day": _("A day")}
    lines = [f"{words[name]}: {format_number(n, places=0 if n == int(n) else 2)}" for name, n in found.items() if n]
    return Printed({"channel": channel, "pace": found}, lines or [_("No limit.")])


@command(channels, "day-limit")
def day_limit(
    call: Call, amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="0 lifts the limit; without it, it is shown.")] = None
) -> Printed:
    """Show or set what all messages of a day may cost together, in the currency of the prices."""
    from core.services import channel_limits

    may(call.actor, "settings.view")
    if amount is not None:
        channel_limits.set_day_limit(call.engine, call.actor, _amount(amount) or None)
    found = channel_limits.day_limit(call.engine)
    return Printed({"day_limit": found}, [_price(found) if found is not None else _("No limit.")])


@command(channels, "reopen")
def reopen(call: Call, channel: Kind) -> Printed:
    """Open a channel again that was stopped or rests, after its settings were mended."""
    from core.services import sending
    from core.ui.words import channel_word

    one_of(channel, KINDS, "CHANNEL")
    sending.reopen(call.engine, call.actor, channel)
    return Printed({"channel": channel, "open": True}, [_("{channel} is open again.", channel=channel_word(channel))])


@command(channels, "test")
def test(
    call: Call,
    channel: Kind,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Your own number or e-mail.")],
    token: Annotated[str | None, typer.Option(help="The same token sends once.")] = None,
) -> Printed:
    """Send one test message to an own number or e-mail, through the channel as it is set up."""
    from core.services import outbox, reasons, trial
    from core.ui.sending_words import message_state

    one_of(channel, KINDS, "CHANNEL")
    found = trial.send_test(call.engine, call.actor, channel, address, token=token or secrets.token_hex(16))
    arrived = found.state in outbox.LEFT
    words = (
        _("Simulated: nothing leaves this machine.")
        if found.is_simulated
        else _("The provider took it. It should be there within a minute.")
    )
    why = f"{message_state(found.state)}. {reasons.tell(found.reason, call.language)}"
    return Printed(asdict(found), [words if arrived else why], status=0 if arrived else 1)


def _price(amount: Decimal) -> str:
    """A price with two places, or as many as it has."""
    exponent = amount.normalize().as_tuple().exponent
    return format_number(amount, places=max(2, -exponent if isinstance(exponent, int) else 0))


def _amount(text: str) -> Decimal:
    """An amount with a decimal point. Raises BadParameter."""
    try:
        found = Decimal(text)
    except ArithmeticError:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise typer.BadParameter(text, param_hint="AMOUNT")
    return found
