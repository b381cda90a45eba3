"""What happened with a customer, newest first: people and system told apart, filtered by kind."""

from __future__ import annotations

import streamlit as st

from core.services.story import Story
from core.services.timeline import KINDS, Entry
from core.text import _
from core.ui.guard import Visit
from core.ui.people_words import delay_word, dispute_word, kind_word, method_word, outcome_word
from core.ui.widgets import day, moment, money, plain
from core.ui.words import channel_word

ICONS = {
    "message": "outgoing_mail", "reply": "reply", "activity": "call", "promise": "handshake", "payment": "payments", "dispute": "report",
    "optout": "block",
}  # fmt: skip
WORDS = {
    "message": "Messages", "reply": "Replies", "activity": "Contacts", "promise": "Promises", "payment": "Payments", "dispute": "Disputes",
    "optout": "Opt-outs",
}  # fmt: skip
STATES = {
    "sent": "sent", "delivered": "delivered", "read": "read", "undelivered": "not delivered", "failed": "failed", "rejected": "refused",
    "skipped": "not sent", "suppressed": "not sent", "expired": "expired", "canceled": "cancelled", "sending": "being sent",
    "in_doubt": "in doubt", "needs_person": "needs a person",
}  # fmt: skip
FIRST = 15


def timeline(visit: Visit, story: Story) -> None:
    """The entries, narrowed by kind."""
    present = [kind for kind in KINDS if any(entry.kind == kind for entry in story.timeline)]
    if not present:
        st.caption(_("Nothing has happened yet."))
        return
    kinds = st.pills(
        _("Show"),
        present,
        format_func=lambda code: _(WORDS[code]),
        selection_mode="multi",
        key="timeline_kinds",
        label_visibility="collapsed",
    )
    found = [entry for entry in story.timeline if not kinds or entry.kind in kinds]
    with st.container(key="timeline", gap="small"):
        for entry in found[:FIRST]:
            _entry(visit, entry)
    if len(found) > FIRST:
        with st.expander(_("Earlier")):
            for entry in found[FIRST:]:
                _entry(visit, entry)


def latest(visit: Visit, story: Story, most: int = 5) -> None:
    """The newest few entries of every kind."""
    if not story.timeline:
        st.caption(_("Nothing has happened yet."))
    for entry in story.timeline[:most]:
        _entry(visit, entry)


def _entry(visit: Visit, entry: Entry) -> None:
    with st.container(horizontal=True, gap="small"):
        st.markdown(f":material/{ICONS[entry.kind]}:", width="content")
        with st.container(gap=None):
            st.markdown(plain(_sentence(entry)))
            words = _words(entry)
            if words:
                st.text(words)
            st.caption(f"{_when(visit, entry)} · {plain(entry.by) if entry.by else _actorless(entry)}")


def _when(visit: Visit, entry: Entry) -> str:
    return day(entry.at.date()) if entry.kind == "payment" else moment(entry.at, visit.zone)


def _actorless(entry: Entry) -> str:
    if entry.facts.get("source") == "stated":
        return _("said by the file")
    return _("customer") if entry.kind in ("reply", "payment", "optout") else _("system")


def _sentence(entry: Entry) -> str:
    facts = entry.facts
    if entry.kind == "message":
        simulated = " · " + _("simulated") if facts["is_simulated"] else ""
        return f"{channel_word(facts['channel'])}: {_state(facts['state'])}{simulated}"
    if entry.kind == "reply":
        return _("Reply by {channel}", channel=channel_word(facts["channel"]))
    if entry.kind == "activity":
        return _activity(facts)
    if entry.kind == "promise":
        return _("Promised {amount} for {date}", amount=money(facts["amount_cents"], facts["currency"]), date=day(facts["promised_on"]))
    if entry.kind == "payment":
        if facts["is_opening"]:
            return _("{amount} had been paid before", amount=money(facts["amount_cents"], facts["currency"]))
        method = f" · {method_word(facts['method'])}" if facts["method"] else ""
        return _("Paid {amount}", amount=money(facts["amount_cents"], facts["currency"])) + method
    if entry.kind == "dispute":
        return _("Dispute opened: {reason}", reason=dispute_word(facts["reason"])) if "reason" in facts else _(
            "Dispute closed: {outcome}", outcome=dispute_word(facts["outcome"]))  # fmt: skip
    channel = _("all channels") if facts["channel"] == "all" else channel_word(facts["channel"])
    return _("Opt-out lifted: {channel}", channel=channel) if "lifted_how" in facts else _("Opted out: {channel}", channel=channel)


def _state(code: str) -> str:
    word = STATES.get(code)
    return _(word) if word else code


def _activity(facts: dict) -> str:
    parts = [kind_word(facts["kind"])] + ([outcome_word(facts["outcome"])] if facts["outcome"] else [])
    if facts["reason"]:
        parts.append(delay_word(facts["reason"]))
    if facts["next_on"]:
        parts.append(_("again on {date}", date=day(facts["next_on"])))
    return " · ".join(parts)


def _words(entry: Entry) -> str:
    """Foreign words, shown as plain text, at most a few lines: a message's beginning in one paragraph, for the whole is a press away."""
    facts = entry.facts
    if facts.get("body"):
        return _shortened(" ".join(facts["body"].split()), 160)
    return _shortened(facts.get("note") or facts.get("words") or facts.get("lifted_how") or "", 400)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
