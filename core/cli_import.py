"""Commands that take files in and take imports back. `commands` is mounted by core/cli.py."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from core.cli_answers import chosen
from core.cli_edge import Call, as_refusal, command
from core.cli_lines import moment, money
from core.cli_output import REFUSED, Printed, table
from core.domain.errors import Forbidden, Refusal, Stale
from core.domain.money import to_cents
from core.domain.readings import Choices
from core.text import _, ngettext_, say


class Shortened(TyperGroup):
    """A group whose first word may be a file: `import FILE` is `import file FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `file` before what is none of the commands."""
        is_file = bool(args) and args[0] not in self.commands and args[0] != "--help"
        return super().parse_args(ctx, ["file", *args] if is_file else args)


commands = typer.Typer()
taking = typer.Typer(
    cls=Shortened, no_args_is_help=True, help="Take files in, list imports, undo them. `import FILE` is `import file FILE`: see its --help."
)
commands.add_typer(taking, name="import")


FIRST = ("erased_before", "customers_filled", "total_differs")  # warnings that a person must see to trust the rest
EACH, REFUSALS = 3, 20  # how many warnings of each kind, and how many rejected rows, are told in lines
RETRIES = 4  # comparisons beyond the first, while other imports keep coming between


class Kind(StrEnum):
    """What a file is about."""

    portfolio, payments, contacts = "portfolio", "payments", "contacts"


class Order(StrEnum):
    """In which order dates are written."""

    dmy, mdy, ymd = "dmy", "mdy", "ymd"


class Sign(StrEnum):
    """The decimal sign."""

    comma, point = "comma", "point"


class Gone(StrEnum):
    """What to do with open invoices that the file no longer has."""

    leave, paid = "leave", "paid"


@command(taking, "file")
def import_file(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Excel, OpenDocument, HTML, or a bank statement.")],
    kind: Annotated[Kind | None, typer.Option(help="What the file is about; by default what it looks like.")] = None,
    portfolio: Annotated[str | None, typer.Option(metavar="NAME", help="The portfolio; a new name makes a new one.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the same without writing.")] = False,
    records: Annotated[bool, typer.Option("--records", help="Print each record as stored.")] = False,
    map_: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Answers as JSON: columns, sheet, date_order and the like.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="The sheet of a workbook.")] = None,
    header_row: Annotated[int | None, typer.Option(min=0, help="The row of the column names; 0: there is none.")] = None,
    encoding: Annotated[str | None, typer.Option(help="For example latin-1.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates columns.")] = None,
    date_order: Annotated[Order | None, typer.Option(help="How dates are written.")] = None,
    decimal: Annotated[Sign | None, typer.Option(help="The decimal sign.")] = None,
    country: Annotated[str | None, typer.Option(metavar="CC", help="For phones and tax ids.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CCC", help="Where the file names none.")] = None,
    gone: Annotated[Gone, typer.Option(help="Open invoices that the file no longer has.")] = Gone.leave,
) -> Printed:
    """Take a file in: portfolio, payments or contacts. Nothing is written when a question is open or no row can come in."""
    named = {
        "sheet": sheet, "header_row": header_row, "encoding": encoding, "delimiter": delimiter, "date_order": date_order,
        "decimal": decimal, "country": country, "currency": currency, "kind": kind,
    }  # fmt: skip
    choices = chosen(
        map_, {name: str(value) if isinstance(value, StrEnum) else value for name, value in named.items() if value is not None}
    )
    try:
        report = take_patiently(call, file, choices, portfolio, dry_run=dry_run, records=records, gone=str(gone))
    except Forbidden:
        raise
    except Exception as problem:  # whatever stops an import, its report has one shape
        from core.services.importing import report as reports

        report = reports.refused(problem if isinstance(problem, Refusal) else as_refusal(problem), file.name)
    return Printed(report, lines_of(report), 0 if report["verdict"] == "imported" else REFUSED)


def take(call: Call, file: Path, choices: Choices, portfolio: str | None, *, dry_run: bool, records: bool, gone: str) -> dict[str, Any]:
    """Prepare a file and confirm it, or say what it would do; gives the report."""
    from core.services import imports
    from core.services.importing import report as reports

    if not _is_there(file):
        raise Refusal("no_file", "There is no file {name}.", name=file.name[:80])
    draft = imports.prepare(call.engine, call.actor, file, portfolio=portfolio, choices=choices, keeps_records=records)
    try:
        if draft.questions:
            return reports.of_draft(draft, "question")
        if not draft.counts.accepted:
            told = reports.of_draft(draft, "refused")
            reason = next(iter(draft.reasons), "no_rows")
            return told | {"reason": reason, "message": _("No row of the file can come in.")}
        if dry_run:
            return reports.of_draft(draft, "imported", records=records, gone=gone)
        return imports.confirm(call.engine, call.actor, draft.id, gone=gone)
    finally:
        imports.cancel(call.actor, draft.id)


def take_patiently(call: Call, file: Path, choices: Choices, portfolio: str | None, **how: Any) -> dict[str, Any]:
    """Take a file in, comparing it anew where another import came between the comparison and the writing."""
    for _attempt in range(RETRIES):
        try:
            return take(call, file, replace(choices), portfolio, **how)
        except Stale:
            continue
    return take(call, file, choices, portfolio, **how)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a name that no file can have
        return False


def lines_of(report: dict[str, Any]) -> list[str]:
    """The report in a few lines for people."""
    from core.services.importing.report import totals_in_words
    from core.ui.import_words import field_word

    if report.get("questions"):
        return [f"{one['message']}  --{one['about'].replace('_', '-')}: {' | '.join(one['choices'])}" for one in report["questions"]]
    lines = [report["message"]] if report.get("message") else []
    lines.append(ngettext_("{n} row read", "{n} rows read", report["rows"]))
    numbers = {name: report[name] for name in ("accepted", "new", "changed", "unchanged", "gone")} | {"rejected": len(report["rejected"])}
    counted = "{accepted} accepted, {rejected} rejected: {new} new, {changed} changed, {unchanged} unchanged, {gone} gone from the file"
    lines.append(_(counted, **numbers))
    lines += totals_in_words(**report.get("totals", {}))
    lines += [
        " · ".join(f"{field_word(name)}: {money(to_cents(Decimal(text)), currency)}" for name, text in pair.items())
        for currency, pair in report["sums"].items()
    ]
    lines += [*_first(report["rejected"], REFUSALS), *_warned(report["warnings"])]
    if others := report.get("other_sheets"):
        lines.append(_("Other sheets of this file look like tables: {names}. Import one with --sheet NAME.", names=", ".join(others)))
    if report["import_id"]:
        lines.append(_("Import {id}. It can be undone with: import undo {id}", id=report["import_id"]))
    return lines


def _warned(found: list[dict[str, Any]]) -> list[str]:
    """How many warnings there are, and the first of each kind; those without which the rest cannot be trusted come first."""
    kinds: dict[str, list[dict[str, Any]]] = {kind: [] for kind in FIRST}
    for one in found:
        kinds.setdefault(one["kind"], []).append(one)
    lines = [ngettext_("{n} warning", "{n} warnings", len(found))] if found else []
    return lines + [f"  {line}" for of_kind in kinds.values() for line in _first(of_kind, EACH)]


def _first(found: list[dict[str, Any]], most: int) -> list[str]:
    """The first messages with the rows they are about, and how many more there are."""
    lines = [one["message"] if one["row"] is None else f"{one['row']}: {one['message']}" for one in found[:most]]
    return lines if len(found) <= most else [*lines, ngettext_("… and {n} more", "… and {n} more", len(found) - most)]


@command(taking, "undo")
def undo_import(call: Call, id: Annotated[int, typer.Argument(metavar="ID")]) -> Printed:
    """Give back the state before an import, as long as nothing later stands on it."""
    from core.services import imports

    try:
        done = imports.undo(call.engine, call.actor, id)
    except Exception as problem:
        refusal = problem if isinstance(problem, Refusal) else as_refusal(problem)
        message = say(refusal)
        return Printed({"verdict": "refused", "reason": refusal.code, "message": message, "import_id": id}, [message], REFUSED)
    data = {
        "verdict": "undone", "import_id": id, "customers": done.customers, "invoices": done.invoices, "payments": done.payments,
        "restored": done.restored,
    }  # fmt: skip
    return Printed(data, [_("Import {id} is undone.", id=id)])


@command(taking, "list")
def list_imports(call: Call, limit: Annotated[int, typer.Option(min=1, max=1000)] = 20) -> Printed:
    """List imports, newest first."""
    from core.services import import_history
    from core.ui.import_words import kind_word

    total, found = import_history.imports(call.engine, call.actor, limit=limit)
    names = ("id", "kind", "portfolio", "file_name", "confirmed_at", "undone_at", "new", "changed", "rejected")
    rows = [{name: getattr(one, name) for name in names} for one in found]
    lines = table(
        (_("Id"), _("Kind"), _("Portfolio"), _("File"), _("When")),
        [(o.id, kind_word(o.kind), o.portfolio, o.file_name, moment(call, o.confirmed_at)) for o in found],
    )
    return Printed({"total": total, "imports": rows}, lines)
