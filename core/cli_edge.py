"""The edge of the command line: who acts, which data folder, and sentences in place of tracebacks."""

from __future__ import annotations

import errno
import inspect
import logging
import os
import secrets
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli_output import Printed, refuse, show
from core.domain.access import OWNER, Actor
from core.domain.errors import NotFound, Refusal, SetupNeeded
from core.text import N_, _, speaking

_NOT_HERE = N_("Recaudo is not set up in {path}. Name another folder with --data, open Recaudo in the browser, or use the command init.")
Who = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Who acts; by default the owner, when there is only one.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Folder = Annotated[Path | None, typer.Option("--data", metavar="DIR", envvar="RECAUDO_DATA", help="The data folder.")]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command: the open database and who acts. `actor` is None only for commands that need nobody."""

    engine: Any
    actor: Any  # Actor; Any, because commands that name nobody get None
    language: str


def command(
    app: typer.Typer, name: str, *, actor: bool = True, makes: bool = False
) -> Callable[[Callable[..., Printed]], Callable[..., Printed]]:
    """Make a command of a function `(call, ...) -> Printed`: adds --as, --json and --data and runs it behind the edge.

    `actor=False` is for what comes before anybody is known: `call.actor` is None then, and --as is taken without effect.
    `makes=True` is for what may begin a new installation; the others create nothing where none is.
    """

    def register(function: Callable[..., Printed]) -> Callable[..., Printed]:
        def run(**values: Any) -> None:
            who, is_json, folder = values.get("who"), values.pop("as_json"), values.pop("folder")
            told = {name: value for name, value in values.items() if name in own}
            raise typer.Exit(run_command(lambda call: function(call, **told), who, is_json, folder, actor, makes))

        parameters = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        own = {parameter.name for parameter in parameters}
        shared = {"who": (Who, None), "as_json": (AsJson, False), "folder": (Folder, None)}
        parameters += [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for key, (kind, default) in shared.items()
            if key not in own
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        run.__doc__ = function.__doc__
        app.command(name)(run)
        return function

    return register


def run_command(
    work: Callable[[Call], Printed], who: str | None, is_json: bool, folder: Path | None, needs_actor: bool, makes: bool = False
) -> int:
    """Open the house, find who acts, do the work and print it; gives the exit status."""
    if folder is not None:
        os.environ["RECAUDO_DATA"] = str(folder)
    from core.services.house import country_of

    language = reader_language()
    try:
        engine, actor, language = open_for(who, needs_actor, language, makes)
        with speaking(language, country_of(engine)):
            printed = work(Call(engine, actor, language))
        show(printed, is_json)
        return printed.status
    except Refusal as refusal:
        return refuse(refusal, is_json, language)
    except (KeyboardInterrupt, typer.Exit, typer.BadParameter):
        raise
    except Exception as problem:
        return refuse(as_refusal(problem), is_json, language)


def open_for(who: str | None, needs_actor: bool, language: str, makes: bool) -> tuple[Any, Actor | None, str]:
    """The engine, the actor and the language to answer in."""
    from core import clock, settings
    from core.services import house

    if not makes and not house.is_made():
        raise SetupNeeded("no_company", _NOT_HERE, path=str(settings.load().data))
    try:
        clock.rehearsal_start()
    except ValueError:
        raise Refusal("bad_now", "RECAUDO_NOW is not an instant such as 2026-07-01T12:00:00Z.") from None
    engine = house.open_house()
    if not needs_actor:
        return engine, None, language
    actor, spoken = find_actor(engine, who)
    return engine, actor, spoken or language


def find_actor(engine: Any, who: str | None) -> tuple[Actor, str]:
    """The active user named by e-mail, or the only owner, and the language they read. Raises Refusal when it is not clear who."""
    from sqlmodel import col, select

    from core.db.engine import reading
    from core.db.tables import User
    from core.services import house

    house.company_of(engine)
    with reading(engine) as s:
        query = select(User).where(col(User.is_active))
        found = list(s.exec(query.where(User.email == who.strip().lower()) if who else query.where(User.role == OWNER)))
    if who and not found:
        raise NotFound("unknown_actor", "There is no active user with the e-mail {email}.", email=who)
    user = found[0] if who else only_owner(found)
    return Actor(name=user.name, role=user.role, user_id=user.id, email=user.email), user.language


def only_owner(owners: list[Any]) -> Any:
    """The one of the active owners who acts when nobody is named. Raises Refusal when there are several: then it must be said."""
    from core.services.passwords import UNUSABLE

    real = [owner for owner in owners if owner.password_hash != UNUSABLE] or owners  # invented owners yield to a real one
    if len(real) != 1:
        raise Refusal("who_acts", "There is more than one owner: say who acts with --as EMAIL.")
    return real[0]


def reader_language() -> str:
    """The language of the person at the console, until it is known who acts: Spanish when the system speaks it, else English."""
    from core.launch.words import is_spanish

    return "es" if is_spanish() else "en"


def as_refusal(problem: Exception) -> Refusal:
    """A sentence for what went wrong; the traceback goes to the log file under the reference that the sentence names."""
    if "database is locked" in str(problem):
        return Refusal("database_busy", "The database is busy with something else, perhaps a backup. Try again in a minute.")
    if any(sign in str(problem) for sign in ("file is not a database", "disk image is malformed")):
        return Refusal(
            "database_damaged", "The database cannot be read: it is damaged, or encrypted with another key. Nothing was changed."
        )
    if getattr(problem, "errno", None) == errno.ENOSPC or "disk is full" in str(problem):
        return Refusal("disk_full", "There is no space left on the disk. Nothing was changed.")
    if isinstance(problem, OverflowError) or "out of range" in str(problem):
        return Refusal("out_of_range", "A number or a date here is too large or too small.")
    reference = secrets.token_hex(4)
    place = write_down(reference, problem)
    if place is None:
        return Refusal("failed", "Something failed. The reference is {reference}.", reference=reference)
    return Refusal(
        "failed", "Something failed. The reference is {reference}; the details are in {place}.", reference=reference, place=place
    )


def write_down(reference: str, problem: Exception) -> str | None:
    """Write a traceback to the log file; gives the file, or None when it cannot be written."""
    from core import settings

    try:
        path = settings.load().data / "logs" / "command.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        what = (type(problem), problem, problem.__traceback__)
        handler.emit(logging.LogRecord("recaudo", logging.ERROR, "", 0, f"reference {reference}", None, what))
        handler.close()
        return str(path)
    except (OSError, Refusal):
        return None


def read_password() -> str:
    """The password: the first line of standard input, or typed unseen at a terminal."""
    if sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        return getpass(_("Password: "))
    try:
        line = "" if sys.stdin is None else sys.stdin.readline().rstrip("\r\n")
        line.encode()  # bytes that are no text can come as lone surrogates, which nobody could type in a browser
    except UnicodeError:
        raise Refusal("password_unreadable", "The password on standard input is not text in UTF-8.") from None
    if not line:
        raise Refusal("no_password", "The password is read from the first line of standard input, and there is none.")
    return line


def one_of(value: str | None, known: Iterable[str], option: str) -> None:
    """Words that an option does not know are wrong usage; nothing given is fine."""
    if value and value not in (words := [*known]):
        raise typer.BadParameter(_("it is none of {what}.", what=", ".join(words)), param_hint=option)


def as_date(text: str) -> date:
    """A date option, YYYY-MM-DD; wrong ones are wrong usage."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(_("a date is written {form}.", form="2026-11-30")) from None
