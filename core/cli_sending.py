"""Commands about sending: campaigns, the outbox, the gate, the switch, jobs and the worker."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from core.cli_edge import Call, command, one_of
from core.cli_lines import moment
from core.cli_output import Printed, table
from core.domain.reach import CHANNELS
from core.text import _, ngettext_

commands = typer.Typer()
messages = typer.Typer(help="Messages: the outbox.", no_args_is_help=True)
jobs = typer.Typer(help="Jobs that run by themselves.", no_args_is_help=True)
switch = typer.Typer(help="The one switch for all sending.", no_args_is_help=True)
for part, name in ((messages, "messages"), (jobs, "jobs"), (switch, "sending")):
    commands.add_typer(part, name=name)

MessageId = Annotated[int, typer.Argument(metavar="ID")]


@command(messages, "list")
def list_messages(
    call: Call,
    state: Annotated[str | None, typer.Option(help="queued, sending, sent, delivered, read, failed, in_doubt, and so on.")] = None,
    channel: Annotated[str | None, typer.Option(help="sms, whatsapp, email or voice.")] = None,
    campaign: Annotated[int | None, typer.Option(metavar="ID")] = None,
    customer: Annotated[int | None, typer.Option(metavar="ID")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    offset: Annotated[int, typer.Option(min=0)] = 0,
) -> Printed:
    """List messages, the latest first."""
    from core.services import message_views, outbox, reasons
    from core.ui.sending_words import message_state
    from core.ui.words import channel_word

    one_of(state, outbox.STATES, "--state")
    one_of(channel, CHANNELS, "--channel")
    total, rows = message_views.find(
        call.engine, call.actor, states=(state,) if state else (), channel=channel, campaign_id=campaign, customer_id=customer, limit=limit,
        offset=offset,
    )  # fmt: skip
    shown = [asdict(row) | {"reason_text": reasons.tell(row.reason, call.language, row.values)} for row in rows]
    headings = (_("Id"), _("Customer"), _("Channel"), _("State"), _("Reason"), _("At"))
    cells = [
        (row["id"], row["customer"], channel_word(row["channel"]), message_state(row["state"]), row["reason_text"], moment(call, row["at"]))
        for row in shown
    ]
    return Printed({"total": total, "messages": shown}, [*table(headings, cells), ngettext_("{n} message", "{n} messages", total)])


@command(messages, "show")
def show_message(call: Call, number: MessageId) -> Printed:
    """Show one message with its words, every verdict on it and its history."""
    from core.services import message_views, reasons
    from core.ui.sending_words import message_state
    from core.ui.words import channel_word

    found = message_views.detail(call.engine, call.actor, number)
    data = {
        "message": found.message.model_dump(),
        "customer": found.customer,
        "campaign": found.campaign,
        "template": found.template,
        "template_version": found.template_number,
        "invoices": [{"number": number_, "open_cents": cents} for number_, cents in found.invoices],
        "events": found.events,
        "verdicts": found.verdicts,
        "successors": found.successors,
    }
    lines = [f"{message_state(found.message.state)}  {channel_word(found.message.channel)}  {found.customer}", found.message.body or ""]
    lines += [
        f"{moment(call, event.at)}  {message_state(event.state)}  {reasons.tell(event.reason, call.language)}".rstrip()
        for event in found.events
    ]
    return Printed(data, lines)


@command(messages, "decide")
def decide(
    call: Call, number: MessageId, decision: Annotated[str, typer.Argument(metavar="DECISION", help="arrived or send_again.")]
) -> Printed:
    """Say what became of a message that is in doubt."""
    from core.services import doubt
    from core.ui.sending_words import message_state

    state = doubt.decide(call.engine, call.actor, number, decision)
    return Printed({"id": number, "state": state}, [message_state(state)])


@command(commands, "gate")
def gate(
    call: Call,
    customer: Annotated[str, typer.Option(metavar="ID", help="The customer, by id or code.")],
    channel: Annotated[str, typer.Option(help="sms, whatsapp, email, voice or visit.")],
    at: Annotated[str | None, typer.Option(metavar="INSTANT", help="ISO instant; now by default.")] = None,
    by_person: Annotated[bool, typer.Option("--by-person", help="A person calls; visits are always made by people.")] = False,
) -> Printed:
    """Say whether a reminder may go to a customer on a channel at a moment, and by which rules."""
    from core.services import manual
    from core.services.customers import id_of
    from core.ui.sending_words import outcome_word, result_word

    one_of(channel, (*CHANNELS, "visit"), "--channel")
    when = _instant(at)
    number = id_of(call.engine, call.actor, customer)
    found = manual.explain(call.engine, call.actor, number, channel, when, lang=call.language, by_person=by_person)
    verdict = found.verdict
    data = {
        "customer_id": number, "channel": channel, "outcome": verdict.outcome, "rule": verdict.rule, "sentence": found.sentence,
        "moment": verdict.moment, "move_to": verdict.move_to, "zone": found.zone, "pack": verdict.pack, "pack_version": verdict.version,
        "rules": found.rules,
    }  # fmt: skip
    lines = [
        f"{outcome_word(verdict.outcome)}: {found.sentence}",
        *(f"  {result_word(rule['result'])}: {rule['sentence']}" for rule in found.rules),
    ]
    return Printed(data, lines)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise typer.BadParameter("YYYY-MM-DDTHH:MM:SSZ", param_hint="--at") from None
    if found.tzinfo is None:
        raise typer.BadParameter("YYYY-MM-DDTHH:MM:SSZ", param_hint="--at")
    return found


@command(switch, "pause")
def pause(call: Call, reason: Annotated[str, typer.Option(metavar="TEXT")] = "") -> Printed:
    """Stop all sending until it is resumed."""
    from core.services import sending

    sending.pause_all(call.engine, call.actor, reason)
    return Printed({"paused": True}, [_("All sending is paused.")])


@command(switch, "resume")
def resume(call: Call) -> Printed:
    """Let sending go on."""
    from core.services import sending

    sending.resume_all(call.engine, call.actor)
    return Printed({"paused": False}, [_("Sending goes on.")])


@command(jobs, "list")
def list_jobs(call: Call) -> Printed:
    """List the jobs with their last run and the next one."""
    from core.services import jobs as table_of_jobs
    from core.ui.job_words import job_word, outcome_word

    rows = table_of_jobs.status(call.engine, call.actor)
    alive = table_of_jobs.is_alive(call.engine)
    data: list[dict[str, Any]] = [asdict(row) | {"every": row.every.total_seconds(), "text": _(row.text)} for row in rows]
    cells = [(row.name, job_word(row.name), moment(call, row.last), row.problem or outcome_word(row.outcome)) for row in rows]
    lines = table((_("Code"), _("Job"), _("Last run"), _("Result")), cells)
    return Printed(
        {"alive": alive, "jobs": data}, [_("The scheduler is running.") if alive else _("The scheduler is not running."), *lines]
    )


@command(jobs, "run")
def run_job(call: Call, name: Annotated[str, typer.Argument(metavar="NAME")]) -> Printed:
    """Run one job now."""
    from core.services import jobs as table_of_jobs
    from core.ui.job_words import job_word, outcome_word

    outcome = table_of_jobs.run_job(call.engine, call.actor, name)
    return Printed({"job": name, "outcome": outcome}, [f"{job_word(name)}: {outcome_word(outcome)}"])


@command(commands, "worker", actor=False)
def worker(
    call: Call, seconds: Annotated[float | None, typer.Option(min=1, help="Stop after so long; by default it runs on.")] = None
) -> Printed:
    """Plan and send without the web page, until it is stopped; several may run on one database."""
    from core.server import worker as process

    rounds = process.run(call.engine, seconds)
    return Printed({"rounds": rounds}, [_("The worker has stopped.")])
