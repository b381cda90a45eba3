"""Commands about templates: the words that are sent, and who approved them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli_edge import Call, command, one_of
from core.cli_output import Printed, table
from core.domain.errors import NotFound, Refusal
from core.text import _, ngettext_
from core.text.catalog import LANGUAGES

commands = typer.Typer()
templates = typer.Typer(help="Templates: written, submitted, approved or rejected.", no_args_is_help=True)
commands.add_typer(templates, name="templates")

Template = Annotated[int, typer.Argument(metavar="ID", help="The template; its newest version is meant.")]


@command(templates, "list")
def list_templates(
    call: Call,
    channel: Annotated[str | None, typer.Option(help="sms, whatsapp, email or voice.")] = None,
    language: Annotated[str | None, typer.Option(help="es or en.")] = None,
    purpose: Annotated[str | None, typer.Option(help="For example newly_late.")] = None,
) -> Printed:
    """List the templates in use with their newest version and its state."""
    from core.services import template_views
    from core.ui.words import channel_word, language_word, purpose_word, template_state_word

    one_of(channel, template_views.CHANNELS, "--channel")
    one_of(language, LANGUAGES, "--language")
    one_of(purpose, template_views.PURPOSES, "--purpose")
    found = template_views.listed(call.engine, call.actor, channel=channel, language=language, purpose=purpose)
    lines = table(
        (_("Id"), _("Name"), _("Purpose"), _("Channel"), _("Language"), _("Version"), _("State")),
        [
            (view.id, view.name, purpose_word(view.purpose), channel_word(view.channel), language_word(view.language), view.latest.number,
             template_state_word(view.latest.state))
            for view in found
        ],
    )  # fmt: skip
    return Printed({"total": len(found), "templates": [_template(view) for view in found]}, [*lines, _counted(len(found))])


def _counted(n: int) -> str:
    return ngettext_("{n} template", "{n} templates", n)


def _template(view: Any) -> dict[str, Any]:
    own = {name: getattr(view, name) for name in ("id", "name", "purpose", "channel", "language")}
    shown = ("id", "number", "subject", "body", "content_sid", "state", "author", "decided_by", "decided_at", "reason")
    return own | {
        "state": view.latest.state,
        "version": {name: getattr(view.latest, name) for name in shown},
        "approved_version": view.approved,
    }


@command(templates, "add")
def add(
    call: Call,
    name: Annotated[str, typer.Option(metavar="TEXT")],
    channel: Annotated[str, typer.Option(help="sms, whatsapp, email or voice.")],
    purpose: Annotated[str, typer.Option(help="reminder_before, due_today, newly_late, later, promise_reminder, and so on.")] = "other",
    language: Annotated[str, typer.Option(help="es or en.")] = "es",
    body: Annotated[str | None, typer.Option(metavar="TEXT", help="The words, with variables such as {{ customer_name }}.")] = None,
    file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Read the words from a file (UTF-8).")] = None,
    subject: Annotated[str | None, typer.Option(metavar="TEXT", help="For e-mail.")] = None,
    content_sid: Annotated[str | None, typer.Option(metavar="SID", help="WhatsApp: the content template at Twilio.")] = None,
) -> Printed:
    """Write a template; its first version is a draft."""
    from core.services import templates as wording

    if (body is None) == (file is None):
        raise typer.BadParameter("--body | --file")
    text = body if body is not None else _read(file)
    template_id, version_id = wording.add(
        call.engine, call.actor, name=name, purpose=purpose, channel=channel, language=language, body=text, subject=subject,
        content_sid=content_sid,
    )  # fmt: skip
    data = {"template_id": template_id, "version_id": version_id, "state": "draft"}
    return Printed(data, [_("Template {id} is written. Submit it for approval next.", id=template_id)])


def _read(file: Any) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Refusal("unreadable_text", "The file cannot be read as text in UTF-8.") from None


@command(templates, "submit")
def submit(call: Call, template: Template) -> Printed:
    """Ask for approval of the newest version."""
    from core.services import templates as wording

    version_id = _newest(call, template)
    wording.submit(call.engine, call.actor, version_id)
    return Printed(_moved(template, version_id, "submitted"), [_("Template {id} waits for approval.", id=template)])


@command(templates, "approve")
def approve(call: Call, template: Template, reason: Annotated[str | None, typer.Option(metavar="TEXT")] = None) -> Printed:
    """Approve the newest version, which somebody else wrote."""
    from core.services import templates as wording

    version_id = _newest(call, template)
    wording.approve(call.engine, call.actor, version_id, reason)
    return Printed(_moved(template, version_id, "approved"), [_("Template {id} is approved.", id=template)])


@command(templates, "reject")
def reject(call: Call, template: Template, reason: Annotated[str, typer.Option(metavar="TEXT", help="Its author reads this.")]) -> Printed:
    """Reject the newest version with a reason."""
    from core.services import templates as wording

    version_id = _newest(call, template)
    wording.reject(call.engine, call.actor, version_id, reason)
    return Printed(_moved(template, version_id, "rejected"), [_("Template {id} is rejected.", id=template)])


def _newest(call: Call, template_id: int) -> int:
    from core.services import template_views

    found = template_views.versions(call.engine, call.actor, template_id)
    if not found:
        raise NotFound("no_template", "There is no such template.")
    return found[0].id


def _moved(template_id: int, version_id: int, state: str) -> dict[str, Any]:
    return {"template_id": template_id, "version_id": version_id, "state": state}
