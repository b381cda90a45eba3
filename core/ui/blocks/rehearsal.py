"""What a campaign would do in the next days, and what it would have done in the last ones: day, channel, cost, and what each rule stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from core import clock
from core.services import plays, rehearsal, replay
from core.services.campaign_views import CampaignView
from core.services.plays import Play
from core.services.rehearsal import DAYS, Strategy
from core.services.stage import Rehearsal
from core.text import _, format_number, ngettext_
from core.ui.blocks import replayed, stage_tables
from core.ui.guard import Visit
from core.ui.sending_words import cost_word
from core.ui.widgets import objection
from core.ui.widgets.voice import in_words
from core.ui.words import channel_word

FRESH, FRESH_PAST = 300.0, 3600.0
PATIENCE = 1.5  # seconds: what is done by then needs no progress bar


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: under which key it plays, how, and how it is shown."""

    key: str
    work: Callable[[Callable[[float], None]], Any]
    fresh_for: float
    show: Callable[[Visit, Any], None]


def rehearse(visit: Visit, view: CampaignView) -> None:
    """The two questions, each on demand: they ask the gate for everybody on every day."""
    if not view.steps:
        return
    st.subheader(_("Rehearsal"), anchor=False)
    has_ended = view.state in ("stopped", "finished")
    ahead, back = st.container(border=True), st.container(border=True)
    with ahead:
        st.markdown(f"**{_('The next {n} days', n=DAYS)}**")
        st.caption(
            (_("What would happen if it were launched again today.") if has_ended else "")
            + " "
            + _("What would happen if nobody pays, answers or changes anything. Nothing is sent or written.")
        )
        if _is_asked(f"rehearse_{view.id}", _("Rehearse"), "theater_comedy", "rehearse"):
            _play(visit, _ahead(visit, view, rehearsal.strategy_of(view) if has_ended else view.id))
    with back:
        st.markdown(f"**{_('The last {n} days replayed', n=replay.DAYS)}**")
        st.caption(_("What it would have sent, day by day, to the portfolio as it stood on each day. Nothing is sent or written."))
        if _is_asked(f"replay_{view.id}", _("Replay"), "history", "replay"):
            _play(visit, _back(visit, view, rehearsal.strategy_of(view) if has_ended else view.id))


def _is_asked(key: str, label: str, icon: str, button: str) -> bool:
    if st.button(label, icon=f":material/{icon}:", key=button):
        st.session_state[key] = True
    return bool(st.session_state.get(key))


def _ahead(visit: Visit, view: CampaignView, campaign: int | Strategy) -> Wanted:
    work = partial(_rehearsed, visit.engine, visit.actor, campaign)
    return Wanted(f"ahead:{_place(visit, view)}", work, FRESH, _rehearsal)


def _back(visit: Visit, view: CampaignView, campaign: int | Strategy) -> Wanted:
    work = partial(_replayed, visit.engine, visit.actor, campaign)
    return Wanted(f"back:{_place(visit, view)}", work, FRESH_PAST, replayed.show)


def _rehearsed(engine: Any, actor: Any, campaign: int | Strategy, tell: Callable[[float], None]) -> Rehearsal:
    return rehearsal.rehearse(engine, actor, campaign, tell=tell)


def _replayed(engine: Any, actor: Any, campaign: int | Strategy, tell: Callable[[float], None]) -> replay.Replay:
    return replay.replay(engine, actor, campaign, tell=tell)


def _place(visit: Visit, view: CampaignView) -> str:
    return f"{visit.engine.url}:{view.id}:{view.version}:{clock.today(visit.company.timezone)}"


def _play(visit: Visit, wanted: Wanted) -> None:
    play = plays.start(visit.actor, wanted.key, wanted.work, fresh_for=wanted.fresh_for)
    if not play.is_done:
        with st.spinner(_("Asking the gate for everybody…")):
            play.wait(PATIENCE)
    if not play.is_done:
        st.fragment(in_words(_progress), run_every=1.0)(visit, wanted, play)
    elif play.problem is not None:
        st.error(objection(play.problem), icon=":material/block:")
    else:
        wanted.show(visit, play.result)


def _progress(visit: Visit, wanted: Wanted, play: Play) -> None:
    """How far it is; the page can be used and left meanwhile."""
    if play.is_done:
        st.rerun()
    st.progress(min(max(play.share, 0.0), 1.0), text=_("You can leave this page: it goes on, and you find it here again."))
    if st.button(_("Cancel"), key=f"stop_{wanted.key}", icon=":material/close:"):
        plays.stop(visit.actor, wanted.key)
        for name in [name for name in st.session_state if str(name).startswith(("rehearse_", "replay_"))]:
            del st.session_state[name]
        st.rerun()


def _rehearsal(visit: Visit, found: Rehearsal) -> None:
    _figures(found)
    if found.going:
        stage_tables.days(found, key="rehearsal")
    stage_tables.rules(visit, found, key="rehearsal")


def _figures(found: Rehearsal) -> None:
    grid = st.grid(4, min_column_width=140)
    grid.metric(_("Would go"), format_number(found.sending), border=True)
    grid.metric(_("People written to"), format_number(len(found.people)), border=True)
    grid.metric(_("Stopped by a rule"), format_number(sum(entry.count for entry in found.stopped)), border=True)
    costs = " · ".join(cost_word(micros, currency) for currency, micros in found.costs.items())
    grid.metric(_("Expected cost"), costs or "–", border=True)
    lines = [" · ".join(f"{channel_word(channel)} {format_number(n)}" for channel, n in found.channels.most_common())]
    if found.waiting:
        lines.append(ngettext_("{n} of them waits in the outbox already", "{n} of them wait in the outbox already", found.waiting))
    if found.beyond:
        lines.append(ngettext_("{n} more would go later", "{n} more would go later on", found.beyond))
    st.caption(" — ".join(line for line in lines if line) or _("Nothing would go in these days."))
    if found.is_simulated:
        st.badge(_("Simulated: nothing leaves this machine"), icon=":material/science:", color="blue")
