"""Commands about the house itself: set-up, users, schema, audit trail, backup, demo."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core.cli_edge import Call, command, find_actor, one_of, read_password
from core.cli_output import Printed
from core.domain.access import ROLES
from core.domain.errors import Refusal
from core.text import _, ngettext_
from core.text.catalog import LANGUAGES

commands = typer.Typer()
users = typer.Typer(help="The people who sign in.", no_args_is_help=True)
trail = typer.Typer(help="The audit trail.", no_args_is_help=True)
commands.add_typer(users, name="user")
commands.add_typer(trail, name="audit")

Language = Annotated[str, typer.Option(help="es or en.")]


@command(commands, "init", actor=False, makes=True)
def init(
    call: Call,
    company: Annotated[str, typer.Option(metavar="NAME", help="The business that collects.")],
    country: Annotated[str, typer.Option(metavar="CC", help="Its country, ISO 3166, for example CO.")],
    currency: Annotated[str, typer.Option(metavar="CCC", help="Its currency, ISO 4217, for example COP.")],
    owner: Annotated[str, typer.Option(metavar="EMAIL", help="The owner's e-mail.")],
    owner_name: Annotated[str | None, typer.Option(metavar="NAME", help="The owner's name; by default from the e-mail.")] = None,
    timezone: Annotated[str | None, typer.Option(metavar="ZONE", help="For example America/Bogota; by default the country's.")] = None,
    language: Language = "es",
    tone: Annotated[str, typer.Option(help="Tone of voice: warm, neutral or formal.")] = "warm",
) -> Printed:
    """Set up the company and its owner. The password is the first line of standard input."""
    from core.services import setup

    found = setup.set_up(
        call.engine, name=company, country=country, currency=currency, timezone=timezone, language=language, tone=tone,
        owner_name=owner_name or name_in(owner), owner_email=owner, password=read_password(),
    )  # fmt: skip
    return Printed({"company": company, "owner": owner.lower(), "user_id": found.user_id}, [_("{company} is set up.", company=company)])


def name_in(email: str) -> str:
    """A name to begin with, from what stands before the @."""
    return email.split("@")[0].replace(".", " ").replace("_", " ").title() or email


@command(users, "add")
def add_user(
    call: Call,
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    role: Annotated[str, typer.Option(help="owner, manager or agent.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="By default from the e-mail.")] = None,
    language: Language = "es",
) -> Printed:
    """Add a person who signs in. The password is the first line of standard input."""
    from core.services import accounts

    one_of(role, ROLES, "--role")
    one_of(language, LANGUAGES, "--language")
    user_id = accounts.add_user(
        call.engine, call.actor, email=email, name=name or name_in(email), role=role, password=read_password(), language=language
    )
    return Printed({"user_id": user_id, "email": email.lower(), "role": role}, [_("{email} may sign in now.", email=email.lower())])


@command(users, "unlock")
def unlock(call: Call, email: Annotated[str, typer.Argument(metavar="EMAIL")]) -> Printed:
    """Let a person sign in again at once after too many wrong passwords."""
    from core.services import accounts

    accounts.unlock(call.engine, call.actor, email=email)
    return Printed({"email": email.lower(), "unlocked": True}, [_("{email} may sign in now.", email=email.lower())])


@command(commands, "migrate", actor=False, makes=True)
def migrate(call: Call) -> Printed:
    """Bring the database to the newest schema; a new one is made when there is none."""
    from core.db import schema

    revision = schema.migrate(call.engine)
    return Printed({"revision": revision}, [_("The database is ready (schema {revision}).", revision=revision)])


@command(trail, "verify")
def verify(call: Call) -> Printed:
    """Check that no entry of the audit trail was changed, removed or put in between."""
    from core.services import audit

    found = audit.verify(call.engine, call.actor)
    data = {"is_whole": found.is_whole, "entries": found.entries, "head": found.head, "broken_at": found.broken_at}
    if found.is_whole:
        return Printed(data, [ngettext_("The trail is whole: {n} entry.", "The trail is whole: {n} entries.", found.entries)])
    return Printed(data, [_("The trail is broken at entry {entry}.", entry=found.broken_at)], status=1)


@command(commands, "backup")
def backup(call: Call) -> Printed:
    """Copy the database to the folder of the backups and check the copy."""
    from core.services import backup as backups

    made = backups.make(call.engine, call.actor)
    data = {"path": str(made.path), "bytes": made.size, "made_at": made.made_at, "entries": made.entries, "head": made.head}
    return Printed(data, [_("The backup is in {path} and passed its checks.", path=made.path)])


@command(commands, "demo", actor=False, makes=True)
def demo(
    call: Call,
    who: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Who acts, when there is a company already.")] = None,
    password: Annotated[
        bool, typer.Option("--password", help="Let the invented people sign in with the password on standard input.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Delete the invented data again.")] = False,
    language: Annotated[str | None, typer.Option(help="What the invented people read, es or en; by default the system's.")] = None,
) -> Printed:
    """Fill an empty installation with an invented business, its people and its customers.

    Without --password nobody can sign in as the invented people: the first visitor in the browser creates the owner's account.
    """
    from core.services import demo as invented
    from core.services import house

    one_of(language, LANGUAGES, "--language")
    actor = find_actor(call.engine, who)[0] if house.has_company(call.engine) else None
    if remove:
        if actor is None:
            raise Refusal("no_demo", "There is no invented data to delete.")
        deleted = invented.remove(call.engine, actor)
        return Printed({"deleted": deleted}, [ngettext_("{n} invented customer deleted.", "{n} invented customers deleted.", deleted)])
    loaded = invented.load(call.engine, actor, password=read_password() if password else None, language=language or call.language)
    lines = [ngettext_("{n} invented customer loaded.", "{n} invented customers loaded.", loaded.customers)]
    return Printed(asdict(loaded), [*lines, _("The people: {emails}.", emails=", ".join(loaded.users))])
