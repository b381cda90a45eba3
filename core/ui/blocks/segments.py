"""Segments on screen: the list with members and money, one segment with its people and why, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from core.domain.access import is_allowed
from core.domain.money import from_cents
from core.services import segment_views, segments
from core.services.segment_views import PAGE, Member, SegmentView
from core.text import _, format_number, ngettext_
from core.text.reasons import read_out
from core.ui.blocks.export import export_button
from core.ui.blocks.segment_words import condition_words, named, told
from core.ui.guard import Visit
from core.ui.people_words import BUCKET_COLOURS, behaviour_word, bucket_word
from core.ui.places import go, place
from core.ui.widgets import empty, moneys, paged, plain, refusing, shown
from core.ui.words import channel_word


def new_button(visit: Visit) -> None:
    """The page's primary button: build a segment."""
    may_edit = is_allowed(visit.actor, "segment.edit")
    why = None if may_edit else _("Managers and owners build segments.")
    if st.button(_("New segment"), type="primary", icon=":material/add:", disabled=not may_edit, help=why, key="new_segment"):
        st.query_params.from_dict({"new": "1"})
        st.rerun()


def table(visit: Visit) -> None:
    """Every segment with its members and money; a row opens it."""
    with_archived = st.toggle(_("Show archived"), key="segments_archived")
    listed = segment_views.listed(visit.engine, visit.actor, with_archived=with_archived)
    if not listed:
        empty("category", _("There are no segments yet. Build the first: it gathers whoever matches its conditions."), key="segments")
        return
    rows = [
        {
            _("Segment"): named(view),
            _("Customers"): view.members,
            _("Overdue"): moneys(view.overdue_cents),
            _("Open amount"): moneys(view.open_cents),
            _("Kind"): _("Archived") if view.is_archived else _("Ready-made") if view.is_ready_made else _("Own"),
            _("Means"): told(view),
        }
        for view in listed
    ]
    right = {name: st.column_config.TextColumn(alignment="right") for name in (_("Overdue"), _("Open amount"))}
    picked = st.dataframe(
        rows, hide_index=True, on_select="rerun", selection_mode="single-row", key="segment_rows", placeholder="–", height="content",
        alt=_("Segments with their members and money"), column_config=right,
    )  # fmt: skip
    st.caption(_("Mark a row to open the segment. A customer may be in several; whoever matches now is in it."))
    if picked["selection"]["rows"]:
        st.query_params.from_dict({"id": str(listed[picked["selection"]["rows"][0]].id)})
        st.rerun()


def one(visit: Visit, view: SegmentView) -> None:
    """One segment: its conditions, its money, its people and why each is in it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container():
            st.subheader(plain(named(view)), anchor=False)
            st.caption(plain(told(view)) if told(view) else condition_words(view.rule))
        _actions(visit, view)
    with st.grid(4, min_column_width=200):
        st.metric(_("Customers"), format_number(view.members), border=True, height="stretch")
        for currency in sorted(set(view.open_cents) | set(view.overdue_cents)):
            owed = {currency: view.open_cents.get(currency, 0)}
            st.metric(_("Overdue in {currency}", currency=currency), moneys({currency: view.overdue_cents.get(currency, 0)}), border=True,
                      height="stretch", help=_("{amount} open in all", amount=moneys(owed)))  # fmt: skip
    with st.expander(_("Conditions"), icon=":material/rule:"):
        st.markdown(condition_words(view.rule))
    members(visit, view)


def _actions(visit: Visit, view: SegmentView) -> None:
    with st.container(horizontal=True, width="content", horizontal_alignment="right"):
        if st.button(_("All segments"), icon=":material/arrow_back:", key="segment_back"):
            st.query_params.clear()
            st.rerun()
        export_button(visit, kind="segment", file_name=f"segment-{view.slug}", columns=_export_columns(), key="segment_export",
                      rows=lambda: _everybody(visit, view.id))  # fmt: skip
        if is_allowed(visit.actor, "segment.edit"):
            _change(visit, view)
        can_start = is_allowed(visit.actor, "campaign.edit") and not view.is_archived and view.members > 0
        if st.button(_("Start a campaign"), type="primary", icon=":material/campaign:", disabled=not can_start, key="segment_campaign"):
            go("campaigns", segment=view.id)


def _change(visit: Visit, view: SegmentView) -> None:
    label = _("Copy and change") if view.is_ready_made else _("Change")
    if st.button(label, icon=":material/edit:", key="segment_edit"):
        st.query_params.from_dict({"new": "1", "of": str(view.id)})
        st.rerun()
    if view.is_ready_made:
        return
    word = _("Take out of the archive") if view.is_archived else _("Archive")
    if st.button(word, icon=":material/archive:", key="segment_archive"):
        with refusing():
            segments.archive(visit.engine, visit.actor, view.id, is_archived=not view.is_archived)
            st.rerun()


def members(visit: Visit, view: SegmentView) -> None:
    """The people of a segment, whom to care for first at the top, with the reason of each."""
    if not view.members:
        st.info(_("Nobody matches these conditions now."), icon=":material/group_off:")
        return
    chooser = f"segment_page_{view.id}"
    at = ((st.session_state.get(chooser) or 1) - 1) * PAGE
    total, found = segment_views.members(visit.engine, visit.actor, view.id, offset=at)
    words = {code: bucket_word(code) for code in BUCKET_COLOURS}
    rows = [
        {
            _("Customer"): one.name,
            _("State"): [words[one.bucket]] if one.bucket in words else [],
            _("Overdue"): moneys({currency: late for currency, (_owed, late) in one.balances.items() if late}),
            _("Why"): why(one),
            _("Priority"): one.score,
            _("Behaviour"): behaviour_word(one.behaviour),
            _("Reach"): ", ".join(channel_word(code) for code in one.reach) or "–",
        }
        for one in found
    ]
    picked = st.dataframe(
        rows, hide_index=True, on_select="rerun", selection_mode="single-row", key=f"{chooser}_rows_{at}", placeholder="–",
        height="content", alt=_("Members of the segment"),
        column_config={
            _("State"): st.column_config.MultiselectColumn(options=list(words.values()), color=list(BUCKET_COLOURS.values())),
            _("Overdue"): st.column_config.TextColumn(alignment="right"),
            _("Why"): st.column_config.TextColumn(width="medium"),
        },
    )  # fmt: skip
    st.caption(_("Mark a row to open the customer.") + " " + shown(total, at, PAGE))
    paged(total, PAGE, key=chooser)
    if picked["selection"]["rows"]:
        go("customer", id=found[picked["selection"]["rows"][0]].customer_id)


def why(member: Member) -> str:
    """The facts that put somebody in a segment, in the reader's language."""
    return " ".join(read_out(fact.msgid, fact.values) for fact in member.why)


def _export_columns() -> list[str]:
    return [_("Customer"), _("Code"), _("Lateness"), _("Days late"), _("Behaviour"), _("Priority"), _("Currency"), _("Open amount"),
            _("Overdue"), _("Why")]  # fmt: skip


def _everybody(visit: Visit, segment_id: int) -> Iterator[tuple[Any, ...]]:
    """One row for each member and currency."""
    for one in segment_views.all_members(visit.engine, visit.actor, segment_id):
        about = (one.name, one.code, bucket_word(one.bucket), one.days_past_due, behaviour_word(one.behaviour), one.score)
        for currency, (owed, late) in (one.balances or {"": (0, 0)}).items():
            yield (*about, currency or None, from_cents(owed), from_cents(late), why(one))


def not_found() -> None:
    """An address that names no segment."""
    st.warning(_("There is no such segment."), icon=":material/search_off:")
    st.page_link(place("segments"), label=_("All segments"), icon=":material/category:")


def tried_out(view: SegmentView) -> str:
    """What a rule would catch now, in a sentence."""
    people = ngettext_("{n} customer matches now", "{n} customers match now", view.members)
    return people + (f" · {moneys(view.overdue_cents)} " + _("overdue") if view.overdue_cents else "")
