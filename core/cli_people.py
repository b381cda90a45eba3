"""Commands about customers and what they promise."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.cli_agreements import as_cents, payments, plans
from core.cli_edge import Call, as_date, command, one_of
from core.cli_lines import day, money, moneys
from core.cli_output import Printed, amount, table
from core.text import _, ngettext_

commands = typer.Typer()
promised = typer.Typer(help="Promises of payment.", no_args_is_help=True)
commands.add_typer(promised, name="promises")
commands.add_typer(plans, name="plans")
commands.add_typer(payments, name="payments")

Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many rows.")]
Offset = Annotated[int, typer.Option(min=0, help="Leave out so many rows at the beginning.")]


@command(commands, "customers")
def customers(
    call: Call,
    search: Annotated[str, typer.Option(metavar="TEXT", help="Name, code, tax id, phone, e-mail or invoice number.")] = "",
    behaviour: Annotated[str, typer.Option(help="regular, occasionally_late, repeatedly_late or new.")] = "",
    bucket: Annotated[str, typer.Option(help="current, 1-30, 31-60, 61-90 or 91+.")] = "",
    currency: Annotated[str, typer.Option(metavar="CCC", help="Only those who owe, or have credit, in this currency.")] = "",
    owing: Annotated[bool, typer.Option("--owing", help="Only those who owe anything.")] = False,
    has: Annotated[str, typer.Option(help="promise, broken_promise, dispute, credit or nothing_reachable.")] = "",
    sort: Annotated[str, typer.Option(help="name, score, overdue or contact.")] = "name",
    limit: Limit = 10_000,
    offset: Offset = 0,
) -> Printed:
    """List customers with what they owe, how they pay and how they can be reached."""
    from core.domain.aging import BUCKETS
    from core.domain.profile import Behaviour
    from core.services import customers as people
    from core.ui.people_words import behaviour_word, bucket_word

    one_of(behaviour, Behaviour, "--behaviour")
    one_of(bucket, (known.code for known in BUCKETS), "--bucket")
    one_of(has, people.HAS, "--has")
    one_of(sort, people.SORTS, "--sort")
    wanted = people.Wanted(search, behaviour, bucket, currency.upper(), has, None, owing, sort)
    total, rows = people.find(call.engine, call.actor, wanted, limit=limit, offset=offset)
    titles, cells = [_("Id"), _("Code"), _("Name"), _("Behaviour"), _("Lateness"), _("Owes"), _("Overdue")], []
    for row in rows:
        about = [row.id, row.code, row.name, behaviour_word(row.behaviour), bucket_word(row.bucket)]
        cells.append([*about, *(_sums(row.balances, n) for n in (0, 1)), *([moneys(row.credit)] if has == "credit" else ())])
    lines = table([*titles, _("Credit left")] if has == "credit" else titles, cells)
    counted = ngettext_("{n} customer", "{n} customers", total)
    return Printed({"total": total, "customers": [_customer(row) for row in rows]}, [*lines, counted])


def _sums(balances: dict[str, tuple[int, int]], place: int) -> str:
    sums = {currency: pair[place] for currency, pair in balances.items()}
    return moneys({currency: cents for currency, cents in sums.items() if cents} or sums)


def _customer(row: Any) -> dict[str, Any]:
    plain = ("id", "code", "name", "tax_id", "behaviour", "bucket", "rating", "score", "oldest_due_on", "has_promise",
             "has_broken_promise", "has_dispute", "last_payment_on", "last_contact_at")  # fmt: skip
    balances = {currency: {"open": amount(owed), "overdue": amount(late)} for currency, (owed, late) in row.balances.items()}
    credit = {currency: amount(cents) for currency, cents in row.credit.items()}
    reach = row.reach.replace(",", " ").split()
    return {name: getattr(row, name) for name in plain} | {"reach": reach, "balances": balances, "credit": credit}


@command(promised, "list")
def list_promises(
    call: Call,
    state: Annotated[str, typer.Option(help="open, kept, partly_kept, broken or cancelled; by default all.")] = "",
    customer: Annotated[int | None, typer.Option(metavar="ID", help="Only of this customer.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="States as of this day, YYYY-MM-DD; by default today.")] = None,
    limit: Limit = 10_000,
    offset: Offset = 0,
) -> Printed:
    """List promises with the state that payments give them."""
    from core.services import promises
    from core.ui.people_words import promise_word

    on = as_date(as_of) if as_of else None
    total, rows = promises.find(call.engine, call.actor, state=state, customer_id=customer, as_of=on, limit=limit, offset=offset)
    lines = table(
        (_("Id"), _("Customer"), _("Amount"), _("Promised for"), _("State"), _("Paid")),
        [
            (row.id, row.customer, money(row.amount_cents, row.currency), day(row.promised_on), promise_word(row.state),
             money(row.paid_cents, row.currency))
            for row in rows
        ],
    )  # fmt: skip
    counted = ngettext_("{n} promise", "{n} promises", total)
    return Printed({"total": total, "promises": [_promise(row) for row in rows]}, [*lines, counted])


def _promise(row: Any) -> dict[str, Any]:
    plain = ("id", "customer_id", "customer", "currency", "promised_on", "made_at", "made_by", "state", "decided_on")
    return {name: getattr(row, name) for name in plain} | {"amount": amount(row.amount_cents), "paid": amount(row.paid_cents)}


@command(promised, "add")
def add_promise(
    call: Call,
    customer: Annotated[str, typer.Option(metavar="ID", help="The customer's id, or their code.")],
    amount_: Annotated[str, typer.Option("--amount", metavar="AMOUNT", help="With a point: 1234.50.")],
    on: Annotated[str, typer.Option(metavar="DATE", help="The day it is promised for, YYYY-MM-DD.")],
    currency: Annotated[str | None, typer.Option(metavar="CCC", help="By default the company's.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT")] = None,
    replaces: Annotated[bool, typer.Option("--replaces", help="It takes the place of open ones in the currency.")] = False,
    token: Annotated[str | None, typer.Option(metavar="TEXT", help="The same word logs the promise once.")] = None,
) -> Printed:
    """Log what a customer promised to pay, and by when."""
    from core.services import customers as people
    from core.services import house, promises

    cents, due = as_cents(amount_), as_date(on)
    currency = (currency or house.company_of(call.engine).currency).upper()
    customer_id = people.id_of(call.engine, call.actor, customer)
    promise_id = promises.log(
        call.engine, call.actor, customer_id=customer_id, amount_cents=cents, currency=currency, promised_on=due, note=note, token=token,
        replaces=replaces,
    )  # fmt: skip
    data = {"promise_id": promise_id, "customer_id": customer_id, "amount": amount(cents), "currency": currency, "promised_on": due}
    return Printed(data, [_("Promise {id} is logged.", id=promise_id)])
