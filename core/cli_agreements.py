"""Commands about money that comes in and the plans by which it is to come."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from core.cli_edge import Call, as_date, command, one_of
from core.cli_lines import day, money
from core.cli_output import Printed, amount, table
from core.domain.money import exact_cents, from_cents
from core.text import _, ngettext_

plans = typer.Typer(help="Payment plans in installments.", no_args_is_help=True)
payments = typer.Typer(help="Payments recorded by hand.", no_args_is_help=True)

Whose = Annotated[str, typer.Option("--customer", metavar="ID", help="The customer's id, or their code.")]
Amount = Annotated[str, typer.Option("--amount", metavar="AMOUNT", help="With a point: 1234.50.")]
Currency = Annotated[str | None, typer.Option(metavar="CCC", help="By default the company's.")]
Token = Annotated[str | None, typer.Option(metavar="TEXT", help="The same word does it once.")]


@command(plans, "add")
def add_plan(
    call: Call,
    customer: Whose,
    amount_: Amount,
    installments: Annotated[int, typer.Option(min=1, help="How many payments.")],
    first: Annotated[str, typer.Option(metavar="DATE", help="The day of the first one, YYYY-MM-DD.")],
    every: Annotated[str, typer.Option(help="week, fortnight or month.")] = "month",
    currency: Currency = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT")] = None,
    replaces: Annotated[bool, typer.Option("--replaces", help="It takes the place of open promises.")] = False,
    token: Token = None,
) -> Printed:
    """Agree on a payment plan: each installment is then a promise of its own."""
    from core.domain.plans import EVERY
    from core.services import plans as agreements

    one_of(every, EVERY, "--every")
    whose, currency = _whose(call, customer), _currency(call, currency)
    plan_id = agreements.agree(
        call.engine, call.actor, customer_id=whose, total_cents=as_cents(amount_), currency=currency, count=installments,
        first_on=as_date(first), every=every, note=note, token=token, replaces=replaces,
    )  # fmt: skip
    found = next(one for one in agreements.find(call.engine, call.actor, customer_id=whose) if one.id == plan_id)
    return Printed(_plan(found), [_("Plan {id} is agreed.", id=plan_id), *_lines([found])])


@command(plans, "list")
def list_plans(
    call: Call,
    state: Annotated[str, typer.Option(help="open, kept, broken or cancelled; by default all.")] = "",
    customer: Annotated[str | None, typer.Option(metavar="ID", help="Only of this customer.")] = None,
) -> Printed:
    """List plans with their installments and where they stand."""
    from core.services import plans as agreements

    whose = _whose(call, customer) if customer else None
    found = agreements.find(call.engine, call.actor, customer_id=whose, state=state)
    counted = ngettext_("{n} plan", "{n} plans", len(found))
    return Printed({"total": len(found), "plans": [_plan(one) for one in found]}, [*_lines(found), counted])


@command(plans, "cancel")
def cancel_plan(
    call: Call,
    plan: Annotated[int, typer.Argument(metavar="PLAN")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the record.")],
) -> Printed:
    """Cancel a plan: what is still open of it is taken back."""
    from core.services import plans as agreements

    taken = agreements.cancel(call.engine, call.actor, plan, reason)
    told = ngettext_("Plan {id} is cancelled: {n} installment taken back.", "Plan {id} is cancelled: {n} installments taken back.", taken,
                     id=plan)  # fmt: skip
    return Printed({"plan_id": plan, "taken_back": taken}, [told])


def _lines(found: list[Any]) -> list[str]:
    from core.ui.people_words import promise_word

    titles = (_("Plan"), _("Customer"), _("Installment"), _("Due"), _("Amount"), _("Paid"), _("State"))
    rows = [
        (one.id, one.customer, f"{part.number}/{len(one.parts)}", day(part.due_on), money(part.amount_cents, one.currency),
         money(part.paid_cents, one.currency), promise_word(part.state))
        for one in found for part in one.parts
    ]  # fmt: skip
    return list(table(titles, rows))


def _plan(one: Any) -> dict[str, Any]:
    parts = [
        {
            "number": part.number,
            "promise_id": part.promise_id,
            "amount": amount(part.amount_cents),
            "due_on": part.due_on,
            "state": part.state,
            "paid": amount(part.paid_cents),
        }
        for part in one.parts
    ]
    told = asdict(one) | {"plan_id": one.id, "total": amount(one.total_cents), "paid": amount(one.paid_cents), "installments": parts}
    return {name: value for name, value in told.items() if name not in ("id", "parts", "total_cents", "paid_cents")}


@command(payments, "add")
def add_payment(
    call: Call,
    customer: Whose,
    amount_: Amount,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it was paid, YYYY-MM-DD; by default today.")] = None,
    currency: Currency = None,
    method: Annotated[str | None, typer.Option(metavar="TEXT", help="For example transfer, cash, card or cheque.")] = None,
    reference: Annotated[str | None, typer.Option(metavar="TEXT", help="Number of the transfer or receipt.")] = None,
    document: Annotated[list[int] | None, typer.Option(metavar="ID", help="Documents it is for; by default the oldest first.")] = None,
    token: Token = None,
) -> Printed:
    """Record money received; it is laid on documents, and what is left is the customer's credit."""
    from core.services import ledger

    whose, currency = _whose(call, customer), _currency(call, currency)
    done = ledger.record_payment(
        call.engine, call.actor, customer_id=whose, amount=from_cents(as_cents(amount_)), currency=currency,
        paid_on=as_date(on) if on else None, method=method, reference=reference, invoice_ids=document or None, token=token,
    )  # fmt: skip
    laid = {str(number): amount(cents) for number, cents in done.laid.items()}
    data = {
        "payment_id": done.payment_id, "customer_id": whose, "amount": amount(as_cents(amount_)), "currency": currency, "laid": laid,
        "credit": amount(done.credit_cents), "is_new": done.is_new,
    }  # fmt: skip
    return Printed(data, [_("Payment {id} is recorded.", id=done.payment_id)])


@command(payments, "apply")
def apply_credit(
    call: Call,
    customer: Whose,
    currency: Annotated[str | None, typer.Option(metavar="CCC", help="Only this currency; by default each with credit.")] = None,
    document: Annotated[list[int] | None, typer.Option(metavar="ID", help="Documents to pay; by default the oldest first.")] = None,
) -> Printed:
    """Apply money received that is laid on no document to the customer's open ones."""
    from core.db.engine import reading
    from core.services import ledger

    whose, code = _whose(call, customer), currency.upper() if currency else None
    laid = ledger.apply_credit(call.engine, call.actor, customer_id=whose, currency=code, invoice_ids=document or None)
    with reading(call.engine) as session:
        left = ledger.credit_in(session, whose)
    data = {
        "customer_id": whose, "laid": {str(number): amount(cents) for number, cents in laid.items()},
        "credit": {name: amount(cents) for name, cents in left.items()},
    }  # fmt: skip
    return Printed(data, [ngettext_("Applied to {n} document.", "Applied to {n} documents.", len(laid))])


def as_cents(text: str) -> int:
    """Hundredths of an amount that somebody typed, with a point. Wrong ones are wrong usage; more than two places are refused."""
    try:
        return exact_cents(Decimal(text))
    except (InvalidOperation, ValueError):
        raise typer.BadParameter("1234.50", param_hint="--amount") from None


def _whose(call: Call, word: str) -> int:
    from core.services import customers

    return customers.id_of(call.engine, call.actor, word)


def _currency(call: Call, given: str | None) -> str:
    from core.services import house

    return (given or house.company_of(call.engine).currency).upper()
