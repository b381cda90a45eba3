"""Commands about campaigns: built, previewed, launched, paused, resumed, stopped."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli_edge import Call, command, one_of
from core.cli_output import Printed, table
from core.domain.errors import NotFound, Refusal
from core.text import _, ngettext_

commands = typer.Typer()
campaigns = typer.Typer(help="Campaigns: segment, words, time; previewed, launched, watched.", no_args_is_help=True)
commands.add_typer(campaigns, name="campaigns")

CampaignId = Annotated[int, typer.Argument(metavar="ID")]


@command(campaigns, "list")
def list_campaigns(call: Call, state: Annotated[str | None, typer.Option(help="draft, running, paused, and so on.")] = None) -> Printed:
    """List campaigns, the latest first."""
    from core.services import campaigns as service
    from core.services.campaign_views import STATES
    from core.ui.sending_words import campaign_state

    one_of(state, STATES, "--state")
    found = service.listed(call.engine, call.actor, state=state)
    rows = [(view.id, view.name, campaign_state(view.state), view.members, sum(view.messages.values())) for view in found]
    lines = table((_("Id"), _("Name"), _("State"), _("Members"), _("Messages")), rows)
    return Printed({"total": len(found), "campaigns": [_shown(view) for view in found]}, lines)


@command(campaigns, "create")
def create(
    call: Call,
    name: Annotated[str, typer.Option(metavar="TEXT")],
    segment: Annotated[str, typer.Option(metavar="SLUG", help="The segment, by its slug or id.")],
    template: Annotated[
        list[int] | None, typer.Option(metavar="ID", help="A template; repeat for channels in order of preference.")
    ] = None,
    by_person: Annotated[bool, typer.Option("--call", help="A person calls: by itself, or when no template's channel reaches.")] = False,
    anchor: Annotated[str, typer.Option(help="launch, due, promise, broken or payment.")] = "launch",
    offset: Annotated[int, typer.Option(metavar="DAYS", help="Days after the anchor; negative before it.")] = 0,
    send_at: Annotated[str, typer.Option(metavar="HH:MM", help="The hour where the customer lives.")] = "10:00",
    valid_days: Annotated[int, typer.Option(min=1, max=60, help="How long a message stays useful.")] = 3,
    steps: Annotated[Path | None, typer.Option(metavar="FILE", help="Several steps as a JSON list.", exists=True, dir_okay=False)] = None,
    holdout: Annotated[int, typer.Option(min=0, max=50, help="Percent kept back as the control group.")] = 0,
    currency: Annotated[str | None, typer.Option(metavar="CCC")] = None,
    daily_limit: Annotated[int | None, typer.Option(min=1)] = None,
    spend_limit: Annotated[float | None, typer.Option(min=0.01, max=10_000_000, help="In the currency of the prices.")] = None,
) -> Printed:
    """Make a campaign as a draft.

    A step of the file holds templates (ids), channels (such as ["call"]), anchor, offset_days, send_at, valid_days, has_fallback.
    """
    from core.services import campaigns as service
    from core.services.campaign_views import CALL

    plans = _written(steps) if steps else [
        {"anchor": anchor, "offset_days": offset, "send_at": send_at, "valid_days": valid_days, "templates": template or [],
         "channels": [CALL] if by_person else []}
    ]  # fmt: skip
    made = service.create(
        call.engine, call.actor, name=name, segment_id=segment_id(call, segment), steps=[_step(call, plan) for plan in plans],
        holdout_percent=holdout, currency=currency.upper() if currency else None, daily_limit=daily_limit,
        spend_limit_micros=round(spend_limit * 1_000_000) if spend_limit else None,
    )  # fmt: skip
    return Printed({"campaign_id": made}, [_("Campaign {number} is a draft.", number=made)])


def _written(steps: Path) -> list[dict[str, Any]]:
    """The steps of a file. Raises Refusal when it is no JSON list of objects."""
    try:
        plans = json.loads(steps.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        plans = None
    if not isinstance(plans, list) or not all(isinstance(plan, dict) and _is_sound(plan) for plan in plans):
        raise Refusal("bad_steps", "The file of steps is not a JSON list of steps.")
    return plans


def _is_sound(plan: dict[str, Any]) -> bool:
    """Whether each known field of a step holds what it should."""
    kinds = {"anchor": str, "offset_days": int, "send_at": str, "valid_days": int, "has_fallback": bool, "templates": list,
             "channels": list}  # fmt: skip
    return (
        all(isinstance(plan.get(name, kind()), kind) for name, kind in kinds.items())
        and all(isinstance(number, int) for number in plan.get("templates", []))
        and all(isinstance(name, str) for name in plan.get("channels", []))
    )


def segment_id(call: Call, word: str) -> int:
    """The id of a segment by its slug or id. Raises NotFound."""
    from core.services import segment_views

    for view in segment_views.listed(call.engine, call.actor):
        if word in (view.slug, str(view.id)):
            return view.id
    raise NotFound("no_segment", "There is no segment {number}.", number=word)


def _step(call: Call, plan: dict[str, Any]) -> Any:
    """A step from its description: the channels come from the templates in their order, then those named, of which "call" has no words."""
    from core.services import template_views
    from core.services.campaign_views import StepView

    known = {view.id: view for view in template_views.listed(call.engine, call.actor)}
    wanted, named = plan.pop("templates", []), plan.pop("channels", [])
    missing = [number for number in wanted if number not in known]
    if missing:
        raise NotFound("no_template", "There is no template {number}.", number=missing[0])
    unknown = set(plan) - {"anchor", "offset_days", "send_at", "valid_days", "has_fallback"}
    if unknown:
        raise Refusal("unknown_field", "A campaign has no field {name}.", name=", ".join(sorted(unknown)))
    channels = tuple(dict.fromkeys([*(known[number].channel for number in wanted), *named]))
    return StepView(channels=channels, templates={(known[n].channel, known[n].language): n for n in wanted}, **plan)


@command(campaigns, "preview")
def preview(call: Call, number: CampaignId, step: Annotated[int, typer.Option(min=1)] = 1) -> Printed:
    """Show who would get what, on which channel, at which cost, and who is left out and why; nothing is written."""
    from core.services import campaign_preview, reasons
    from core.ui.words import channel_word

    found = campaign_preview.preview(call.engine, call.actor, number, position=step)
    left_out = {code: {"count": n, "sentence": reasons.tell(code, call.language)} for code, n in found.reasons.most_common()}
    data = {
        "members": found.members,
        "holdout": found.holdout,
        "sending": found.sending,
        "channels": dict(found.channels),
        "left_out": left_out,
        "costs_micros": dict(found.costs),
        "samples": found.samples,
        "rows": found.rows,
        "simulated": found.is_simulated,
    }
    lines = [ngettext_("{n} message would go.", "{n} messages would go.", found.sending)]
    lines += [f"  {channel_word(channel)}: {n}" for channel, n in found.channels.items()]
    lines += [f"  {entry['count']}  {entry['sentence']}" for entry in left_out.values()]
    return Printed(data, [*lines, *(f"[{channel_word(sample.channel)}] {sample.body}" for sample in found.samples)])


@command(campaigns, "launch")
def launch(
    call: Call, number: CampaignId, token: Annotated[str | None, typer.Option(help="The same token launches once.")] = None
) -> Printed:
    """Set a campaign to work."""
    from core.services import campaigns as service

    members = service.launch(call.engine, call.actor, number, token or secrets.token_hex(16))
    return Printed({"campaign_id": number, "members": members}, [ngettext_("{n} member.", "{n} members.", members)])


@command(campaigns, "pause")
def pause(call: Call, number: CampaignId) -> Printed:
    """Hold a running campaign."""
    from core.services import campaigns as service

    service.pause(call.engine, call.actor, number)
    return _state(call, number)


@command(campaigns, "resume")
def resume(call: Call, number: CampaignId) -> Printed:
    """Let a paused campaign go on."""
    from core.services import campaigns as service

    service.resume(call.engine, call.actor, number)
    return _state(call, number)


@command(campaigns, "stop")
def stop(call: Call, number: CampaignId) -> Printed:
    """End a campaign for good and cancel what waits."""
    from core.services import campaigns as service

    cancelled = service.stop(call.engine, call.actor, number)
    return Printed({"campaign_id": number, "state": "stopped", "cancelled": cancelled}, [_("The campaign is stopped.")])


@command(campaigns, "status")
def status(call: Call, number: CampaignId) -> Printed:
    """Show a campaign's state, members and messages."""
    return _state(call, number)


def _state(call: Call, number: int) -> Printed:
    from core.services import campaigns as service
    from core.ui.sending_words import campaign_state, message_state

    view = service.status(call.engine, call.actor, number)
    counted = (f"  {message_state(state)}: {n}" for state, n in sorted(view.messages.items()))
    lines = [f"{view.name}: {campaign_state(view.state)}", *counted]
    return Printed(_shown(view), lines)


def _shown(view: Any) -> dict[str, Any]:
    """A campaign for programs: templates as a list, because JSON has no pairs as keys."""
    from dataclasses import asdict, fields

    shown = {field.name: getattr(view, field.name) for field in fields(view) if field.name != "steps"}
    steps = []
    for step in view.steps:
        templates = [{"channel": channel, "language": language, "template_id": n} for (channel, language), n in step.templates.items()]
        steps.append({name: value for name, value in asdict(step).items() if name != "templates"} | {"templates": templates})
    return shown | {"steps": steps}
