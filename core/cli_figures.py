"""Commands about segments and the figures of recovery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from core.cli_edge import Call, as_date, command
from core.cli_lines import money, moneys
from core.cli_output import Printed, amount, table
from core.domain.errors import NotFound
from core.text import _, format_number, format_percent, ngettext_

commands = typer.Typer()


@command(commands, "segments")
def segments(
    call: Call,
    segment: Annotated[str | None, typer.Argument(metavar="SLUG", help="Show the members of one segment, by slug or id.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many members.")] = 100,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many members at the beginning.")] = 0,
) -> Printed:
    """List segments with their members and money, or the members of one with the reasons why they are in it."""
    from core.services import segment_views

    found = segment_views.listed(call.engine, call.actor)
    if segment is not None:
        chosen = next((view for view in found if segment in (view.slug, str(view.id))), None)
        if chosen is None:
            raise NotFound("no_segment", "There is no segment {name}.", name=segment)
        return _members(call, chosen, limit, offset)
    rows = [
        (view.id, view.slug, _(view.name) if view.is_ready_made else view.name, view.members, moneys(view.overdue_cents)) for view in found
    ]
    lines = table((_("Id"), _("Segment"), _("Name"), _("Members"), _("Overdue")), rows)
    return Printed({"total": len(found), "segments": [_segment(view) for view in found]}, lines)


def _name(view: Any) -> str:
    return _(view.name) if view.is_ready_made else view.name


def _decimals(cents: dict[str, int]) -> dict[str, str | None]:
    return {key: amount(value) for key, value in cents.items()}


def _segment(view: Any) -> dict[str, Any]:
    return {
        "id": view.id, "slug": view.slug, "name": _name(view), "is_ready_made": view.is_ready_made,
        "members": view.members, "open": _decimals(view.open_cents), "overdue": _decimals(view.overdue_cents),
    }  # fmt: skip


def _members(call: Call, view: Any, limit: int, offset: int) -> Printed:
    from core.services import segment_views
    from core.text.reasons import read_out

    total, rows = segment_views.members(call.engine, call.actor, view.id, limit=limit, offset=offset)
    shown: list[dict[str, Any]] = [
        {
            "id": row.customer_id, "code": row.code, "name": row.name, "behaviour": row.behaviour, "bucket": row.bucket, "score": row.score,
            "balances": {code: {"open": amount(owed), "overdue": amount(late)} for code, (owed, late) in row.balances.items()},
            "why": [read_out(reason.msgid, reason.values) for reason in row.why],
        }
        for row in rows
    ]  # fmt: skip
    lines = table((_("Id"), _("Name"), _("Why")), [(row["id"], row["name"], " ".join(row["why"])) for row in shown])
    return Printed(_segment(view) | {"total": total, "customers": shown}, [*lines, ngettext_("{n} customer", "{n} customers", total)])


@command(commands, "kpis")
def kpis(
    call: Call,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="As of the close of this day, YYYY-MM-DD; by default today.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="The period begins after the close of this day.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="The length of the period, when --since is not given.")] = 30,
    portfolio: Annotated[str | None, typer.Option(metavar="NAME", help="Only this portfolio, by name or id.")] = None,
) -> Printed:
    """Print the figures of recovery per currency, never added: recovery, aging, DSO, CEI, delay, promises, channels, segments."""
    from core.services import insights
    from core.services.insight_json import as_json

    found = insights.kpis(
        call.engine, call.actor, as_of=as_date(as_of) if as_of else None, start=as_date(since) if since else None, period_days=days,
        portfolio_id=_portfolio(call, portfolio),
    )  # fmt: skip
    data = as_json(found)
    return Printed(data, _lines(found.currencies))


def _portfolio(call: Call, name: str | None) -> int | None:
    from core.services import insights

    if name is None:
        return None
    found = [number for number, known in insights.portfolios(call.engine, call.actor) if name in (known, str(number))]
    if not found:
        raise NotFound("no_portfolio", "There is no portfolio {number}.", number=name)
    return found[0]


def _lines(currencies: dict[str, Any]) -> list[str]:
    from core.domain.aging import BUCKETS

    shown: dict[str, Callable[[Any], str]] = {
        _("Recovery rate"): lambda one: format_percent(one.recovery.value),
        _("Owes"): lambda one: money(one.outstanding_cents, one.currency),
        _("Overdue"): lambda one: money(one.overdue_cents, one.currency),
        _("DSO, simple"): lambda one: _days(one.dso),
        _("DSO, countback"): lambda one: _days(one.countback.days),
        _("Collection effectiveness (CEI)"): lambda one: format_percent(one.cei.value),
        _("Average payment delay"): lambda one: _days(one.delay),
    }
    rows = [[word, *(cell(one) for one in currencies.values())] for word, cell in shown.items()]
    rows += [[_(bucket.label), *(money(one.aging[bucket.code], one.currency) for one in currencies.values())] for bucket in BUCKETS]
    return table(("", *currencies), rows)


def _days(value: Any) -> str:
    return "–" if value is None else _("{days} days", days=format_number(value, places=1))
