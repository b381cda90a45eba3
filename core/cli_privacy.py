"""Commands about people's rights over their data: requests with their last day, the file of everything, restricting, objecting, erasing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli_edge import Call, as_date, command, one_of
from core.cli_lines import day, moneys
from core.cli_output import Printed, table
from core.domain import privacy as rules
from core.domain.errors import Refusal
from core.text import _, format_number, ngettext_
from core.text.catalog import LANGUAGES

commands = typer.Typer()
privacy = typer.Typer(help="What people ask about their own data.", no_args_is_help=True)
commands.add_typer(privacy, name="privacy")

Whose = Annotated[str, typer.Option("--customer", metavar="ID", help="The customer's id, or their code.")]
Number = Annotated[int, typer.Option("--request", metavar="ID", help="The request, from privacy list.")]
Answer = Annotated[str | None, typer.Option(metavar="TEXT", help="What was answered.")]


@command(privacy, "open")
def open_request(
    call: Call,
    customer: Whose,
    kind: Annotated[str, typer.Option(help="access, correct, restrict, object or erase.")],
    arrived: Annotated[str, typer.Option(help="How it came: email, phone, whatsapp, sms, letter, in_person or authority.")],
    about: Annotated[str | None, typer.Option(help="Of an objection: contact or profiling.")] = None,
    received: Annotated[str | None, typer.Option(metavar="DATE", help="When it came, YYYY-MM-DD; by default today.")] = None,
    asked_by: Annotated[str, typer.Option(help="person, representative or authority.")] = "person",
    identity: Annotated[str | None, typer.Option(help="How they showed who they are; see privacy identify.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT")] = None,
) -> Printed:
    """Take down a request; tells the last day for an answer by the country's law."""
    from core.services import customers, privacy_requests

    one_of(kind, rules.KINDS, "--kind")
    one_of(arrived, rules.ARRIVALS, "--arrived")
    one_of(asked_by, rules.ASKED_BY, "--asked-by")
    one_of(identity, rules.IDENTITIES, "--identity")
    number = privacy_requests.open_(
        call.engine, call.actor, customer_id=customers.id_of(call.engine, call.actor, customer), kind=kind, arrived=arrived, about=about,
        received_on=as_date(received) if received else None, asked_by=asked_by, identity=identity, note=note,
    )  # fmt: skip
    return _told(call, number)


@command(privacy, "list")
def list_requests(
    call: Call,
    state: Annotated[str, typer.Option(help="open, overdue, done or refused; by default all.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 1_000,
) -> Printed:
    """List requests, those that wait first, by their last day."""
    from core.services import privacy_requests
    from core.ui.privacy_words import kind_word, state_word

    one_of(state, ("open", "overdue", rules.DONE, rules.REFUSED), "--state")
    total, rows = privacy_requests.find(call.engine, call.actor, state=state, limit=limit)
    lines = table(
        (_("Id"), _("Customer"), _("Kind"), _("Received"), _("Answer due"), _("State")),
        [
            (row.id, row.customer or f"#{row.customer_id}", kind_word(row.kind, row.about), day(row.received_on), day(row.due_on),
             state_word(row.state))
            for row in rows
        ],
    )  # fmt: skip
    counted = ngettext_("{n} privacy request", "{n} privacy requests", total)
    return Printed({"total": total, "requests": [_as_data(row) for row in rows]}, [*lines, counted])


def _as_data(row: Any) -> dict[str, Any]:
    kept = (
        "id", "customer_id", "customer", "kind", "about", "received_on", "due_on", "deadline", "arrived", "asked_by", "identity", "state",
        "days_left", "closed_at", "reason", "answer",
    )  # fmt: skip
    return {name: getattr(row, name) for name in kept}


def _told(call: Call, number: int) -> Printed:
    from core.services import privacy_requests
    from core.ui.privacy_words import state_word

    row = privacy_requests.get(call.engine, call.actor, number)
    told = _("Privacy request {id}: {state}. The answer is due on {day}.", id=row.id, state=state_word(row.state), day=day(row.due_on))
    return Printed(_as_data(row), [told])


@command(privacy, "identify")
def identify(
    call: Call,
    request: Number,
    how: Annotated[str, typer.Option(help="document, known_address, in_person, call_back or power_of_attorney.")],
    note: Annotated[str | None, typer.Option(metavar="TEXT")] = None,
) -> Printed:
    """Say how whoever asked showed who they are."""
    from core.services import privacy_requests

    one_of(how, rules.IDENTITIES, "--how")
    privacy_requests.identify(call.engine, call.actor, request, how=how, note=note)
    return _told(call, request)


@command(privacy, "extend")
def extend(
    call: Call,
    request: Number,
    reason: Annotated[str, typer.Option(help="complex, numerous or evidence.")],
    told: Annotated[str | None, typer.Option(metavar="DATE", help="When the person was told of it and why; by default today.")] = None,
) -> Printed:
    """Take more time once, where the law of the deadline grants it and the person was told in time."""
    from core.services import privacy_extension

    one_of(reason, rules.EXTENSIONS, "--reason")
    privacy_extension.extend(call.engine, call.actor, request, reason=reason, told_on=as_date(told) if told else None)
    return _told(call, request)


@command(privacy, "close")
def close(
    call: Call,
    request: Number,
    outcome: Annotated[str, typer.Option(help="done or refused.")],
    reason: Annotated[str | None, typer.Option(help="Why it is refused: " + ", ".join(rules.REASONS) + ".")] = None,
    answer: Answer = None,
) -> Printed:
    """Answer a request: done, or refused with its reason."""
    from core.services import privacy_requests

    one_of(outcome, (rules.DONE, rules.REFUSED), "--outcome")
    one_of(reason, rules.REASONS, "--reason")
    privacy_requests.close(call.engine, call.actor, request, outcome=outcome, reason=reason, answer=answer)
    return _told(call, request)


@command(privacy, "export")
def export(
    call: Call,
    customer: Whose,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a ZIP with data.json and a page to read.")] = None,
    language: Annotated[str | None, typer.Option(help="es or en; by default yours.")] = None,
) -> Printed:
    """Everything that is kept of a customer: as a ZIP with --out, else as one JSON object with --json."""
    from core.services import customers, house, person_export, person_export_files
    from core.ui.privacy_words import table_word

    one_of(language, LANGUAGES, "--language")
    number = customers.id_of(call.engine, call.actor, customer)
    data = person_export.collect(call.engine, call.actor, number, language=language or call.language)
    lines = [f"{table_word(name)}: {len(rows)}" for name, rows in data["tables"].items() if rows]
    if out is None:
        return Printed(data, lines)
    content = person_export_files.packed(data, zone=house.company_of(call.engine).timezone)
    try:
        with out.open("xb") as file:  # one that is there is not overwritten
            file.write(content)
    except OSError:
        raise Refusal("cannot_write", "The file {path} cannot be written.", path=str(out)) from None
    rows = {name: len(found) for name, found in data["tables"].items() if found}
    return Printed({"customer_id": number, "path": str(out), "bytes": len(content), "rows": rows}, lines)


@command(privacy, "restrict")
def restrict(call: Call, request: Number, answer: Answer = None) -> Printed:
    """Grant a request to restrict: the data is only kept, and nobody is contacted."""
    from core.services import privacy_rights

    privacy_rights.restrict(call.engine, call.actor, request, answer=answer)
    return _told(call, request)


@command(privacy, "object")
def accept_objection(call: Call, request: Number, answer: Answer = None) -> Printed:
    """Grant an objection to contact or to profiling."""
    from core.services import privacy_rights

    privacy_rights.accept_objection(call.engine, call.actor, request, answer=answer)
    return _told(call, request)


@command(privacy, "lift")
def lift(
    call: Call,
    customer: Whose,
    what: Annotated[str, typer.Option(help="restrict or object.")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why it ends, and how and when the person was told.")],
) -> Printed:
    """End a restriction, or an objection to profiling."""
    from core.services import customers, privacy_rights

    one_of(what, (rules.RESTRICT, rules.OBJECT), "--what")
    number = customers.id_of(call.engine, call.actor, customer)
    privacy_rights.lift(call.engine, call.actor, number, what=what, why=why)
    return Printed({"customer_id": number, "lifted": what}, [_("It is lifted.")])


@command(privacy, "erase")
def erase(
    call: Call,
    request: Number,
    give_up_claim: Annotated[bool, typer.Option("--give-up-claim", help="Erase although the person still owes.")] = False,
    really: Annotated[bool, typer.Option("--really", help="Without it only what would go and what stands in the way is told.")] = False,
    answer: Answer = None,
) -> Printed:
    """Erase a person, as a request asks: what names them goes, the ledger stays under a pseudonym. It cannot be taken back."""
    from core.services import erasure, privacy_requests
    from core.ui.privacy_words import table_word

    if really:
        outlook = erasure.erase(call.engine, call.actor, request, give_up_claim=give_up_claim, answer=answer)
    else:
        row = privacy_requests.get(call.engine, call.actor, request)
        outlook = erasure.look(call.engine, call.actor, row.customer_id, request_id=request)
    hindrances = [{"code": one.code, "message": _(one.msgid), "may_waive": one.may_waive} for one in outlook.hindrances]
    data = {"request": request, "customer_id": outlook.customer_id, "erased": really, "goes": outlook.goes, "stays": outlook.stays,
            "cancels": outlook.cancels, "hindrances": hindrances}  # fmt: skip
    lines = [f"{_('Gone for good')}:" if really else f"{_('This goes, for good')}:", *_counted(outlook.goes, table_word)]
    if outlook.cancels:
        lines.append(ngettext_("{n} message that waits is called off.", "{n} messages that wait are called off.", outlook.cancels))
    lines += [f"{_('This stays, without a name')}:", *_counted(outlook.stays, table_word)]
    lines += [f"- {one['message']}" for one in hindrances]
    if outlook.owes:
        lines.append(f"{_('Owes')}: {moneys(outlook.owes)}")
    return Printed(data, [*lines, _("The person was erased.") if really else _("Nothing was erased yet: say --really.")])


def _counted(rows: dict[str, int], word: Callable[[str], str]) -> list[str]:
    return [f"  {word(name)}: {format_number(count)}" for name, count in rows.items()] or [f"  {_('Nothing.')}"]
