"""Building a segment: conditions one under the other, what they would catch now, a name."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from core.domain.errors import Refusal
from core.domain.money import to_cents
from core.domain.segment_fields import FIELDS, HIGH, OP_WORDS, OPS
from core.domain.segments import MOST_CONDITIONS, store
from core.services import segment_views, segments
from core.services.segment_views import SegmentView
from core.text import _
from core.ui.blocks.segment_words import choice_word
from core.ui.blocks.segments import tried_out
from core.ui.guard import Visit
from core.ui.widgets import objection, refusing

FIRST = {"field": "overdue_cents", "op": "gt", "value": 0}
STATE = "segment_conditions"


def build(visit: Visit, source: SegmentView | None) -> None:
    """The form for a new segment, a copy of a ready-made one, or a change of one's own."""
    own = source if source and not source.is_ready_made else None
    _start(source)
    title = _("Change the segment") if own else _("New segment")
    st.subheader(title, anchor=False)
    st.caption(_("A customer is in the segment while every condition holds. Those on amounts must hold for one and the same currency."))
    name = st.text_input(_("Name"), value=own.name if own else "", max_chars=80, key="segment_name")
    about = st.text_input(_("What it is for"), value=(own.description or "") if own else "", max_chars=200, key="segment_about")
    rule = [_condition(visit, place) for place in st.session_state[STATE]]
    if len(rule) < MOST_CONDITIONS and st.button(_("Add a condition"), icon=":material/add:", key="segment_add"):
        st.session_state[STATE].append(max(st.session_state[STATE], default=-1) + 1)
        st.rerun()
    is_meant = _try(visit, rule)
    with st.container(horizontal=True):
        if st.button(_("Save the segment"), type="primary", disabled=not is_meant, key="segment_save"):
            with refusing():
                _leave(_save(visit, own, name, about, rule))
        if st.button(_("Cancel"), key="segment_cancel"):
            _leave(source.id if source else None)


def _start(source: SegmentView | None) -> None:
    """Lay the conditions of the source out once."""
    if st.session_state.get("segment_source") == (source.id if source else 0) and STATE in st.session_state:
        return
    rule = store(source.rule) if source else [FIRST]
    st.session_state["segment_source"], st.session_state[STATE] = source.id if source else 0, list(range(len(rule)))
    for place, one in enumerate(rule):
        st.session_state[f"segment_field_{place}"] = one["field"]
        st.session_state[f"segment_op_{place}_{one['field']}"] = one["op"]
        _set_value(place, one["field"], one["op"], one["value"])


def _set_value(place: int, field: str, op: str, value: Any) -> None:
    kind, key = FIELDS[field].kind, f"segment_value_{place}_{field}_{'many' if op == 'in' else 'one'}"
    if kind == "money":
        st.session_state[f"{key}_high"] = value == HIGH
        st.session_state[key] = 0.0 if value == HIGH else value / 100
    else:
        st.session_state[key] = value


def _condition(visit: Visit, place: int) -> dict[str, Any]:
    """One line: field, comparison, value, and a way to drop it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        field = st.selectbox(_("Fact"), list(FIELDS), format_func=_field_word, key=f"segment_field_{place}", width=260)
        comparisons, key = OPS[FIELDS[field].kind], f"segment_op_{place}_{field}"
        op = st.selectbox(_("Comparison"), comparisons, format_func=lambda code: _(OP_WORDS[code]), key=key, width=160)
        value = _value(visit, place, field, op)
        alone = len(st.session_state[STATE]) == 1
        if st.button("", icon=":material/delete:", help=_("Drop this condition"), disabled=alone, key=f"segment_drop_{place}"):
            st.session_state[STATE].remove(place)
            st.rerun()
    return {"field": field, "op": op, "value": value}


def _field_word(code: str) -> str:
    return _(FIELDS[code].label)


def _value(visit: Visit, place: int, field: str, op: str) -> Any:
    kind, key = FIELDS[field].kind, f"segment_value_{place}_{field}_{'many' if op == 'in' else 'one'}"
    choices = _currencies(visit) if kind == "currency" else list(FIELDS[field].choices)
    words = partial(choice_word, field)
    if op == "in":
        return st.multiselect(_("Value"), choices, format_func=words, placeholder=_("Choose"), key=key, width=260)
    if kind == "flag":
        return st.selectbox(_("Value"), [True, False], format_func=lambda value: _("yes") if value else _("no"), key=key, width=120)
    if kind == "number":
        return int(st.number_input(_("Value"), step=1, key=key, width=140))
    if kind == "money":
        return _amount(key)
    return st.selectbox(_("Value"), choices, format_func=words, key=key, width=220)


def _amount(key: str) -> int | str:
    is_high = st.session_state.get(f"{key}_high", False)
    amount = st.number_input(_("Amount"), min_value=0.0, step=100.0, format="%.2f", disabled=is_high, key=key, width=160)
    meaning = _("The amount from which a balance is among the largest tenth of its currency.")
    high = st.toggle(_("Largest tenth"), key=f"{key}_high", help=meaning)
    return HIGH if high else to_cents(Decimal(str(amount)))


def _currencies(visit: Visit) -> list[str]:
    from core.services import customers

    return sorted({visit.company.currency, *customers.currencies(visit.engine, visit.actor)})


def _try(visit: Visit, rule: list[dict[str, Any]]) -> bool:
    """Say whom the conditions catch now, or what is missing; True when they can be meant."""
    try:
        st.info(tried_out(segment_views.tried(visit.engine, visit.actor, rule)), icon=":material/group:")
    except Refusal as refusal:
        st.warning(objection(refusal), icon=":material/rule:")
        return False
    return True


def _save(visit: Visit, own: SegmentView | None, name: str, about: str, rule: list[dict[str, Any]]) -> int:
    if own is None:
        return segments.create(visit.engine, visit.actor, name=name, description=about, rule=rule)
    segments.edit(visit.engine, visit.actor, own.id, name=name, description=about, rule=rule)
    return own.id


def _leave(segment_id: int | None) -> None:
    for key in [key for key in st.session_state if str(key).startswith(("segment_value", "segment_op", "segment_field"))]:
        del st.session_state[key]
    for key in ("segment_source", STATE, "segment_name", "segment_about"):
        st.session_state.pop(key, None)
    st.query_params.from_dict({"id": str(segment_id)} if segment_id else {})
    st.rerun()
