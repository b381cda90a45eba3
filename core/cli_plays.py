"""Commands that play a campaign without sending: ahead over the next days, and back over the last ones."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.cli_campaigns import campaigns, segment_id
from core.cli_edge import Call, command
from core.cli_output import Printed
from core.text import _, format_date, ngettext_

Number = Annotated[int | None, typer.Argument(metavar="ID")]
ReadyName = Annotated[str | None, typer.Option(metavar="NAME", help="A ready-made one instead: gentle, late, promises or thanks.")]
SegmentName = Annotated[str | None, typer.Option(metavar="SLUG", help="The segment of a ready-made one, by its slug or id.")]
commands = typer.Typer()  # nothing of its own: these belong to `campaigns`


@command(campaigns, "rehearse")
def rehearse(
    call: Call, number: Number = None, ready: ReadyName = None, segment: SegmentName = None,
    days: Annotated[int, typer.Option(min=1, max=60)] = 14,
) -> Printed:  # fmt: skip
    """Show what would go in the next days, when and at which cost, and what each rule stops; nothing is written."""
    from core.services import rehearsal

    found = rehearsal.rehearse(call.engine, call.actor, _meant(call, number, ready, segment), days)
    data, lines = _played(call, found)
    return Printed(data, [ngettext_("{n} message would go in these days.", "{n} messages would go in these days.", found.sending), *lines])


@command(campaigns, "replay")
def replay(
    call: Call, number: Number = None, ready: ReadyName = None, segment: SegmentName = None,
    days: Annotated[int, typer.Option(min=1, max=366)] = 90,
    sample: Annotated[int, typer.Option(min=0, help="How many customers are played, drawn by lot; 0 for everybody.")] = 2000,
) -> Printed:  # fmt: skip
    """Show what it would have sent in the last days to the portfolio as it stood then, beside what was sent; nothing is written."""
    from core.services import replay as service

    told = service.replay(call.engine, call.actor, _meant(call, number, ready, segment), days, sample=sample)
    data, lines = _played(call, told.found)
    sent = [{"day": day, "channel": channel, "count": n} for (day, channel), n in sorted(told.sent.items())]
    data |= {
        "customers": told.customers, "sampled": told.sampled, "days": [told.found.days[0], told.found.days[-1]], "really_sent": sent,
        "really_cost_micros": dict(told.sent_costs), "by_people": told.by_people, "collected_cents": dict(told.collected),
        "payers": told.payers, "unknown": [_(sentence) for sentence in service.UNKNOWN],
    }  # fmt: skip
    head = ngettext_("{n} message would have gone in these days.", "{n} messages would have gone in these days.", told.found.sending)
    beside = _("Really sent by campaigns: {n}. Customers played: {sampled} of {all}.", n=sum(told.sent.values()), sampled=told.sampled,
               all=told.customers)  # fmt: skip
    return Printed(data, [head, *lines, beside, *(f"  {_(sentence)}" for sentence in service.UNKNOWN)])


def _meant(call: Call, number: int | None, ready: str | None, segment: str | None) -> Any:
    """The campaign by its id, or a ready-made one for a segment."""
    from core.services import ready_campaigns

    if (number is None) == (ready is None) or (ready is not None and segment is None):
        raise typer.BadParameter(_("Name a campaign by its id, or a ready-made one with --ready and --segment."))
    return number if ready is None else ready_campaigns.strategy(call.engine, call.actor, ready, segment_id(call, segment or ""))


def _played(call: Call, found: Any) -> tuple[dict[str, Any], list[str]]:
    """What was played, for programs and as lines."""
    from core.services import reasons
    from core.ui.words import channel_word

    ruled = {
        name: [
            {"rule": one.rule, "count": one.count, "sentence": reasons.tell(one.rule, call.language, one.values), "examples": one.examples}
            for one in entries
        ]
        for name, entries in (("stopped", found.stopped), ("moved", found.moved))
    }
    going = [{"day": day, "channel": channel, "count": n} for (day, channel), n in sorted(found.going.items())]
    costs = [{"day": day, "currency": currency, "micros": n} for (day, currency), n in sorted(found.day_costs.items())]
    data = {
        "sending": found.sending, "people": len(found.people), "going": going, "waiting": found.waiting, "beyond": found.beyond,
        "costs_micros": dict(found.costs), "costs_by_day": costs, "members": found.members, "holdout": found.holdout,
        "simulated": found.is_simulated, **ruled,
    }  # fmt: skip
    lines = [f"  {format_date(day)}  {channel_word(channel)}: {n}" for (day, channel), n in sorted(found.going.items())]
    lines += [f"  {_('stopped')}  {one['count']}  {one['sentence']}" for one in ruled["stopped"]]
    return data, [*lines, *(f"  {_('moved')}  {one['count']}  {one['sentence']}" for one in ruled["moved"])]
