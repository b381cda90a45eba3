"""The worklist: the next best customers with the reasons, the form that logs what came of it, and the agenda."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import clock
from core.services import activities, appointments, call_hours, call_tasks, reasons, worklist
from core.services import story as stories
from core.services.call_hours import CallHour
from core.services.story import Story
from core.services.worklist import Next
from core.text import _, ngettext_
from core.text.reasons import read_out
from core.ui.blocks import customer, customer_money, customer_timeline
from core.ui.blocks.contact_log import log_form
from core.ui.blocks.customer_reach import points as point_list
from core.ui.blocks.customer_reach import shown_points
from core.ui.blocks.write_message import write_button, written
from core.ui.guard import Visit
from core.ui.people_words import appointment_word, outcome_word, promise_word
from core.ui.places import go
from core.ui.widgets import day, empty, moment, money, moneys, paged, plain, refusing, shown, soon
from core.ui.widgets.top import to_top

SIZE = 10


def split() -> list[DeltaGenerator]:
    """The queue and beside it the customer being worked on; on a phone the customer comes first."""
    with st.container(key="worklist_split"):
        return st.columns([4, 5], gap="medium")


def queue(visit: Visit, agent_id: int | None) -> Next | None:
    """The next customers, most pressing first; gives the one that is being worked on."""
    total = worklist.count(visit.engine, visit.actor, agent_id=agent_id)
    if not total:
        empty("task_alt", _("Nobody waits for a call. Who promised, disputes or was spoken with today is left in peace."), key="worklist")
        return None
    offset = paged(total, SIZE, key="worklist_page")
    rows = worklist.find(visit.engine, visit.actor, agent_id=agent_id, limit=SIZE, offset=offset)
    st.caption(shown(total, offset, SIZE))
    given = st.query_params.get("id")
    chosen = next((row for row in rows if str(row.customer_id) == given), rows[0] if rows else None)
    hours = call_hours.of(visit.engine, visit.actor, [row.customer_id for row in rows])
    for row in rows:
        _card(visit, row, chosen is not None and row.customer_id == chosen.customer_id, hours.get(row.customer_id))
    return chosen


def _card(visit: Visit, row: Next, is_chosen: bool, hour: CallHour | None) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(str(row.score), color="red" if row.score >= 70 else "orange" if row.score >= 40 else "gray")
        with st.container(gap=None):
            st.markdown(f"**{plain(row.name)}**" if is_chosen else plain(row.name))
            late = ngettext_("{n} day late", "{n} days late", row.days_late)
            st.caption(plain(f"{moneys(row.overdue)} · {late}"))
            if hour is not None and not hour.is_open:
                icon = "block" if hour.is_blocked else "schedule"
                st.caption(f":material/{icon}: {plain(_hour_words(visit, hour))}")
        if is_chosen:
            st.badge(_("Now"), color="blue", icon=":material/arrow_forward:")
        elif st.button(_("Take"), key=f"take_{row.customer_id}"):
            st.query_params["id"] = str(row.customer_id)
            st.rerun()


def _hour_words(visit: Visit, hour: CallHour) -> str:
    if hour.is_blocked:
        return _("may not be called")
    return _("may call from {when}", when=soon(hour.at, visit.zone))


def _may_call(visit: Visit, customer_id: int) -> None:
    """Whether one may call now, from when, or why not, said before the numbers."""
    hour = call_hours.of(visit.engine, visit.actor, [customer_id]).get(customer_id)
    if hour is None:
        return
    if hour.is_open:
        st.badge(_("may call now"), color="green", icon=":material/call:")
        return
    why = plain(reasons.tell(hour.rule, visit.language, hour.values), 400)
    if hour.is_blocked:
        st.error(_("Do not call. {why}", why=why), icon=":material/phone_disabled:")
    else:
        st.warning(_("You may call from {when}. {why}", when=soon(hour.at, visit.zone), why=why), icon=":material/schedule:")


def work(visit: Visit, row: Next) -> None:
    """The customer being worked on: whether one may call, what is owed, numbers, the form; the reasons and the rest below it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(plain(row.name), anchor=False, width="stretch")
        write_button(visit, row.customer_id)
        if st.button(_("Full page"), icon=":material/open_in_full:", key="full_page"):
            go("customer", id=row.customer_id)
    written(row.customer_id)
    _may_call(visit, row.customer_id)
    with refusing():
        story = stories.tell(visit.engine, visit.actor, row.customer_id)
        _summary(visit, row, story)
        customer_money.credit(visit, story, key="work_credit")
        with st.container(border=True, gap="small"):
            point_list(visit, story)
        with st.container(border=True, key="work_log"):
            overdue = row.overdue or {balance.currency: balance.open_cents for balance in story.balances}
            points = shown_points(visit, story)
            if log_form(
                visit, row.customer_id, today=story.today, overdue=overdue, points=points, promises=story.promises, key="work"
            ):  # fmt: skip
                st.session_state["worklist_note"] = (row.customer_id, row.name, st.session_state.pop(f"work_{row.customer_id}_done", ""))
                st.query_params.pop("id", None)
                st.rerun()
        _background(visit, row, story)


def _summary(visit: Visit, row: Next, story: Story) -> None:
    """What one has to know with the receiver in the hand: what is owed, what was promised, when we last spoke."""
    owed = moneys({balance.currency: balance.open_cents for balance in story.balances if balance.open_cents > 0})
    late = ngettext_("{n} day late", "{n} days late", row.days_late)
    words = _("Owes {owed}, of which {overdue} overdue, {late}.", owed=owed, overdue=moneys(row.overdue), late=late)
    st.markdown(f"**{plain(words)}**")
    for promise in (one for one in story.promises if one.state in ("open", "broken", "partly_kept")):
        told = _("Promised {amount} for {date}", amount=money(promise.amount_cents, promise.currency), date=day(promise.promised_on))
        st.caption(f":material/handshake: {plain(told)} · {promise_word(promise.state)}")
        break
    st.caption(_("Last contact: {when}", when=moment(row.last_contact_at, visit.zone)))


def _background(visit: Visit, row: Next, story: Story) -> None:
    """Why this customer comes now, the documents, and what happened lately; closed until somebody asks."""
    with st.expander(_("Why now: {points} of 100 points", points=row.score), icon=":material/priority_high:"):
        st.markdown("\n".join("- " + plain(read_out(reason.msgid, reason.values)) for reason in row.reasons))
    with st.expander(_("Documents"), icon=":material/receipt_long:"):
        customer.documents(story)
    with st.expander(_("What happened lately"), icon=":material/history:"):
        customer_timeline.latest(visit, story)


def rise() -> None:
    """Once a contact is logged, the browser stands at the top of the page again, where the next customer is."""
    if "worklist_note" in st.session_state:
        to_top("worklist_split")


def note(row: Next | None) -> None:
    """What was just logged and for whom, said once above `row`, who comes next."""
    customer_id, name, words = st.session_state.pop("worklist_note", (None, "", ""))
    if customer_id is not None:
        is_other = row is not None and row.customer_id != customer_id
        st.success(f"{plain(name)}: {words} {_('Here is the next one.') if is_other else ''}", icon=":material/check_circle:")


def agenda(visit: Visit) -> None:
    """Appointments and calls that were asked for, up to the end of the week ahead."""
    today = clock.today(visit.zone)
    until = datetime.combine(today + timedelta(days=7), time(23, 59), ZoneInfo(visit.zone)).astimezone(UTC)
    agreed = appointments.agenda(visit.engine, visit.actor, until=until)
    asked = activities.due(visit.engine, visit.actor, until=today)
    tasks = call_tasks.due(visit.engine, visit.actor)
    st.subheader(_("Agenda"), anchor=False)
    for task in tasks:
        _line("phone_in_talk", task.customer, _task_words(visit, task), f"task_{task.message_id}", task.customer_id)
    if not agreed and not asked and not tasks:
        st.caption(_("No appointments within a week and no calls asked for."))
    for call in asked:
        _line(
            "call",
            call.customer,
            f"{outcome_word(call.outcome)} · {day(call.next_on)} · {call.by or ''}",
            f"asked_{call.id}",
            call.customer_id,
        )
    for meeting in agreed:
        words = f"{appointment_word(meeting.kind)} · {moment(meeting.at, visit.zone)} · {meeting.by or ''}"
        _line("event", meeting.customer, words, f"agreed_{meeting.id}", meeting.customer_id)


def _task_words(visit: Visit, task: call_tasks.Task) -> str:
    """Why to call, what is open, and from when one may."""
    may_call = _("may call now") if task.call_from is None else _("may call from {when}", when=soon(task.call_from, visit.zone))
    return f"{task.campaign} · {moneys({task.currency: task.open_cents})} · {may_call}"


def _line(icon: str, name: str, words: str, key: str, customer_id: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/{icon}:", width="content")
        with st.container(gap=None):
            st.markdown(plain(name))
            st.caption(plain(words))
        if st.button(_("Open"), key=key):
            go("customer", id=customer_id)
