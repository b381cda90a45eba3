"""One customer on one page: figures, documents, payments, promises and disputes."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.services import disputes, promises, reasons, worklist
from core.services.story import Story
from core.text import _, ngettext_
from core.text.reasons import read_out
from core.ui.guard import Visit
from core.ui.people_words import BUCKET_COLOURS, PROMISE_COLOURS, behaviour_word, bucket_word, dispute_word, promise_word
from core.ui.places import go
from core.ui.widgets import day, day_format, header, moment, money, plain, refusing
from core.ui.words import channel_word


def chosen(visit: Visit) -> int:
    """The id in the address; without a usable one the list opens instead."""
    given = st.query_params.get("id", "")
    if not (given.isascii() and given.isdigit()):
        go("customers")
    return int(given)


def head(story: Story):  # type: ignore[no-untyped-def]
    """Name, code, place; returns the container for the page's buttons."""
    person = story.person
    facts = [person.code, person.tax_id, person.city, person.agent and _("cared for by {name}", name=person.agent)]
    return header(plain(person.name), " · ".join(plain(fact) for fact in facts if fact) or None)


def split() -> list[DeltaGenerator]:
    """Documents and history, and beside them the form and the rest; on a phone the numbers and the form stand before the history."""
    with st.container(key="customer_split"):
        return st.columns([5, 3], gap="medium")


def figures(visit: Visit, story: Story) -> None:
    """What is owed per currency, how the customer pays, and why they stand where they stand in the worklist."""
    profile = story.profile
    with st.container(horizontal=True, gap="small"):
        for row in story.balances:
            late = _("{overdue} overdue", overdue=money(row.overdue_cents, row.currency)) if row.overdue_cents else _("Nothing overdue")
            st.metric(
                _("Owes in {currency}", currency=row.currency), money(row.open_cents, row.currency), delta=late, delta_arrow="off",
                delta_color="red" if row.overdue_cents else "green", border=True, height="stretch",
            )  # fmt: skip
        if not story.balances:
            st.metric(_("Owes"), money(0, visit.company.currency), border=True, height="stretch")
        for currency, cents in story.credit.items():
            st.metric(
                _("Credit in {currency}", currency=currency), money(cents, currency), delta=_("not applied yet"), delta_arrow="off",
                delta_color="blue", border=True, height="stretch", help=_("Money received that is laid on no document."),
            )  # fmt: skip
        if profile is not None:
            late_words = ngettext_("{late} of {n} document late", "{late} of {n} documents late", profile.invoices, late=profile.paid_late)
            word = behaviour_word(profile.behaviour)
            if story.person.restricted_at or story.person.unprofiled_at:
                word, late_words = _("No profile"), None
            st.metric(_("Behaviour"), word, delta=late_words, delta_arrow="off", delta_color="gray", border=True, height="stretch")
            with st.container(border=True, height="stretch", gap="small", width=260):
                st.badge(bucket_word(profile.bucket), color=BUCKET_COLOURS.get(profile.bucket, "gray"))
                _priority(visit, story)
                st.caption(_next_message(visit, story))


def _priority(visit: Visit, story: Story) -> None:
    found = worklist.reasons(visit.engine, visit.actor, story.person.id)
    if found is None:
        return
    with st.popover(_("Priority {points} of 100", points=found.points), icon=":material/priority_high:"):
        st.markdown("\n".join("- " + plain(read_out(reason.msgid, reason.values)) for reason in found.reasons))


def _next_message(visit: Visit, story: Story) -> str:
    """When the message that waits goes as things stand, and why later than planned or not at all."""
    found = story.planned
    if found is None:
        return _("No message is planned.")
    channel, why = channel_word(found.channel), plain(reasons.tell(found.rule, visit.language, found.values), 400)
    when = moment(found.at or found.planned_at, visit.zone)
    if found.at is None:
        return _("The message that waits ({channel}, {when}) does not go as things stand. {why}", channel=channel, when=when, why=why)
    words = _("Next message: {channel}, {when}.", channel=channel, when=when)
    return f"{words} {why}".strip()


def documents(story: Story) -> None:
    """Unpaid documents first, oldest due first."""
    rows = [
        {
            _("Document"): row.number,
            _("State"): [_document_state(row)],
            _("Due"): row.due_on,
            _("Still owed"): money(row.open_cents, row.currency),
            _("Amount"): money(row.amount_cents, row.currency),
            _("Days late"): row.days_late or None,
            _("Concept"): row.concept,
        }
        for row in story.invoices
    ]
    if not rows:
        st.caption(_("No documents."))
        return
    states = {_("Overdue"): "orange", _("Not due yet"): "blue", _("Paid"): "gray", _("Disputed"): "violet", _("Credit"): "green"}
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        rows, hide_index=True, placeholder="–", key="documents", alt=_("Documents of this customer"),
        column_config={
            _("State"): st.column_config.MultiselectColumn(options=list(states), color=list(states.values())),
            _("Due"): st.column_config.DateColumn(format=day_format()), _("Still owed"): right, _("Amount"): right,
        },
    )  # fmt: skip


def _document_state(row) -> str:  # type: ignore[no-untyped-def]
    if row.is_disputed:
        return _("Disputed")
    if row.open_cents < 0:
        return _("Credit")
    if row.open_cents == 0:
        return _("Paid")
    return _("Overdue") if row.days_late else _("Not due yet")


def promised(visit: Visit, story: Story) -> None:
    """Promises in the state that payments gave them; an open one can be cancelled with a reason."""
    alone = [row for row in story.promises if row.plan_id is None]  # installments stand with their plan
    if not story.promises:
        st.caption(_("No promises yet."))
    for row in alone:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.badge(promise_word(row.state), color=PROMISE_COLOURS[row.state])
            words = _("{amount} for {date}", amount=money(row.amount_cents, row.currency), date=day(row.promised_on))
            st.markdown(plain(words), width="stretch")
            if row.paid_cents and row.state != "cancelled":
                st.caption(_("{paid} paid in time", paid=money(row.paid_cents, row.currency)), width="content")
            if row.state == "open":
                _cancel(visit, row.id)


def _cancel(visit: Visit, promise_id: int) -> None:
    with st.popover(_("Cancel"), key=f"cancel_{promise_id}"):
        reason = st.text_input(_("Why?"), key=f"cancel_why_{promise_id}", max_chars=200)
        if st.button(_("Cancel the promise"), key=f"cancel_go_{promise_id}", disabled=not reason.strip()):
            with refusing():
                promises.cancel(visit.engine, visit.actor, promise_id, reason)
                st.rerun()


def contested(visit: Visit, story: Story) -> None:
    """Disputes: each open one can be closed with its outcome; a new one freezes a document."""
    for row in story.disputes:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.badge(
                _("Being settled") if row.closed_at is None else dispute_word(row.outcome),
                color="violet" if row.closed_at is None else "gray",
            )
            what = row.invoice or _("everything")
            st.markdown(plain(f"{what}: {dispute_word(row.reason)} · {moment(row.opened_at, visit.zone)}"), width="stretch")
            if row.closed_at is None:
                _close(visit, row.id)
    _open_dispute(visit, story)


def _close(visit: Visit, dispute_id: int) -> None:
    with st.popover(_("Close"), key=f"close_{dispute_id}"):
        outcome = st.selectbox(_("How did it end?"), list(disputes.OUTCOMES), format_func=dispute_word, key=f"close_how_{dispute_id}")
        if st.button(_("Close the dispute"), key=f"close_go_{dispute_id}"):
            with refusing():
                disputes.close(visit.engine, visit.actor, dispute_id, outcome)
                st.rerun()


def _open_dispute(visit: Visit, story: Story) -> None:
    contestable = [row for row in story.invoices if row.open_cents > 0 and not row.is_disputed]
    unpaid = {row.id: f"{row.number} · {money(row.open_cents, row.currency)}" for row in contestable}
    if not unpaid:
        return
    with st.popover(_("Open a dispute"), icon=":material/report:", key="open_dispute"):
        invoice = st.selectbox(_("Document"), list(unpaid), format_func=unpaid.__getitem__, key="dispute_invoice")
        reason = st.selectbox(_("Reason"), list(disputes.REASONS), format_func=dispute_word, key="dispute_reason")
        note = st.text_area(_("Note"), key="dispute_note", max_chars=2000)
        st.caption(_("No reminder speaks of this document until the dispute is closed."))
        if st.button(_("Freeze the document"), type="primary", key="dispute_go"):
            with refusing():
                disputes.open_(visit.engine, visit.actor, customer_id=story.person.id, reason=reason, invoice_id=invoice, note=note)
                st.rerun()
