"""How a customer may be reached: phones and e-mails behind masks, opt-outs and consent per channel, care, appointments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from core.domain.access import is_allowed
from core.services import accounts, appointments, contact_points, customer_record, optouts
from core.services.story import Point, Story
from core.text import LANGUAGES, _
from core.ui.blocks import customer_place
from core.ui.guard import Visit
from core.ui.people_words import appointment_word
from core.ui.widgets import moment, plain, refusing
from core.ui.words import channel_word, language_word

HOW = {"customer_call": "Said so on the phone", "customer_written": "Wrote so", "customer_visit": "Said so in person"}


def shown_points(visit: Visit, story: Story) -> dict[int, str]:
    """What stands for each usable phone on this page: the number itself once it was uncovered, else its masked form."""
    open_values = st.session_state.get(f"unmasked_{story.person.id}", {}).get("contacts", {})
    return {
        point.id: open_values.get(point.id, point.shown) for point in story.points if point.kind == "phone" and not point.invalid_reason
    }


def points(visit: Visit, story: Story) -> None:
    """Phones and e-mails; uncovering them is written to the trail."""
    uncovered = st.session_state.get(f"unmasked_{story.person.id}", {})
    for point in story.points:
        others = [other for other in story.points if other.kind == point.kind and other.id != point.id]
        _point(visit, point, uncovered.get("contacts", {}).get(point.id, point.shown), has_others=bool(others))
    if not story.points:
        st.caption(_("No phone and no e-mail yet."))
    if uncovered.get("tax_id"):
        st.text(_("Tax id: {value}", value=uncovered["tax_id"]))
    with st.container(horizontal=True):
        may_look = story.points and not uncovered and is_allowed(visit.actor, "customer.unmask")
        if may_look and st.button(
            _("Show numbers"), icon=":material/visibility:", key="unmask", help=_("Looking is written to the audit trail.")
        ):
            st.session_state[f"unmasked_{story.person.id}"] = customer_record.unmask(visit.engine, visit.actor, story.person.id)
            st.rerun()
        _add_point(visit, story)


def _point(visit: Visit, point: Point, value: str, *, has_others: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        icon = "mail" if point.kind == "email" else "smartphone" if point.line == "mobile" else "call"
        st.markdown(f":material/{icon}:", width="content")
        st.text(value, width="stretch")
        if point.invalid_reason:
            st.badge(_("Wrong"), color="red")
        elif point.is_primary and has_others:
            st.badge(_("Preferred"), color="gray")
        with st.popover("", icon=":material/more_vert:", key=f"point_{point.id}"):
            _point_actions(visit, point)


def _point_actions(visit: Visit, point: Point) -> None:
    for channel in point.off:
        st.caption(_("{channel} does not work here.", channel=channel_word(channel)))
    with refusing():
        if point.invalid_reason or point.off:
            if st.button(_("It was checked: use it again"), key=f"right_{point.id}"):
                contact_points.mark_right(visit.engine, visit.actor, point.id)
                st.rerun()
            return
        if not point.is_primary and st.button(_("Use this one first"), key=f"prefer_{point.id}"):
            contact_points.prefer(visit.engine, visit.actor, point.id)
            st.rerun()
        if st.button(_("It is wrong: do not use it"), key=f"wrong_{point.id}"):
            contact_points.mark_wrong(visit.engine, visit.actor, point.id)
            st.rerun()
        if st.button(_("Remove it: it is not theirs"), key=f"remove_{point.id}"):
            contact_points.remove(visit.engine, visit.actor, point.id)
            st.rerun()


def _add_point(visit: Visit, story: Story) -> None:
    with st.popover(_("Add"), icon=":material/add:", key="add_point"):
        kind = st.segmented_control(
            _("Kind"),
            ["phone", "email"],
            format_func=lambda code: _("Phone") if code == "phone" else _("E-mail"),
            default="phone",
            required=True,
            key="point_kind",
        )
        value = st.text_input(_("Phone") if kind == "phone" else _("E-mail"), key="point_value", max_chars=120)
        if st.button(_("Add it"), key="point_go", disabled=not value.strip()):
            with refusing():
                contact_points.add(visit.engine, visit.actor, story.person.id, kind=kind or "phone", value=value)
                st.session_state.pop("point_value", None)
                st.session_state.pop(f"unmasked_{story.person.id}", None)
                st.rerun()


def channels(visit: Visit, story: Story) -> None:
    """One line per channel: whether it may be used, and since when not."""
    reach = (story.profile.reach if story.profile else "").split(",")
    is_waiting = False
    for row in story.standings:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(channel_word(row.channel), width="stretch")
            if row.opted_out_at:
                st.badge(_("Opted out {when}", when=moment(row.opted_out_at, visit.zone)), color="red", icon=":material/block:")
            elif row.channel == "whatsapp" and row.channel in reach and not (story.all_agreed or row.authorised_at):
                is_waiting = True
                st.badge(_("Needs permission"), color="orange", icon=":material/verified_user:")
            elif row.channel in reach:
                st.badge(_("Usable"), color="green", icon=":material/check:")
            else:
                st.badge(_("Not usable"), color="gray")
    customer_place.wish(story.person)
    if is_waiting:
        st.caption(_("WhatsApp asks for the customer's permission: record it below, or say in Compliance that all your customers agreed."))
    with st.container(horizontal=True):
        _opt_out(visit, story)
        _authorise(visit, story)
        if is_allowed(visit.actor, "optout.lift") and any(row.opted_out_at for row in story.standings):
            _lift(visit, story)


def _opt_out(visit: Visit, story: Story) -> None:
    with st.popover(_("Record an opt-out"), icon=":material/block:", key="optout"):
        channel = st.selectbox(
            _("Channel"), ["all", "whatsapp", "sms", "email", "voice"], format_func=_channel_or_all, key="optout_channel"
        )
        how = st.selectbox(_("How was it said?"), list(HOW), format_func=lambda code: _(HOW[code]), key="optout_how")
        words = st.text_input(_("Their words"), key="optout_words", max_chars=500)
        st.caption(_("It holds from this moment. Only the customer's own later word lifts it."))
        if st.button(_("Stop writing on this channel"), type="primary", key="optout_go"):
            with refusing():
                optouts.record(visit.engine, visit.actor, customer_id=story.person.id, channel=channel, how=how, words=words)
                st.rerun()


def _channel_or_all(code: str) -> str:
    return _("All channels") if code == "all" else channel_word(code)


def _authorise(visit: Visit, story: Story) -> None:
    open_channels = [row.channel for row in story.standings if row.authorised_at is None]
    if not open_channels:
        return
    with st.popover(_("Record consent"), icon=":material/verified_user:", key="consent"):
        channel = st.selectbox(_("Channel"), open_channels, format_func=channel_word, key="consent_channel")
        how = st.selectbox(_("How was it given?"), list(HOW), format_func=lambda code: _(HOW[code]), key="consent_how")
        proof = st.text_input(_("Proof"), key="consent_proof", max_chars=500, placeholder=_("Where it can be found"))
        if st.button(_("Record it"), key="consent_go"):
            with refusing():
                optouts.authorise(visit.engine, visit.actor, customer_id=story.person.id, channel=channel, how=how, proof=proof)
                st.rerun()


def _lift(visit: Visit, story: Story) -> None:
    with st.popover(_("Lift an opt-out"), key="lift"):
        channel = st.selectbox(_("Channel"), ["all", "whatsapp", "sms", "email", "voice"], format_func=_channel_or_all, key="lift_channel")
        proof = st.text_area(_("How and when did the customer ask for it?"), key="lift_proof", max_chars=1000)
        if st.button(_("Lift it"), key="lift_go", disabled=len(proof.strip()) < 10):
            with refusing():
                optouts.lift(visit.engine, visit.actor, customer_id=story.person.id, channel=channel, proof=proof)
                st.rerun()


def agenda(visit: Visit, story: Story) -> None:
    """What is agreed with this customer, and a new appointment."""
    for row in story.appointments:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(f"{appointment_word(row.kind)} · {moment(row.at, visit.zone)}"), width="stretch")
            if st.button(_("Done"), key=f"done_{row.id}"):
                with refusing():
                    appointments.finish(visit.engine, visit.actor, row.id or 0)
                    st.rerun()
            if st.button(_("Cancel"), key=f"drop_{row.id}"):
                with refusing():
                    appointments.cancel(visit.engine, visit.actor, row.id or 0)
                    st.rerun()
    with st.popover(_("New appointment"), icon=":material/event:", key="appointment"):
        kind = st.selectbox(_("Kind"), list(appointments.KINDS), format_func=appointment_word, key="appointment_kind")
        on = st.date_input(
            _("Day"), value=story.today + timedelta(days=1), min_value=story.today, format="DD/MM/YYYY", key="appointment_day"
        )
        at = st.time_input(_("Time"), value="10:00", key="appointment_time")
        if st.button(_("Agree"), key="appointment_go"):
            with refusing():
                appointments.agree(
                    visit.engine, visit.actor, customer_id=story.person.id, kind=kind, at=datetime.combine(on, at, ZoneInfo(visit.zone))
                )
                st.rerun()


def edit(visit: Visit, story: Story) -> None:
    """What can be changed of a customer, from the version on screen."""
    person = story.person
    told: dict[str, Any] = {
        "name": st.text_input(_("Name"), value=person.name, max_chars=200),
        "language": _language(person.language),
        "preferred_channel": _channel(person.preferred_channel),
        "country": customer_place.country(person.country),
        "region": customer_place.region(person.region),
        "city": st.text_input(_("City"), value=person.city or "", max_chars=100) or None,
        "address": st.text_input(_("Address"), value=person.address or "", max_chars=200) or None,
        **_tax_id(person.tax_id),
        "notes": st.text_area(_("Notes"), value=person.notes or "", max_chars=4000) or None,
    }  # fmt: skip
    if is_allowed(visit.actor, "customer.assign"):
        told["agent_id"] = _agent(visit, person.agent_id)
    hours = customer_place.Hours(visit, person)
    if st.button(_("Save changes"), type="primary", key="edit_go"):
        with refusing():
            customer_record.edit(visit.engine, visit.actor, person.id, person.version, **told, asked_hours=hours.kept())
            st.rerun()


def _tax_id(shown: str | None) -> dict[str, str]:
    """A corrected tax id; left empty, the one on record stays."""
    given = st.text_input(_("Corrected tax id"), placeholder=shown or "", help=_("Leave it empty to keep the one on record."), max_chars=30)
    return {"tax_id": given.strip()} if given.strip() else {}


def _language(present: str | None) -> str | None:
    options = [None, *LANGUAGES]
    index = options.index(present) if present in options else 0
    word = {code: language_word(code) for code in LANGUAGES}
    return st.selectbox(_("Language of messages"), options, index=index, format_func=lambda code: word.get(code, _("The company's")))


def _channel(present: str | None) -> str | None:
    options = [None, "whatsapp", "sms", "email", "voice"]
    index = options.index(present) if present in options else 0
    words = {code: channel_word(code) for code in options if code}
    return st.selectbox(_("Preferred channel"), options, index=index, format_func=lambda code: words.get(code, _("None in particular")))


def _agent(visit: Visit, agent_id: int | None) -> int | None:
    people = {person.id: person.name for person in accounts.people(visit.engine, visit.actor) if person.is_active}
    options = [None, *people]
    index = options.index(agent_id) if agent_id in options else 0
    return st.selectbox(_("Cared for by"), options, index=index, format_func=lambda key: people.get(key, _("Nobody in particular")))
