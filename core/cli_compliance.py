"""Commands about compliance: retention clocks, the monthly proof, and the texts for customers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli_edge import Call, command, one_of
from core.cli_output import Printed, table
from core.domain.errors import Refusal
from core.text import _, format_date, format_number, ngettext_
from core.text.catalog import LANGUAGES

commands = typer.Typer()
compliance = typer.Typer(help="Proof of lawful contact, and the texts for customers.", no_args_is_help=True)
commands.add_typer(compliance, name="compliance")

Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to this file; one that exists is not overwritten.")]


@command(commands, "retention")
def retention(
    call: Call,
    preview: Annotated[bool, typer.Option("--preview", help="Only count what would go today; this is the default.")] = False,
    run: Annotated[bool, typer.Option("--run", help="Let go now of what is over; the clocks must be switched on.")] = False,
    on: Annotated[bool | None, typer.Option("--on/--off", help="Switch the daily run on or off.")] = None,
    periods: Annotated[
        list[str] | None, typer.Option("--set", metavar="KIND=N", help="Set a clock in its unit; KIND=default goes back. Repeatable.")
    ] = None,
) -> Printed:
    """Show the retention clocks with what they would take today, set them, switch them, or run them."""
    from core.services import jobs
    from core.services import retention as clocks

    if preview and (run or on is not None or periods):
        raise typer.BadParameter(_("A preview changes nothing: leave the other options out."), param_hint="--preview")
    if periods:
        clocks.change(call.engine, call.actor, dict(_period(word) for word in periods))
    if on is not None:
        clocks.switch(call.engine, call.actor, on=on)
    if run:
        if not clocks.settings_of(call.engine, call.actor).is_on:
            raise Refusal("clocks_off", "The retention clocks are switched off. Look at the preview, then switch them on.")
        counts = jobs.run_job(call.engine, call.actor, "retention")
        return Printed({"removed": counts}, table((_("Data"), _("Removed")), _counted(counts)))
    return _looked(call)


def _period(word: str) -> tuple[str, int | None]:
    kind, _sign, told = word.partition("=")
    if told == "default":
        return kind, None
    if not told.isdecimal():
        raise typer.BadParameter("KIND=N", param_hint="--set")
    return kind, int(told)


def _counted(counts: dict[str, Any]) -> list[tuple[str, Any]]:
    from core.services.retention_words import name_of

    return [(name_of(code), count) for code, count in counts.items()]


def _looked(call: Call) -> Printed:
    from core.services import retention_preview
    from core.services.retention_words import name_of, period_of, why_of

    found = retention_preview.look(call.engine, call.actor)
    kinds = [
        {
            "kind": one.clock.kind.code, "unit": one.clock.kind.unit, "period": one.clock.period, "least": one.clock.least,
            "default": one.clock.usual, "is_own": one.clock.is_own, "why": why_of(one.clock), "before": one.before, "would_go": one.count,
            "of": one.of, "kept": one.kept, "oldest": one.oldest, "next_on": one.next_on,
        }
        for one in found.kinds
    ]  # fmt: skip
    rows = [
        (name_of(one.clock.kind.code), period_of(one.clock), one.count, format_date(one.oldest), format_date(one.next_on))
        for one in found.kinds
    ]
    lines = table((_("Data"), _("Kept for"), _("Would be removed"), _("Oldest"), _("Next")), rows)
    state = _("The clocks are switched on.") if found.is_on else _("The clocks are switched off: nothing goes.")
    return Printed({"today": found.today, "is_on": found.is_on, "total": found.total, "kinds": kinds}, [*lines, state])


@command(compliance, "limits")
def limits(
    call: Call,
    hours: Annotated[
        list[str] | None,
        typer.Option("--hours", metavar="DAY=HOURS", help="Own hours, mon=08:00-18:00; days not named are closed. Repeatable."),
    ] = None,
    usual: Annotated[bool, typer.Option("--usual-hours", help="Back to the hours that the country's rules suggest.")] = False,
    closed: Annotated[
        list[str] | None, typer.Option("--closed", metavar="DATE", help="Close these days only, YYYY-MM-DD; empty for none. Repeatable.")
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=N", help="Set a limit, or a switch to 1 or 0; NAME=default goes back. Repeatable."),
    ] = None,
) -> Printed:
    """Show the business's own limits, hours and closed days, or change them; they only ever narrow the law's."""
    from core.services import contact_rules, own_hours
    from core.ui.limit_words import limit_told, limit_word

    if values:
        told = dict(_period(word) for word in values)
        switches = {name: None if told[name] is None else bool(told[name]) for name in contact_rules.SWITCHES if name in told}
        contact_rules.change(call.engine, call.actor, **told | switches)
    if hours or usual:
        own_hours.set_hours(call.engine, call.actor, None if usual else dict(_pair(word) for word in hours or ()))
    if closed is not None:
        own_hours.close_days(call.engine, call.actor, closed)
    rules = contact_rules.own(call.engine, call.actor)
    data = {name: getattr(rules, name) for name in (*contact_rules.LIMITS, *contact_rules.SWITCHES)}
    closed_days = [day.isoformat() for day in sorted(rules.extra_closed)]
    data |= {"hours": own_hours.told_hours(rules.windows), "closed": closed_days, "approvals": sorted(rules.approvals)}
    rows = [(name, limit_word(name), limit_told(name, value)) for name, value in data.items()]
    return Printed(data, table((_("Code"), _("Limit"), _("Set to")), rows))


def _pair(word: str) -> tuple[str, str]:
    from core.domain.packs import WEEKDAYS

    day, _sign, told = word.partition("=")
    if day not in WEEKDAYS:
        raise typer.BadParameter("mon=08:00-18:00", param_hint="--hours")
    return day, told


@command(compliance, "proof")
def proof(
    call: Call,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="The month to prove.")],
    out: Out = None,
    language: Annotated[str | None, typer.Option(help="es or en; by default yours.")] = None,
) -> Printed:
    """Prove a month of lawful contact: print the result, and with --out write a ZIP with JSON and a page. Status 1 on exceptions."""
    from core.services import compliance_proof
    from core.services.compliance_proof_page import month_word
    from core.services.compliance_proof_words import EXCEPTIONS

    one_of(language, LANGUAGES, "--language")
    if out is None:
        made = compliance_proof.prove(call.engine, call.actor, month)
    else:
        _must_be_new(out)
        content, made = compliance_proof.pack_up(call.engine, call.actor, month, language or call.language)
        _write(out, content)
    found = made.document["exceptions"]
    data = made.document | {"sha256": made.digest, "file": None if out is None else str(out)}
    lines = [f"{_(EXCEPTIONS[name])}: {format_number(count)}" for name, count in found.items()]
    told = ngettext_("{n} message in {month}.", "{n} messages in {month}.", made.document["contacts"]["messages"],
                     month=month_word(month))  # fmt: skip
    lines = [told, *(lines or [_("No exception: every contact kept to the rules that were checked.")]), f"SHA-256 {made.digest}"]
    return Printed(data, lines, status=1 if found else 0)


@command(compliance, "notice")
def notice(
    call: Call,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="privacy or policy.")],
    language: Annotated[str | None, typer.Option(help="es or en; by default yours.")] = None,
    form: Annotated[str, typer.Option("--format", help="txt, md or html.")] = "txt",
    out: Out = None,
) -> Printed:
    """Write the privacy notice or the contact policy from the settings; what is missing is listed."""
    from core.services import notices, notices_formats

    one_of(kind, notices.KINDS, "KIND")
    one_of(form, notices_formats.FORMATS, "--format")
    one_of(language, LANGUAGES, "--language")
    made = notices.write(call.engine, call.actor, kind, language or call.language)
    text = notices_formats.rendered(made, form)
    if out is not None:
        _must_be_new(out)
        _write(out, text.encode())
    missing = [{"code": one.code, "what": _(one.msgid), "screen": one.screen, "section": one.section} for one in made.missing]
    data = {"kind": kind, "language": made.language, "format": form, "title": made.title, "missing": missing, "text": text}
    lines = [text.rstrip("\n") if out is None else _("Written to {path}.", path=out)]
    return Printed(data, lines + [_("Missing: {what}.", what=one["what"]) for one in missing])


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise Refusal("file_there", "The file {path} is there already. Choose another name.", path=str(path))


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError:
        raise Refusal("cannot_write", "The file {path} cannot be written.", path=str(path)) from None
