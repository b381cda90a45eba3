"""Commands about circumstances that stop contact: noted, listed, ended."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core.cli_edge import Call, as_date, command, one_of
from core.cli_lines import moment
from core.cli_output import Printed, table
from core.text import _

commands = typer.Typer()
care = typer.Typer(help="Circumstances that stop contact until a person decides.", no_args_is_help=True)
commands.add_typer(care, name="circumstances")


@command(care, "note")
def note(
    call: Call,
    customer: Annotated[str, typer.Option(metavar="ID", help="The customer, by id or code.")],
    kind: Annotated[str, typer.Option(help="illness, bereavement, disaster, hardship, deceased, lawsuit, quiet and so on.")],
    until: Annotated[str | None, typer.Option(metavar="DATE", help="For quiet: the first day to write again.")] = None,
    words: Annotated[str, typer.Option(metavar="TEXT", help="In few words, only what is needed.")] = "",
) -> Printed:
    """Note what was learned of a customer; it stops contact at once."""
    from core.domain.circumstances import KINDS
    from core.services import circumstances
    from core.services.customers import id_of

    one_of(kind, KINDS, "--kind")
    number = id_of(call.engine, call.actor, customer)
    made = circumstances.note(
        call.engine, call.actor, number, kind, until=as_date(until) if until else None, words=words
    )  # fmt: skip
    return Printed({"circumstance_id": made, "customer_id": number}, [_("Circumstance {number} is noted: contact stops.", number=made)])


@command(care, "end")
def end(
    call: Call,
    number: Annotated[int, typer.Argument(metavar="ID")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why contact may go on.")],
) -> Printed:
    """Decide that a circumstance no longer stops contact."""
    from core.services import circumstances

    circumstances.end(call.engine, call.actor, number, reason)
    return Printed({"circumstance_id": number, "ended": True}, [_("Circumstance {number} has ended.", number=number)])


@command(care, "list")
def list_circumstances(
    call: Call, customer: Annotated[str | None, typer.Option(metavar="ID", help="Only of this customer, ended ones too.")] = None
) -> Printed:
    """List the circumstances that wait for a decision, or all of one customer."""
    from core.services import circumstances
    from core.services.customers import id_of
    from core.ui.circumstance_words import circumstance_word

    if customer is None:
        total, rows = circumstances.waiting(call.engine, call.actor, limit=10_000)
    else:
        rows = circumstances.of_customer(call.engine, call.actor, id_of(call.engine, call.actor, customer))
        total = len(rows)
    lines = table(
        (_("Id"), _("Customer"), _("Circumstance"), _("Since"), _("Ended")),
        [(row.id, row.customer, circumstance_word(row.kind), moment(call, row.noted_at), moment(call, row.ended_at)) for row in rows],
    )
    return Printed({"total": total, "circumstances": [asdict(row) for row in rows]}, lines)


@command(care, "hours")
def hours(
    call: Call,
    customer: Annotated[str, typer.Option(metavar="ID", help="The customer, by id or code.")],
    asked: Annotated[str, typer.Option(metavar="TEXT", help="Days and hours such as \"mon,tue 18:00-20:00\"; empty takes the wish back.")],
) -> Printed:
    """Keep the hours in which a customer asked to be contacted."""
    from core.services import customer_record, story
    from core.services.customers import id_of
    from core.services.pack_texts import asked_hours_word

    number = id_of(call.engine, call.actor, customer)
    person = story.tell(call.engine, call.actor, number).person
    wanted = asked.strip().lower() or None
    customer_record.edit(call.engine, call.actor, number, person.version, asked_hours=wanted)
    kept = _("No hours are asked for any more.")
    if wanted:
        kept = _("Contact is kept within the hours asked for: {hours}.", hours=asked_hours_word(wanted))
    return Printed({"customer_id": number, "asked_hours": wanted}, [kept])
