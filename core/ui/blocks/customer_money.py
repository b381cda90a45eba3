"""Money on a customer's page: what was received, what is to come in installments, and the two dialogs that write them down."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from core.domain.access import is_allowed
from core.domain.money import from_cents
from core.domain.plans import EVERY, MOST_INSTALLMENTS, lay_out
from core.domain.promises import FURTHEST_DAYS
from core.services import ledger, plans
from core.services.plans import Agreed
from core.services.story import Story
from core.text import _, ngettext_
from core.ui.blocks.contact_log import takes_place
from core.ui.guard import Visit
from core.ui.people_words import METHODS, PROMISE_COLOURS, every_word, method_word, promise_word
from core.ui.widgets import day, day_format, forget, money, plain, refusing, token
from core.ui.widgets.numbers import amount_field, whole_field
from core.ui.widgets.question import ask

MOST_CENTS = 1_000_000_000_00


def credit(visit: Visit, story: Story, *, key: str = "credit") -> None:
    """Credit that could pay open documents, and the way to apply it: whoever has money with us is not to be asked for it."""
    if done := st.session_state.pop(f"{key}_done", None):
        st.success(done, icon=":material/check_circle:")
    for currency, cents in story.credit.items():
        open_ones = [row for row in story.invoices if row.open_cents > 0 and row.currency == currency]
        if not open_ones:
            continue
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            words = _("{amount} of this customer's money is applied to no document yet.", amount=money(cents, currency))
            st.markdown(f":material/savings: {plain(words)}", width="stretch")
            may_apply = is_allowed(visit.actor, "payment.record")
            label = _("Apply the credit")
            if may_apply and st.button(label, key=f"{key}_{currency}"):
                ask(label, _credit_dialog, visit, story, currency, cents, key, icon="savings")


def _credit_dialog(visit: Visit, story: Story, currency: str, cents: int, key: str) -> None:
    named, chosen = _documents(story, currency, "credit_for")
    wanted = chosen or list(named)
    fits = min(cents, sum(row.open_cents for row in story.invoices if row.id in wanted))
    left = money(cents - fits, currency)
    st.caption(_("{amount} would be applied; {left} would stay as credit.", amount=money(fits, currency), left=left))
    if st.button(_("Apply {amount}", amount=money(fits, currency)), type="primary", key="credit_go"):
        with refusing():
            laid = ledger.apply_credit(
                visit.engine, visit.actor, customer_id=story.person.id, currency=currency, invoice_ids=chosen or None
            )
            told = ngettext_("Applied to {n} document.", "Applied to {n} documents.", len(laid))
            st.session_state[f"{key}_done"] = told
            st.rerun()


def _documents(story: Story, currency: str, name: str) -> tuple[dict[int, str], list[int]]:
    """The open documents of a currency by id, and those that were chosen; none chosen means the oldest first."""
    open_ones = [row for row in story.invoices if row.open_cents > 0 and row.currency == currency]
    named = {row.id: f"{row.number} · {money(row.open_cents, row.currency)}" for row in open_ones}
    chosen = st.multiselect(
        _("For these documents"), list(named), format_func=named.__getitem__, placeholder=_("The oldest first"), key=f"{name}_{currency}"
    )
    return named, chosen


def payments(visit: Visit, story: Story) -> None:
    """What was received, latest first, and the way to write more down."""
    if done := st.session_state.pop("payment_done", None):
        st.success(done, icon=":material/check_circle:")
    if is_allowed(visit.actor, "payment.record") and st.button(_("Record a payment"), icon=":material/add_card:", key="payment_open"):
        ask(_("Record a payment"), _payment_dialog, visit, story, icon="add_card")
    if not story.payments:
        st.caption(_("No payments yet."))
        return
    rows = [
        {
            _("Date"): row.paid_on,
            _("Amount"): money(row.amount_cents, row.currency),
            _("Method"): method_word(row.method),
            _("Reference"): row.reference,
        }
        for row in story.payments
    ]
    config = {_("Date"): st.column_config.DateColumn(format=day_format()), _("Amount"): st.column_config.TextColumn(alignment="right")}
    st.dataframe(rows, hide_index=True, placeholder="–", key="payments", column_config=config, alt=_("Payments of this customer"))


def _payment_dialog(visit: Visit, story: Story) -> None:
    owed = {row.currency: row.open_cents for row in story.balances if row.open_cents > 0}
    left, right = st.columns(2)
    currency = left.selectbox(_("Currency"), list(owed) or [visit.company.currency], key="payment_currency")
    with right:
        cents = amount_field(_("Amount received"), currency or "", key="payment_amount", most_cents=MOST_CENTS) or 0
    left, right = st.columns(2)
    paid_on = left.date_input(_("Paid on"), story.today, max_value=story.today, format="DD/MM/YYYY", key="payment_day")
    method = right.selectbox(
        _("Method"), list(METHODS), index=None, format_func=method_word, placeholder=_("Not known"), key="payment_method"
    )
    hint = _("Number of the transfer or receipt")
    reference = st.text_input(_("Reference"), max_chars=ledger.LONGEST, key="payment_reference", placeholder=hint)
    _named, chosen = _documents(story, currency or "", "payment_for")
    over = cents - owed.get(currency or "", 0)
    if over > 0:
        st.caption(_("{amount} more than is owed: it stays as a credit of the customer.", amount=money(over, currency or "")))
    label = _("Record {amount}", amount=money(cents, currency or "")) if cents else _("Record the payment")
    if st.button(label, type="primary", key="payment_go", disabled=not cents or paid_on is None) and cents:
        with refusing():
            done = ledger.record_payment(
                visit.engine, visit.actor, customer_id=story.person.id, amount=from_cents(cents), currency=currency or "", paid_on=paid_on,
                method=method, reference=reference, invoice_ids=chosen or None, token=token("payment"),
            )  # fmt: skip
            forget("payment")
            st.session_state["payment_done"] = _laid(done, currency or "")
            st.rerun()


def _laid(done: ledger.Recorded, currency: str) -> str:
    told = ngettext_("Recorded, and laid on {n} document.", "Recorded, and laid on {n} documents.", len(done.laid))
    left = _("{amount} stays as a credit.", amount=money(done.credit_cents, currency)) if done.credit_cents else ""
    return f"{told} {left}".strip()


def agreements(visit: Visit, story: Story) -> None:
    """The customer's plans with their installments, and the way to agree on one."""
    found = plans.find(visit.engine, visit.actor, customer_id=story.person.id)
    owed = {row.currency: row.open_cents for row in story.balances if row.open_cents > 0}
    taken = {one.currency for one in found if one.state == "open"}
    free = {currency: cents for currency, cents in owed.items() if currency not in taken}
    if free and is_allowed(visit.actor, "plan.agree") and st.button(_("Agree on a plan"), icon=":material/event_repeat:", key="plan_open"):
        ask(_("Agree on a payment plan"), _plan_dialog, visit, story, free, icon="event_repeat", width="large")
    for one in found:
        _plan(visit, one)


def _plan(visit: Visit, one: Agreed) -> None:
    with st.container(border=True, key=f"plan_{one.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(promise_word(one.state), color=PROMISE_COLOURS[one.state])
            words = ngettext_("Plan over {total}: {n} installment", "Plan over {total}: {n} installments", len(one.parts),
                              total=money(one.total_cents, one.currency))  # fmt: skip
            st.markdown(plain(words), width="stretch")
            st.caption(_("{paid} paid in time", paid=money(one.paid_cents, one.currency)), width="content")
            if one.state in ("open", "broken") and any(part.state == "open" for part in one.parts):
                _cancel(visit, one.id)
        if one.note:
            st.text(one.note)
        st.dataframe(
            [
                {
                    _("Installment"): part.number,
                    _("Due"): day(part.due_on),
                    _("Amount"): money(part.amount_cents, one.currency),
                    _("Paid in time"): money(part.paid_cents, one.currency),
                    _("State"): promise_word(part.state),
                }
                for part in one.parts
            ],
            hide_index=True, key=f"plan_parts_{one.id}", alt=_("Installments of the plan"),
            height="content" if len(one.parts) <= 12 else 420,
            column_config={name: st.column_config.TextColumn(alignment="right") for name in (_("Amount"), _("Paid in time"))},
        )  # fmt: skip


def _cancel(visit: Visit, plan_id: int) -> None:
    with st.popover(_("Cancel"), key=f"plan_cancel_{plan_id}"):
        reason = st.text_input(_("Why?"), key=f"plan_why_{plan_id}", max_chars=200)
        if st.button(_("Cancel the plan"), key=f"plan_cancel_go_{plan_id}", disabled=not reason.strip()):
            with refusing():
                plans.cancel(visit.engine, visit.actor, plan_id, reason)
                st.rerun()


def _plan_dialog(visit: Visit, story: Story, owed: dict[str, int]) -> None:
    first, second, third = st.columns(3)
    currency = first.selectbox(_("Currency"), list(owed), key="plan_currency") or next(iter(owed))
    most = owed[currency]
    with second:
        cents = amount_field(_("Total"), currency, key=f"plan_total_{currency}", proposed=from_cents(most), most_cents=most)
    with third:
        count = whole_field(_("Installments"), 2, MOST_INSTALLMENTS, 3, key="plan_count")
    first, second = st.columns(2)  # rows of their own: a phone shows column after column
    first_on = first.date_input(
        _("First one on"), story.today + timedelta(days=7), min_value=story.today, max_value=story.today + timedelta(days=FURTHEST_DAYS),
        format="DD/MM/YYYY", key="plan_first",
    )  # fmt: skip
    every = second.selectbox(_("Then every"), EVERY, index=EVERY.index("month"), format_func=every_word, key="plan_every")
    replaces = takes_place(story.promises, currency, key=f"plan_replaces_{currency}")
    note = st.text_input(_("Note"), max_chars=500, key="plan_note")
    if cents is None or count is None or first_on is None:
        return
    with refusing():
        parts = lay_out(cents, count, first_on, every)
        _lines([(part.number, part.due_on, money(part.amount_cents, currency)) for part in parts])
        st.caption(_("While it is kept, no reminder goes out. Each installment is followed up like a promise."))
        label = ngettext_("Agree on {n} installment", "Agree on {n} installments", len(parts))
        if st.button(label, type="primary", key="plan_go"):
            plans.agree(
                visit.engine, visit.actor, customer_id=story.person.id, total_cents=cents, currency=currency, count=count,
                first_on=first_on, every=every, note=note, token=token("plan"), replaces=replaces,
            )  # fmt: skip
            forget("plan")
            st.rerun()


def _lines(parts: list) -> None:
    rows = [{_("Installment"): number, _("Due"): day(due_on), _("Amount"): amount} for number, due_on, amount in parts]
    right = {_("Amount"): st.column_config.TextColumn(alignment="right")}
    st.dataframe(rows, hide_index=True, key="plan_preview", alt=_("Installments of the plan"), height=min(38 + 35 * len(rows), 250),
                 column_config=right)  # fmt: skip
